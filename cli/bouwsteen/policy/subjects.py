"""What rules look at: subjects, each with its variables, and the schemas that rules are checked against.

    Stack       object = the stack as written, with defaults
    Instance    object, block, offer, environment
    Flow        object = a use: its consumer, its provider, the data that go over it; environment
    Content     object = a file that an instance takes: its name and data; instance; uses = what is wired, by name; environment
    Obligation  object = a block that the catalog obliges the organisation to adopt
    Resource    object = a resource as a plan wants it, with what it is made with; instance, block, environment
    Change      object = what a plan does to a resource; approval = who approved of it; environment
All have `stack` and `organisation`, and `day`, which whoever judges knows: dates are text as in 2027-01-31, and compare as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any, Final

from bouwsteen.diagnostics import SourceRange
from bouwsteen.documents.building_blocks import BuildingBlock, Classification
from bouwsteen.documents.catalog_entries import CatalogEntry
from bouwsteen.documents.models import Model
from bouwsteen.documents.parameters import fill_defaults
from bouwsteen.documents.policies import SubjectKind
from bouwsteen.documents.sources import load_document
from bouwsteen.documents.stacks import BlockEntry, Environment, Stack
from bouwsteen.documents.versions import newest_first
from bouwsteen.documents.wirings import Edge, Offer
from bouwsteen.documents.workspaces import LoadedStack, Workspace
from bouwsteen.expressions import CompiledTemplate, EvaluationError, Scope, compile_template
from bouwsteen.planning.shapes import ORGANISATION, STACK, TEXT, TEXTS, JsonSchema, closed
from bouwsteen.resolution.resolutions import Resolution
from bouwsteen.values import walk_leaves

NUMBER: Final[JsonSchema] = {"type": "integer"}
TRUTH: Final[JsonSchema] = {"type": "boolean"}


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


# --- Schemas --------------------------------------------------------------------------------------


CLASSIFICATION: Final = closed({"confidentiality": NUMBER, "integrity": NUMBER, "availability": NUMBER})
ENCRYPTION: Final = closed({"atRest": TEXT, "inTransit": TEXT})
PLACEMENT: Final = closed({"provider": TEXT, "region": TEXT, "encryption": ENCRYPTION}, optional=("encryption",))
DATA_FLOW: Final = closed({"categories": TEXTS, "subjects": TEXTS, "purpose": TEXT, "legalBasis": TEXT, "retention": TEXT})
ENVIRONMENT: Final = closed(
    {"name": TEXT, "target": TEXT, "runBy": TEXT, "approval": TEXT, "placement": PLACEMENT},
    optional=("placement",),
)
# `given` are the addresses in what a stack says of something that is there already.
INSTANCE: Final = closed(
    {
        "name": TEXT,
        "block": TEXT,
        "version": TEXT,
        "target": TEXT,
        "fidelity": TEXT,
        "parameters": {"type": "object"},
        "given": TEXTS,
        "uses": {"type": "object", "additionalProperties": closed({"interface": TEXT, "provider": TEXT})},
        "data": {"type": "object", "additionalProperties": DATA_FLOW},
    }
)
BLOCK: Final = closed(
    {"title": TEXT, "owner": TEXT, "classification": CLASSIFICATION, "provides": TEXTS, "files": TEXTS},
    optional=("classification",),
)
# `behind` counts versions of the catalog that are newer, stable and offered.
OFFER: Final = closed({"channel": TEXT, "since": TEXT, "until": TEXT, "newest": TEXT, "behind": NUMBER}, optional=("until",))
OBLIGATION: Final = closed({"block": TEXT, "title": TEXT, "from": TEXT, "basis": TEXT, "adopted": TRUTH})
PARTY: Final = closed(
    {"stack": TEXT, "instance": TEXT, "block": TEXT, "target": TEXT, "fidelity": TEXT, "classification": CLASSIFICATION},
    optional=("target", "fidelity", "classification"),
)
FLOW: Final = closed(
    {"use": TEXT, "interface": TEXT, "version": TEXT, "consumer": PARTY, "provider": PARTY, "data": DATA_FLOW}, optional=("data",)
)
# `keys` are the names of all fields at any depth: a rule may ask for one without walking through data of any size.
# So are `terms`: each meaning that something in the file has, with the datum that is shown for it and whom it is about, or nothing.
TERM: Final = closed({"term": TEXT, "datum": TEXT, "about": TEXT})
CONTENT: Final = closed({"files": TEXT, "file": TEXT, "keys": TEXTS, "terms": {"type": "array", "items": TERM}, "data": {}})
RESOURCE: Final = closed({"address": TEXT, "id": TEXT, "type": TEXT, "instance": TEXT, "with": {"type": "object"}})
# `losesData`: data that were to be kept go all the same, since a person named them.
CHANGE: Final = closed(
    {
        "address": TEXT,
        "id": TEXT,
        "type": TEXT,
        "instance": TEXT,
        "action": TEXT,
        "reason": TEXT,
        "dataBearing": TRUTH,
        "losesData": TRUTH,
        "with": {"type": "object"},
    }
)
# Not known before a plan is carried out.
APPROVAL: Final = closed({"author": TEXT, "approvers": TEXTS})
WIRED: Final[JsonSchema] = {"type": "object", "additionalProperties": closed({"interface": TEXT, "version": TEXT, "block": TEXT})}


@cache
def shapes(kind: SubjectKind) -> Mapping[str, JsonSchema]:
    """The variables that a rule about this kind may read."""
    shared: dict[str, JsonSchema] = {"stack": STACK, "organisation": ORGANISATION, "day": TEXT}
    match kind:
        case SubjectKind.STACK:
            return {"object": model_shape(Stack), **shared}
        case SubjectKind.INSTANCE:
            return {"object": INSTANCE, "block": BLOCK, "offer": OFFER, "environment": ENVIRONMENT, **shared}
        case SubjectKind.FLOW:
            return {"object": FLOW, "environment": ENVIRONMENT, **shared}
        case SubjectKind.CONTENT:
            return {"object": CONTENT, "instance": INSTANCE, "uses": WIRED, "environment": ENVIRONMENT, **shared}
        case SubjectKind.OBLIGATION:
            return {"object": OBLIGATION, **shared}
        case SubjectKind.RESOURCE:
            return {"object": RESOURCE, "instance": INSTANCE, "block": BLOCK, "environment": ENVIRONMENT, **shared}
        case SubjectKind.CHANGE:
            return {"object": CHANGE, "approval": APPROVAL, "environment": ENVIRONMENT, **shared}


def model_shape(model: type[Model]) -> JsonSchema:
    """The JSON Schema of what `model` writes: with its defaults, and without what is nothing."""
    schema: dict[str, Any] = model.model_json_schema(by_alias=True, mode="serialization")
    return _without_nothing(schema)  # type: ignore[no-any-return]  # a mapping stays one


def _without_nothing(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_nothing(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _without_nothing(value) for key, value in schema.items()}
    if isinstance(found.get("properties"), dict):
        optional = {name for name, each in schema["properties"].items() if {"type": "null"} in each.get("anyOf", ())}
        found["properties"] = {name: _other_than_null(each) for name, each in found["properties"].items()}
        found["required"] = [name for name in schema["properties"] if name not in optional]
    if len(patterns := found.get("patternProperties", {})) == 1:  # a map whose keys are names
        (found["additionalProperties"],) = found.pop("patternProperties").values() if patterns else ({},)
    return found


def _other_than_null(schema: Any) -> Any:
    """`anyOf` of a schema and null → that schema."""
    others = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if len(others) != 1:
        return schema
    return {**{key: value for key, value in schema.items() if key not in {"anyOf", "default"}}, **others[0]}


# --- Subjects -------------------------------------------------------------------------------------


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
    for environment in environments:
        yield from _Environment(workspace, loaded, resolution, environment, shared).subjects()


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


def applies(condition: str, organisation: Mapping[str, Any]) -> bool:
    """Whom an obligation is for. One that cannot be read is for everybody: nobody gets out of it by a mistake."""
    compiled = _obliged(condition)
    if compiled.problems:
        return True
    try:
        return compiled.evaluate({"organisation": organisation}) is not False
    except EvaluationError:
        return True


@lru_cache(maxsize=1000)
def _obliged(condition: str) -> CompiledTemplate:
    return compile_template(condition, _organisations(), TRUTH)


@cache
def _organisations() -> Scope:
    return Scope({"organisation": ORGANISATION})


class _Environment:
    """What the subjects of one environment share."""

    def __init__(
        self, workspace: Workspace, loaded: LoadedStack, resolution: Resolution, environment: str, shared: Mapping[str, Any]
    ) -> None:
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
            content = self._loaded.files.get(folder)
            for file, text in sorted(content.files.items()) if content is not None else ():
                if not file.endswith((".yaml", ".yml", ".json")):
                    continue
                path = f"stacks/{self._loaded.model.name}/{folder}/{file}"
                document, _ = load_document(text, path)
                if document is not None:  # else its block's own check told why
                    described = {
                        "files": name,
                        "file": file,
                        "keys": _keys_of(document.data),
                        "terms": _terms_of(document.data),
                        "data": document.data,
                    }
                    variables = {"object": described, "instance": instance, "uses": uses, **self._shared}
                    yield Subject(SubjectKind.CONTENT, f"{address}/files/{file}", variables, partial(SourceRange, path))

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
