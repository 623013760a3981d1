"""`cookgen.yml` to typed values: platforms, suites, and an instance for each pair.

Every mistake is an UnreadableInput that names the file and the key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from generator.errors import UnreadableInput
from generator.lab.keys import Section

FILE = "cookgen.yml"
LAB, PROJECT = "cookgen.lab", "cookgen.project"  # labels
_PORTS = (80, 443)
_BOOT = ("setup", "configure", "deploy")


@dataclass(frozen=True)
class Platform:
    """What a host is made of."""

    name: str
    debian: int
    chef: str


@dataclass(frozen=True)
class AppImage:
    """An image that the lab's registry serves under a name nobody can pull.

    A stand-in gives way to an image of that name on this machine's engine.
    """

    reference: str  # with its tag
    folder: Path
    args: Mapping[str, str]
    standin: bool = False


@dataclass(frozen=True)
class Load:
    """Requests (per second) while a step runs, and what they must look like; times in seconds."""

    rate: float
    path: str = "/"
    port: int = 80
    warmup: float = 1.0
    cooldown: float = 1.0
    posts: float = 0.0  # the part of the requests that are POSTs to the same path
    slow: float = 0.0  # the part that goes to slow_path
    slow_path: str = "/"
    p99_ms: float | None = None
    max_gap_ms: float | None = None
    versions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One more event on a converged host; `attributes` is the JSON of the deployment."""

    name: str
    event: str
    attributes: Mapping[str, Any]
    load: Load | None


@dataclass(frozen=True)
class Suite:
    """What is converged: a stack's cookbook (or a folder of cookbooks) under a runtime."""

    name: str
    runtime: str
    stack: Path | None
    cookbooks: Path | None
    run_lists: Mapping[str, tuple[str, ...]]  # by event
    converge: tuple[str, ...]  # the events that make a fresh host a serving one, in order
    attributes: Mapping[str, Any]
    environment: Mapping[str, str]  # the app's; %{dotted.path} is filled from the credentials
    hostname: str
    ports: tuple[int, ...]
    images: tuple[AppImage, ...]
    tests: Path | None
    steps: tuple[Step, ...]
    includes: tuple[str, ...]


@dataclass(frozen=True)
class Instance:
    """A suite on a platform. Names and labels follow from the project's place."""

    suite: Suite
    platform: Platform
    project: Path

    @property
    def name(self) -> str:
        """Return `<suite>-<platform>`."""
        return f"{self.suite.name}-{self.platform.name}"

    @property
    def folder(self) -> Path:
        """Return where state and reports are kept."""
        return self.project / ".cookgen" / self.name

    @property
    def project_id(self) -> str:
        """Return 12 hex digits that stand for the project's path."""
        return project_id(self.project)

    def container(self, role: str) -> str:
        """Return the name of a container, network or volume of this instance."""
        return f"cg-{self.project_id[:8]}-{self.name}-{role}"

    def labels(self, role: str | None = None) -> dict[str, str]:
        """Return the labels by which all of this instance is found, or one role in it."""
        labels = {LAB: self.project_id, "cookgen.instance": self.name}
        return {**labels, "cookgen.role": role} if role else labels

    def marks(self, role: str | None = None) -> dict[str, str]:
        """Return the labels to put on what is made: with the place, for a look whether it is."""
        return {**self.labels(role), PROJECT: str(self.project)}


@dataclass(frozen=True)
class Config:
    """One project."""

    path: Path
    instances: tuple[Instance, ...] = field(default=())

    @property
    def project(self) -> Path:
        """Return the folder of `cookgen.yml`."""
        return self.path.parent

    def select(self, pattern: str | None) -> list[Instance]:
        """Return the instances whose name is, or else matches, a pattern; all for None or "all"."""
        if pattern in (None, "all"):
            return list(self.instances)
        assert pattern is not None
        exact = [instance for instance in self.instances if instance.name == pattern]
        try:
            found = exact or [i for i in self.instances if re.search(pattern, i.name)]
        except re.error as error:
            raise UnreadableInput(f"{pattern!r} is not a regular expression: {error}") from error
        if not found:
            names = ", ".join(instance.name for instance in self.instances)
            raise UnreadableInput(f"no instance matches {pattern!r}", f"there are: {names}")
        return found


def project_id(project: Path) -> str:
    """Return 12 hex digits that stand for a project's path."""
    return hashlib.sha256(str(project.resolve()).encode()).hexdigest()[:12]


def find(start: Path) -> Path:
    """Return the nearest `cookgen.yml` at or above a folder."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / FILE).is_file():
            return folder / FILE
    raise UnreadableInput(
        f"there is no {FILE} in {start.resolve()} or above",
        "name the project's folder: --project DIR",
    )


def load(path: Path) -> Config:
    """Read a `cookgen.yml`."""
    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(f"{path}: {error}") from error
    except yaml.YAMLError as error:
        raise UnreadableInput(f"{path}: not YAML: {error}") from error
    top = Section(str(path), "", value)
    platforms = [_platform(section) for section in top.sections("platforms")]
    suites = [_suite(section, path.parent.resolve()) for section in top.sections("suites")]
    top.end()
    known = {platform.name for platform in platforms}
    for suite in suites:
        for name in suite.includes:
            if name not in known:
                raise UnreadableInput(f"{path}: suite {suite.name!r}: no platform {name!r}")
    instances = tuple(
        Instance(suite, platform, path.parent.resolve())
        for suite in suites
        for platform in platforms
        if not suite.includes or platform.name in suite.includes
    )
    return Config(path.resolve(), instances)


def _platform(section: Section) -> Platform:
    platform = Platform(section.name("name"), section.integer("debian"), section.text("chef"))
    section.end()
    return platform


def _suite(section: Section, project: Path) -> Suite:
    stack = section.path("stack", project)
    cookbooks = section.path("cookbooks", project)
    if (stack is None) == (cookbooks is None):
        section.fail("", "needs one of `stack` and `cookbooks`")
    run_lists = {event: tuple(names) for event, names in section.lists("run_lists").items()}
    suite = Suite(
        name=section.name("name"),
        runtime=section.text("runtime"),
        stack=stack,
        cookbooks=cookbooks,
        run_lists=run_lists,
        converge=_converge(section, run_lists),
        attributes=section.mapping("attributes"),
        environment=section.texts("environment"),
        hostname=section.text("hostname", "docker1"),
        ports=tuple(section.integers("ports", _PORTS)),
        images=tuple(_image(part, project) for part in section.named("images")),
        tests=section.path("tests", project),
        steps=tuple(_step(part, run_lists) for part in section.sections("steps", required=False)),
        includes=tuple(section.strings("includes")),
    )
    section.end()
    return suite


def _converge(section: Section, run_lists: Mapping[str, Any]) -> tuple[str, ...]:
    events = section.strings("converge") or [event for event in _BOOT if event in run_lists]
    for event in events:
        if event not in run_lists:
            section.fail("converge", f"{event!r} has no run list")
    if not events:
        section.fail("run_lists", f"has none of {', '.join(_BOOT)}")
    return tuple(events)


def _image(section: Section, project: Path) -> AppImage:
    folder = section.path("build", project)
    if folder is None:
        section.fail("build", "is missing")
    image = AppImage(section.key, folder, section.texts("args"))
    if ":" not in image.reference.rpartition("/")[2]:
        section.fail("", "needs a tag: NAME:TAG")
    section.end()
    return image


def _step(section: Section, run_lists: Mapping[str, Any]) -> Step:
    part = section.section("load")
    step = Step(
        name=section.name("name"),
        event=section.text("event", "deploy"),
        attributes=section.mapping("attributes"),
        load=_load(part) if part else None,
    )
    if step.event not in run_lists:
        section.fail("event", f"{step.event!r} has no run list")
    section.end()
    return step


def _load(section: Section) -> Load:
    load = Load(
        rate=section.number("rate"),
        path=section.text("path", Load.path),
        port=section.integer("port", Load.port),
        warmup=section.number("warmup", Load.warmup),
        cooldown=section.number("cooldown", Load.cooldown),
        posts=section.number("posts", Load.posts),
        slow=section.number("slow", Load.slow),
        slow_path=section.text("slow_path", Load.slow_path),
        p99_ms=section.maybe_number("p99_ms"),
        max_gap_ms=section.maybe_number("max_gap_ms"),
        versions=tuple(section.strings("versions")),
    )
    section.end()
    return load
