"""What happened since the last snapshot, one entry at a time, and how it is folded in.

A *begin* is durable before a call to the world and an *end* after it. A begin without an
end is in doubt: the call may or may not have happened, and only the world can tell. All
other entries are facts that need no call. Folding is pure and total: the same snapshot and
entries give the same result, on every machine, after every crash.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bouwsteen.addresses import Address
from bouwsteen.errors import InternalError
from bouwsteen.state.records import RecordKey, ResourceRecord
from bouwsteen.state.snapshots import RUNS_KEPT, EnvironmentSnapshot, RunRecord, UnitSnapshot

IMPORT: Final = "import"  # the action of a begin that only marks what exists: cut off, it is as if it never was


class Outcome(enum.StrEnum):
    DONE = "done"
    GONE = "gone"
    FAILED = "failed"
    AWAITING = "awaiting"
    STOPPED = "stopped"
    UNKNOWN = "unknown"  # the call ended and nobody knows what it did: stays in doubt


@dataclass(frozen=True, slots=True)
class Begin:
    """A call is about to be made. `step` is its idempotency key, the same for every try.

    `record` is what the call is about: for create and update the record as it will stand if all goes
    well (no outputs yet), for delete and stop as it stands now. With it the object can
    be found again and recorded, or removed.
    """

    run: str
    step: str
    action: str
    record: ResourceRecord

    @property
    def address(self) -> Address:
        return self.record.address

    @property
    def generation(self) -> int:
        return self.record.generation

    @property
    def type(self) -> str:
        return self.record.type

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def inputs(self) -> Mapping[str, Any]:
        return self.record.inputs


@dataclass(frozen=True, slots=True)
class End:
    """The call of `step` came back. `record` is what stands now; `removed` says that nothing does.

    With neither, the record stays as it was (a call that failed without effect).
    """

    step: str
    outcome: Outcome
    record: ResourceRecord | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Put:
    """A record changed without a call: restored, imported, retained, its status read from the world."""

    record: ResourceRecord
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Forget:
    """A record goes without a call; whatever is behind it stays in the world."""

    address: Address
    generation: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Records get another address. An instance (no resource, no output) moves with all it has."""

    source: Address
    target: Address

    @property
    def of_instance(self) -> bool:
        return not self.source.resource and not self.source.output

    def apply_to(self, address: Address) -> Address:
        if address == self.source:
            return self.target
        here = (address.stack, address.environment, address.instance)
        if self.of_instance and here == (self.source.stack, self.source.environment, self.source.instance):
            return address._replace(instance=self.target.instance)
        return address


@dataclass(frozen=True, slots=True)
class Publish:
    """What other stacks may read, all of it: "instance/output" → JSON with secrets."""

    exports: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """A run started or ended; the same id again replaces what was known of it."""

    run: RunRecord


@dataclass(frozen=True, slots=True)
class Transfer:
    """The environment goes to another owner, who alone may write from the next session on."""

    owner: str
    reason: str = ""


Entry = Begin | End | Put | Forget | Move | Publish | Run | Transfer


@dataclass(slots=True)
class Ledger:
    """Folds entries, each in time that does not depend on the size of the state.

    `touched` names the units whose records changed since it was last cleared.
    Not safe for use by several threads at once; sessions see to that.
    """

    base: dataclasses.InitVar[EnvironmentSnapshot]
    pending: dataclasses.InitVar[Iterable[Begin]] = ()
    touched: set[str] = field(default_factory=set)
    _shell: EnvironmentSnapshot = field(init=False)
    _units: dict[str, UnitSnapshot] = field(init=False)
    _open: dict[str, dict[RecordKey, ResourceRecord]] = field(init=False, default_factory=dict)
    _changed_at: dict[str, int] = field(init=False, default_factory=dict)
    _in_doubt: dict[str, Begin] = field(init=False)
    _snapshot: EnvironmentSnapshot | None = field(init=False)
    _serial: int = field(init=False)

    def __post_init__(self, base: EnvironmentSnapshot, pending: Iterable[Begin]) -> None:
        self._shell = dataclasses.replace(base, units={})
        self._units = dict(base.units)
        self._in_doubt = {item.step: item for item in pending}
        self._snapshot = base
        self._serial = base.serial

    @property
    def serial(self) -> int:
        return self._serial

    @property
    def in_doubt(self) -> tuple[Begin, ...]:
        """Calls that began and have no end, in the order in which they began."""
        return tuple(self._in_doubt.values())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to lose: no record, and no call in doubt."""
        return not self._in_doubt and not any(self._open.values()) and self._units.keys() <= self._open.keys()

    @property
    def shell(self) -> EnvironmentSnapshot:
        """The snapshot without its units: cheap at any size."""
        return dataclasses.replace(self._shell, serial=self._serial)

    def record(self, address: Address, generation: int) -> ResourceRecord | None:
        opened = self._open.get(address.instance)
        if opened is not None:
            return opened.get(RecordKey(address, generation))
        unit = self._units.get(address.instance)
        return None if unit is None else unit.records.get(RecordKey(address, generation))

    def unit(self, instance: str) -> UnitSnapshot | None:
        self._close_unit(instance)
        return self._units.get(instance)

    def snapshot(self) -> EnvironmentSnapshot:
        """The environment as it stands. Made once until the next entry."""
        if self._snapshot is None:
            for instance in list(self._open):
                self._close_unit(instance)
            self._snapshot = dataclasses.replace(self._shell, serial=self._serial, units=dict(self._units))
        return self._snapshot

    def check(self, *entries: Entry) -> None:
        """Raise InternalError if `entries` cannot follow, one after the other. Changes nothing."""
        began: dict[str, bool] = {}
        for entry in entries:
            if isinstance(entry, Begin):
                began[entry.step] = True
            elif isinstance(entry, End):
                if not began.get(entry.step, entry.step in self._in_doubt):
                    raise InternalError(f"The step {entry.step} ends and never began, or ends twice.")
                began[entry.step] = entry.outcome is Outcome.UNKNOWN
            self._check_content(entry)

    def _check_content(self, entry: Entry) -> None:
        if isinstance(entry, End):
            if entry.record is not None and entry.removed:
                raise InternalError(f"The step {entry.step} both removes its record and leaves one.")
            if entry.record is not None:
                self._check_place(entry.record.address)
        elif isinstance(entry, Begin | Put):
            self._check_place(entry.record.address)
        elif isinstance(entry, Forget):
            self._check_place(entry.address)
        elif isinstance(entry, Move):
            self._check_move(entry)

    def _check_place(self, address: Address) -> None:
        if (address.stack, address.environment) != (self._shell.stack, self._shell.environment):
            raise InternalError(f"{address} is recorded in the state of {self._shell.stack}/{self._shell.environment}.")

    def _check_move(self, move: Move) -> None:
        self._check_place(move.source)
        self._check_place(move.target)
        same_kind = bool(move.target.resource) == bool(move.source.resource) and bool(move.target.output) == bool(move.source.output)
        if not same_kind:
            raise InternalError(f"{move.source} cannot become {move.target}: one is an instance and the other is not.")

    def apply(self, entry: Entry) -> None:
        """Fold one entry. Raises InternalError, before any change, when it cannot follow."""
        self.check(entry)
        match entry:
            case Begin():
                self._in_doubt[entry.step] = entry
            case End():
                self._end(entry)
            case Put():
                self._put(entry.record)
            case Forget():
                self._remove(entry.address, entry.generation)
            case Move():
                self._move(entry)
            case Publish():
                self._shell = dataclasses.replace(self._shell, exports=entry.exports)
            case Run():
                self._run(entry.run)
            case Transfer():
                self._shell = dataclasses.replace(self._shell, owner=entry.owner, epoch=self._shell.epoch + 1)
        self._serial += 1
        self._snapshot = None

    def jump_to(self, serial: int) -> None:
        """Continue at a higher serial, after going back to an older state knowingly. No record changes."""
        if serial < self._serial:
            raise InternalError("A serial cannot go back.")
        self._serial = serial
        self._snapshot = None

    def _end(self, entry: End) -> None:
        begin = self._in_doubt[entry.step]
        if entry.record is not None:
            self._put(entry.record)
        elif entry.removed:
            self._remove(begin.address, begin.generation)
        if entry.outcome is not Outcome.UNKNOWN:
            del self._in_doubt[entry.step]

    def _opened(self, instance: str) -> dict[RecordKey, ResourceRecord]:
        """The records of a unit, ours to change: copied once, at the first change."""
        opened = self._open.get(instance)
        if opened is None:
            unit = self._units.get(instance)
            opened = self._open[instance] = dict(unit.records) if unit else {}
        self.touched.add(instance)
        self._changed_at[instance] = self._serial + 1
        return opened

    def _close_unit(self, instance: str) -> None:
        records = self._open.pop(instance, None)
        if records:
            self._units[instance] = UnitSnapshot(instance, records, self._changed_at[instance])
        elif records is not None:
            self._units.pop(instance, None)

    def _put(self, record: ResourceRecord) -> None:
        self._opened(record.address.instance)[record.key] = record

    def _remove(self, address: Address, generation: int) -> None:
        self._opened(address.instance).pop(RecordKey(address, generation), None)

    def _move(self, move: Move) -> None:
        """Walks all records, since any may name the old address as a dependency. Moves are rare."""
        for record in list(self.snapshot().records()):
            address = move.apply_to(record.address)
            dependencies = tuple(item._replace(address=move.apply_to(item.address)) for item in record.dependencies)
            if address != record.address:
                self._remove(record.address, record.generation)
            if (address, dependencies) != (record.address, record.dependencies):
                self._put(dataclasses.replace(record, address=address, dependencies=dependencies))

    def _run(self, run: RunRecord) -> None:
        known = {item.id: item for item in self._shell.runs}
        known[run.id] = dataclasses.replace(run, serial=self._serial + 1)  # in the place that it has
        self._shell = dataclasses.replace(self._shell, runs=tuple(known.values())[-RUNS_KEPT:])


@dataclass(frozen=True, slots=True)
class Folded:
    snapshot: EnvironmentSnapshot
    in_doubt: tuple[Begin, ...]


def fold(snapshot: EnvironmentSnapshot, entries: Iterable[Entry], in_doubt: Iterable[Begin] = ()) -> Folded:
    """The snapshot after `entries`, and the calls that have no end. Raises InternalError on an impossible entry."""
    ledger = Ledger(snapshot, in_doubt)
    for entry in entries:
        ledger.apply(entry)
    return Folded(ledger.snapshot(), ledger.in_doubt)
