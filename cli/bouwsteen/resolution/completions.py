"""The services that a laptop starts beside a share in them. Pure.

In the target `local`, a use of `osb-broker` for which nothing is there adds an instance
of the block `<block>-service`. Anywhere else the stack must say who runs the service.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bouwsteen.documents.building_blocks import BuildingBlock
from bouwsteen.documents.stacks import BlockEntry
from bouwsteen.documents.wirings import BROKER_INTERFACE, LOCAL, SERVICE_SUFFIX, Offer, wire_uses


@dataclass(frozen=True, slots=True)
class AddedInstance:
    """An instance that the stack does not list, and the first use that made it necessary."""

    entry: BlockEntry
    needed_by: str
    use: str


def complete_blocks(
    entries: Sequence[BlockEntry], blocks: Mapping[str, BuildingBlock], exports: Sequence[Offer] = ()
) -> tuple[AddedInstance, ...]:
    """The instances to add to `entries`, sorted by name. `blocks` holds one version of each block that may be added."""
    used = {entry.block for entry in entries}
    if not any(use.interface == BROKER_INTERFACE for name in used & blocks.keys() for use in blocks[name].spec.uses.values()):
        return ()
    taken = {entry.instance for entry in entries}
    added: dict[str, AddedInstance] = {}
    for missing in wire_uses(entries, blocks, exports).missing:
        service = missing.block + SERVICE_SUFFIX
        if missing.interface != BROKER_INTERFACE or missing.target != LOCAL or service in added or service not in blocks:
            continue
        name = _free_name(service, taken)
        taken.add(name)
        entry = BlockEntry.model_validate({"block": service, "name": name, "target": LOCAL})
        added[service] = AddedInstance(entry, missing.consumer, missing.use)
    return tuple(sorted(added.values(), key=lambda item: item.entry.instance))


def _free_name(wanted: str, taken: set[str]) -> str:
    names = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
