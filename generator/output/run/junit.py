"""`junit.xml`: all that a run has found as test cases of one file."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator, Mapping

from generator.lab.recorder import iso
from generator.lab.rundata import Case, Loaded, RunData

# What XML 1.0 cannot hold at all.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(runs: Mapping[str, RunData]) -> str:
    """Return one file for runs by name; each has a suite for phases, idempotence, checks, load."""
    top = ElementTree.Element("testsuites", name="cookgen")
    for named, run in runs.items():
        for name, cases in _suites(run):
            if cases:
                top.append(_suite(run, f"{named}.{name}", cases))
    for key in ("tests", "failures", "errors", "skipped"):
        top.set(key, str(sum(int(suite.get(key, 0)) for suite in top)))
    top.set("time", f"{sum(run.seconds for run in runs.values()):.3f}")
    ElementTree.indent(top)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(top, "unicode") + "\n"


def _suites(run: RunData) -> Iterator[tuple[str, list[Case]]]:
    yield "phases", list(_phases(run))
    yield "idempotence", list(_idempotence(run))
    yield "verify", list(run.cases)
    yield "load", [case for load in run.loads for case in _load(load)]


def _phases(run: RunData) -> Iterator[Case]:
    for phase in run.phases:
        status = phase.status if phase.status in ("ok", "failed") else "error"
        message = phase.problems[0] if phase.problems else ""
        text = "\n".join(phase.problems)
        yield Case("phases", phase.name, phase.seconds, status, message, text)


def _idempotence(run: RunData) -> Iterator[Case]:
    for _, found in run.idempotence:
        for name, key in (
            ("no resource is updated again", "updated"),
            ("the host stays as it is", "changes"),
        ):
            yield _case("idempotence", name, found[key])


def _load(load: Loaded) -> Iterator[Case]:
    step = load.phase.name.removeprefix("step ")
    found, problems = load.report, load.report["problems"]
    name = f"{step}: {found['total']} requests at {found['plan']['rate']:g}/s"
    yield _case("load", name, problems, found["seconds"])


def _case(group: str, name: str, problems: list[str], seconds: float = 0.0) -> Case:
    status = "failed" if problems else "ok"
    message = problems[0] if problems else ""
    return Case(group, name, seconds, status, message, "\n".join(problems))


def _suite(run: RunData, name: str, cases: Iterable[Case]) -> ElementTree.Element:
    made = [_element(name, case) for case in cases]
    counts = {
        "tests": len(made),
        "failures": sum(case.find("failure") is not None for case in made),
        "errors": sum(case.find("error") is not None for case in made),
        "skipped": sum(case.find("skipped") is not None for case in made),
    }
    suite = ElementTree.Element("testsuite", name=name)
    for key, value in counts.items():
        suite.set(key, str(value))
    suite.set("time", f"{sum(float(case.get('time', 0)) for case in made):.3f}")
    suite.set("timestamp", iso(run.began).removesuffix("Z"))
    suite.extend(made)
    return suite


def _element(suite: str, case: Case) -> ElementTree.Element:
    classname = suite if suite.endswith(f".{case.group}") else f"{suite}.{case.group}"
    made = ElementTree.Element("testcase", classname=classname, name=_clean(case.name))
    made.set("time", f"{case.seconds:.3f}")
    kind = {"failed": "failure", "error": "error", "skipped": "skipped"}.get(case.status)
    if kind is not None:
        said = ElementTree.SubElement(made, kind, message=_clean(case.message))
        said.text = _clean(case.text) or None
    return made


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
