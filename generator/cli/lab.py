"""The lab's commands, in Test Kitchen's words."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli import _parallel
from generator.cli._color import color_option, wants_color
from generator.cli._lab import chosen_of, connected, lab_command, sdk, terminable
from generator.errors import CookgenError, UnreadableInput

if TYPE_CHECKING:
    from generator.lab.config import Instance
    from generator.lab.report import Outcome
    from generator.lab.scenario import Scenario

    Phase = Callable[[], Outcome]


@click.command()
@lab_command
def create(instance: str | None, project: Path | None, color: str) -> int:
    """Create hosts. INSTANCE is a name or a regular expression; all where not given."""
    return _each(instance, project, color, lambda s: [s.create])


@click.command()
@click.option("--event", help="One lifecycle event instead of those of a converge.")
@click.option("--attributes", metavar="JSON", help="The JSON of the deployment; @FILE reads one.")
@lab_command
def converge(
    instance: str | None,
    project: Path | None,
    color: str,
    event: str | None,
    attributes: str | None,
) -> int:
    """Run Chef on hosts; creates those that are missing."""
    deployment = _json(attributes) if attributes else {}
    return _each(
        instance, project, color, lambda s: [s.create, lambda: s.converge(event, deployment)]
    )


@click.command()
@lab_command
def idempotence(instance: str | None, project: Path | None, color: str) -> int:
    """Converge again: no resource may be updated and nothing on the host may change."""
    return _each(instance, project, color, lambda s: [*_converged(s), s.idempotence])


@click.command()
@lab_command
def verify(instance: str | None, project: Path | None, color: str) -> int:
    """Run the suites' tests against their hosts."""
    return _each(instance, project, color, lambda s: [*_converged(s), s.verify])


@click.command()
@lab_command
def destroy(instance: str | None, project: Path | None, color: str) -> int:
    """Remove hosts with their networks and volumes. Reports stay."""
    return _each(instance, project, color, lambda s: [s.destroy])


@click.command()
@click.option(
    "--destroy",
    "policy",
    type=click.Choice(["passing", "always", "never"]),
    default="passing",
    help="When to remove the host at the end; passing leaves one that failed for a look.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many instances at once; by default one for two processors.",
)
@lab_command
def test(
    instance: str | None, project: Path | None, color: str, policy: str, jobs: int | None
) -> int:
    """Run the whole sequence: destroy, create, converge, idempotence, verify, steps, destroy.

    INSTANCE may be a stack's file: then no cookgen.yml is needed, and images that this machine does
    not have are stood in for.
    """
    painted = wants_color(color, sys.stdout)
    chosen = chosen_of(project, instance)
    together = min(jobs or _parallel.room(), len(chosen))
    if together > 1:
        options = [f"--destroy={policy}", f"--color={'always' if painted else 'never'}"]
        with connected(), terminable():
            return _parallel.run({found.name: _alone(found, options) for found in chosen}, together)

    def run(scenario: Scenario) -> bool:
        passed, interrupted = False, True
        try:
            passed = _run(scenario, _whole(scenario), painted)
            interrupted = False
        except CookgenError:
            interrupted = False
            raise
        finally:
            if policy == "always" or (policy == "passing" and (passed or interrupted)):
                _run(scenario, [scenario.destroy], painted)
        return passed

    return _all(instance, project, painted, run)


@click.command()
@color_option
def doctor(color: str) -> int:
    """Say what the lab needs, whether it is there, and the command that brings what is missing."""
    from generator.output.lab import need

    with sdk():
        from generator.lab.engine import examine
    needs = examine()
    for item in needs:
        line = need(item.name, item.ok, item.detail, item.mend, wants_color(color, sys.stdout))
        click.echo(line, color=True)
    return 0 if all(item.ok for item in needs) else 1


def _alone(instance: Instance, options: Sequence[str]) -> list[str]:
    """Return the command that tests one instance."""
    argv = [sys.executable, "-m", "generator", "test", instance.name, *options]
    return [*argv, "--project", str(instance.project)]


def _converged(scenario: Scenario) -> Iterator[Phase]:
    yield scenario.create
    if not scenario.folder.state().converged:
        yield scenario.converge


def _whole(scenario: Scenario) -> Iterator[Phase]:
    yield scenario.destroy
    yield scenario.create
    yield scenario.converge
    yield scenario.idempotence
    yield scenario.verify
    for step in scenario.instance.suite.steps:
        yield functools.partial(scenario.step, step)


def _each(
    instance: str | None,
    project: Path | None,
    color: str,
    phases: Callable[[Scenario], Iterable[Phase]],
) -> int:
    painted = wants_color(color, sys.stdout)
    return _all(instance, project, painted, lambda s: _run(s, phases(s), painted))


def _all(
    pattern: str | None, project: Path | None, painted: bool, run: Callable[[Scenario], bool]
) -> int:
    """Do something with each instance; 1 where any says no. What failed is told last."""
    chosen = chosen_of(project, pattern)
    with connected() as driver, terminable():
        from generator.lab.images import Images
        from generator.lab.scenario import Scenario

        images = Images(driver, lambda line: click.echo(line, err=True))
        verb = click.get_current_context().info_name or "run"
        scenarios = [Scenario(driver, images, found, verb) for found in chosen]
        answers = [_reported(scenario, run) for scenario in scenarios]
    return 0 if all(answers) else 1


def _reported(scenario: Scenario, run: Callable[[Scenario], bool]) -> bool:
    """Do something, and leave a report of it, whatever becomes of it."""
    from generator.output.run import render

    try:
        return run(scenario)
    finally:
        folder = scenario.finish()
        if folder is not None:
            click.echo(f"report: {render(folder)}", err=True)


def _run(scenario: Scenario, phases: Iterable[Phase], painted: bool) -> bool:
    """Run phases up to the first that fails, with a line for each; then say why it failed."""
    from generator.output import lab

    name = scenario.instance.name
    for phase in phases:
        outcome = phase()
        click.echo(lab.phase(name, outcome, painted), color=True)
        if not outcome.ok:
            click.echo(lab.failure(name, outcome, painted), err=True, color=True)
            return False
    return True


def _json(text: str) -> dict[str, Any]:
    try:
        given = Path(text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text
        value = json.loads(given)
    except (OSError, ValueError) as error:
        raise UnreadableInput(f"--attributes: {error}") from None
    if not isinstance(value, dict):
        raise UnreadableInput("--attributes: must be a JSON object")
    return value
