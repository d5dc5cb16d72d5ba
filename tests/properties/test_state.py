"""A store under random use: whatever is acknowledged is there, whatever is not is not half there.

The model is a plain list of acknowledged entries, folded by the simplest means. The store is a real folder
whose writers die without closing, whose journals are cut anywhere behind the last acknowledged entry, and
which is opened again and again.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.support.dead_writers import die
from tests.unit.state.conftest import HastyDisk

from bouwsteen.adapters.state_folders import FolderStore
from bouwsteen.adapters.state_keys import LocalKeys
from bouwsteen.addresses import Address
from bouwsteen.errors import StateLockedError
from bouwsteen.state.journals import Begin, End, Entry, Forget, Outcome, Publish, Put
from bouwsteen.state.ports import Mode, StateSession, Writer
from bouwsteen.state.records import ResourceRecord
from bouwsteen.values import Secret

WRITER = Writer("cli", "run", "an", "up", "2026-01-01T00:00:00Z")
INSTANCES = st.sampled_from(["ebox", "forms", "identity"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
RECORDS = st.builds(
    lambda instance, resource, generation, key, text: ResourceRecord(
        Address("leuven", "local", instance, resource, key=key),
        "random/id",
        generation,
        id=text,
        outputs={"value": Secret(text), "$secret": text},
    ),
    INSTANCES,
    st.sampled_from(["share", "key"]),
    st.integers(1, 2),
    st.none() | TEXTS,
    TEXTS,
)

Key = tuple[str, int]


class Model:
    """What should stand, kept without any code under test."""

    def __init__(self) -> None:
        self.records: dict[Key, ResourceRecord] = {}
        self.doubt: dict[str, ResourceRecord] = {}
        self.exports: dict[str, Any] = {}
        self.serial = 0

    def apply(self, entry: Entry) -> None:
        self.serial += 1
        if isinstance(entry, Put):
            self.records[self.key(entry.record)] = entry.record
        elif isinstance(entry, Forget):
            self.records.pop((repr(entry.address), entry.generation), None)
        elif isinstance(entry, Publish):
            self.exports = dict(entry.exports)
        elif isinstance(entry, Begin):
            self.doubt[entry.step] = entry.record
        elif isinstance(entry, End):
            record = self.doubt.pop(entry.step)
            if entry.record is not None:
                self.records[self.key(entry.record)] = entry.record
            elif entry.removed:
                self.records.pop(self.key(record), None)

    @staticmethod
    def key(record: ResourceRecord) -> Key:
        return (repr(record.address), record.generation)


class StoreMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="bouwsteen-state-"))
        self.keys = LocalKeys(self.folder / "keys")
        self.store = FolderStore(self.folder / "state", self.keys, HastyDisk())
        self.model = Model()
        self.steps = 0
        self.session: StateSession | None = None

    def teardown(self) -> None:
        if self.session is not None:
            self.session.close()
        shutil.rmtree(self.folder)

    @initialize()
    def open(self) -> None:
        self.session = self.store.open("leuven", "local", Mode.WRITE, WRITER)

    def append(self, *entries: Entry) -> None:
        assert self.session is not None
        self.session.append(*entries)
        for entry in entries:
            self.model.apply(entry)

    @rule(record=RECORDS)
    def put(self, record: ResourceRecord) -> None:
        self.append(Put(record))

    @rule(records=st.lists(RECORDS, min_size=2, max_size=6))
    def put_many(self, records: list[ResourceRecord]) -> None:
        self.append(*[Put(record) for record in records])

    @rule(record=RECORDS)
    def forget(self, record: ResourceRecord) -> None:
        self.append(Forget(record.address, record.generation))

    @rule(exports=st.dictionaries(TEXTS, TEXTS.map(Secret), max_size=2))
    def publish(self, exports: dict[str, Any]) -> None:
        self.append(Publish(exports))

    @rule(record=RECORDS)
    def begin(self, record: ResourceRecord) -> None:
        self.steps += 1
        self.append(Begin("run", f"step-{self.steps}", "create", record))

    @precondition(lambda self: self.model.doubt)
    @rule(data=st.data(), outcome=st.sampled_from(["record", "removed", "neither"]))
    def end(self, data: st.DataObject, outcome: str) -> None:
        step = data.draw(st.sampled_from(sorted(self.model.doubt)))
        record = data.draw(RECORDS) if outcome == "record" else None
        self.append(End(step, Outcome.DONE, record, removed=outcome == "removed"))

    @rule()
    def commit(self) -> None:
        assert self.session is not None
        self.session.commit()

    @rule()
    def close_and_open(self) -> None:
        assert self.session is not None
        self.session.close()
        self.open()

    @rule()
    def die_and_open(self) -> None:
        self.die()
        self.open()

    @rule(record=RECORDS, data=st.data(), zeros=st.booleans())
    def die_in_the_middle_of_an_entry(self, record: ResourceRecord, data: st.DataObject, zeros: bool) -> None:
        """The entry reached the disk in part, and nobody was told that it is recorded."""
        assert self.session is not None
        self.session.commit()
        marks = {path: path.read_bytes() for path in (self.folder / "keys").glob("*.mark")}
        before = set(self.environment.glob("journal.*"))
        self.session.append(Begin("run", "never-acknowledged", "create", record))
        self.die()
        (journal,) = set(self.environment.glob("journal.*")) - before
        whole = journal.read_bytes()
        header = 12 + int.from_bytes(whole[8:12])
        start = header + 8 + int.from_bytes(whole[header : header + 4])
        cut = data.draw(st.integers(start, len(whole) - 1))
        journal.write_bytes(whole[:cut] + (bytes(4096) if zeros else b""))
        for path in (self.folder / "keys").glob("*.mark"):
            path.write_bytes(marks.get(path, b""))
        self.open()
        assert self.session.in_doubt == () or "never-acknowledged" not in {item.step for item in self.session.in_doubt}

    @rule(record=RECORDS)
    def lose_the_lock_and_go_on(self, record: ResourceRecord) -> None:
        """It stands still, another takes over; whatever it does when it wakes is refused and leaves no trace."""
        slow = self.session
        assert slow is not None
        holder = self.store.holder("leuven", "local")
        assert holder is not None
        self.store.break_lock("leuven", "local", holder.lock, "it stands still")
        self.open()
        assert self.session is not None
        assert self.session.fencing > slow.fencing
        attempts: list[Callable[[], object]] = [lambda: slow.append(Put(record)), slow.check, slow.commit]
        for attempt in attempts:
            with pytest.raises(StateLockedError):
                attempt()
        slow.close()

    @precondition(lambda self: self.model.serial)
    @rule(record=RECORDS)
    def lose_the_lock_in_the_middle_of_a_write(self, record: ResourceRecord) -> None:
        """It looked at its lock just before it was paused: its entry lands in a file of the past."""
        slow = self.session
        assert slow is not None
        slow.commit()
        holder = self.store.holder("leuven", "local")
        assert holder is not None
        self.store.break_lock("leuven", "local", holder.lock, "it stands still")
        self.open()
        looks = iter([True, True])  # at the beginning of a journal, and before the entry; the look after it tells the truth
        slow._lock.is_held = lambda: next(looks, False)  # type: ignore[attr-defined]  # what it saw
        with pytest.raises(StateLockedError):
            slow.append(Put(record))
        del slow._lock.is_held  # type: ignore[attr-defined]  # it wakes
        slow.close()

    @property
    def environment(self) -> Path:
        return self.folder / "state" / "leuven" / "local"

    def die(self) -> None:
        """As the system does for a killed process: the lock goes, nothing else happens."""
        assert self.session is not None
        die(self.session)
        self.session = None

    @invariant()
    def everybody_sees_what_was_acknowledged(self) -> None:
        if self.session is None:
            return
        for session in (self.session, self.store.open("leuven", "local", Mode.READ)):
            snapshot = session.snapshot
            assert {Model.key(record): record for record in snapshot.records()} == self.model.records
            assert {item.step: item.record for item in session.in_doubt} == self.model.doubt
            assert snapshot.exports == self.model.exports
            assert snapshot.serial == self.model.serial
            assert not [item for item in snapshot.verify_integrity() if item.is_error]


StoreMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestStore = StoreMachine.TestCase
