"""The Jinja environment, and the rules that every template keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import nodes

from generator.errors import TemplateError
from generator.paths import data
from generator.render import manifest
from generator.render.environment import environment, render
from generator.render.ruby import Code

TEMPLATES = data("templates", "cookbook")
RENDERED = [name for name in manifest.sources(TEMPLATES) if name.endswith(manifest.SUFFIX)]
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.Include,
    nodes.Const,
)


def rendered(folder: Path, text: str, **context: object) -> str:
    """Return what a template of this text makes."""
    folder.joinpath("t.j2").write_text(text, encoding="utf-8")
    return render(environment(folder), "t.j2", dict(context))


def test_every_hole_is_a_ruby_literal(tmp_path: Path) -> None:
    """Quoting cannot be forgotten; what is Ruby already says so."""
    text = "a {{ a }}\nb {{ b }}\nc {{ c }}\n"

    assert 'a "it\'s"\nb nil\nc x.y\n' == rendered(tmp_path, text, a="it's", b=None, c=Code("x.y"))


def test_blocks_leave_no_lines_behind(tmp_path: Path) -> None:
    """Block tags need no white space signs, and the last newline stays."""
    text = "do\n  {% for x in xs %}\n  put {{ x }}\n  {% endfor %}\nend\n"

    assert "do\n  put 1\n  put 2\nend\n" == rendered(tmp_path, text, xs=[1, 2])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x\n{{ missing }}\n", "'missing' is undefined"),
        ("{% if missing %}{% endif %}", "'missing' is undefined"),
        ("{{ value.missing }}", "has no attribute 'missing'"),
        ("{% for %}", "template t.j2:1"),
        ("{{ value }}", "no Ruby literal for object"),
    ],
)
def test_a_broken_template_is_a_bug_of_ours(tmp_path: Path, text: str, message: str) -> None:
    """Names that are missing and values without a literal fail loudly, with the template's name."""
    with pytest.raises(TemplateError, match=message) as caught:
        rendered(tmp_path, text, value=object())

    assert 4 == caught.value.exit_code


@pytest.mark.parametrize("name", RENDERED)
def test_templates_hold_no_logic(name: str) -> None:
    """A template shows its output: nothing but holes, `for`, `if` and `include`."""
    parsed = environment(TEMPLATES).parse(TEMPLATES.joinpath(name).read_text(encoding="utf-8"))

    foreign = sorted(
        {type(node).__name__ for node in parsed.find_all(nodes.Node)}
        - {kind.__name__ for kind in ALLOWED}
    )

    assert [] == foreign


def test_the_manifest_lists_the_templates() -> None:
    """Every template has an entry in the manifest, and every entry a template."""
    assert sorted(manifest.TEMPLATES) == RENDERED
