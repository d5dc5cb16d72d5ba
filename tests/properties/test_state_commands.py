"""Edits of the record by hand, on random records: nothing is lost, doubled or left hanging, and what is refused changes nothing.

What should be is computed here by the simplest means: sets of identities, and who can be reached from whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from bouwsteen.addresses import Address
from bouwsteen.engine.record_edits import Edit, plan_forget, plan_move
from bouwsteen.engine.record_histories import compare_past
from bouwsteen.errors import BouwsteenError
from bouwsteen.state.backups import read_backup, write_backup
from bouwsteen.state.journals import Begin, fold
from bouwsteen.state.ports import Writer
from bouwsteen.state.records import Dependency, RecordKey, ResourceRecord
from bouwsteen.state.restorations import Past, restored
from bouwsteen.state.snapshots import EnvironmentSnapshot, UnitSnapshot, start
from bouwsteen.values import Secret

WRITER = Writer("operator/leuven", "run-9", "an", "state restore", "2026-01-01T00:00:00Z")
INSTANCES = ["forms", "identity", "site"]
NAMES = [*INSTANCES, "desk"]  # one more than there are
RESOURCES = ["http", "key"]


@st.composite
def addresses(draw: st.DrawFn, instances: list[str]) -> Address:
    address = Address("leuven", "local", draw(st.sampled_from(instances)), draw(st.sampled_from(RESOURCES)))
    if draw(st.booleans()):
        return address
    return address._replace(output="api", consumer=f"{draw(st.sampled_from(INSTANCES))}.use")


@st.composite
def pasts(draw: st.DrawFn) -> Past:
    """Some records, each holding on to some of those before it and to some that are gone already."""
    keys = draw(st.lists(st.tuples(addresses(INSTANCES), st.integers(1, 2)), min_size=1, max_size=8, unique=True))
    records: list[ResourceRecord] = []
    for number, (address, generation) in enumerate(keys):
        others = [Dependency(*key) for key in [*keys[:number], (Address("leuven", "local", "gone", "key"), 1)] if key[0] != address]
        chosen = draw(st.lists(st.sampled_from(others), max_size=3, unique=True)) if others else []
        unknown = [Dependency(each.address) if draw(st.booleans()) else each for each in chosen]
        records.append(
            ResourceRecord(
                address, "test/key", generation, id=str(number), outputs={"value": Secret(str(number))}, dependencies=tuple(unknown)
            )
        )
    doubts = [Begin("run-1", f"step-{each.id}", "update", each) for each in records if draw(st.integers(0, 5)) == 0]
    shell = replace(start("leuven", "local", "24062", "0" * 32, "cli"), serial=40, exports={"site/api": {"aalst": {"size": 1}}})
    return Past(replace(shell, units=_units(records)), tuple(doubts))


def _units(records: Iterable[ResourceRecord]) -> dict[str, UnitSnapshot]:
    units: dict[str, dict[RecordKey, ResourceRecord]] = {}
    for record in records:
        units.setdefault(record.address.instance, {})[record.key] = record
    return {name: UnitSnapshot(name, found, 40) for name, found in units.items()}


def by_id(snapshot: EnvironmentSnapshot) -> dict[str, ResourceRecord]:
    found = list(snapshot.records())
    assert len({record.id for record in found}) == len(found)
    return {record.id: record for record in found}


def carried_out(past: Past, edit: Edit) -> Past:
    folded = fold(past.snapshot, edit.entries, past.in_doubt)
    assert folded.snapshot.contradictions() == []
    return Past(folded.snapshot, folded.in_doubt)


def reach(records: Mapping[str, ResourceRecord]) -> set[tuple[str, str]]:
    """Who holds on to whom, directly or not, by identity. Of one address nothing is asked: nothing holds on to itself."""
    direct = {
        (one.id, other.id)
        for one in records.values()
        for other in records.values()
        if any(each.means(other.key) for each in one.dependencies)
    }
    found = set(direct)
    while True:
        more = {(one, third) for one, two in found for also, third in direct if two == also} - found
        if not more:
            return {(one, other) for one, other in found if records[one].address != records[other].address}
        found |= more


def attempt(past: Past, source: str, target: str) -> tuple[Edit | None, str]:
    """The edit, or the code of why not."""
    try:
        return plan_move(past, source, target), ""
    except BouwsteenError as problem:
        return None, problem.diagnostics[0].code


@given(pasts(), st.data())
def test_what_moves_stays_what_it_is(past: Past, data: st.DataObject) -> None:
    whole = data.draw(st.booleans())
    there = data.draw(st.sampled_from(sorted({record.address for record in past.snapshot.records()})))
    source = there.instance if whole else there.local
    target = data.draw(st.sampled_from(NAMES)) if whole else data.draw(addresses(NAMES)).local
    before = by_id(past.snapshot)
    edit, refusal = attempt(past, source, target)
    if edit is None:
        assert refusal in {"state-target-taken", "state-target-invalid", "state-edit-refused", "state-in-doubt"}
        return
    after = carried_out(past, edit)
    found = by_id(after.snapshot)
    assert found.keys() == before.keys()
    assert reach(found) == reach(before)
    assert after.in_doubt == past.in_doubt
    for name, record in found.items():
        assert replace(record, address=before[name].address, dependencies=before[name].dependencies) == before[name]
    back = carried_out(after, plan_move(after, target, source))
    assert by_id(back.snapshot) == before
    assert back.snapshot.exports == past.snapshot.exports


@given(pasts(), st.data())
def test_what_is_forgotten_goes_alone(past: Past, data: st.DataObject) -> None:
    known = sorted({record.address for record in past.snapshot.records()})
    chosen = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True))
    typed = [address.instance if data.draw(st.booleans()) else address.local for address in chosen]
    before = by_id(past.snapshot)
    edit = plan_forget(past, typed)
    after = carried_out(past, edit)
    found = by_id(after.snapshot)
    gone = {each.record.id for each in edit.forgotten}
    assert gone == {
        name for name, record in before.items() if any(each in (record.address.instance, record.address.local) for each in typed)
    }
    assert found.keys() == before.keys() - gone
    staying = {(one, other) for one, other in reach(before) if one in found and other in found}
    assert staying <= reach(found), "the order of deletion stays what it was"
    for name, record in found.items():
        assert replace(record, dependencies=before[name].dependencies) == before[name]
    assert [begin.step for begin in after.in_doubt] == [begin.step for begin in past.in_doubt if begin.record.id not in gone]


@given(pasts())
def test_a_backup_is_what_was_copied(past: Past) -> None:
    assert read_backup(write_backup(past), "backup") == past


@given(pasts(), pasts())
def test_going_back_brings_back_all_and_nothing_else(past: Past, current: Past) -> None:
    owned = replace(current.snapshot, owner="operator/leuven", epoch=3, serial=70)
    ledger = restored(past, owned, 60, WRITER)
    snapshot = ledger.snapshot()
    assert by_id(snapshot) == by_id(past.snapshot)
    assert ledger.in_doubt == past.in_doubt
    assert snapshot.serial > 70
    assert (snapshot.owner, snapshot.epoch) == ("operator/leuven", 3)
    assert snapshot.restored_by is not None
    told = compare_past(past, Past(owned))
    now, then = ({record.key: record for record in each.records()} for each in (owned, past.snapshot))
    assert {each.key for each in told.lost} == {key for key in now if key not in then or now[key].id != then[key].id}
    assert {each.key for each in told.returned} == then.keys() - now.keys()
    assert told.differs == (now != then)


@given(pasts())
def test_going_back_twice_is_going_back(past: Past) -> None:
    assume(past.snapshot.units)
    once = restored(past, replace(past.snapshot, owner="operator/leuven"), 0, WRITER).snapshot()
    twice = restored(Past(once, past.in_doubt), once, 0, WRITER).snapshot()
    assert by_id(twice) == by_id(once)
    assert twice.serial > once.serial
