"""What a person wants to know of a running stack: where to look, how real it is, what to try."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bouwsteen.cli.texts import Language, Texts
from bouwsteen.cli.views.addresses import Place
from bouwsteen.engine.compilations import Compiled
from bouwsteen.engine.outputs import OutputValue
from bouwsteen.engine.statuses import EnvironmentStatus, InstanceStatus
from bouwsteen.formats.statuses import Face
from bouwsteen.planning.instances import Instance

# Fields that hold an address to open, in the order in which people look for them.
_PAGES = ("url", "clerkUrl", "issuer", "apiUrl")


def list_places(compiled: Compiled, outputs: Sequence[OutputValue], texts: Texts) -> list[Place]:
    """One for each page or interface that is the same for everybody."""
    return [
        Place(_title(compiled, output.instance, field, texts), str(output.value[field]), output.fidelity)
        for output in outputs
        if output.consumer is None
        for field in _PAGES
        if _is_address(output.value.get(field))
    ]


def list_faces(compiled: Compiled, outputs: Sequence[OutputValue]) -> dict[str, Face]:
    """How real each instance is, and its first address."""
    urls: dict[str, str] = {}
    for output in outputs:
        for field in _PAGES:
            if output.instance not in urls and _is_address(output.value.get(field)):
                urls[output.instance] = str(output.value[field])
    return {name: Face(_fidelity(instance), urls.get(name, "")) for name, instance in _instances(compiled)}


def add_bare(compiled: Compiled, found: EnvironmentStatus) -> EnvironmentStatus:
    """With the instances that consist of no resource, such as an application of others: what they are is known, so they are ready.

    Nothing is added where nothing was applied, or all of it is gone.
    """
    expansion = compiled.desired.expansion
    if expansion is None or not found.runs:
        return found
    made = {node.instance.name for node in expansion.resources()}
    if made and not found.instances:
        return found
    known = {instance.name for instance in found.instances}
    bare = [
        InstanceStatus(name, instance.block.name, instance.block.version, "ready", ())
        for name, instance in expansion.instances.items()
        if name not in made and name not in known
    ]
    return replace(found, instances=sorted([*found.instances, *bare], key=lambda instance: instance.name))


def list_next(compiled: Compiled, outputs: Sequence[OutputValue], texts: Texts) -> list[str]:
    """Commands and sentences to go on with, the most useful first."""
    stack, environment = compiled.desired.intent.stack, compiled.desired.intent.environment
    where = "" if environment == "local" else f" --environment {environment}"
    first = next((str(each.value["url"]) for each in outputs if each.consumer is None and _is_address(each.value.get("url"))), "")
    tips = [texts("next.open", url=first)] if first else []
    return [
        *tips,
        f"bouwsteen status {stack}{where}",
        f"bouwsteen plan {stack}{where}",
        f"bouwsteen logs {stack}{where} --follow",
        f"bouwsteen down {stack}{where}",
    ]


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _instances(compiled: Compiled) -> Iterator[tuple[str, Instance]]:
    expansion = compiled.desired.expansion
    yield from (expansion.instances.items() if expansion is not None else ())


def _fidelity(instance: Instance) -> str:
    return instance.fidelity or instance.block.fidelity


def _title(compiled: Compiled, instance: str, field: str, texts: Texts) -> str:
    language: Language = texts.language
    block = next(found.block.name for name, found in _instances(compiled) if name == instance)
    title = compiled.resolution.blocks[block].model.spec.title.in_language(language)
    shown = title if instance == block else f"{title} ({instance})"
    key = f"place.{field}"
    return f"{shown}: {texts(key)}" if key in texts else shown
