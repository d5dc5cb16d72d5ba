"""One stack under examination, and what the rules about it share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.documents.block_choices import choose_version
from bouwsteen.documents.building_blocks import BuildingBlock
from bouwsteen.documents.positions import Path
from bouwsteen.documents.sources import Document
from bouwsteen.documents.stacks import BlockEntry, Stack
from bouwsteen.documents.wirings import Offer, list_offers
from bouwsteen.documents.workspaces import LoadedBlock, LoadedStack, Workspace
from bouwsteen.phrases import did_you_mean

BLOCKS: Final[Path] = ("spec", "blocks")


@dataclass(frozen=True, slots=True)
class ExaminedStack:
    """`blocks` holds the version that each block of the stack would get; a block that gets none is not in it."""

    workspace: Workspace
    loaded: LoadedStack
    blocks: Mapping[str, LoadedBlock]
    instances: Mapping[str, BlockEntry] = field(default_factory=dict)
    exports: Sequence[Offer] = ()

    @property
    def stack(self) -> Stack:
        return self.loaded.model

    @property
    def document(self) -> Document:
        return self.loaded.document

    @property
    def models(self) -> dict[str, BuildingBlock]:
        return {name: block.model for name, block in self.blocks.items()}

    def blocks_that_offer(self, interface: str) -> list[str]:
        """Names of the blocks, among those that were loaded, with an output of an interface."""
        return sorted(
            name
            for name, versions in self.workspace.blocks.items()
            for block in versions.values()
            if any(provided.interface == interface for provided in block.model.spec.provides.values())
        )

    def no_instance(self, name: str, at: Path, *, key: bool = False) -> Diagnostic:
        hint = did_you_mean(name, self.instances)
        return error(
            "instance-unknown",
            "An instance is not there",
            f"This stack has no instance `{name}`.",
            f"{hint}Name an instance of this stack.",
            source=self.document.locate(at, key=key),
        )


def examine(workspace: Workspace, loaded: LoadedStack) -> ExaminedStack:
    blocks: dict[str, LoadedBlock] = {}
    for entry in loaded.model.spec.blocks:
        if entry.block not in blocks and (version := _version_for(workspace, entry)) is not None:
            blocks[entry.block] = workspace.blocks[entry.block][version]
    instances = {entry.instance: entry for entry in loaded.model.spec.blocks}
    return ExaminedStack(workspace, loaded, blocks, instances, list_exports(workspace, loaded.model.name))


def _version_for(workspace: Workspace, entry: BlockEntry) -> str | None:
    return choose_version(entry.version, workspace.blocks.get(entry.block, {}), workspace.catalog.get(entry.block))


def list_exports(workspace: Workspace, stack: str) -> list[Offer]:
    """The outputs of other stacks that `stack` may use."""
    offers: list[Offer] = []
    for other in (*workspace.stacks.values(), *workspace.neighbours.values()):
        exported = {export.output for export in other.model.spec.exports if export.reaches(stack)}
        if not exported or other.model.name == stack:
            continue
        chosen: dict[str, BuildingBlock] = {}
        for entry in other.model.spec.blocks:
            version = _version_for(workspace, entry)
            if version is not None:
                chosen[entry.block] = workspace.blocks[entry.block][version].model
        offers.extend(
            offer
            for offer in list_offers(other.model.spec.blocks, chosen, other.model.name)
            if f"{offer.instance}/{offer.output}" in exported
        )
    return offers
