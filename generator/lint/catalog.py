"""Every kind of finding with what there is to say about it, in the order of the codes.

What `rules`, `explain`, the formats and the documentation show comes from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from generator.lint.rule import Entry, Rule
from generator.lint.rules import RULES
from generator.lint.stages import STAGES


def described(rule: Rule) -> Entry:
    """Return what a rule module says about itself."""
    fix = getattr(rule, "fix", None)
    return Entry(
        name=rule.NAME,
        code=rule.CODE,
        severity=rule.SEVERITY,
        title=rule.TITLE,
        why=rule.WHY,
        hint=rule.HINT,
        bad=rule.BAD,
        good=rule.GOOD,
        suppressible=True,
        fixes=(fix,) if fix else (),
    )


CATALOG: tuple[Entry, ...] = tuple(
    sorted([*STAGES, *map(described, RULES)], key=lambda entry: entry.code)
)

# What the hundreds of the codes are about.
AREAS: dict[str, str] = {
    "CG0": "Reading",
    "CG1": "Schema",
    "CG2": "Names, references, sockets and volumes",
    "CG3": "Ports",
    "CG4": "Images and registries",
    "CG5": "Secrets",
    "CG6": "Deploying, probing and cron",
    "CG7": "Style",
    "CG8": "Limits of OpsWorks and Chef",
    "CG9": "Ignores",
}

BY_NAME: dict[str, Entry] = {entry.name: entry for entry in CATALOG}
_BY_CODE: dict[str, Entry] = {entry.code: entry for entry in CATALOG}


def find(key: str) -> Entry | None:
    """Return the entry with this name or code."""
    return BY_NAME.get(key) or _BY_CODE.get(key)


def matching(prefix: str) -> tuple[Entry, ...]:
    """Return the entries whose name or code begins like this, in either case of letters."""
    name, code = prefix.lower(), prefix.upper()
    return tuple(e for e in CATALOG if e.name.startswith(name) or e.code.startswith(code))


def selected(select: Iterable[str], ignore: Iterable[str]) -> tuple[Entry, ...]:
    """Return what the prefixes of `select` leave (none of them: all), less those of `ignore`.

    What cannot be read has no other finding: to leave that one out would be to call it clean.
    """
    chosen = {e.name for prefix in select for e in matching(prefix)} or set(BY_NAME)
    dropped = {e.name for prefix in ignore for e in matching(prefix)}
    return tuple(e for e in CATALOG if e.name in (chosen - dropped) | {"syntax"})


def meant(key: str) -> str | None:
    """Return the name or code that was probably meant."""
    names = get_close_matches(key.lower().replace("_", "-"), BY_NAME, n=1)
    found = names or get_close_matches(key.upper(), _BY_CODE, n=1)
    return found[0] if found else None
