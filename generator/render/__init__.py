"""A Stack to the tree of a cookbook repo."""

from __future__ import annotations

from generator.model.stack import Stack
from generator.paths import data
from generator.render import manifest
from generator.render.tree import Tree


def build(stack: Stack) -> Tree:
    """Return the tree of the cookbook repo of a stack: same stack, same bytes; touches no disk.

    Raises errors.TemplateError where a template of ours is broken.
    """
    return Tree(manifest.files(stack, data("templates", "cookbook")))
