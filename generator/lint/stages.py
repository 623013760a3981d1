"""The findings that come from no rule module: of reading, of the schema, of ignores."""

from __future__ import annotations

import re

from generator.document.reader import Document
from generator.findings import Severity
from generator.lint.fix import Edit, replace, value_at, written
from generator.lint.rule import Entry, Problem

_LITERAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?|true|false", re.IGNORECASE)


def without_quotes(problem: Problem, document: Document) -> list[Edit]:
    """`"8"` to `8`, `"True"` to `true`."""
    value = value_at(document, problem.at)
    if not isinstance(value, str) or not _LITERAL.fullmatch(value):
        return []
    return [Edit(*document.values[problem.at], value.lower())]


def with_quotes(problem: Problem, document: Document) -> list[Edit]:
    """`1.10` to `"1.10"`: the digits stay as they were typed."""
    if not isinstance(value_at(document, problem.at), (bool, int, float)):
        return []
    start, end = document.values[problem.at]
    return [Edit(start, end, written(document.source.text[start:end]))]


def as_list(problem: Problem, document: Document) -> list[Edit]:
    """`"/var/run"` to `["/var/run"]`."""
    value = value_at(document, problem.at)
    return [replace(document, problem.at, [value])] if isinstance(value, str) else []


STAGES: tuple[Entry, ...] = (
    Entry(
        name="syntax",
        code="CG001",
        severity=Severity.ERROR,
        title="The text is not JSON",
        why="Chef, OpsWorks and editors read the stack with strict JSON parsers. What one of them "
        "forgives (a comment, a trailing comma) another one refuses in the middle of a deploy.",
        hint="Mend what the finding points at; an editor with JSON support shows the same place.",
        bad='{"deploy": {},}',
        good='{"deploy": {}}',
    ),
    Entry(
        name="duplicate-key",
        code="CG002",
        severity=Severity.ERROR,
        title="A key stands twice in one object",
        why="JSON parsers keep the last one and drop the first without a word, "
        "so half of what you wrote would never reach a host.",
        hint="Keep one of them.",
        bad='{"deploy": {}, "deploy": {}}',
        good='{"deploy": {}}',
    ),
    Entry(
        name="unknown-key",
        code="CG101",
        severity=Severity.ERROR,
        title="A key that cookgen does not know",
        why="Inside a container, a probe or a registry every key is cookgen's. One that it does "
        "not know would be dropped silently, and the container would run without it.",
        hint="Spell it as the vocabulary does; names of your own start with x-.",
        bad='{"deploy": {"shop": {"containers": [\n'
        '  {"web": {"deploy": "auto", "image": "web", "tag": "v1", "comand": "serve"}}\n]}}}',
        good='{"deploy": {"shop": {"containers": [\n'
        '  {"web": {"deploy": "auto", "image": "web", "tag": "v1", "command": "serve"}}\n]}}}',
    ),
    Entry(
        name="missing-key",
        code="CG102",
        severity=Severity.ERROR,
        title="A key that must be there is not",
        why="Without it there is nothing to run, or nothing to log in to.",
        hint="Add it.",
        bad='{"deploy": {"shop": {"containers": [{"web": {"deploy": "auto"}}]}}}',
        good='{"deploy": {"shop": {"containers": [\n'
        '  {"web": {"deploy": "auto", "image": "web", "tag": "v1"}}\n]}}}',
    ),
    Entry(
        name="wrong-type",
        code="CG103",
        severity=Severity.ERROR,
        title="A value of the wrong type",
        why="What the cookbook does with a text where a list should be is a matter of luck: "
        "nothing is converted on the host.",
        hint="Numbers and true or false stand without quotes, lists in brackets.",
        bad='{"deploy": {"shop": {"containers": [\n'
        '  {"web": {"deploy": "auto", "image": "web", "tag": "v1", "database": "true"}}\n]}}}',
        good='{"deploy": {"shop": {"containers": [\n'
        '  {"web": {"deploy": "auto", "image": "web", "tag": "v1", "database": true}}\n]}}}',
        fixes=(without_quotes, with_quotes, as_list),
    ),
    Entry(
        name="bad-value",
        code="CG104",
        severity=Severity.ERROR,
        title="A value that cannot be what it should be",
        why="The type is right and the value is not: a port above 65535, an image in capitals, "
        "a duration without a unit. Docker would refuse it on the host, after others had started.",
        hint="The finding says what may stand there.",
        bad='{"deploy": {"shop": {"containers": [\n'
        '  {"web": {"deploy": "auto", "image": "Shop/Web", "tag": "v1"}}\n]}}}',
        good='{"deploy": {"shop": {"containers": [\n'
        '  {"web": {"deploy": "auto", "image": "shop/web", "tag": "v1"}}\n]}}}',
    ),
    Entry(
        name="misspelt-key",
        code="CG105",
        severity=Severity.WARNING,
        title="A key of somebody else that looks like one of ours",
        why="Keys of other cookbooks may stand beside ours, so an unknown one is no error there. "
        "This one is so close to ours that it is probably a slip, and then nothing reads it.",
        hint="Spell it as the hint says, or ignore this with the reason that it is not ours.",
        bad='{"deploy": {}, "logrotat": {"forwarder": "logs0"}}',
        good='{"deploy": {}, "logs": {"forwarder": "logs0"}}',
        suppressible=True,
    ),
    Entry(
        name="ignore-without-reason",
        code="CG901",
        severity=Severity.WARNING,
        title="An ignore that does not say why",
        why="Whoever reads the stack next year must be able to tell whether it still holds. "
        "Without a reason the ignore does not count, and the finding stays.",
        hint='Say why: "x-cookgen": {"ignore": {"registry-missing": "the mirror is public"}}.',
        bad='{"deploy": {"shop": {"x-cookgen": {"ignore": {"missing-deploy": ""}},\n'
        '  "containers": [{"web": {"image": "web", "tag": "v1"}}]\n}}}',
        good='{"deploy": {"shop": {"x-cookgen": {"ignore": {"missing-deploy": "as wanted"}},\n'
        '  "containers": [{"web": {"image": "web", "tag": "v1"}}]\n}}}',
    ),
    Entry(
        name="unused-ignore",
        code="CG902",
        severity=Severity.WARNING,
        title="An ignore that hides nothing",
        why="It would hide the next mistake of its kind, which nobody has looked at.",
        hint="Take it out.",
        bad='{"deploy": {}, "x-cookgen": {"ignore": {"port-collision": "two networks"}}}',
        good='{"deploy": {}}',
    ),
)
