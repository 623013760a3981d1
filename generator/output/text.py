"""Findings as text for people: the place, the line with carets below it, the hint."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from generator.document.source import Source
from generator.findings import Finding, Severity, Span
from generator.lint.catalog import BY_NAME
from generator.lint.secrets import Kind, suspicion
from generator.output.report import Report

COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_TAB = 4
_WIDTH = 160
_NEAR = 80
_LETTER = re.compile(r"[^\r\n]")
_TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"?')
_SECRET = re.compile(
    r"""(?<![$\w-])(?P<key>["']?[\w-]*(?:password|passwd|token|secret)[\w-]*["']?\s*[:=]>?\s*)"""
    r"""(?P<value>"(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?|[^\s,\]}{\[]+)""",
    re.IGNORECASE,
)


def render(report: Report) -> str:
    """Return the findings of a report as text."""
    return text(report.findings, report.sources, report.color, report.secrets)


def text(
    findings: Collection[Finding],
    sources: Mapping[str, Source],
    color: bool = False,
    secrets: Iterable[Finding] = (),
) -> str:
    """Return each finding with its source line, a caret below it, and the hint.

    What findings about secrets point at is never shown; `secrets` are more of them, not listed.
    """
    spans: dict[str, set[Span]] = {name: set() for name in sources}
    for finding in filter(is_secret, [*findings, *secrets]):
        spans.get(finding.source, set()).add(finding.span)
    shown = {name: _without(source, spans[name]) for name, source in sources.items()}
    return "\n".join(_block(finding, shown, color) for finding in findings)


def is_secret(finding: Finding) -> bool:
    """Say whether a finding points at a secret."""
    entry = BY_NAME.get(finding.rule)
    return entry is not None and entry.code.startswith("CG5")


def summary(findings: Iterable[Finding]) -> str:
    """Return `2 errors, 1 warning`, or `no findings`."""
    counts = Counter(finding.severity for finding in findings)
    named = [
        f"{counts[severity]} {severity}{'s' if counts[severity] != 1 else ''}"
        for severity in sorted(Severity, reverse=True)
        if counts[severity]
    ]
    return ", ".join(named) or "no findings"


def head(finding: Finding, color: bool = False) -> str:
    """Return `file:line:column: severity rule: message`."""
    start = finding.span.start
    place = f"{finding.source}:{start.line}:{start.column}:"
    severity = str(finding.severity)
    message = printable(finding.message)
    if color:
        place, message = painted(place, "1"), painted(message, "1")
        severity = painted(severity, f"1;{COLORS[finding.severity]}")
    return f"{place} {severity} {finding.rule}: {message}"


def _block(finding: Finding, sources: Mapping[str, Source], color: bool) -> str:
    lines = [head(finding, color)]
    if finding.source in sources:
        lines += _excerpt(sources[finding.source], finding, color)
    if finding.hint:
        hint = painted("hint:", "36") if color else "hint:"
        lines.append(f"  {hint} {printable(finding.hint)}")
    return "".join(f"{line}\n" for line in lines)


def _excerpt(source: Source, finding: Finding, color: bool) -> list[str]:
    """Return the source line and the carets; a very long line is cut around the place."""
    start, end = finding.span.start, finding.span.end
    line = source.line(start.line)
    if not line.strip():
        return []
    first = start.column - 1
    last = end.column - 1 if end.line == start.line else len(line.rstrip())
    cut = max(0, first - _WIDTH // 2) if len(line) > _WIDTH else 0
    shown = line[cut : cut + _WIDTH]
    before = printable(line[cut:first])
    marked = printable(line[first : min(last, cut + _WIDTH)])
    number, below = f"{start.line:>5} |", f"{'':>{max(5, len(str(start.line)))}} |"
    carets = "^" * max(1, len(marked))
    if color:
        number, below = painted(number, "2"), painted(below, "2")
        carets = painted(carets, f"1;{COLORS[finding.severity]}")
    return [f"{number} {printable(shown)}", f"{below} {' ' * len(before)}{carets}"]


def _without(source: Source, spans: Iterable[Span]) -> Source:
    """Return the source with passwords and the values in spans blotted out, all places kept."""
    text = source.text
    pieces, done = [], 0
    for span in sorted(spans):
        start, end = source.offset(span.start), source.offset(span.end)
        if start < done or text[end : end + _NEAR].lstrip().startswith(":"):
            continue  # inside of another one, or a key
        pieces += [text[done:start], _blot(text[start:end])]
        done = end
    return Source(source.name, _masked("".join([*pieces, text[done:]])))


def _masked(text: str) -> str:
    """Return the text with the values of passwords and the like blotted out, lengths kept.

    This is for what no rule has looked at: where the syntax is broken, where the schema refused it.
    """
    text = _SECRET.sub(lambda found: found["key"] + _blot(found["value"]), text)
    return _TEXT.sub(lambda found: _blot(found[0]) if _is_known(found[0]) else found[0], text)


def _is_known(text: str) -> bool:
    found = suspicion("", text)
    return found is not None and found[0] in (Kind.FORMAT, Kind.URL)


def _blot(value: str) -> str:
    quote = value[0] if value[0] in "\"'" else ""
    closing = quote if len(value) > 1 and value.endswith(quote) else ""
    inside = value[len(quote) : len(value) - len(closing)]
    return f"{quote}{_LETTER.sub('*', inside)}{closing}"


def painted(text: str, style: str) -> str:
    """Return the text in a colour or weight of the terminal."""
    return f"\x1b[{style}m{text}\x1b[0m"


def printable(text: str) -> str:
    """Return the text without what moves the cursor or colours the terminal."""
    return "".join(
        char if char.isprintable() else " " * _TAB if char == "\t" else f"<U+{ord(char):04X}>"
        for char in text
    )
