"""Two versions of an interface or of a block as a difference of what they promise, and who that breaks. Pure.

What flows to others (fields, outputs) may become less, never more or absent; what others say (requests, parameters)
may be allowed more, never less. Whether somebody breaks decides how the version must rise: a difference that breaks is a
major version, an addition at least a minor one.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from bouwsteen.documents.building_blocks import BuildingBlock, BuildingBlockSpec
from bouwsteen.documents.interfaces import Interface
from bouwsteen.documents.names import JsonSchema
from bouwsteen.documents.positions import Path
from bouwsteen.documents.schema_changes import Kind, SchemaChange, compare_schemas
from bouwsteen.documents.stacks import Reference
from bouwsteen.documents.versions import fits, parse_version
from bouwsteen.documents.workspaces import Workspace

# Of what others say, and of what flows to others.
_BREAKS_WHO_SAYS: Final = frozenset({Kind.REMOVED, Kind.NARROWED, Kind.REQUIRED, Kind.SECRET, Kind.PLAIN})
_BREAKS_WHO_READS: Final = frozenset({Kind.REMOVED, Kind.WIDENED, Kind.OPTIONAL, Kind.SECRET, Kind.PLAIN})


class Rise(enum.IntEnum):
    """How far a version goes up."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `place` reads `fields.clientSecret` or `uses.identity`; `detail` is a sentence without its subject."""

    place: str
    kind: Kind
    detail: str
    breaking: bool


class Consumer(NamedTuple):
    """Who uses what is compared. `what` is `block` or `stack`, `through` the use or instance by which."""

    what: str
    name: str
    through: str


def compare_interfaces(before: Interface, after: Interface) -> list[Difference]:
    """What moved between two versions of one interface."""
    found = [
        *_told("fields", compare_schemas(before.fields_schema, after.fields_schema), _BREAKS_WHO_READS),
        *_told("request", compare_schemas(before.request_schema, after.request_schema), _BREAKS_WHO_SAYS),
        *_told("data", compare_schemas(_data(before), _data(after)), _BREAKS_WHO_READS),
    ]
    if before.spec.binding_type != after.spec.binding_type:
        found.append(Difference("bindingType", Kind.REMOVED, f"was {before.spec.binding_type}, and is {after.spec.binding_type}", True))
    return found


def _data(interface: Interface) -> JsonSchema:
    return {"type": "object", "properties": interface.spec.data, "additionalProperties": False}


def compare_blocks(before: BuildingBlock, after: BuildingBlock) -> list[Difference]:
    """What moved between two versions of one block, for who adopts it and for who uses its outputs."""
    one, other = before.spec, after.spec
    return [
        *_told("parameters", compare_schemas(one.parameters, other.parameters), _BREAKS_WHO_SAYS),
        *_compare_outputs(one, other),
        *_compare_uses(one, other),
        *_compare_files(one, other),
        *_compare_names("targets", one.targets, other.targets),
    ]


def _told(root: str, changes: Iterable[SchemaChange], breaking: frozenset[Kind]) -> Iterator[Difference]:
    for change in changes:
        yield Difference(_place(root, change.path), change.kind, change.detail, change.kind in breaking)


def _place(root: str, path: Path) -> str:
    return ".".join((root, *map(str, path))).replace(".[]", "[]")


def _compare_names(root: str, before: Iterable[str], after: Iterable[str]) -> Iterator[Difference]:
    for name in sorted(set(before) - set(after)):
        yield Difference(f"{root}.{name}", Kind.REMOVED, "it is gone", breaking=True)
    for name in sorted(set(after) - set(before)):
        yield Difference(f"{root}.{name}", Kind.ADDED, "it is new", breaking=False)


def _compare_outputs(before: BuildingBlockSpec, after: BuildingBlockSpec) -> Iterator[Difference]:
    yield from _compare_names("provides", before.provides, after.provides)
    for name, was in before.provides.items():
        now = after.provides.get(name)
        if now is None or now == was:
            continue
        place = f"provides.{name}"
        if now.interface != was.interface:
            yield Difference(place, Kind.REMOVED, f"was {was.interface}, and is {now.interface}", breaking=True)
            continue
        rise = rise_of(was.version, now.version)
        detail = f"{was.interface} was {was.version}, and is {now.version}"
        breaking = rise in {Rise.MAJOR, Rise.NONE}
        yield Difference(place, Kind.REMOVED if breaking else Kind.ADDED, detail, breaking)


def _compare_uses(before: BuildingBlockSpec, after: BuildingBlockSpec) -> Iterator[Difference]:
    for name, now in after.uses.items():
        was = before.uses.get(name)
        place = f"uses.{name}"
        if was is None:
            how = "it is new and may be left out" if now.optional else f"it is new, and {now.interface} is needed for it"
            yield Difference(place, Kind.ADDED if now.optional else Kind.REQUIRED, how, breaking=not now.optional)
        elif was.interface != now.interface:
            yield Difference(place, Kind.NARROWED, f"needed {was.interface}, and needs {now.interface}", breaking=True)
        else:
            if was.optional and not now.optional:
                yield Difference(place, Kind.REQUIRED, "it is now required", breaking=True)
            if was.version != now.version:
                detail = f"asked {was.version}, and asks {now.version}"
                yield Difference(place, Kind.NARROWED, detail, breaking=not _includes(now.version, was.version))
    for name in sorted(before.uses.keys() - after.uses.keys()):
        # A stack may name it in its `uses`, which is then a mistake.
        yield Difference(f"uses.{name}", Kind.REMOVED, "it is gone", breaking=True)


def _includes(wider: str, narrower: str) -> bool:
    """Does a range hold every version of the other? Told for the plain ranges that people write; else no."""
    base = narrower.lstrip("^~=v")
    parts = base.split(".")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return wider == "*"
    low = ".".join([*parts, "0", "0"][:3])
    major = parts[0]
    high = f"{major}.999999.999999" if narrower.startswith("^") and major != "0" else ""
    return wider == "*" or bool(high and fits(low, wider) and fits(high, wider))


def _compare_files(before: BuildingBlockSpec, after: BuildingBlockSpec) -> Iterator[Difference]:
    yield from _compare_names("files", before.files, after.files)
    for name, was in before.files.items():
        now = after.files.get(name)
        if now is not None and now.folder != was.folder:
            yield Difference(f"files.{name}", Kind.REMOVED, f"stood in the folder {was.folder}, and stands in {now.folder}", breaking=True)


def rise_of(before: str, after: str) -> Rise:
    """How far a version goes up; a version before 1.0.0 promises nothing beyond its minor number. NONE: it does not go up."""
    one, other = parse_version(before), parse_version(after)
    if other <= one:
        return Rise.NONE
    if one.major != other.major or (one.major == 0 and one.minor != other.minor):
        return Rise.MAJOR
    return Rise.MINOR if one.minor != other.minor else Rise.PATCH


def rise_needed(differences: Iterable[Difference]) -> Rise:
    """How far a version must go up for these differences."""
    found = list(differences)
    if any(each.breaking for each in found):
        return Rise.MAJOR
    return Rise.MINOR if found else Rise.PATCH


def find_users_of_interface(workspace: Workspace, interface: str, after: str) -> list[Consumer]:
    """Blocks with a use of an interface whose range does not take the version `after`, and the stacks that adopt them."""
    blocks = [
        Consumer("block", name, use_name)
        for name, versions in sorted(workspace.blocks.items())
        for block in versions.values()
        for use_name, use in block.model.spec.uses.items()
        if use.interface == interface and not fits(after, use.version)
    ]
    names = {each.name for each in blocks}
    return list(dict.fromkeys([*blocks, *_stacks_with(workspace, names)]))


def find_users_of_block(workspace: Workspace, name: str, differences: Iterable[Difference]) -> list[Consumer]:
    """Who is touched by differences that break: the stacks that adopt the block, and blocks wired to its outputs there."""
    broken = [each for each in differences if each.breaking]
    if not broken:
        return []
    stacks = list(_stacks_with(workspace, {name}))
    outputs = {each.place.split(".")[1] for each in broken if each.place.startswith("provides.")}
    return list(dict.fromkeys([*stacks, *_wired_to(workspace, name, outputs)]))


def _stacks_with(workspace: Workspace, blocks: set[str]) -> Iterator[Consumer]:
    for stack, loaded in sorted({**workspace.neighbours, **workspace.stacks}.items()):
        for entry in loaded.model.spec.blocks:
            if entry.block in blocks:
                yield Consumer("stack", stack, entry.instance)


def _wired_to(workspace: Workspace, name: str, outputs: set[str]) -> Iterator[Consumer]:
    """Blocks that use the interface of an output that breaks, or name it."""
    provided: Mapping[str, str] = {
        output: each.interface for block in workspace.blocks.get(name, {}).values() for output, each in block.model.spec.provides.items()
    }
    interfaces = {provided[output] for output in outputs if output in provided}
    for other, versions in sorted(workspace.blocks.items()):
        for block in versions.values():
            for use_name, use in block.model.spec.uses.items():
                if other != name and use.interface in interfaces:
                    yield Consumer("block", other, use_name)
    for stack, loaded in sorted(workspace.stacks.items()):
        instances = {entry.instance for entry in loaded.model.spec.blocks if entry.block == name}
        for entry in loaded.model.spec.blocks:
            for text in entry.uses.values():
                reference = Reference.parse(text)
                if reference.instance in instances and reference.output in outputs:
                    yield Consumer("stack", stack, entry.instance)
