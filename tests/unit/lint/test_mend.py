"""`--fix`: what it changes, what it leaves alone, what it takes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.check import Ignores, check
from generator.document.source import Source, load
from generator.lint.mend import Mended, Seen, fixable, mend

ROOT = Path(__file__).resolve().parents[3]
STACKS = [
    *sorted(ROOT.glob("tests/golden/lint/*/*.json")),
    *sorted(ROOT.glob("tests/stacks/*.json")),
]


def look(source: Source) -> Seen:
    """Return all findings."""
    checked = check(source, Ignores.ALL)
    return checked.document, checked.findings


def mended(text: str) -> Mended:
    """Mend a text."""
    return mend(Source("x", text), look)


def stack(fields: str, app: str = "shop", more: str = "") -> str:
    """Return a stack with one container, written in one line."""
    return f'{{"deploy": {{"{app}": {{{more}"containers": [{{"web": {{{fields}}}}}]}}}}}}'


SOUND = '"deploy": "auto", "image": "web", "tag": "v1"'


@pytest.mark.parametrize(
    ("before", "after", "rules"),
    [
        (stack(SOUND, "My Shop"), stack(SOUND, "my_shop"), ["app-slug"]),
        (stack('"image": "web", "tag": "v1"'), stack(SOUND), ["missing-deploy"]),
        (
            stack('"deploy": "auto", "image": "localhost:5000/web:v1"'),
            stack('"deploy": "auto", "image": "localhost:5000/web", "tag": "v1"'),
            ["tag-in-image"],
        ),
        (
            stack('"deploy": "auto", "image": "web:v1", "tag": "v1"'),
            stack(SOUND),
            ["tag-in-image"],
        ),
        (
            stack(SOUND + ', "database": "True"'),
            stack(SOUND + ', "database": true'),
            ["wrong-type"],
        ),
        (
            stack(SOUND + ', "startup_time": "2.50"'),
            stack(SOUND + ', "startup_time": 2.50'),
            ["wrong-type"],
        ),
        (stack(SOUND.replace('"v1"', "1.10")), stack(SOUND.replace("v1", "1.10")), ["wrong-type"]),
        (
            stack(SOUND + ', "ports": "80:80"'),
            stack(SOUND + ', "ports": ["80:80"]'),
            ["wrong-type"],
        ),
        (
            stack(SOUND, more='"data_volumes": [{"s": "/run", "t": {"volumes": "/t"}}], '),
            stack(SOUND, more='"data_volumes": [{"s": ["/run"], "t": {"volumes": ["/t"]}}], '),
            ["wrong-type", "wrong-type"],
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_what_has_one_answer_is_mended(before: str, after: str, rules: list[str]) -> None:
    """The edit, and nothing else; what was found is gone."""
    done = mended(before)

    assert after == done.source.text
    assert rules == [finding.rule for finding in done.fixed]
    assert not set(rules) & {finding.rule for finding in check(done.source).findings}


@pytest.mark.parametrize(
    "text",
    [
        stack('"deploy": "auto", "image": "web:v1", "tag": "v2"'),
        '{"deploy": {"My Shop": {"containers": []}, "my_shop": {"containers": []}}}',
        stack(SOUND + ', "database": "yes"'),
        stack('"image": "web", "tag": "v1", "cron": {"minute": 5}'),
        stack(SOUND + ', "startup_time": "-5"'),
        stack(SOUND + ', "ports": "eighty"'),
        stack(SOUND + ', "env": {"A": null}'),
        stack(SOUND + ', "containers": 1.5'),
        '{"deploy": {},}',
        "[]",
        "",
    ],
)
def test_what_has_more_than_one_answer_is_left_alone(text: str) -> None:
    """Not a byte changes, and nothing is called fixable."""
    source = Source("x", text)

    assert Mended(source, []) == mended(text)
    assert set() == fixable(source, look(source), look)


def test_one_that_is_ignored_is_not_mended() -> None:
    """The stack says that it is right as it is."""
    fields = '"image": "web", "tag": "v1", "x-cookgen": {"ignore": {"missing-deploy": "as wanted"}}'

    assert Mended(Source("x", stack(fields)), []) == mended(stack(fields))


def test_a_mend_may_uncover_the_next_one() -> None:
    """A wrong type hides what rules would find; rounds go on until nothing is left."""
    before = stack('"image": "web:v1", "database": "false", "ports": "80"', "My Shop")

    done = mended(before)

    fields = '"deploy": "auto", "image": "web", "tag": "v1", "database": false, "ports": ["80"]'
    assert stack(fields, "my_shop") == done.source.text
    assert [] == check(done.source).findings


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", [None, 1, 4, "\t"])
@pytest.mark.parametrize("path", STACKS, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_mending_twice_is_mending_once(path: Path, indent: Any, newline: str) -> None:
    """In whichever way a stack is written: the second time there is nothing left to do."""
    text = load(path).text
    try:
        text = json.dumps(json.loads(text), indent=indent).replace("\n", newline)
    except ValueError:
        pass  # broken syntax is left alone as well
    source = Source("x", text)
    promised = fixable(source, look(source), look)

    once = mend(source, look)
    again = mend(once.source, look)

    assert Mended(once.source, []) == again
    assert set() == fixable(once.source, look(once.source), look)
    fixed = {(finding.rule, finding.pointer) for finding in once.fixed}
    assert promised <= fixed
    ends = once.source.text.replace("\r\n", "")
    assert ("\n" in ends, "\r" in ends) == ("\n" in text.replace("\r\n", ""), False)


def test_lines_that_are_not_touched_stay_byte_for_byte(
    golden: Callable[[Path, str], None],
) -> None:
    """The article, and a stack in a hand that no formatter has: golden."""
    folder = ROOT / "tests" / "golden" / "fix"
    for path in sorted(folder.glob("*.before.json")):
        after = mended(path.read_bytes().decode()).source.text
        golden(folder / path.name.replace(".before", ".after"), after)
