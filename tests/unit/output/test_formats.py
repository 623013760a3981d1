"""The formats: each as its readers read it, and all of them as golden files."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator.check import Ignores, check
from generator.document.source import Source
from generator.findings import Finding, Position, Severity, Span
from generator.lint.catalog import CATALOG, selected
from generator.output import statistics
from generator.output.formats import FORMATS
from generator.output.report import Report

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "formats"
ENDINGS = {"json": "json", "sarif": "json", "junit": "xml"}
SUBSET = json.loads(Path(__file__).with_name("sarif-subset.schema.json").read_text("utf-8"))
RULES = selected(["unknown-key", "wrong-type", "misspelt-key", "CG901"], [])
STACK = """{
  "Docker": {},
  "deploy": {
    "shop": {
      "containers": [
        {"web": {"image": "web", "tag": "v1", "deploy": "auto", "comand": "ü\\t100%"}},
        {"job": {"image": "job", "tag": 2, "deploy": "auto", "database": "true"}}
      ]
    }
  },
  "logrotat": {},
  "x-cookgen": {"ignore": {"CG105": "ours, \\"really\\""}}
}
"""


def report(color: bool = False) -> Report:
    """Return what a stack with four kinds of findings and one without any have."""
    sources = {
        name: Source(name, text) for name, text in [("a b,c.json", STACK), ("ok.json", "{}")]
    }
    wanted = {rule.name for rule in RULES}
    checks = [check(source, Ignores.ALL) for source in sources.values()]
    findings = [f for checked in checks for f in checked.findings if f.rule in wanted]
    hidden = [one for checked in checks for one in checked.suppressed]
    fixable = [finding for finding in findings if finding.rule == "wrong-type"]
    return Report(findings, sources, hidden, fixable, (), RULES, Severity.ERROR, color)


def odd(message: str, severity: Severity = Severity.INFO, last: int = 1) -> Finding:
    """Return a finding with an odd message."""
    span = Span(Position(1, 1), Position(last, 2))
    return Finding("x", span, "wrong-type", severity, message, "/a~1b", "Hint: 50%\nor more")


def one(form: str, *findings: Finding) -> str:
    """Return findings in a format."""
    return FORMATS[form](Report(findings, {"x": Source("x", "12")}))


@pytest.mark.parametrize("form", FORMATS)
def test_the_format_is_what_it_was(form: str, golden: Callable[[Path, str], None]) -> None:
    """Others parse it: a change of a format is a decision."""
    version = re.compile(r'("cookgen"|"semanticVersion"): "[^"]*"')

    shown = version.sub(r'\1: "0.0.0"', FORMATS[form](report()))

    golden(GOLDEN / f"{form}.{ENDINGS.get(form, 'txt')}", shown)


@pytest.mark.parametrize("form", FORMATS)
def test_no_finding_is_a_sound_answer_too(form: str) -> None:
    """Empty for people, an empty document for programs."""
    shown = FORMATS[form](Report([], {"x": Source("x", "")}))

    if form in ("text", "concise", "github"):
        assert "" == shown
    elif form == "junit":
        assert "0" == ElementTree.fromstring(shown).get("failures")
    else:
        assert "error" not in json.loads(shown).get("findings", [])


@pytest.mark.parametrize(
    "findings", [report().findings, [odd("\x00[a](1) {0} \ud800", last=3)], []]
)
def test_sarif_keeps_to_its_schema(findings: list[Finding]) -> None:
    """With the rules of the whole catalog; every result names the rule that it has the index of."""
    sources = {
        name: Source(name, STACK)
        for name in ("a b,c.json", "x", "/tmp/ü.json", "<stdin>", "\udcff")
    }

    log = json.loads(FORMATS["sarif"](Report(findings, sources)))

    jsonschema.Draft7Validator(SUBSET).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [entry.code for entry in CATALOG] == [rule["id"] for rule in rules]
    for result in run["results"]:
        assert result["ruleId"] == rules[result["ruleIndex"]]["id"]
    uris = [artifact["location"]["uri"] for artifact in run["artifacts"]]
    assert ["a%20b%2Cc.json", "x", "file:///tmp/%C3%BC.json", "%3Cstdin%3E", "%FF"] == uris


def test_sarif_tells_equal_findings_apart() -> None:
    """A fingerprint does not change with the line, and no two results have the same."""
    log = json.loads(one("sarif", odd("same"), odd("same"), odd("other")))

    marks = [r["partialFingerprints"]["cookgen/v1"] for r in log["runs"][0]["results"]]

    assert 3 == len(set(marks))
    assert marks[0].endswith(":1") and marks[1] == marks[0].replace(":1", ":2")


def junit(shown: str) -> Any:
    """Return the root; what is no XML raises."""
    return ElementTree.fromstring(shown.encode("utf-8"))


def test_junit_has_a_case_per_file_and_rule() -> None:
    """Counts are those of the cases; a warning does not fail, but is there to read."""
    root = junit(FORMATS["junit"](report()))

    cases = root.findall("testsuite/testcase")
    assert len(RULES) * 2 == len(cases) == int(root.get("tests"))
    failed = [case for case in cases if case.find("failure") is not None]
    assert len(failed) == int(root.get("failures"))
    assert {("a b,c.json", "unknown-key"), ("a b,c.json", "wrong-type")} <= {
        (case.get("classname"), case.get("name")) for case in failed
    }
    assert "(and 1 more)" in next(
        case.find("failure").get("message") for case in failed if case.get("name") == "wrong-type"
    )


def test_junit_fails_from_the_level_that_lint_fails_at() -> None:
    """`--fail-on info` is an exit code and a red case alike."""
    info = odd("m")
    sources = {"x": Source("x", "1")}

    green = junit(FORMATS["junit"](Report([info], sources)))
    red = junit(FORMATS["junit"](Report([info], sources, fail_on=Severity.INFO)))

    assert ("0", "1") == (green.get("failures"), red.get("failures"))
    assert "m" in green.findtext(".//system-out")


@pytest.mark.parametrize("message", ["a\x00b", "<&>\"'", "]]>", "\x1b[31m", "\ud800", "\ufffe"])
def test_junit_is_xml_whatever_a_message_holds(message: str) -> None:
    """A stack can hold any letter there is; XML cannot."""
    shown = one("junit", odd(message, Severity.ERROR))

    assert "1" == junit(shown).get("failures")


def test_github_escapes_and_puts_errors_first() -> None:
    """What would end a command or a property is written as GitHub reads it."""
    shown = one(
        "github",
        odd("an info"),
        odd("50%:\r\n::error::x", Severity.ERROR),
        odd("two lines", Severity.WARNING, last=2),
    )

    assert [
        "::error file=x,line=1,endLine=1,col=1,endColumn=2,title=wrong-type (CG103)"
        "::50%25:%0D%0A::error::x%0Ahint: Hint: 50%25%0Aor more",
        "::warning file=x,line=1,endLine=2,title=wrong-type (CG103)"
        "::two lines%0Ahint: Hint: 50%25%0Aor more",
        "::notice file=x,line=1,endLine=1,col=1,endColumn=2,title=wrong-type (CG103)"
        "::an info%0Ahint: Hint: 50%25%0Aor more",
    ] == shown.splitlines()
    assert "file=a b%2Cc.json," in FORMATS["github"](report())


def test_github_counts_what_it_will_not_show() -> None:
    """Ten of a kind are kept per step."""
    shown = one("github", *[odd("m", Severity.ERROR)] * 11).splitlines()

    assert 12 == len(shown)
    assert shown[-1].startswith("::notice title=cookgen::11 errors; GitHub shows 10")


def test_json_says_all_there_is() -> None:
    """Counts, fixable ones, suppressed ones with the reason."""
    value = json.loads(FORMATS["json"](report()))

    assert {"error": 3, "warning": 0, "info": 0, "suppressed": 2, "fixable": 2} == value["summary"]
    assert ["a b,c.json", "ok.json"] == value["stacks"]
    (first, *_) = value["suppressed"]
    assert ('ours, "really"', "/x-cookgen/ignore/CG105") == (first["reason"], first["ignored_at"])
    comand = value["findings"][0]
    assert ("unknown-key", "CG101", False) == (comand["rule"], comand["code"], comand["fixable"])
    assert {"line": 6, "column": 65} == comand["start"]


def test_concise_can_have_colors() -> None:
    """The same line below the paint."""
    plain, painted = FORMATS["concise"](report()), FORMATS["concise"](report(color=True))

    assert plain == re.sub(r"\x1b\[[0-9;]*m", "", painted) != painted


def test_statistics_count_the_most_frequent_first() -> None:
    """As a table and as JSON."""
    table = statistics.table(report()).splitlines()

    assert ["    2  CG103  wrong-type ", "    1  CG101  unknown-key"] == [r[:25] for r in table]
    value = json.loads(statistics.as_json(report()))
    assert [("wrong-type", 2), ("unknown-key", 1)] == [
        (row["rule"], row["count"]) for row in value["statistics"]
    ]
    assert "" == statistics.table(Report([], {}))
