"""A document without what the schema refuses, so that the rest can be linted at the same time."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from generator.document.pointer import Pointer, pointer

Json = Any


@dataclass(frozen=True)
class Pruned:
    """`value` is schema-clean; `touched` are the places of containers that lost a field."""

    value: Json
    touched: frozenset[str]


def prune(value: Json, wrong: Iterable[str]) -> Pruned | None:
    """Remove what holds the places in `wrong`: a container's field, a top-level key.

    None where a name would get lost that other parts may speak of: an app, a container, a volume.
    """
    result = deepcopy(value)
    touched = set()
    for place in wrong:
        keys = Pointer(place).keys
        size = _container_depth(value, keys)
        if len(keys) > size > 0:
            touched.add(str(pointer(keys[:size])))
            _remove(result, keys[: size + 1])
        elif size and len(keys) == size and isinstance(_at(value, keys), dict):
            touched.add(place)  # a field is missing; the container itself is there
        elif keys and keys[0] != "deploy":
            _remove(result, keys[:1])
        elif len(keys) > 2 and keys[2] not in ("containers", "data_volumes"):
            _remove(result, keys[:3])
        else:
            return None
    return Pruned(result, frozenset(touched))


def _container_depth(value: Json, keys: list[str]) -> int:
    """Return how many keys lead to the container that a place is in; 0 where it is in none."""
    if len(keys) < 4 or keys[0] != "deploy" or keys[2] != "containers":
        return 0
    return 5 if isinstance(value["deploy"][keys[1]]["containers"], list) else 4


def _at(value: Json, keys: list[str]) -> Json:
    for key in keys:
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


def _remove(value: Json, keys: list[str]) -> None:
    _at(value, keys[:-1]).pop(keys[-1], None)
