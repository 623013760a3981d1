"""A Document against `schema/stack.schema.json`; jsonschema's errors as Findings.

The schema holds the sentences (`errorMessage`, `patternErrorMessage`), so that the command line and
an editor that reads the schema say the same. Its unions are flat, so each error is about one thing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from generator.document.pointer import ROOT, Pointer, pointer
from generator.document.reader import Document
from generator.findings import Finding, Severity
from generator.paths import data

Json = Any

_RULES = {
    "additionalProperties": "unknown-key",
    "not": "unknown-key",
    "required": "missing-key",
    "type": "wrong-type",
}
_NAMES = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
_SECRET_PLACES = (
    "A secret may stand in env, logins, tokens and log options. "
    "Names and commands are no place for one: `ps` and `docker inspect` show them."
)
_MANY = 20  # keys; more of them are no hint


def validate(document: Document) -> list[Finding]:
    """Return what the schema has to say, and warnings for keys that look like misspelt ones."""
    errors = _validator().iter_errors(document.value)
    findings = [_finding(document, error) for error in errors]
    return findings + list(_near_misses(document))


@cache
def load() -> dict[str, Json]:
    """Return the schema; do not change it."""
    schema: dict[str, Json] = json.loads(data("schema", "stack.schema.json").read_text("utf-8"))
    return schema


@cache
def _validator() -> Any:
    checker = Draft7Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
    )
    own = {
        "additionalProperties": _additional_properties,
        "pattern": _pattern,
        "propertyNames": _property_names,
        "uniqueItems": _unique_items,
    }
    return extend(Draft7Validator, own, type_checker=checker)(load())


def _additional_properties(
    validator: Any, allowed: Json, value: Json, schema: Mapping[str, Json]
) -> Iterator[ValidationError]:
    """As the standard says, with one error per unknown key, at the key."""
    if not isinstance(value, dict):
        return
    patterns = schema.get("patternProperties", {})
    for key in value:
        if key in schema.get("properties", {}) or any(re.search(p, key) for p in patterns):
            continue
        if allowed is False:
            error = ValidationError(f"unknown key `{key}`", path=[key])
            error.on_key = key
            yield error
        else:
            yield from validator.descend(value[key], allowed, path=key)


def _property_names(
    validator: Any, names: Json, value: Json, schema: Mapping[str, Json]
) -> Iterator[ValidationError]:
    """As the standard says, with the error at the key."""
    if isinstance(value, dict):
        for key in value:
            for error in validator.descend(key, names):
                error.path.appendleft(key)
                error.on_key = key
                yield error


def _unique_items(
    validator: Any, wanted: Json, value: Json, schema: Mapping[str, Json]
) -> Iterator[ValidationError]:
    """As the standard says, with the error at the second of two equal texts."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, str) and item in value[:index]:
                yield ValidationError("the same entry stands here twice", path=[index])


def _pattern(
    validator: Any, pattern: str, value: Json, schema: Mapping[str, Json]
) -> Iterator[ValidationError]:
    """As an editor's JavaScript says: ASCII only, and `$` is the end, not the last line break."""
    if isinstance(value, str) and not compiled(pattern).search(value):
        yield ValidationError(f"does not match {pattern}")


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern of the schema with the meaning that JavaScript gives it."""
    parts = re.findall(r"\\.|\[(?:\\.|[^\]\\])*\]|.", pattern, re.DOTALL)
    return re.compile("".join(r"\Z" if part == "$" else part for part in parts), re.ASCII)


def _finding(document: Document, error: ValidationError) -> Finding:
    place = pointer(error.absolute_path)
    on_key = hasattr(error, "on_key") or error.validator in ("not", "required")
    return Finding(
        source=document.source.name,
        span=document.key_span(place) if on_key else document.span(place),
        rule=_RULES.get(error.validator, "bad-value"),
        severity=Severity.ERROR,
        message=_message(error),
        pointer=place,
        hint=_hint(error),
    )


def _message(error: ValidationError) -> str:
    schema, keyword = error.schema, error.validator
    if keyword == "pattern":
        return str(schema.get("patternErrorMessage", error.message))
    if keyword in ("additionalProperties", "uniqueItems"):
        return str(error.message)
    if keyword == "required":
        missing = next(key for key in error.validator_value if f"'{key}'" in error.message)
        return f"`{missing}` is missing"
    if keyword in ("minimum", "maximum"):
        return f"must be {_range(schema)}, not {error.instance}"
    if keyword in ("minLength", "minItems") and error.instance in ("", []):
        return "this is empty"
    if "errorMessage" in schema:
        return str(schema["errorMessage"])
    if keyword == "type":
        wanted = [error.validator_value] if isinstance(error.validator_value, str) else []
        wanted = wanted or list(error.validator_value)
        return f"{' or '.join(_NAMES[name] for name in wanted)} should stand here"
    if keyword == "enum":
        return f"one of {', '.join(map(json.dumps, error.validator_value))} should stand here"
    return str(error.message)


def _range(schema: Mapping[str, Json]) -> str:
    if "maximum" in schema:
        return f"from {schema['minimum']} to {schema['maximum']}"
    return f"{schema['minimum']} or more"


def _hint(error: ValidationError) -> str | None:
    if error.validator == "additionalProperties":
        key, known = error.on_key, _suggested(error.schema)
        if key == "$secret":
            return _SECRET_PLACES
        found = _closest(key, known)
        if found is None and len(known) > _MANY:
            return "`cookgen schema` prints all keys that may stand here."
        return f"Did you mean `{found}`?" if found else f"Known here: {', '.join(known)}."
    if error.validator == "enum" and isinstance(error.instance, str):
        found = _closest(error.instance, [str(value) for value in error.validator_value])
        return f'Did you mean "{found}"?' if found else None
    if error.validator == "type" and isinstance(error.instance, dict):
        return _SECRET_PLACES if "$secret" in error.instance else None
    if error.validator == "type" and error.instance is None:
        return "null stands for nothing here; leave the key out."
    return None


def _suggested(schema: Mapping[str, Json]) -> list[str]:
    properties = schema.get("properties", {})
    return [key for key, value in properties.items() if not value.get("doNotSuggest")]


def _closest(key: str, known: list[str], cutoff: float = 0.6) -> str | None:
    plain = key.lower().replace("-", "_")
    found = get_close_matches(plain, known, n=1, cutoff=cutoff)
    return found[0] if found else None


def _near_misses(document: Document) -> Iterator[Finding]:
    """Warn of keys close to ours in objects that other cookbooks use too."""
    for place, value, schema in _shared_objects(document.value):
        for key in value:
            known = _suggested(schema)
            found = None if key in schema["properties"] else _closest(key, known, 0.75)
            if found is None:
                continue
            yield Finding(
                source=document.source.name,
                span=document.key_span(place / key),
                rule="misspelt-key",
                severity=Severity.WARNING,
                message=f"cookgen does not know `{key}` and leaves it to other cookbooks",
                pointer=place / key,
                hint=f"Did you mean `{found}`?",
            )


def _shared_objects(root: Json) -> Iterator[tuple[Pointer, dict[str, Json], dict[str, Json]]]:
    schema = load()
    known = schema["properties"]
    if not isinstance(root, dict):
        return
    yield ROOT, root, schema
    for name in ("docker", "logrotate"):
        if isinstance(root.get(name), dict):
            yield ROOT / name, root[name], known[name]
    apps = root.get("deploy")
    for name, app in apps.items() if isinstance(apps, dict) else ():
        if isinstance(app, dict):
            yield ROOT / "deploy" / name, app, schema["definitions"]["app"]
