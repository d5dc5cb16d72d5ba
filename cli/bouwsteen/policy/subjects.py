"""What rules look at in a stack: subjects, each with its variables, in the shapes of `policy.shapes`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from bouwsteen.diagnostics import SourceRange
from bouwsteen.documents.building_blocks import BuildingBlock, Classification
from bouwsteen.documents.catalog_entries import CatalogEntry
from bouwsteen.documents.parameters import fill_defaults
from bouwsteen.documents.policies import SubjectKind
from bouwsteen.documents.sources import load_document
from bouwsteen.documents.stacks import BlockEntry, Environment
from bouwsteen.documents.versions import newest_first
from bouwsteen.documents.wirings import Edge, Offer
from bouwsteen.documents.workspaces import LoadedStack, Workspace
from bouwsteen.policy.obligations import applies
from bouwsteen.resolution.resolutions import Resolution
from bouwsteen.values import walk_leaves

_DOCUMENTS: Final = (".yaml", ".yml", ".json")

Locate = Callable[[], SourceRange | None]


def _nowhere() -> SourceRange | None:
    return None


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to judge. `address`: `stack`, `stack/environment/instance`, `…/use`, `…/files/<name>` or `…/resource`.

    `locate` finds its place in a document, for which that is read once more: only what is found pays for it.
    """

    kind: SubjectKind
    address: str
    variables: Mapping[str, Any]
    locate: Locate = _nowhere
    type: str = ""  # of a resource or a change

    @property
    def source(self) -> SourceRange | None:
        return self.locate()


def list_subjects(
    workspace: Workspace, loaded: LoadedStack, resolution: Resolution, organisation: Mapping[str, Any], environments: Iterable[str]
) -> Iterator[Subject]:
    """All that rules may look at in a stack, in a fixed order; `organisation` is what templates read by that name."""
    shared = {"stack": {"name": loaded.model.name}, "organisation": organisation}
    written = loaded.model.model_dump(mode="json", by_alias=True, exclude_none=True)
    yield Subject(
        SubjectKind.STACK, loaded.model.name, {"object": written, **shared}, partial(loaded.document.locate, ("metadata", "name"))
    )
    yield from _obligations(workspace, loaded, shared)
    contents = _Contents(loaded)
    for environment in environments:
        yield from _Environment(workspace, loaded, resolution, environment, shared, contents).subjects()


def _obligations(workspace: Workspace, loaded: LoadedStack, shared: Mapping[str, Any]) -> Iterator[Subject]:
    """One for each block that the organisation is obliged to adopt, by the earliest date that fits it."""
    adopted = {entry.block for entry in loaded.model.spec.blocks}
    place = partial(loaded.document.locate, ("spec", "blocks"))
    for name, entry in sorted(workspace.catalog.items()):
        mine = [each for each in entry.spec.obligations if applies(each.applies_to, shared["organisation"])]
        if not mine:
            continue
        first = min(mine, key=lambda each: each.from_date)
        versions = workspace.blocks.get(name)
        described = {
            "block": name,
            "title": versions[newest_first(versions)[0]].model.spec.title.nl if versions else name,
            "from": first.from_date.isoformat(),
            "basis": first.basis.kind,
            "adopted": name in adopted,
        }
        yield Subject(SubjectKind.OBLIGATION, f"{loaded.model.name}/obligations/{name}", {"object": described, **shared}, place)


class _Contents:
    """The documents in the folders of a stack, each read once for all instances that take them."""

    def __init__(self, loaded: LoadedStack) -> None:
        self._loaded = loaded
        self._read: dict[str, list[dict[str, Any]]] = {}

    def of(self, folder: str) -> list[dict[str, Any]]:
        """As rules see them, by name; what cannot be read is left out: its block's own check told why."""
        if folder not in self._read:
            content = self._loaded.files.get(folder)
            texts = sorted(content.files.items()) if content is not None else []
            read = ((file, load_document(text, self.path(folder, file))[0]) for file, text in texts if file.endswith(_DOCUMENTS))
            self._read[folder] = [
                {"file": file, "keys": _keys_of(found.data), "terms": _terms_of(found.data), "data": found.data}
                for file, found in read
                if found is not None
            ]
        return self._read[folder]

    def path(self, folder: str, file: str) -> str:
        return f"stacks/{self._loaded.model.name}/{folder}/{file}"


class _Environment:
    """What the subjects of one environment share."""

    def __init__(
        self,
        workspace: Workspace,
        loaded: LoadedStack,
        resolution: Resolution,
        environment: str,
        shared: Mapping[str, Any],
        contents: _Contents,
    ) -> None:
        self._documents = contents
        self._workspace = workspace
        self._loaded = loaded
        self._resolution = resolution
        self._name = environment
        self._arrangement = resolution.arrange(environment)
        self._entries = {entry.instance: entry for entry in self._arrangement.entries}
        self._numbers = {entry.instance: number for number, entry in enumerate(loaded.model.spec.blocks)}
        self._edges: dict[str, list[Edge]] = {}
        for edge in self._arrangement.wiring.edges:
            self._edges.setdefault(edge.consumer, []).append(edge)
        self._shared = {**shared, "environment": describe_environment(environment, loaded.model.spec.environments[environment])}

    def subjects(self) -> Iterator[Subject]:
        for entry in self._arrangement.entries:
            instance = self._describe_instance(entry)
            address = f"{self._loaded.model.name}/{self._name}/{entry.instance}"
            block = self._resolution.blocks[entry.block].model
            variables = {"object": instance, "block": _describe_block(block), "offer": self._describe_offer(block), **self._shared}
            yield Subject(SubjectKind.INSTANCE, address, variables, partial(self._locate, entry))
            for edge in self._edges.get(entry.instance, ()):
                flow = {"object": self._describe_flow(entry, edge), **self._shared}
                yield Subject(SubjectKind.FLOW, f"{address}/{edge.use}", flow, partial(self._locate, entry, "uses", edge.use))
            yield from self._contents(entry, address, instance)

    def _contents(self, entry: BlockEntry, address: str, instance: Mapping[str, Any]) -> Iterator[Subject]:
        uses = {
            edge.use: {"interface": edge.offer.interface, "version": edge.offer.version, "block": edge.offer.block}
            for edge in self._edges.get(entry.instance, ())
        }
        for name, spec in self._resolution.blocks[entry.block].model.spec.files.items():
            folder = entry.files.get(name, spec.folder)
            for document in self._documents.of(folder):
                variables = {"object": {"files": name, **document}, "instance": instance, "uses": uses, **self._shared}
                place = partial(SourceRange, self._documents.path(folder, document["file"]))
                yield Subject(SubjectKind.CONTENT, f"{address}/files/{document['file']}", variables, place)

    def _describe_instance(self, entry: BlockEntry) -> dict[str, Any]:
        block = self._resolution.blocks[entry.block].model
        target = entry.target or ""
        return {
            "name": entry.instance,
            "block": entry.block,
            "version": block.spec.version,
            "target": target,
            "fidelity": _fidelity(entry, block),
            "parameters": fill_defaults(block.spec.parameters, entry.parameters),
            "given": [text for _, text in walk_leaves(dict(entry.outputs)) if isinstance(text, str) and "://" in text],
            "uses": {
                edge.use: {"interface": edge.offer.interface, "provider": str(edge.offer.reference)}
                for edge in self._edges.get(entry.instance, ())
            },
            "data": {name: flow.model_dump(mode="json", by_alias=True) for name, flow in entry.data.items()},
        }

    def _describe_flow(self, entry: BlockEntry, edge: Edge) -> dict[str, Any]:
        flow: dict[str, Any] = {
            "use": edge.use,
            "interface": edge.offer.interface,
            "version": edge.offer.version,
            "consumer": self._describe_party(entry.instance),
            "provider": self._describe_party(edge.offer.instance) if not edge.offer.stack else self._describe_other(edge.offer),
        }
        if edge.use in entry.data:
            flow["data"] = entry.data[edge.use].model_dump(mode="json", by_alias=True)
        return flow

    def _describe_party(self, instance: str) -> dict[str, Any]:
        entry = self._entries[instance]
        block = self._resolution.blocks[entry.block].model
        return {
            "stack": self._loaded.model.name,
            "instance": instance,
            "block": entry.block,
            "target": entry.target or "",
            "fidelity": _fidelity(entry, block),
            **_describe_classification(block.spec.classification),
        }

    def _describe_other(self, offer: Offer) -> dict[str, Any]:
        """The provider in another stack: in its environment of the same name, where that is known."""
        found: dict[str, Any] = {"stack": offer.stack, "instance": offer.instance, "block": offer.block}
        other = self._workspace.stack(offer.stack)
        versions = self._workspace.blocks.get(offer.block, {})
        if other is None or self._name not in other.model.spec.environments or not versions:
            return found
        entry = next(each for each in other.model.entries_in(self._name) if each.instance == offer.instance)
        block = versions[newest_first(versions)[0]].model
        fidelity = _fidelity(entry, block)
        return {**found, "target": entry.target or "", "fidelity": fidelity, **_describe_classification(block.spec.classification)}

    def _describe_offer(self, block: BuildingBlock) -> dict[str, Any]:
        return describe_offer(self._workspace.catalog.get(block.metadata.name), block.spec.version)

    def _locate(self, entry: BlockEntry, *path: str) -> SourceRange | None:
        number = self._numbers.get(entry.instance)
        return self._loaded.document.locate(("spec", "blocks") if number is None else ("spec", "blocks", number, *path))


def _keys_of(data: Any) -> list[str]:
    """The names of all fields in `data`, each once, in their order."""
    return sorted({key for each in _mappings_of(data) for key in each})


def _terms_of(data: Any) -> list[dict[str, str]]:
    """What in `data` says what it means, each combination once."""
    found = {
        tuple(str(each.get(name, "")) for name in ("term", "datum", "about"))
        for each in _mappings_of(data)
        if isinstance(each.get("term"), str)
    }
    return [dict(zip(("term", "datum", "about"), each, strict=True)) for each in sorted(found)]


def _mappings_of(data: Any) -> Iterator[Mapping[str, Any]]:
    """All mappings in `data`, at any depth."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def describe_environment(name: str, settings: Environment) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, "target": settings.target, "runBy": settings.run_by, "approval": settings.approval}
    if settings.placement is not None:
        found["placement"] = settings.placement.model_dump(by_alias=True, exclude_none=True)
    return found


def _describe_block(block: BuildingBlock) -> dict[str, Any]:
    spec = block.spec
    return {
        "title": spec.title.nl,
        "owner": spec.owner,
        "provides": [each.interface for each in spec.provides.values()],
        "files": list(spec.files),
        **_describe_classification(spec.classification),
    }


def _describe_classification(classification: Classification | None) -> dict[str, Any]:
    return {"classification": classification.model_dump(by_alias=True)} if classification is not None else {}


def describe_offer(entry: CatalogEntry | None, version: str) -> dict[str, Any]:
    """How the catalog offers a version, and how many newer ones it offers as stable."""
    offered = entry.offered(version) if entry is not None else None
    if entry is None or offered is None:
        return {"channel": "", "since": "", "newest": version, "behind": 0}
    stable = newest_first({each.version for each in entry.spec.versions if each.channel == "stable"} | {version})
    return {
        "channel": offered.channel,
        "since": offered.since.isoformat(),
        **({"until": offered.until.isoformat()} if offered.until is not None else {}),
        "newest": stable[0],
        "behind": stable.index(version),
    }


def _fidelity(entry: BlockEntry, block: BuildingBlock) -> str:
    target = block.spec.targets.get(entry.target or "")
    return entry.fidelity or (target.fidelity if target is not None else "")
