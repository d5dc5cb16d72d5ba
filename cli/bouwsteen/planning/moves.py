"""`moved` in a stack or a block: a thing got another name, and its object stays what it is.

Instances move with all they have; then single resources, within an instance (a block's new version calls them otherwise)
or from one to another. A move may stay in its document: what was done is not done again, and moves that follow one
another (a → b, b → c) bring what is still at the first name to the last one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from bouwsteen.addresses import Address
from bouwsteen.planning.instances import stack_key
from bouwsteen.state.journals import Move
from bouwsteen.state.records import ResourceRecord

K = TypeVar("K", str, Address)


class Place(NamedTuple):
    """A resource in an instance, for every key and consumer it has. `output` is empty for one of the instance itself."""

    instance: str
    output: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> Place:
        """`instance/resource` or `instance/output/resource`."""
        instance, *output, resource = text.split("/")
        return cls(instance, "".join(output), resource)

    @classmethod
    def of(cls, address: Address) -> Place:
        return cls(address.instance, address.output, address.resource)

    def at(self, address: Address) -> Address:
        """The address with this place instead of its own."""
        return address._replace(instance=self.instance, output=self.output, resource=self.resource)


@dataclass(frozen=True, slots=True)
class Asked:
    """`moved` as documents have it; `exported` names by instance/output the stacks that have a binding."""

    instances: Mapping[str, str] = field(default_factory=dict)
    resources: Mapping[Place, Place] = field(default_factory=dict)
    exported: Mapping[str, Collection[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, stack: Mapping[str, str], blocks: Mapping[Place, Place], exported: Mapping[str, Collection[str]]) -> Asked:
        """`stack` maps instances, and places as text; a stack's word goes before that of its blocks."""
        places = {Place.parse(old): Place.parse(new) for old, new in stack.items() if "/" in old}
        return cls({old: new for old, new in stack.items() if "/" not in old}, {**blocks, **places}, exported)


@dataclass(frozen=True, slots=True)
class Moved:
    """Records under their new names, and for each that moved: new address → old. `entries` are what a journal is told.

    `blocked` could not move, as their new name is on record: old name → new.
    """

    records: list[ResourceRecord]
    origins: Mapping[Address, Address] = field(default_factory=dict)
    entries: tuple[Move, ...] = ()
    blocked: Mapping[str, str] = field(default_factory=dict)


def move_records(records: Iterable[ResourceRecord], asked: Asked, wanted: Collection[Address], instances: Collection[str]) -> Moved:
    """`wanted` are the addresses that the stack asks for, in its `instances`: what is asked for under its old name stays."""
    known = list(records)
    owned = _own_keys(known, asked.exported)
    if owned:
        return _after_own_keys(known, owned, asked, wanted, instances)
    if not asked.instances and not asked.resources:
        return Moved(known)
    present = {record.address.instance for record in known}
    whole, blocked = _pending(sorted(present), asked.instances.get, instances)
    for old in _onto_bindings({record.address for record in known}, whole):
        blocked[old] = whole.pop(old)
    now, entries = _move_instances(known, whole)

    def step(address: Address) -> Address | None:
        place = asked.resources.get(Place.of(address))
        return place.at(address) if place is not None else None

    single, stuck = _pending(sorted(set(now.values())), step, wanted)
    entries += [Move(old, new) for old, new in single.items()]
    final = {old: single.get(renamed, renamed) for old, renamed in now.items()}

    def latest(address: Address) -> Address:
        if address in final:
            return final[address]
        renamed = rename(address, whole)
        return single.get(renamed, renamed)

    moved = [_moved(record, latest) for record in known]
    kept = {old: new for old, new in blocked.items() if all(each.retained for each in known if each.address.instance == old)}
    held = {each.address for each in moved if each.retained}
    stopped = {old: new for old, new in blocked.items() if old not in kept}
    stopped |= {old.local: new.local for old, new in stuck.items() if old not in held}
    return Moved(moved, {new: old for old, new in final.items() if new != old}, tuple(entries), stopped)


def _pending(present: Iterable[K], step: Callable[[K], K | None], wanted: Collection[K]) -> tuple[dict[K, K], dict[K, K]]:
    """What moves, and what would and cannot, old name → new: the nearest comes first where several go to one name."""
    known = list(present)
    taken = set(known)
    ways: list[tuple[int, K, K]] = []
    for old in known:
        steps, new = 0, None if old in wanted else step(old)
        seen = {old}
        while new is not None and new not in wanted and new not in seen:
            seen.add(new)
            steps, new = steps + 1, step(new)
        if new is not None and new in wanted:
            ways.append((steps, old, new))
    moves: dict[K, K] = {}
    blocked: dict[K, K] = {}
    for _, old, new in sorted(ways):
        if new in taken:
            blocked[old] = new
        else:
            moves[old] = new
            taken.add(new)
    return moves, blocked


def rename(address: Address, moves: Mapping[str, str]) -> Address:
    """The address after the moves: as the instance, or as the consumer of an edge of this stack."""
    instance = moves.get(address.instance, address.instance)
    consumer = address.consumer
    if consumer is not None:
        name, dot, use = consumer.partition(".")
        consumer = moves.get(name, name) + dot + use
    if instance == address.instance and consumer == address.consumer:
        return address
    return address._replace(instance=instance, consumer=consumer)


def _onto_bindings(known: Collection[Address], moves: Mapping[str, str]) -> list[str]:
    """Instances whose bindings would come where others are: what an instance used that is gone may still be there."""
    found = set()
    for address in known:
        for old, new in moves.items():
            renamed = rename(address, {old: new})
            if renamed != address and renamed in known:
                found.add(old)
    return sorted(found)


def _after_own_keys(
    records: Iterable[ResourceRecord],
    owned: Mapping[Address, Address],
    asked: Asked,
    wanted: Collection[Address],
    instances: Collection[str],
) -> Moved:
    """What is asked for, after the move that nobody asks for."""
    before = {new: old for old, new in owned.items()}
    now = [_moved(record, lambda address: owned.get(address, address)) for record in records]
    result = move_records(now, replace(asked, exported={}), wanted, instances)
    origins = {new: before.get(old, old) for new, old in result.origins.items()}
    moved_on = set(result.origins.values())
    origins |= {new: old for new, old in before.items() if new not in moved_on}
    entries = (*(Move(old, new) for old, new in owned.items()), *result.entries)
    return replace(result, origins=origins, entries=entries)


def _own_keys(records: Iterable[ResourceRecord], exported: Mapping[str, Collection[str]]) -> dict[Address, Address]:
    """What earlier versions made for other stacks under a key that an instance could have too: old → new.

    Where the new one is on record, the old one is an instance's.
    """
    known = {record.address for record in records}
    # Only those are put in order: an environment has many records, and few or none of this kind.
    for_stacks = [
        address
        for address in known
        if address.consumer is not None and address.consumer in exported.get(f"{address.instance}/{address.output}", ())
    ]
    found = {address: address._replace(consumer=stack_key(str(address.consumer))) for address in sorted(for_stacks)}
    return {address: own for address, own in found.items() if own not in known}


def _move_instances(records: Iterable[ResourceRecord], moves: Mapping[str, str]) -> tuple[dict[Address, Address], list[Move]]:
    """Where each record is afterwards, and how it comes there."""
    now = {address: address for address in sorted({record.address for record in records})}
    entries: list[Move] = []
    for old, new in moves.items():
        some = next(iter(now))  # all are of one environment
        now, steps = move_instance(now, some.of_instance(old), some.of_instance(new))
        entries += steps
    return now, entries


def move_instance(now: Mapping[Address, Address], source: Address, target: Address) -> tuple[dict[Address, Address], list[Move]]:
    """One instance, with all it has and uses. `now` says where each record is, by where it was first; so does what comes back.

    What an instance uses moves before the instance itself: killed in between, its old name is still on record and the
    next run goes on with the move.
    """
    entries: list[Move] = []
    after: dict[Address, Address] = {}
    for origin, address in now.items():
        consumer = rename(origin._replace(consumer=address.consumer), {source.instance: target.instance}).consumer
        after[origin] = address._replace(consumer=consumer)
        if after[origin] != address:
            entries.append(Move(address, after[origin]))
    whole = Move(source, target)
    return {origin: whole.apply_to(address) for origin, address in after.items()}, [*entries, whole]


def _moved(record: ResourceRecord, latest: Callable[[Address], Address]) -> ResourceRecord:
    address = latest(record.address)
    needs = tuple(need._replace(address=latest(need.address)) for need in record.dependencies)
    if address == record.address and needs == record.dependencies:
        return record
    return replace(record, address=address, dependencies=needs)
