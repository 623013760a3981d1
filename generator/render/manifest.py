"""Which template makes which file: `templates/cookbook/` has the shape of the built repo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from generator.errors import TemplateError
from generator.model.stack import Stack
from generator.render import context, environment

SUFFIX = ".j2"

Make = Callable[[Stack, frozenset[str]], Any]

# Every template with holes, and what it is told: (stack, recipes of the build) -> dataclass.
TEMPLATES: dict[str, Make] = {
    "README.md.j2": context.readme,
    "docker/metadata.rb.j2": lambda stack, recipes: context.metadata(stack),
    "docker/attributes/default.rb.j2": lambda stack, recipes: context.attributes(stack),
    "docker/recipes/registries.rb.j2": lambda stack, recipes: context.names(stack),
    "docker/recipes/data_volumes.rb.j2": lambda stack, recipes: context.data_volumes(stack),
    "docker/recipes/deploy.rb.j2": lambda stack, recipes: context.names(stack),
    "docker/recipes/cron.rb.j2": lambda stack, recipes: context.names(stack),
    "docker/recipes/rollback.rb.j2": lambda stack, recipes: context.names(stack),
    "docker/recipes/undeploy.rb.j2": lambda stack, recipes: context.names(stack),
    "docker/recipes/notify_rollbar.rb.j2": lambda stack, recipes: context.names(stack),
}


def sources(folder: Path) -> list[str]:
    """Return the files below a template folder, relative and sorted."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not _is_junk(path.relative_to(folder))
    )


def files(stack: Stack, folder: Path) -> dict[str, bytes]:
    """Return path -> content of everything a stack is built into.

    Raises errors.TemplateError where a template is broken.
    """
    names = sources(folder)
    recipes = frozenset(filter(None, map(_recipe, names)))
    env = environment.environment(folder)
    made = {}
    for name in names:
        if not name.endswith(SUFFIX):
            made[name] = folder.joinpath(name).read_bytes()
            continue
        if name not in TEMPLATES:
            raise TemplateError(f"template {name} has no entry in generator/render/manifest.py")
        told = TEMPLATES[name](stack, recipes)
        values = {field.name: getattr(told, field.name) for field in fields(told)}
        text = environment.render(env, name, values)
        made[name.removesuffix(SUFFIX)] = text.encode("utf-8")
    return made


def _recipe(name: str) -> str | None:
    """Return `docker::deploy` for docker/recipes/deploy.rb.j2, None for what is no recipe."""
    parts = name.removesuffix(SUFFIX).split("/")
    if len(parts) != 3 or parts[1] != "recipes" or not parts[2].endswith(".rb"):
        return None
    return f"{parts[0]}::{parts[2].removesuffix('.rb')}"


def _is_junk(path: Path) -> bool:
    """Say whether a file is an editor's or an interpreter's leaving, no part of a cookbook."""
    return "__pycache__" in path.parts or path.name.endswith(("~", ".swp", ".pyc", ".orig", ".rej"))
