"""The one Jinja environment: every hole of a template becomes a Ruby literal by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, Undefined

from generator import errors
from generator.render.ruby import Code, literal


def environment(folder: Path) -> Environment:
    """Return the environment for the templates below a folder."""
    return Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def render(env: Environment, name: str, context: dict[str, Any]) -> str:
    """Return the text that a template makes.

    Raises errors.TemplateError where a template is broken or names what its context has not.
    """
    try:
        return env.get_template(name).render(context)
    except (TemplateError, TypeError) as error:
        line = getattr(error, "lineno", None)
        where = f"{name}:{line}" if line else name
        raise errors.TemplateError(f"template {where}: {error}") from error


def _finalize(value: Any) -> Any:
    # StrictUndefined says which name is missing as soon as it is made a string.
    return value if isinstance(value, (Code, Undefined)) else literal(value)
