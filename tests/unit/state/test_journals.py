from __future__ import annotations

import dataclasses

import pytest
from tests.unit.state.conftest import make_record

from bouwsteen.addresses import Address
from bouwsteen.errors import InternalError
from bouwsteen.state.journals import Begin, End, Entry, Forget, Ledger, Move, Outcome, Publish, Put, Run, Transfer, fold
from bouwsteen.state.records import Dependency
from bouwsteen.state.snapshots import RUNS_KEPT, EnvironmentSnapshot, RunRecord

EMPTY = EnvironmentSnapshot("leuven", "local", owner="cli", epoch=1)
RECORD = make_record()
WANTED = dataclasses.replace(RECORD, outputs={}, objects=(), id="")
BEGIN = Begin("run-1", "step-1", "create", WANTED)


def test_a_begin_changes_no_record_and_is_in_doubt() -> None:
    folded = fold(EMPTY, [BEGIN])
    assert list(folded.snapshot.records()) == []
    assert folded.in_doubt == (BEGIN,)
    assert folded.snapshot.serial == 1


def test_a_begin_knows_enough_to_find_the_object() -> None:
    assert (BEGIN.address, BEGIN.generation, BEGIN.type) == (RECORD.address, 1, "broker/instance")
    assert (BEGIN.id, BEGIN.inputs) == ("", RECORD.inputs)


@pytest.mark.parametrize(
    ("end", "expected", "doubt"),
    [
        (End("step-1", Outcome.DONE, RECORD), [RECORD], False),
        (End("step-1", Outcome.GONE, removed=True), [], False),
        (End("step-1", Outcome.FAILED), [make_record(id="before")], False),
        (End("step-1", Outcome.FAILED, RECORD), [RECORD], False),
        (End("step-1", Outcome.UNKNOWN), [make_record(id="before")], True),
    ],
)
def test_an_end_says_what_stands(end: End, expected: list[object], doubt: bool) -> None:
    before = fold(EMPTY, [Put(make_record(id="before"))]).snapshot
    folded = fold(before, [BEGIN, end])
    assert list(folded.snapshot.records()) == expected
    assert bool(folded.in_doubt) is doubt


def test_a_step_that_begins_again_is_one_step() -> None:
    again = dataclasses.replace(BEGIN, run="run-2")
    assert fold(EMPTY, [BEGIN, again]).in_doubt == (again,)


def test_what_was_in_doubt_may_end_later() -> None:
    folded = fold(EMPTY, [BEGIN])
    later = fold(folded.snapshot, [End("step-1", Outcome.DONE, RECORD)], folded.in_doubt)
    assert later.in_doubt == ()
    assert list(later.snapshot.records()) == [RECORD]


def test_folding_in_pieces_gives_the_same() -> None:
    entries: list[Entry] = [
        BEGIN,
        Put(make_record("forms")),
        End("step-1", Outcome.DONE, RECORD),
        Publish({"ebox/sender": {"url": "http://127.0.0.1"}}),
        Forget(make_record("forms").address, 1),
        Run(RunRecord("run-1", "up", "an", "2026-01-01T00:00:00Z")),
        Transfer("operator/leuven"),
    ]
    whole = fold(EMPTY, entries)
    for cut in range(len(entries) + 1):
        first = fold(EMPTY, entries[:cut])
        assert fold(first.snapshot, entries[cut:], first.in_doubt) == whole


def test_folding_does_not_touch_what_it_was_given() -> None:
    before = fold(EMPTY, [Put(RECORD)]).snapshot
    fold(before, [Put(make_record(id="other")), Forget(RECORD.address, 1)])
    assert list(before.records()) == [RECORD]


def test_a_unit_says_when_it_changed_last() -> None:
    snapshot = fold(EMPTY, [Put(RECORD), Put(make_record("forms")), Publish({})]).snapshot
    assert {name: unit.serial for name, unit in snapshot.units.items()} == {"ebox": 1, "forms": 2}


def test_an_empty_unit_disappears() -> None:
    assert fold(EMPTY, [Put(RECORD), Forget(RECORD.address, 1)]).snapshot.units == {}


def test_generations_stand_side_by_side() -> None:
    new = make_record(generation=2)
    snapshot = fold(EMPTY, [Put(RECORD), Put(new), Forget(RECORD.address, 1)]).snapshot
    assert list(snapshot.records()) == [new]


def test_moving_a_resource_takes_dependants_along() -> None:
    dependant = make_record("forms", "client", dependencies=(Dependency(RECORD.address, 2),))
    target = RECORD.address._replace(resource="portion")
    snapshot = fold(EMPTY, [Put(RECORD), Put(dependant), Move(RECORD.address, target)]).snapshot
    assert snapshot.record(target, 1) == dataclasses.replace(RECORD, address=target)
    assert snapshot.record(RECORD.address, 1) is None
    moved = snapshot.record(dependant.address, 1)
    assert moved is not None
    assert moved.dependencies == (Dependency(target, 2),)


def test_moving_an_instance_moves_all_it_has() -> None:
    binding = make_record(address=Address("leuven", "local", "ebox", "binding", output="sender", consumer="forms"))
    move = Move(Address("leuven", "local", "ebox"), Address("leuven", "local", "post"))
    snapshot = fold(EMPTY, [Put(RECORD), Put(binding), move]).snapshot
    assert set(snapshot.units) == {"post"}
    assert {str(record.address) for record in snapshot.records()} == {
        "leuven/local/post/share",
        'leuven/local/post/sender["forms"]/binding',
    }
    assert [item for item in snapshot.verify_integrity() if item.is_error] == []


def test_runs_are_replaced_by_id_and_bounded() -> None:
    runs: list[Entry] = [Run(RunRecord(f"run-{n}", "up", "an", "2026-01-01T00:00:00Z")) for n in range(RUNS_KEPT + 5)]
    ended = Run(RunRecord("run-54", "up", "an", "2026-01-01T00:00:00Z", result="done", counts={"create": 3}))
    snapshot = fold(EMPTY, [*runs, ended]).snapshot
    assert len(snapshot.runs) == RUNS_KEPT
    assert snapshot.last_run == dataclasses.replace(ended.run, serial=RUNS_KEPT + 6)


def test_a_transfer_raises_the_epoch() -> None:
    snapshot = fold(EMPTY, [Transfer("operator/leuven")]).snapshot
    assert (snapshot.owner, snapshot.epoch) == ("operator/leuven", 2)


@pytest.mark.parametrize(
    "entry",
    [
        End("never", Outcome.DONE, RECORD),
        Put(make_record(address=Address("gent", "local", "ebox", "share"))),
        Begin("r", "s", "create", make_record(address=Address("leuven", "test", "ebox", "share"))),
        Forget(Address("gent", "local", "ebox", "share"), 1),
        Move(Address("leuven", "local", "ebox"), Address("leuven", "local", "forms", "share")),
        Move(Address("leuven", "local", "ebox"), Address("gent", "local", "ebox")),
    ],
    ids=lambda entry: type(entry).__name__,
)
def test_an_impossible_entry_is_refused_and_changes_nothing(entry: Entry) -> None:
    ledger = Ledger(EMPTY)
    with pytest.raises(InternalError):
        ledger.apply(entry)
    assert ledger.snapshot() == EMPTY


def test_an_end_cannot_both_leave_and_remove() -> None:
    with pytest.raises(InternalError):
        fold(EMPTY, [BEGIN, End("step-1", Outcome.DONE, RECORD, removed=True)])


def test_a_ledger_answers_without_making_a_snapshot() -> None:
    ledger = Ledger(fold(EMPTY, [Put(RECORD)]).snapshot)
    assert ledger.record(RECORD.address, 1) == RECORD
    ledger.apply(Put(make_record(id="other")))
    assert ledger.record(RECORD.address, 1) == make_record(id="other")
    unit = ledger.unit("ebox")
    assert unit is not None
    assert unit.serial == 2
    assert ledger.unit("absent") is None
    assert ledger.shell.units == {}
    assert ledger.touched == {"ebox"}


def test_a_serial_cannot_go_back() -> None:
    with pytest.raises(InternalError):
        Ledger(dataclasses.replace(EMPTY, serial=5)).jump_to(4)
