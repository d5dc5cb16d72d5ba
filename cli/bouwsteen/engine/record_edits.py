"""Changing the record by hand: other addresses for what stays, and forgetting. Nothing here touches the world.

Each edit is made of what is recorded and tried on it before anything is written: what would
contradict itself, or make two of one, is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bouwsteen.addresses import RESOURCE_ID, STACK_NAME, Address
from bouwsteen.engine.record_lists import Listed, dependants, in_doubt_about, read_address, select_records
from bouwsteen.errors import BouwsteenError, InternalError, InvalidInputError, NotFoundError
from bouwsteen.planning.moves import move_instance
from bouwsteen.state.journals import End, Entry, Forget, Move, Outcome, Publish, Put, fold
from bouwsteen.state.records import Dependency, RecordKey, ResourceRecord
from bouwsteen.state.restorations import Past


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be recorded. `moved` is old → new; `forgotten` what goes; `dependants` what was made after it and stays."""

    entries: Sequence[Entry]
    moved: Mapping[Address, Address] | None = None
    forgotten: Sequence[Listed] = ()
    dependants: Sequence[Address] = ()


def plan_move(past: Past, typed_source: str, typed_target: str) -> Edit:
    """A resource, or an instance with all it has and uses, gets another address; what was made after it follows.

    Raises NotFoundError, InvalidInputError, and BouwsteenError with code `state-in-doubt`.
    """
    select_records(past, [typed_source])
    source = read_address(past, typed_source)
    target = _read_target(past, typed_target, source)
    entries = _move_instance(past, source, target) if not source.resource else [Move(source, target)]
    before = sorted({record.address for record in past.snapshot.records()})
    moved = {address: _after(address, entries) for address in before if _after(address, entries) != address}
    taken = [address.local for address in before if _stands_at(address, target)]
    taken += [address.local for address in sorted(set(moved.values()) & (set(before) - set(moved)))]
    taken += [name for name in past.snapshot.exports if not target.resource and name.partition("/")[0] == target.instance]
    if taken:
        raise _refused(
            "state-target-taken",
            "Something is recorded under the new address",
            f"{taken[0]} is on record already: one address would stand for two things.",
            "Choose another address, or forget what is there:\n\n    bouwsteen state rm STACK ADDRESS",
        )
    _refuse_doubt(past, moved)
    result = _tried(past, entries)
    if len(list(result.snapshot.records())) != len(list(past.snapshot.records())):
        raise InternalError("A move lost a record.")
    return Edit(entries, moved, dependants=dependants(past, moved))


def plan_forget(past: Past, typed: Sequence[str]) -> Edit:
    """Records go, and what is behind them stays in the world. What was made after them keeps its order among the rest.

    Raises NotFoundError.
    """
    chosen = select_records(past, typed)
    keys = {each.record.key for each in chosen}
    staying = [record for record in past.snapshot.records() if record.key not in keys]
    without = _Forgotten([each.record for each in chosen], staying)
    entries: list[Entry] = [End(begin.step, Outcome.GONE, removed=True) for begin in past.in_doubt if begin.record.key in keys]
    entries += [Forget(each.record.address, each.record.generation, "forgotten by hand") for each in chosen if each.recorded]
    left = [(record, without.dependencies(record)) for record in staying]
    changed = [replace(record, dependencies=kept) for record, kept in left if kept != record.dependencies]
    entries += [Put(record, "what it needs was forgotten by hand") for record in changed]
    _tried(past, entries)
    return Edit(entries, forgotten=chosen, dependants=sorted({record.address for record in changed}))


class _Forgotten:
    """What is left to hold on to where records go: what those held on to themselves, so that the order of deletion stays what it was."""

    def __init__(self, forgotten: Sequence[ResourceRecord], staying: Sequence[ResourceRecord]) -> None:
        self._forgotten: dict[Address, list[ResourceRecord]] = defaultdict(list)
        self._staying: dict[Address, list[ResourceRecord]] = defaultdict(list)
        for found, records in ((self._forgotten, forgotten), (self._staying, staying)):
            for record in records:
                found[record.address].append(record)

    def dependencies(self, record: ResourceRecord) -> tuple[Dependency, ...]:
        if not any(self._gone(each) for each in record.dependencies):
            return record.dependencies
        found: set[Dependency] = set()
        seen: set[RecordKey] = set()
        queue = list(record.dependencies)
        while queue:
            each = queue.pop()
            behind, kept = self._gone(each), self._kept(each)
            if each.address == record.address:
                behind += kept  # nothing holds on to its own address: what is behind it counts
            elif kept or not behind:
                found.add(each)
            for key, needs in ((item.key, item.dependencies) for item in behind):
                if key not in seen:
                    seen.add(key)
                    queue.extend(needs)
        return tuple(sorted(found))

    def _gone(self, dependency: Dependency) -> list[ResourceRecord]:
        return [record for record in self._forgotten.get(dependency.address, ()) if dependency.means(record.key)]

    def _kept(self, dependency: Dependency) -> list[ResourceRecord]:
        return [record for record in self._staying.get(dependency.address, ()) if dependency.means(record.key)]


def _read_target(past: Past, typed: str, source: Address) -> Address:
    try:
        target = read_address(past, typed)
    except NotFoundError:
        raise _wrong_target(typed, "It is not an address of this environment.") from None
    if _kind(target) != _kind(source):
        raise _wrong_target(typed, f"{source.local} is {_kind(source)} and {target.local} would be {_kind(target)}.")
    ids = [each for each in (target.resource, target.output) if each]
    if STACK_NAME.fullmatch(target.instance) is None or not all(RESOURCE_ID.fullmatch(each) for each in ids):
        raise _wrong_target(typed, "A name in it is impossible.")
    return target


def _move_instance(past: Past, source: Address, target: Address) -> list[Entry]:
    addresses = sorted({record.address for record in past.snapshot.records()})
    _, steps = move_instance({address: address for address in addresses}, source, target)
    entries: list[Entry] = [*steps]
    exports = _renamed_exports(past.snapshot.exports, {source.instance: target.instance})
    if exports != past.snapshot.exports:
        entries.append(Publish(exports))
    return entries


def _renamed_exports(exports: Mapping[str, Any], moves: Mapping[str, str]) -> dict[str, Any]:
    renamed = {}
    for name, value in exports.items():
        instance, slash, output = name.partition("/")
        renamed[moves.get(instance, instance) + slash + output] = value
    return renamed


def _after(address: Address, entries: Iterable[Entry]) -> Address:
    for entry in entries:
        if isinstance(entry, Move):
            address = entry.apply_to(address)
    return address


def _stands_at(address: Address, target: Address) -> bool:
    return address == target if target.resource else address.instance == target.instance


def _refuse_doubt(past: Past, addresses: Iterable[Address]) -> None:
    doubts = in_doubt_about(past, addresses)
    if doubts:
        raise BouwsteenError.because(
            "state-in-doubt",
            "A call on that resource is in doubt",
            f"A run was cut off while it tried to {doubts[0].action} {doubts[0].address.local}. "
            "What came of it is found by its present address.",
            "Apply first, which finds out:\n\n    bouwsteen apply STACK",
        )


def _tried(past: Past, entries: Sequence[Entry]) -> Past:
    """What comes of it. Raises InvalidInputError when it contradicts itself."""
    folded = fold(past.snapshot, entries, past.in_doubt)
    wrong = folded.snapshot.contradictions()
    if wrong:
        raise _refused(
            "state-edit-refused",
            "The record would contradict itself",
            f"{wrong[0].detail} Nothing was written.",
            "Choose another address.",
        )
    return Past(folded.snapshot, folded.in_doubt)


def _kind(address: Address) -> str:
    if not address.resource:
        return "an instance"
    return "a resource of a binding" if address.output else "a resource"


def _wrong_target(typed: str, why: str) -> BouwsteenError:
    return _refused(
        "state-target-invalid",
        "The new address does not fit",
        f"`{typed}` cannot be the new address. {why}",
        "An address is instance/resource, or an instance by itself, as the list shows them:\n\n    bouwsteen state list STACK",
    )


def _refused(code: str, summary: str, detail: str, remedy: str) -> BouwsteenError:
    return InvalidInputError.because(code, summary, detail, remedy)
