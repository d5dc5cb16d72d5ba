"""What the cluster holds of the catalog, and what is wrong with one object of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.building_blocks import BuildingBlock
from bouwsteen.documents.catalog_entries import CatalogEntry
from bouwsteen.documents.digests import digest_data
from bouwsteen.documents.interfaces import Interface
from bouwsteen.documents.policies import Policy, Waiver
from bouwsteen.documents.workspaces import LoadedBlock, LoadedPolicy
from bouwsteen.formats.stack_objects import object_name
from bouwsteen_operator.object_documents import Object, ReadObject, place_of, read_object, read_part
from bouwsteen_operator.objects import OrganisationSpec, PublishedBlock

Loaded = TypeVar("Loaded")


class CatalogObjects:
    """What the cluster holds of the catalog. Each object is read once for each of its versions, whoever asks.

    `find` gives an object of a kind by name, `list_all` all of a kind. Share one of these among all stacks of an operator.
    """

    def __init__(self, find: Callable[[str, str], Object | None], list_all: Callable[[str], Iterable[Object]]) -> None:
        self._find = find
        self._list = list_all
        self._known: dict[tuple[str, str], tuple[str, Any]] = {}

    @classmethod
    def of(cls, objects: Iterable[Object]) -> CatalogObjects:
        """Of a few objects, whatever their kind."""
        by_name = {(each["kind"], each["metadata"]["name"]): each for each in objects}
        return cls(lambda kind, name: by_name.get((kind, name)), lambda kind: [each for each in by_name.values() if each["kind"] == kind])

    def block(self, name: str, version: str) -> LoadedBlock | list[Diagnostic] | None:
        """None: it is not here."""
        return self._published("BuildingBlock", name, version, _load_block)

    def interface(self, name: str, version: str) -> tuple[Interface, str] | list[Diagnostic] | None:
        """The model and its digest."""
        return self._published("Interface", name, version, _load_interface)

    def policy(self, name: str, version: str) -> LoadedPolicy | list[Diagnostic] | None:
        return self._published("Policy", name, version, _load_policy)

    def entries(self, tell: Callable[[Iterable[Diagnostic]], None]) -> dict[str, CatalogEntry]:
        """What is offered, by block. One with a mistake is told and left out."""
        found: dict[str, CatalogEntry] = {}
        for each in sorted(self._list("CatalogEntry"), key=lambda one: str(one["metadata"]["name"])):
            name = each["metadata"]["name"]
            read = self._once("CatalogEntry", name, each, _load_entry)
            if isinstance(read, list):
                tell(read)
            else:
                found[name] = read
        return found

    def _published(self, kind: str, name: str, version: str, load: Callable[[Object], Loaded]) -> Loaded | None:
        found = self._find(kind, object_name(name, version))
        return None if found is None else self._once(kind, found["metadata"]["name"], found, load)

    def _once(self, kind: str, name: str, found: Object, load: Callable[[Object], Loaded]) -> Loaded:
        metadata = found["metadata"]
        version = f"{metadata.get('uid')} {metadata.get('resourceVersion')}"
        known = self._known.get((kind, name))
        if known is None or known[0] != version or "resourceVersion" not in metadata:
            known = (version, load(found))
            self._known[kind, name] = known
        result: Loaded = known[1]
        return result


def _load_block(each: Object) -> LoadedBlock | list[Diagnostic]:
    read = read_object(each, BuildingBlock, *_named(each, "blocks"))
    published, problems = _published_block(read)
    if read.model is None or read.document is None or published is None:
        return problems
    digest = digest_data({"document": read.document.data, "schemas": dict(published.schemas), "service": published.service_digest})
    folder = Path("blocks") / published.name
    return LoadedBlock(read.model, read.document, digest, published.service_digest, folder, published.schemas, published.programs)


def _load_interface(each: Object) -> tuple[Interface, str] | list[Diagnostic]:
    read = read_object(each, Interface, *_named(each, "catalog/interfaces"))
    if read.model is None or read.document is None:
        return list(read.problems)
    return read.model, digest_data(read.document.data)


def _load_policy(each: Object) -> LoadedPolicy | list[Diagnostic]:
    read = read_object(each, Policy, *_named(each, "policies"))
    if read.model is None or read.document is None:
        return list(read.problems)
    return LoadedPolicy(read.model, read.document, digest_data(read.document.data))


def check_object(each: Object) -> list[Diagnostic]:
    """What is wrong with an object of the catalog, an Organisation or a Waiver, by itself: its document, and its digest."""
    kind = each["kind"]
    if kind in _LOADERS:
        read = _LOADERS[kind](each)
        if isinstance(read, list):
            return read
        found = read[1] if isinstance(read, tuple) else read.digest
        said = str(((each.get("spec") or {}).get("published") or {}).get("digest", ""))
        return [] if found == said else [_differs(each, found, said)]
    if kind == "CatalogEntry":
        entry = _load_entry(each)
        return entry if isinstance(entry, list) else []
    if kind == "Organisation":
        return read_part(each.get("spec"), OrganisationSpec, place_of(each, "organisation"), ("spec",))[1]
    published = (each.get("spec") or {}).get("published") or {}
    name = str(published.get("name", each["metadata"]["name"]))
    return list(read_object(each, Waiver, name, f"waivers/{name}").problems)


def _differs(each: Object, found: str, said: str) -> Diagnostic:
    return error(
        "object-differs",
        "What the cluster has is not what was chosen",
        f"What the {each['kind']} `{each['metadata']['name']}` holds has the digest {found[:19]}…, and it says {said[:19]}….",
        "A published version never changes: publish another version, or apply the object as the export has it.",
        source=SourceRange(place_of(each, each["kind"])),
    )


def read_policy(each: Object) -> Policy | None:
    """The document in an object Policy; None where it is not sound."""
    return read_object(each, Policy, *_named(each, "policies")).model


def read_loaded_policy(each: Object) -> LoadedPolicy:
    """Of an object that `check_object` has nothing to say of."""
    read = _load_policy(each)
    assert isinstance(read, LoadedPolicy)
    return read


def read_waiver(each: Object) -> tuple[str, Waiver] | None:
    """The stack that a Waiver is for, empty for every stack of its namespace, and the document in it; None where it is not sound."""
    published = (each.get("spec") or {}).get("published") or {}
    name = str(published.get("name", each["metadata"]["name"]))
    read = read_object(each, Waiver, name, f"waivers/{name}")
    return (str(published.get("stack", "")), read.model) if read.model is not None else None


_LOADERS: Final[Mapping[str, Callable[[Object], Any]]] = {
    "BuildingBlock": _load_block,
    "Interface": _load_interface,
    "Policy": _load_policy,
}


def _load_entry(each: Object) -> CatalogEntry | list[Diagnostic]:
    name = str(each["metadata"]["name"])
    read = read_object(each, CatalogEntry, name, f"catalog/{name}")
    return read.model if read.model is not None else list(read.problems)


def _named(each: Object, folder: str) -> tuple[str, str]:
    """The name of its document, and where that stands in git."""
    published = (each.get("spec") or {}).get("published") or {}
    name = str(published.get("name", each["metadata"]["name"]))
    return name, f"{folder}/{name}"


def _published_block(read: ReadObject[BuildingBlock]) -> tuple[PublishedBlock | None, list[Diagnostic]]:
    problems = list(read.problems)
    if read.document is None:
        return None, problems
    published, more = read_part(read.published, PublishedBlock, read.document.file, ("spec", "published"))
    return published, [*problems, *more]
