"""One line per finding, for editors: `file:line:column: severity rule: message`."""

from __future__ import annotations

from generator.output.report import Report
from generator.output.text import head


def render(report: Report) -> str:
    """Return the lines; vim reads them with the errorformat `%f:%l:%c: %t%*[a-z] %m`."""
    return "".join(f"{head(finding, report.color)}\n" for finding in report.findings)
