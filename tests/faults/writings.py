"""A run as a store sees it: calls that begin and end, one after the other, until the store refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.unit.state.conftest import WRITER, HastyDisk, make_record

from bouwsteen.adapters.state_folders import Disk, FolderStore
from bouwsteen.adapters.state_keys import LocalKeys
from bouwsteen.adapters.state_logs.spills import SpillFolder
from bouwsteen.errors import StateError
from bouwsteen.state.journals import Begin, End, Entry, Outcome
from bouwsteen.state.ports import Mode, StateStore
from bouwsteen.state.records import ResourceRecord


def numbered(number: int) -> ResourceRecord:
    return make_record(f"i{number % 3}", "share", id=str(number))


def calls(count: int) -> list[Entry]:
    """Two calls at a time are under way: the one ends when the next but one begins."""
    found: list[Entry] = []
    for number in range(count):
        found.append(Begin("run-1", f"s{number}", "update", numbered(number)))
        if number:
            found.append(End(f"s{number - 1}", Outcome.DONE, numbered(number - 1)))
    return [*found, End(f"s{count - 1}", Outcome.DONE, numbered(count - 1))]


def store_in(folder: Path, disk: Disk | None = None, *, aside: bool = True) -> FolderStore:
    spills = SpillFolder(folder / "spills") if aside else None
    return FolderStore(folder / "state", LocalKeys(folder / "keys"), disk or HastyDisk(), spills=spills)


@dataclass
class Told:
    """What a run was told: entries that were acknowledged, in order, and the codes of refusals."""

    acknowledged: list[Entry] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return bool(self.codes)


def write(store: StateStore, entries: Sequence[Entry], told: Told | None = None) -> Told:
    """After the first refusal only what is under way ends, as the engine does. With `told`, also what comes before a crash is kept."""
    told = told or Told()
    try:
        session = store.open("leuven", "local", Mode.WRITE, WRITER)
    except StateError as problem:
        told.codes.append(problem.diagnostics[0].code)
        return told
    begun: set[str] = set()
    for entry in entries:
        if (told.refused and isinstance(entry, Begin)) or (isinstance(entry, End) and entry.step not in begun):
            continue
        try:
            session.append(entry)
        except StateError as problem:
            told.codes.append(problem.diagnostics[0].code)
            continue
        told.acknowledged.append(entry)
        if isinstance(entry, Begin):
            begun.add(entry.step)
    try:
        session.close()
    except StateError as problem:
        told.codes.append(problem.diagnostics[0].code)
    return told


def check_recorded(store: StateStore, told: Told) -> None:
    """All that was acknowledged is on record, and at most one entry more, whose fate nobody was told. A writer and a reader agree."""
    reader = store.open("leuven", "local", Mode.READ)
    with store.open("leuven", "local", Mode.WRITE, WRITER) as session:
        assert reader.snapshot.units == session.snapshot.units
        assert {item.step for item in reader.in_doubt} == {item.step for item in session.in_doubt}
        begun = {entry.step for entry in told.acknowledged if isinstance(entry, Begin)}
        ended = {entry.step for entry in told.acknowledged if isinstance(entry, End)}
        doubt = {item.step for item in session.in_doubt}
        assert not doubt & ended, "what was acknowledged as ended is in doubt again"
        assert len(doubt - begun) <= 1
        assert len((begun - ended) - doubt) <= 1
        last = {entry.record.address: entry.record.id for entry in told.acknowledged if isinstance(entry, End) and entry.record is not None}
        found = {record.address: record.id for record in session.snapshot.records()}
        assert all(int(found[address]) >= int(id_) for address, id_ in last.items())
    again = store.open("leuven", "local", Mode.READ)
    assert again.snapshot.units == session.snapshot.units
    assert not [item for item in again.warnings if item.code == "state-spill-used"]
