"""`report.html`: one file with all in it, for light and dark, made of a run's data alone."""

from __future__ import annotations

from pathlib import Path
from string import Template

from generator.lab.rundata import RunData
from generator.output.run import checks, sections
from generator.output.run import words as say
from generator.output.run.markup import Markup, join, tag

_HERE = Path(__file__).resolve().parent


def page(run: RunData) -> str:
    """Return the page; the same run gives the same text."""
    body = join(
        [
            _head(run),
            sections.sums(run),
            sections.failures(run),
            sections.phases(run),
            checks.loads(run),
            checks.verified(run),
            checks.idempotence(run),
            sections.chef(run),
            sections.hosts(run),
        ]
    )
    return framed(f"{run.facts['instance']}: {_verdict(run)}", body)


def framed(title: str, body: Markup) -> str:
    """Return a whole page with its style."""
    frame = Template((_HERE / "page.html").read_text(encoding="utf-8"))
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    return frame.substitute(title=join([title]), style=style, body=body)


def _verdict(run: RunData) -> str:
    if run.ok:
        return "passed"
    return "failed" if "ok" in run.facts else "cut off"


def _head(run: RunData) -> Markup:
    facts = run.facts
    verdict = _verdict(run)
    shown = tag("span", verdict, class_="verdict" if run.ok else "verdict no")
    words = [
        f"cookgen {facts['verb']}",
        f"suite {facts['suite']} on {facts['platform']}",
        f"Chef {facts['chef']} fed as {facts['runtime']}",
        say.moment(run.began),
        say.seconds(run.seconds),
    ]
    files = [run.folder / name for name in ("events.ndjson", "timings.json", "junit.xml")]
    links = [[" · ", sections.link(run, path)] for path in files]
    return join(
        [
            tag("header", tag("h1", facts["instance"]), shown),
            tag("p", " · ".join(words), links, class_="facts"),
        ]
    )
