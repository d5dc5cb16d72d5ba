"""From a stack and what is offered to chosen blocks, and to the entries and wiring of each environment. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.block_choices import order_versions
from bouwsteen.documents.building_blocks import BuildingBlock
from bouwsteen.documents.examined_stacks import list_exports
from bouwsteen.documents.sources import Document
from bouwsteen.documents.stacks import BlockEntry, Stack
from bouwsteen.documents.wirings import Offer, Wiring, wire_uses
from bouwsteen.documents.workspaces import LoadedBlock, Workspace
from bouwsteen.resolution.completions import AddedInstance, complete_blocks
from bouwsteen.resolution.locks import Lock, Pins, build_lock, find_moves
from bouwsteen.resolution.resolver import Requirement, choose_versions


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One environment: its instances, those that were added and why, and which output each use gets."""

    environment: str
    entries: tuple[BlockEntry, ...]
    added: tuple[AddedInstance, ...]
    wiring: Wiring


@dataclass(frozen=True, slots=True)
class Resolution:
    """The chosen version of each block, and the lock that pins them."""

    stack: Stack
    blocks: Mapping[str, LoadedBlock]
    lock: Lock
    exports: Sequence[Offer] = ()
    _arranged: dict[str, Arrangement] = field(default_factory=dict, repr=False, compare=False)

    @property
    def models(self) -> dict[str, BuildingBlock]:
        return {name: block.model for name, block in self.blocks.items()}

    def arrange(self, environment: str) -> Arrangement:
        """The instances of an environment and their wiring, found once. KeyError for one that the stack does not have."""
        if environment not in self._arranged:
            self._arranged[environment] = self._arrange(environment)
        return self._arranged[environment]

    def _arrange(self, environment: str) -> Arrangement:
        entries = self.stack.entries_in(environment)
        models = self.models
        added = complete_blocks(entries, models, self.exports)
        entries = (*entries, *(item.entry for item in added))
        return Arrangement(environment, entries, added, wire_uses(entries, models, self.exports))


def resolve_stack(
    workspace: Workspace, name: str, *, environments: Iterable[str] | None = None, preferred: Lock | None = None
) -> tuple[Resolution | None, list[Diagnostic]]:
    """Resolve a stack of the workspace, for all its environments or those named.

    Versions in `preferred` are kept as long as they fit. KeyError when the stack was not loaded.
    """
    loaded = workspace.stacks[name]
    exports = list_exports(workspace, name)
    chosen_environments = list(loaded.model.spec.environments if environments is None else environments)
    entries = _all_entries(workspace, loaded.model, chosen_environments, exports)
    requirements = [*_requirements(loaded.model, loaded.document), *_added_requirements(loaded.model, entries)]
    models = {block: {version: item.model for version, item in versions.items()} for block, versions in workspace.blocks.items()}
    kept = {block: pin.version for block, pin in preferred.blocks.items()} if preferred else {}
    versions, problems = choose_versions(requirements, entries, models, workspace.catalog, exports, kept)
    if problems:
        return None, problems
    blocks = {block: workspace.blocks[block][version] for block, version in versions.items()}
    return Resolution(loaded.model, blocks, build_lock(_pins(workspace, blocks)), exports), []


def check_lock(workspace: Workspace, name: str, lock: Lock) -> tuple[Resolution | None, list[Diagnostic]]:
    """The resolution that a lock gives, and what moved since it was written: a stale lock names each part."""
    resolution, problems = resolve_stack(workspace, name, preferred=lock)
    if resolution is None:
        return None, problems
    loaded = workspace.stacks[name]
    moves = find_moves(lock, resolution.lock)
    recalled = find_recalled(workspace, lock)
    if recalled:
        return resolution, [
            each.to_diagnostic(loaded.lock.locate(("blocks", each.block, "version")) if loaded.lock is not None else None)
            for each in recalled
        ]
    return resolution, [move.to_diagnostic(loaded.lock.locate(move.path, key=True) if loaded.lock is not None else None) for move in moves]


def _all_entries(workspace: Workspace, stack: Stack, environments: Iterable[str], exports: Sequence[Offer]) -> list[BlockEntry]:
    """The entries of all environments, with the services that some of them add."""
    newest = {
        name: versions[order[0]].model
        for name, versions in workspace.blocks.items()
        if (order := order_versions(versions, workspace.catalog.get(name)))
    }
    found: list[BlockEntry] = []
    for environment in environments:
        entries = stack.entries_in(environment)
        found.extend(entries)
        found.extend(item.entry for item in complete_blocks(entries, newest, exports))
    return found


def _requirements(stack: Stack, document: Document) -> list[Requirement]:
    """The ranges of the stack's own entries. Places are looked up for one of each kind only."""
    first: dict[tuple[str, str], Requirement] = {}
    for entry in stack.spec.blocks:
        if (entry.block, entry.version) not in first:
            first[entry.block, entry.version] = Requirement(entry.block, entry.version, entry.instance)
    if len({block for block, _ in first}) == len(first):
        return list(first.values())
    numbers = {entry.instance: number for number, entry in enumerate(stack.spec.blocks)}
    return [replace(item, source=document.locate(("spec", "blocks", numbers[item.asked_by], "version"))) for item in first.values()]


def _added_requirements(stack: Stack, entries: Iterable[BlockEntry]) -> list[Requirement]:
    listed = {entry.block for entry in stack.spec.blocks}
    return [Requirement(entry.block, entry.version, entry.instance) for entry in entries if entry.block not in listed]


def _pins(workspace: Workspace, blocks: Mapping[str, LoadedBlock]) -> Pins:
    interfaces: dict[str, dict[str, str]] = {}
    for block in blocks.values():
        for provided in block.model.spec.provides.values():
            digest = workspace.interface_digests.get(provided.interface, {}).get(provided.version)
            if digest is not None:
                interfaces.setdefault(provided.interface, {})[provided.version] = digest
    return Pins(
        {name: (block.model.spec.version, block.digest) for name, block in blocks.items()},
        interfaces,
        workspace.profile_digests,
        workspace.pinned,
        {name: (policy.model.spec.version, policy.digest) for name, policy in workspace.policies.items()},
    )


@dataclass(frozen=True, slots=True)
class Recalled:
    """A version that a lock pins and that the catalog has taken back since. `why` is empty where it does not say."""

    block: str
    version: str
    why: str

    def to_diagnostic(self, source: SourceRange | None) -> Diagnostic:
        return error(
            "version-recalled",
            "A version was recalled",
            f"The lock pins `{self.block}` {self.version}, which was recalled. {self.why}".strip(),
            "Choose other versions, and look at what they change:\n\n    bouwsteen lock",
            source=source,
        )


def find_recalled(workspace: Workspace, lock: Lock) -> list[Recalled]:
    """In the order of the lock."""
    found = []
    for name, pin in sorted(lock.blocks.items()):
        entry = workspace.catalog.get(name)
        offered = entry.offered(pin.version) if entry is not None else None
        if offered is not None and offered.channel == "recalled":
            found.append(Recalled(name, pin.version, offered.reason.in_language("en") if offered.reason else ""))
    return found
