"""What a lint rule is: a module with constants, a generator and, where it is mechanical, a fix."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from generator.document.reader import Document
from generator.findings import Severity
from generator.lint.fix import Edit
from generator.model.stack import Stack


@dataclass(frozen=True)
class Problem:
    """All that a rule says: where (a JSON Pointer) and what. It knows no file and no line."""

    at: str
    message: str
    hint: str | None = None  # None: the rule's own HINT
    on_key: bool = False  # the place is the key, not the value


Fix = Callable[[Problem, Document], list[Edit]]


class Rule(Protocol):
    """The shape of a rule module; optionally it has a `fix` too, see `Fix`.

    TITLE is one line without a full stop, WHY says in sentences what goes wrong on the host, BAD
    and GOOD are small stacks as JSON texts: BAD fires this rule and no other, GOOD none.
    """

    NAME: str
    CODE: str
    SEVERITY: Severity
    HINT: str
    TITLE: str
    WHY: str
    BAD: str
    GOOD: str

    def check(self, stack: Stack) -> Iterable[Problem]:
        """Yield what is wrong with the stack."""


@dataclass(frozen=True)
class Entry:
    """What there is to say about a kind of finding, whichever stage reports it.

    `fixes` are tried in order; an edit that does not make the finding go away is taken back.
    """

    name: str
    code: str
    severity: Severity
    title: str
    why: str
    hint: str
    bad: str
    good: str
    suppressible: bool = False
    fixes: tuple[Fix, ...] = ()
