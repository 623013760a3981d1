"""`x-cookgen.ignore`: findings that the stack itself says are right as they are, and why.

`{"x-cookgen": {"ignore": {"<rule or code>": "<reason>"}}}` at the root, in an app, in a container;
it counts for the object that it stands in and for everything below. The innermost one is the one
that hides a finding. Nothing hides what reading and the schema refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.document.pointer import ROOT, Pointer
from generator.document.reader import Document
from generator.findings import Finding, Severity
from generator.lint.catalog import BY_NAME, find, meant
from generator.lint.rule import Entry

# Secrets beyond doubt; from CG550 on they are guesses, and a false alarm needs a way out.
_SECRETS = range(500, 550)


@dataclass(frozen=True)
class Ignore:
    """`at` is the place of the reason, `below` of the object that it counts for."""

    key: str
    reason: Any
    at: Pointer
    below: Pointer

    @property
    def entry(self) -> Entry | None:
        """Return what it wants to hide, None where there is no such rule."""
        return find(self.key)

    @property
    def counts(self) -> bool:
        """Say whether it may hide anything."""
        return self.has_reason and self.entry is not None and self.entry.suppressible

    @property
    def has_reason(self) -> bool:
        """Say whether a text with letters stands there."""
        return isinstance(self.reason, str) and bool(self.reason.strip())

    def hides(self, finding: Finding) -> bool:
        """Say whether the finding is of its rule and of its part of the document."""
        inside = f"{finding.pointer}/".startswith(f"{self.below}/")
        return inside and self.counts and self.entry is BY_NAME.get(finding.rule)


@dataclass(frozen=True)
class Suppressed:
    """A finding that an ignore hides."""

    finding: Finding
    reason: str
    at: str  # the pointer of the reason

    @property
    def is_secret(self) -> bool:
        """Say whether a secret would get into the built cookbook, beyond doubt."""
        number = int(BY_NAME[self.finding.rule].code.removeprefix("CG"))
        return number in _SECRETS and self.finding.severity is Severity.ERROR


@dataclass(frozen=True)
class Outcome:
    """`shown` includes what is wrong with the ignores themselves."""

    shown: list[Finding] = field(default_factory=list)
    suppressed: list[Suppressed] = field(default_factory=list)


def suppress(document: Document, findings: Iterable[Finding], complete: bool = True) -> Outcome:
    """Sort findings by whether an ignore hides them.

    `complete`: every rule has been asked, so that an ignore that hides nothing is a finding.
    """
    ignores = sorted(_ignores(document.value), key=lambda ignore: -len(ignore.below))
    result = Outcome()
    used: set[Pointer] = set()
    for finding in findings:
        ignore = next((one for one in ignores if one.hides(finding)), None)
        if ignore is None:
            result.shown.append(finding)
        else:
            used.add(ignore.at)
            result.suppressed.append(Suppressed(finding, ignore.reason, ignore.at))
    refused = {finding.pointer for finding in result.shown}
    for ignore in ignores:
        if ignore.at not in refused and ignore.at not in used:
            result.shown.extend(_complaints(document, ignore, complete))
    return result


def _complaints(document: Document, ignore: Ignore, complete: bool) -> Iterator[Finding]:
    name, message, hint = "unused-ignore", "", None
    if ignore.entry is None:
        found = meant(ignore.key)
        message = f"no rule is called {ignore.key!r}"
        hint = f"Did you mean {found!r}?" if found else "`cookgen rules` lists them."
    elif not ignore.entry.suppressible:
        message = f"{ignore.entry.name!r} cannot be ignored"
        hint = "What reading or the schema refuses cannot be built. Mend it, and take this out."
    elif not ignore.has_reason:
        name, message = "ignore-without-reason", f"no reason to ignore {ignore.entry.name!r}"
    elif complete:
        where = "in this stack" if ignore.below == ROOT else "here"
        message = f"no {ignore.entry.name!r} is left {where} to hide"
    if message:
        entry = BY_NAME[name]
        on_key = name == "unused-ignore"
        yield Finding(
            source=document.source.name,
            span=document.key_span(ignore.at) if on_key else document.span(ignore.at),
            rule=name,
            severity=entry.severity,
            message=message,
            pointer=ignore.at,
            hint=hint or entry.hint,
        )


def _ignores(root: Any) -> Iterator[Ignore]:
    for value, at in _scopes(root):
        own = value.get("x-cookgen")
        table = own.get("ignore") if isinstance(own, dict) else None
        for key, reason in table.items() if isinstance(table, dict) else ():
            yield Ignore(key, reason, at / "x-cookgen" / "ignore" / key, at)


def _scopes(root: Any) -> Iterator[tuple[Mapping[str, Any], Pointer]]:
    """Yield the document, each app and each container: what may be broken is left out."""
    if not isinstance(root, dict):
        return
    yield root, ROOT
    for app, at in _members(root.get("deploy"), ROOT / "deploy"):
        yield app, at
        yield from _members(app.get("containers"), at / "containers")


def _members(shape: Any, at: Pointer) -> Iterator[tuple[Mapping[str, Any], Pointer]]:
    """Yield the objects of an object of objects, or of a list of such."""
    if isinstance(shape, list):
        for index, item in enumerate(shape):
            if isinstance(item, dict):
                yield from _members(item, at / index)
    elif isinstance(shape, dict):
        for name, value in shape.items():
            if isinstance(value, dict):
                yield value, at / name
