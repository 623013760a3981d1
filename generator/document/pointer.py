"""RFC 6901 JSON Pointers."""

from __future__ import annotations

from collections.abc import Iterable


class Pointer(str):
    """A JSON Pointer as text; `/` appends a key or an index, escaped where needed."""

    __slots__ = ()

    def __truediv__(self, key: str | int) -> Pointer:
        step = str(key)
        if "~" in step or "/" in step:
            step = step.replace("~", "~0").replace("/", "~1")
        return Pointer(f"{self}/{step}")

    @property
    def keys(self) -> list[str]:
        """Return the steps, unescaped; an index is a text of digits."""
        return [step.replace("~1", "/").replace("~0", "~") for step in self.split("/")[1:]]


ROOT = Pointer("")


def pointer(steps: Iterable[str | int]) -> Pointer:
    """Return the Pointer with these keys and indices."""
    result = ROOT
    for step in steps:
        result /= step
    return result
