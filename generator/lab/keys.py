"""Reading one mapping of a configuration file, key by key, so that errors say where."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from generator.errors import UnreadableInput

_T = TypeVar("_T")
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")


class Section:
    """A mapping at a place of a file. Keys that nobody has asked for are an error at `end`."""

    def __init__(self, file: str, place: str, value: Any, key: str = "") -> None:
        self.file = file
        self.place = place
        self.key = key
        self._asked: set[str] = set()
        if not isinstance(value, dict):
            self.fail("", "must be a mapping")
        self._value: dict[str, Any] = {str(name): item for name, item in value.items()}

    def fail(self, key: str, reason: str) -> NoReturn:
        """Raise for a key, or for the section itself where the key is empty."""
        raise UnreadableInput(f"{self.file}: {self._at(key) or 'the top'}: {reason}")

    def end(self) -> None:
        """Refuse what has not been asked for."""
        unknown = sorted(set(self._value) - self._asked)
        if unknown:
            known = ", ".join(sorted(self._asked))
            self.fail(unknown[0], f"is not known here (known: {known})")

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; a YAML number counts as the text that it looks like."""
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            self.fail(key, "must be a text")
        return str(value)

    def name(self, key: str) -> str:
        """Return a text that may be part of a container's name."""
        value = self.text(key)
        if not _NAME.fullmatch(value):
            self.fail(key, f"{value!r} is no name: lower case letters, digits and dashes")
        return value

    def integer(self, key: str, default: int | None = None) -> int:
        """Return a whole number."""
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            self.fail(key, "must be a whole number")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """Return a number that is not negative."""
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
            self.fail(key, "must be a number, 0 or more")
        return float(value)

    def maybe_number(self, key: str) -> float | None:
        """Return a number, or None where there is none."""
        return self.number(key) if self._has(key) else None

    def path(self, key: str, base: Path) -> Path | None:
        """Return a path that exists, relative ones from `base`; None where there is none."""
        if not self._has(key):
            return None
        path = (base / self.text(key)).resolve()
        if not path.exists():
            self.fail(key, f"{path} does not exist")
        return path

    def mapping(self, key: str) -> Mapping[str, Any]:
        """Return a mapping as it is; empty where there is none."""
        value = self._get(key, {})
        if not isinstance(value, dict):
            self.fail(key, "must be a mapping")
        return value

    def texts(self, key: str) -> dict[str, str]:
        """Return a mapping of texts."""
        section = Section(self.file, self._at(key), self.mapping(key))
        return {name: section.text(name) for name in section._value}

    def lists(self, key: str) -> dict[str, list[str]]:
        """Return a mapping of lists of texts; there must be one."""
        self._get(key, None)
        section = Section(self.file, self._at(key), self.mapping(key))
        return {name: section.strings(name) for name in section._value}

    def strings(self, key: str) -> list[str]:
        """Return a list of texts."""
        return self._list(key, str, "texts", ())

    def integers(self, key: str, default: Sequence[int]) -> list[int]:
        """Return a list of whole numbers."""
        return self._list(key, int, "whole numbers", default)

    def section(self, key: str) -> "Section | None":
        """Return a mapping below this one, or None."""
        if not self._has(key):
            return None
        return Section(self.file, self._at(key), self._get(key, None), key)

    def sections(self, key: str, required: bool = True) -> list["Section"]:
        """Return a list of mappings."""
        items = self._list(key, dict, "mappings", None if required else ())
        return [
            Section(self.file, f"{self._at(key)}[{index}]", item)
            for index, item in enumerate(items)
        ]

    def named(self, key: str) -> list["Section"]:
        """Return a mapping of mappings, each section with its `key`."""
        items = self.mapping(key)
        return [Section(self.file, f"{self._at(key)}.{name}", items[name], name) for name in items]

    def _list(self, key: str, kind: type[_T], kinds: str, default: Sequence[_T] | None) -> list[_T]:
        value = self._get(key, list(default) if default is not None else None)
        if not isinstance(value, list) or not all(type(item) is kind for item in value):
            self.fail(key, f"must be a list of {kinds}")
        return value

    def _get(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        value = self._value.get(key, default)
        if value is None:
            self.fail(key, "is missing")
        return value

    def _has(self, key: str) -> bool:
        self._asked.add(key)
        return key in self._value

    def _at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place and key else self.place or key
