"""`moved` in a stack: an instance got another name, and its objects stay what they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bouwsteen.addresses import Address
from bouwsteen.state.records import ResourceRecord


def rename(address: Address, moves: Mapping[str, str]) -> Address:
    """The address after the moves: as the instance, or as the consumer of an edge."""
    instance = moves.get(address.instance, address.instance)
    consumer = address.consumer
    if consumer is not None:
        name, dot, use = consumer.partition(".")
        consumer = moves.get(name, name) + dot + use
    if instance == address.instance and consumer == address.consumer:
        return address
    return address._replace(instance=instance, consumer=consumer)


def move_records(records: Iterable[ResourceRecord], moves: Mapping[str, str]) -> tuple[list[ResourceRecord], dict[Address, Address]]:
    """Records under their new names, and for each that moved: new address → old.

    A move whose new name is on record already is done, and one whose old name is not
    there has nothing to do: both are left alone, so that `moved` may stay in the stack.
    """
    known = list(records)
    present = {record.address.instance for record in known}
    pending = {old: new for old, new in moves.items() if old in present and new not in present}
    if not pending:
        return known, {}
    origins: dict[Address, Address] = {}
    result = []
    for record in known:
        address = rename(record.address, pending)
        if address != record.address:
            origins[address] = record.address
        needs = tuple(need._replace(address=rename(need.address, pending)) for need in record.dependencies)
        result.append(
            record if address == record.address and needs == record.dependencies else replace(record, address=address, dependencies=needs)
        )
    return result, origins
