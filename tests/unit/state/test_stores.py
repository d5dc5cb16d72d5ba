"""What every store promises. Runs on each of them."""

from __future__ import annotations

import dataclasses
import threading

import pytest
from tests.unit.state.conftest import WRITER, Stores, make_record

from bouwsteen.addresses import Address
from bouwsteen.errors import InternalError, NotFoundError, StateError, StateLockedError, StateOwnerError
from bouwsteen.state.journals import Begin, End, Forget, Outcome, Publish, Put, Run, Transfer
from bouwsteen.state.ports import Mode, StateHistory, StateLocks, StateSession, StateStore
from bouwsteen.state.snapshots import RunRecord
from bouwsteen.values import Secret, Unknown

RECORD = make_record()
BEGIN = Begin("run-1", "step-1", "create", RECORD)


def code(caught: pytest.ExceptionInfo[StateError]) -> str:
    return caught.value.diagnostics[0].code


def test_every_store_keeps_all_protocols(stores: Stores) -> None:
    store: StateStore = stores.store
    locks: StateLocks = stores.store
    history: StateHistory = stores.store
    assert store.environments("leuven") == []
    assert locks.holder("leuven", "local") is None
    assert history.generations("leuven", "local") == []


def test_a_state_that_never_was_is_empty(stores: Stores) -> None:
    session = stores.read()
    assert (session.mode, session.fencing, session.in_doubt) == (Mode.READ, 0, ())
    assert session.snapshot.lineage == ""
    assert session.snapshot.units == {}
    assert stores.store.environments("leuven") == []


def test_what_was_appended_is_there_for_the_next(stores: Stores) -> None:
    with stores.write() as session:
        session.append(BEGIN)
        session.append(End("step-1", Outcome.DONE, RECORD))
        session.append(Publish({"ebox/sender": {"key": Secret("x"), "$secret": "y"}}))
        written = session.snapshot
    for session in (stores.read(), stores.write()):
        with session:
            assert session.snapshot == written
            assert session.record(RECORD.address) == RECORD
            unit = session.unit("ebox")
            assert unit is not None
            assert list(unit.records.values()) == [RECORD]
            assert session.in_doubt == ()
    assert stores.store.environments("leuven") == ["local"]
    assert stores.store.stacks() == ["leuven"]


def test_a_session_sees_its_own_entries_at_once(stores: Stores) -> None:
    with stores.write() as session:
        session.append(Put(RECORD))
        assert session.record(RECORD.address) == RECORD
        assert list(session.snapshot.records()) == [RECORD]
        session.append(Forget(RECORD.address, 1))
        assert session.record(RECORD.address) is None


def test_an_end_that_follows_is_seen_at_once_and_by_everybody_with_the_next_entry(stores: Stores) -> None:
    made, kept = make_record(id="made"), make_record(id="made", retained=True)
    with stores.write() as session:
        session.append(Begin("run-1", "step-1", "create", make_record()))
        session.follow(End("step-1", Outcome.DONE, made))
        assert session.record(made.address) == made
        session.append(Put(kept))
        assert session.record(made.address) == kept
        with stores.read() as reader:
            assert (reader.record(made.address), reader.in_doubt) == (kept, ())
        session.append(Begin("run-1", "step-2", "create", make_record("forms")))
        session.follow(End("step-2", Outcome.DONE, make_record("forms", id="last")))
        assert session.in_doubt == ()
        assert {each.id for each in session.snapshot.records()} == {"made", "last"}
    with stores.read() as reader:
        found = reader.record(make_record("forms").address)
        assert found is not None
        assert found.id == "last"
        assert reader.in_doubt == ()


def test_an_end_that_follows_ends_its_step_once(stores: Stores) -> None:
    with stores.write() as session:
        session.append(Begin("run-1", "step-1", "create", make_record()))
        session.follow(End("step-1", Outcome.DONE, make_record()))
        with pytest.raises(InternalError):
            session.append(End("step-1", Outcome.DONE, make_record()))


def test_a_reader_sees_entries_that_are_not_folded_yet(stores: Stores) -> None:
    with stores.write() as session:
        session.append(Put(RECORD))
        assert stores.read().snapshot == session.snapshot
        session.commit()
        session.append(Put(make_record("forms")))
        assert stores.read().snapshot == session.snapshot


def test_a_reader_keeps_what_it_saw(stores: Stores) -> None:
    with stores.write() as session:
        session.append(Put(RECORD))
        reader = stores.read()
        session.append(Forget(RECORD.address, 1))
    assert list(reader.snapshot.records()) == [RECORD]


def test_doubt_survives_commits_and_sessions(stores: Stores) -> None:
    with stores.write() as session:
        session.append(BEGIN)
        session.commit()
        assert session.in_doubt == (BEGIN,)
    with stores.write() as session:
        assert session.in_doubt == (BEGIN,)
        session.append(End("step-1", Outcome.DONE, RECORD))
    assert stores.read().in_doubt == ()


def test_several_entries_at_once_keep_their_order(stores: Stores) -> None:
    with stores.write() as session:
        session.append(*[Put(make_record(id=str(number))) for number in range(20)])
        session.append()
    assert [record.id for record in stores.read().snapshot.records()] == ["19"]
    assert stores.read().snapshot.serial == 20


def test_a_commit_with_nothing_to_fold_adds_no_generation(stores: Stores) -> None:
    with stores.write() as session:
        session.append(Put(RECORD))
        session.commit()
        session.commit()
        before = stores.store.generations("leuven", "local")
        session.commit()
    assert stores.store.generations("leuven", "local") == before


def test_the_lineage_stays_and_the_serial_rises(stores: Stores) -> None:
    with stores.write() as session:
        lineage = session.snapshot.lineage
        session.append(Put(RECORD))
    with stores.write() as session:
        session.append(Forget(RECORD.address, 1))
    after = stores.read().snapshot
    assert (after.lineage, after.serial, after.units) == (lineage, 2, {})
    assert len(lineage) == 32


def test_only_one_writes_and_the_other_is_told_who(stores: Stores) -> None:
    with stores.write() as session:
        session.append(Put(RECORD))
        with pytest.raises(StateLockedError) as caught:
            stores.write(dataclasses.replace(WRITER, run="run-2"))
        assert code(caught) == "state-locked"
        for part in ("an", "bouwsteen up", "2026-01-01T00:00:00Z", "run-1"):
            assert part in caught.value.diagnostics[0].detail
        holder = stores.store.holder("leuven", "local")
        assert holder is not None
        assert (holder.run, holder.alive) == ("run-1", True)
    assert stores.store.holder("leuven", "local") is None
    stores.write().close()


def test_environments_do_not_lock_each_other(stores: Stores) -> None:
    with stores.write(), stores.store.open("leuven", "test", Mode.WRITE, WRITER), stores.store.open("gent", "local", Mode.WRITE, WRITER):
        pass


def test_the_fencing_token_rises_with_every_writer(stores: Stores) -> None:
    tokens = []
    for number in range(4):
        with stores.write() as session:
            tokens.append(session.fencing)
            if number % 2:
                session.append(Put(RECORD))
    assert tokens == sorted(set(tokens))


def test_a_holder_whose_lock_was_broken_cannot_write(stores: Stores) -> None:
    old = stores.write()
    old.append(Put(RECORD))
    holder = stores.store.holder("leuven", "local")
    assert holder is not None
    stores.store.break_lock("leuven", "local", holder.lock, "it hangs")
    with pytest.raises(StateLockedError) as caught:
        old.append(Forget(RECORD.address, 1))
    assert code(caught) == "state-lock-lost"
    with stores.write() as new:
        assert new.fencing > old.fencing
        assert list(new.snapshot.records()) == [RECORD]
        with pytest.raises(StateLockedError):
            old.append(Forget(RECORD.address, 1))
        with pytest.raises(StateLockedError):
            old.commit()
        old.close()
        new.append(Put(make_record("forms")))
    assert set(stores.read().snapshot.units) == {"ebox", "forms"}


def test_a_holder_that_comes_back_beside_the_new_one_changes_nothing(stores: Stores) -> None:
    old = stores.write()
    old.append(Put(RECORD))
    holder = stores.store.holder("leuven", "local")
    assert holder is not None
    stores.store.break_lock("leuven", "local", holder.lock, "it hangs")
    new = stores.write()
    for session in (old,):
        with pytest.raises(StateLockedError):
            session.append(Put(make_record(id="stale")))
    old.close()
    assert stores.store.holder("leuven", "local") is not None
    new.append(Put(make_record(id="fresh")))
    new.close()
    assert [record.id for record in stores.read().snapshot.records()] == ["fresh"]


def test_breaking_a_lock_needs_its_name(stores: Stores) -> None:
    with stores.write() as session:
        session.append(Put(RECORD))
        with pytest.raises(StateError) as caught:
            stores.store.break_lock("leuven", "local", "another", "it hangs")
        assert code(caught) == "state-lock-other"
        session.append(Put(RECORD))
    with pytest.raises(StateError):
        stores.store.break_lock("leuven", "local", "another", "it hangs")
    with pytest.raises(StateError):
        stores.store.break_lock("gent", "local", "another", "never was")


def test_another_owner_reads_and_does_not_write(stores: Stores) -> None:
    operator = dataclasses.replace(WRITER, owner="operator/leuven")
    with stores.write() as session:
        session.append(Put(RECORD))
    with pytest.raises(StateOwnerError) as caught:
        stores.write(operator)
    assert code(caught) == "state-owner"
    with stores.write() as session:
        session.append(Transfer("operator/leuven", "handed over"))
    with pytest.raises(StateOwnerError):
        stores.write()
    with stores.write(operator) as session:
        assert (session.snapshot.owner, session.snapshot.epoch) == ("operator/leuven", 2)
    assert stores.read().snapshot.owner == "operator/leuven"


def test_another_organisation_is_refused(stores: Stores) -> None:
    with stores.write(organisation="24062") as session:
        session.append(Put(RECORD))
    assert stores.read().snapshot.organisation == "24062"
    stores.read(organisation="24062")
    for open_state in (stores.read, stores.write):
        with pytest.raises(StateError) as caught:
            open_state(organisation="44021")
        assert code(caught) == "state-organisation"
    stores.write().close()


def test_a_reader_takes_no_entries(stores: Stores) -> None:
    with pytest.raises(StateError) as caught:
        stores.read().append(Put(RECORD))
    assert code(caught) == "state-read-only"


def test_a_closed_session_takes_no_entries(stores: Stores) -> None:
    session = stores.write()
    session.close()
    session.close()
    with pytest.raises(StateError) as caught:
        session.append(Put(RECORD))
    assert code(caught) == "state-closed"


def test_writing_without_saying_who_is_refused(stores: Stores) -> None:
    with pytest.raises(InternalError):
        stores.store.open("leuven", "local", Mode.WRITE)


def test_an_impossible_entry_leaves_the_session_usable(stores: Stores) -> None:
    with stores.write() as session:
        session.append(Put(RECORD))
        serial = session.snapshot.serial
        for entry in (
            End("never", Outcome.DONE),
            Put(make_record(address=Address("gent", "local", "a", "b"))),
            Put(make_record(outputs={"x": Unknown()})),
        ):
            with pytest.raises(InternalError):
                session.append(entry)
        assert session.snapshot.serial == serial
        session.append(Put(make_record("forms")))
    assert set(stores.read().snapshot.units) == {"ebox", "forms"}


def test_runs_are_remembered(stores: Stores) -> None:
    for number in (1, 2):
        with stores.write() as session:
            run = RunRecord(f"run-{number}", "bouwsteen up", "an", "2026-01-01T00:00:00Z")
            session.append(Run(run))
            session.append(Run(dataclasses.replace(run, result="done", counts={"create": 3})))
    runs = stores.read().snapshot.runs
    assert [(run.id, run.result, run.serial) for run in runs] == [("run-1", "done", 2), ("run-2", "done", 4)]


def test_threads_append_together(stores: Stores) -> None:
    def work(session_number: int) -> None:
        for number in range(25):
            step = f"{session_number}-{number}"
            record = make_record(f"i{session_number}", "share", id=step)
            session.append(Begin("run-1", step, "create", record))
            assert session.record(record.address) != record
            session.append(End(step, Outcome.DONE, record))
            assert session.record(record.address) == record
            if number % 10 == 5:
                session.commit()

    with stores.write() as session:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert session.snapshot.serial == 6 * 50
    after = stores.read()
    assert after.snapshot.serial == 6 * 50
    assert after.in_doubt == ()
    assert {record.id for record in after.snapshot.records()} == {f"{number}-24" for number in range(6)}


def test_a_step_cannot_end_twice(stores: Stores) -> None:
    with stores.write() as session:
        session.append(BEGIN)
        with pytest.raises(InternalError):
            session.append(End("step-1", Outcome.DONE, RECORD), End("step-1", Outcome.DONE, RECORD))
        session.append(End("step-1", Outcome.DONE, RECORD))
    assert stores.read().snapshot.serial == 2


def test_going_back_to_an_earlier_generation(stores: Stores) -> None:
    for number in range(3):
        with stores.write() as session:
            session.append(Put(make_record(id=str(number))))
    serial = stores.read().snapshot.serial
    kept = stores.store.generations("leuven", "local")
    assert [item.problem for item in kept] == [""] * len(kept)
    wanted = next(item for item in kept if item.serial == 2)
    stores.store.restore("leuven", "local", wanted.number, WRITER)
    with stores.write() as session:
        assert [record.id for record in session.snapshot.records()] == ["1"]
        assert session.snapshot.serial > serial
        session.append(Put(make_record(id="new")))
    assert [record.id for record in stores.read().snapshot.records()] == ["new"]


def test_going_back_is_refused_while_somebody_writes_or_to_another_owner(stores: Stores) -> None:
    with stores.write() as session:
        session.append(Put(RECORD))
        session.commit()
        number = stores.store.generations("leuven", "local")[0].number
        with pytest.raises(StateLockedError):
            stores.store.restore("leuven", "local", number, WRITER)
    with pytest.raises(NotFoundError):
        stores.store.restore("leuven", "local", 99, WRITER)
    with pytest.raises(StateOwnerError):
        stores.store.restore("leuven", "local", number, dataclasses.replace(WRITER, owner="operator/x"))


def test_an_error_inside_a_session_keeps_what_was_acknowledged(stores: Stores) -> None:
    def fail_after(session: StateSession) -> None:
        with session:
            session.append(BEGIN)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after(stores.write())
    assert stores.read().in_doubt == (BEGIN,)
    stores.write().close()
