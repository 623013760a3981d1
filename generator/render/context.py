"""What each template is told: one frozen dataclass per template, nothing left to work out there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.model.stack import App, Container, Json, Registry, Stack
from generator.render import markdown, ruby
from generator.render.ruby import Code

# Which recipes a lifecycle event runs, in order; those that a build does not have are left out.
EVENTS = (
    (
        "Setup",
        ("docker::install", "docker::registries", "logrotate::default", "docker::logrotate"),
    ),
    ("Configure", ("docker::configure",)),
    ("Deploy", ("docker::data_volumes", "docker::deploy")),
    ("Undeploy", ("docker::undeploy",)),
    ("Shutdown", ("docker::shutdown",)),
)


@dataclass(frozen=True)
class Pair:
    """`name => value` of a Ruby hash, the value laid out for its place."""

    name: str
    value: Code


@dataclass(frozen=True)
class Names:
    """Any template that only names things: slugs of apps, hosts of registries."""

    apps: tuple[str, ...]
    app_words: Code
    registries: tuple[str, ...]


@dataclass(frozen=True)
class Metadata:
    """docker/metadata.rb."""

    description: str


@dataclass(frozen=True)
class BakedContainer:
    """A container with the fields that the document gives it."""

    name: str
    fields: tuple[Pair, ...]


@dataclass(frozen=True)
class BakedApp:
    """An app as attributes. `foreign` is the document's name where the slug differs, else ""."""

    slug: str
    foreign: str
    data_volumes: tuple[Pair, ...]
    containers: tuple[BakedContainer, ...]


@dataclass(frozen=True)
class BakedRegistry:
    """A login as attributes; a password is never among its fields."""

    host: str
    fields: Code


@dataclass(frozen=True)
class Attributes:
    """docker/attributes/default.rb."""

    apps: tuple[BakedApp, ...]
    registries: tuple[BakedRegistry, ...]
    install: tuple[Pair, ...]
    forwarder: str | None
    tags: tuple[Pair, ...]


@dataclass(frozen=True)
class Volume:
    """One data volume; `resource` is the name of its Chef resource."""

    resource: str
    app: str
    name: str


@dataclass(frozen=True)
class DataVolumes:
    """docker/recipes/data_volumes.rb."""

    volumes: tuple[Volume, ...]


@dataclass(frozen=True)
class Row:
    """One line of the README's table of containers, in Markdown."""

    name: Code
    image: Code
    instances: Code
    deploy: str


@dataclass(frozen=True)
class ReadmeApp:
    """One app in the README, in Markdown."""

    name: Code
    renamed: bool
    slug: Code
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Event:
    """One lifecycle event; `recipes` as OpsWorks takes them, "nothing" where there are none."""

    name: Code
    recipes: Code


@dataclass(frozen=True)
class Readme:
    """README.md. `override` is "" where the stack has no container to give an example with."""

    apps: tuple[ReadmeApp, ...]
    events: tuple[Event, ...]
    override: Code
    manual: Code
    logins: Code
    setup_list: Code
    deploy_list: Code
    parameters: Code


def names(stack: Stack) -> Names:
    """Return what the recipes without values of their own are told."""
    slugs = tuple(app.slug for app in _deployed(stack))
    return Names(slugs, ruby.words(slugs), tuple(registry.host for registry in stack.registries))


def metadata(stack: Stack) -> Metadata:
    """Return what docker/metadata.rb says."""
    slugs = ", ".join(app.slug for app in _deployed(stack))
    return Metadata(f"Docker containers of {slugs or 'no app yet'}")


def attributes(stack: Stack) -> Attributes:
    """Return what docker/attributes/default.rb bakes in."""
    return Attributes(
        apps=tuple(_baked_app(app) for app in stack.apps),
        registries=tuple(_baked_registry(registry) for registry in stack.registries),
        install=_pairs(stack.install),
        forwarder=stack.forwarder,
        tags=_pairs(stack.tags),
    )


def data_volumes(stack: Stack) -> DataVolumes:
    """Return the data volumes of all apps that have containers to use them."""
    return DataVolumes(
        tuple(
            Volume(f"{app.slug}/{volume.name}", app.slug, volume.name)
            for app in _deployed(stack)
            for volume in app.data_volumes
        )
    )


def readme(stack: Stack, recipes: frozenset[str]) -> Readme:
    """Return what README.md says. `recipes`: those the build has, like `docker::deploy`."""
    lists = {name: tuple(r for r in wanted if r in recipes) for name, wanted in EVENTS}
    override = _example(stack)
    manual = [c.name for app in stack.apps for c in app.containers if c.deploy == "manual"]
    logins = {
        registry.host: {"username": "...", "password": "..."} for registry in stack.registries
    }
    return Readme(
        apps=tuple(_readme_app(app) for app in _deployed(stack)),
        events=tuple(
            Event(Code(name), markdown.spans(found) if found else Code("nothing"))
            for name, found in lists.items()
        ),
        override=markdown.json_block(override) if override else Code(""),
        manual=markdown.json_line({"manual": manual[:1]}) if manual else Code(""),
        logins=markdown.json_block({"docker": {"registries": logins}}) if logins else Code(""),
        setup_list=_run_list(lists["Setup"]),
        deploy_list=_run_list(lists["Deploy"]),
        parameters=markdown.json_block(_ssm_parameters(lists["Deploy"], override)),
    )


def _deployed(stack: Stack) -> tuple[App, ...]:
    return tuple(app for app in stack.apps if app.containers)


def _baked_app(app: App) -> BakedApp:
    return BakedApp(
        slug=app.slug,
        foreign=app.name if app.name != app.slug else "",
        data_volumes=_pairs({volume.name: volume.paths for volume in app.data_volumes}),
        containers=tuple(BakedContainer(c.name, _pairs(c.fields)) for c in app.containers),
    )


def _baked_registry(registry: Registry) -> BakedRegistry:
    if registry.credential_helper:
        return BakedRegistry(
            registry.host, ruby.literal({"credential_helper": registry.credential_helper})
        )
    # Lint refuses a password in the stack; whatever came here, only a reference is written down.
    password = registry.password if isinstance(registry.password, dict) else ""
    fields = {"username": registry.username or "", "password": password}
    return BakedRegistry(registry.host, ruby.literal(fields))


def _pairs(fields: Mapping[str, Json]) -> tuple[Pair, ...]:
    return tuple(
        Pair(name, ruby.layout(value, 2, len(f"{ruby.literal(name)} => ,")))
        for name, value in fields.items()
    )


def _readme_app(app: App) -> ReadmeApp:
    rows = tuple(
        Row(
            markdown.cell(container.name),
            markdown.cell(_reference(container)),
            Code(container.scale),
            Code(container.deploy),
        )
        for container in app.containers
    )
    return ReadmeApp(markdown.span(app.name), app.name != app.slug, markdown.span(app.slug), rows)


def _reference(container: Container) -> str:
    if container.digest:
        return f"{container.image}@{container.digest}"
    return f"{container.image}:{container.tag or 'latest'}"


def _example(stack: Stack) -> Json:
    """Return custom JSON that overrides one field of the first container, None without one."""
    for app in stack.apps:
        for container in app.containers:
            in_image = container.digest or (container.tag and "tag" not in container.fields)
            field = {"image": f"{container.image}:v42"} if in_image else {"tag": "v42"}
            return {"deploy": {app.slug: {"containers": {container.name: field}}}}
    return None


def _run_list(recipes: tuple[str, ...]) -> Code:
    return Code(",".join(f"recipe[{recipe}]" for recipe in recipes))


def _ssm_parameters(recipes: tuple[str, ...], override: Json) -> Json:
    return {
        "SourceType": ["S3"],
        "SourceInfo": [markdown.json_line({"path": "https://s3.amazonaws.com/BUCKET/repo.tar.gz"})],
        "RunList": [_run_list(recipes)],
        "JsonAttributesContent": [markdown.json_line(override or {})],
    }
