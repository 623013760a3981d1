"""HTML and SVG from plain functions: text is escaped unless it is markup already."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Union

_VOID = frozenset({"br", "circle", "hr", "line", "meta", "path", "rect"})


class Markup(str):
    """A text that is markup already."""


Child = Union[str, int, float, None, Iterable["Child"]]


def tag(name: str, /, *children: Child, **attributes: str | int | float | bool | None) -> Markup:
    """Return an element. `class_` is class, `stroke_width` is stroke-width; None is left out."""
    given = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID and not children:
        return Markup(f"<{name}{given}/>")
    return Markup(f"<{name}{given}>{join(children)}</{name}>")


def join(children: Iterable[Child]) -> Markup:
    """Return children one after the other; None is left out."""
    return Markup("".join(_text(child) for child in children))


def number(value: float) -> str:
    """Return a coordinate: one place after the point, none where it is zero."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def _text(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Markup):
        return child
    if isinstance(child, str):
        return html.escape(child, quote=False)
    if isinstance(child, (int, float)):
        return str(child)
    return join(child)


def _attribute(key: str, value: str | int | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    name = "viewBox" if name == "viewbox" else name
    if value is True:
        return f" {name}"
    text = number(value) if isinstance(value, float) else str(value)
    return f' {name}="{html.escape(text)}"'
