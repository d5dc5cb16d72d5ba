"""An environment at a moment: its units, who owns it, what it publishes, which runs there were.

A unit is one instance with its records. Snapshots are values: nobody changes one; folding
a journal (`journals`) makes the next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic, error, warning
from bouwsteen.state.records import RecordKey, ResourceRecord
from bouwsteen.state.remedies import GO_BACK

RUNS_KEPT: Final = 50
RESTORED: Final = "restored"  # the result of a run that set the state back, until an apply has looked at the world


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of the engine on this environment. Times are RFC 3339; `result` is empty while it runs."""

    id: str
    command: str
    who: str
    started: str
    ended: str = ""
    result: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    serial: int = 0  # of the state when this was written


@dataclass(frozen=True, slots=True)
class UnitSnapshot:
    """The records of one instance. `serial` is the environment's when the unit last changed."""

    instance: str
    records: Mapping[RecordKey, ResourceRecord] = field(default_factory=dict)
    serial: int = 0

    def generations(self, address: Address) -> list[ResourceRecord]:
        """All records of one address, the oldest first."""
        return sorted((item for key, item in self.records.items() if key.address == address), key=lambda item: item.generation)

    def digest(self) -> str:
        """SHA-256 over the fingerprints. May be shown."""
        lines = sorted(f"{key} {record.fingerprint()}" for key, record in self.records.items())
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class EnvironmentSnapshot:
    """Everything recorded of one environment.

    `lineage` names this state for ever and is empty where nothing was ever recorded; `serial` rises by
    one with every entry. `epoch` rises when the environment goes to another owner. `exports` is what other
    stacks may read: "instance/output" → JSON with secrets.
    """

    stack: str
    environment: str
    organisation: str = ""
    lineage: str = ""
    serial: int = 0
    owner: str = ""
    epoch: int = 0
    units: Mapping[str, UnitSnapshot] = field(default_factory=dict)
    exports: Mapping[str, Any] = field(default_factory=dict)
    runs: tuple[RunRecord, ...] = ()

    @property
    def last_run(self) -> RunRecord | None:
        return self.runs[-1] if self.runs else None

    @property
    def restored_by(self) -> RunRecord | None:
        """The run that set this state back, if nothing was applied on it since."""
        return next((run for run in reversed(self.runs) if run.result == RESTORED), None)

    def records(self) -> Iterator[ResourceRecord]:
        for unit in self.units.values():
            yield from unit.records.values()

    def record(self, address: Address, generation: int) -> ResourceRecord | None:
        unit = self.units.get(address.instance)
        return None if unit is None else unit.records.get(RecordKey(address, generation))

    def latest(self) -> dict[Address, ResourceRecord]:
        """The record with the highest generation of each address."""
        found: dict[Address, ResourceRecord] = {}
        for record in self.records():
            other = found.get(record.address)
            if other is None or other.generation < record.generation:
                found[record.address] = record
        return found

    def verify_integrity(self) -> list[Diagnostic]:
        """What is wrong with this snapshot. Errors make it unusable; a dependency that is gone is a warning.

        A record may outlive what it was created after (retained data, a forgotten resource), so
        only a reader who deletes cares.
        """
        present = {record.address for record in self.records()}
        gone = [
            _gone(record.address, dependency)
            for record in self.records()
            for dependency in record.needs
            if dependency not in present and self._is_here(dependency)
        ]
        return [*self.contradictions(), *gone]

    def contradictions(self) -> list[Diagnostic]:
        """The errors alone: what every reader checks."""
        problems: list[Diagnostic] = []
        for name, unit in self.units.items():
            if unit.instance != name:
                problems.append(_broken(f"The unit {unit.instance} is filed under {name}."))
            for key, record in unit.records.items():
                problems.extend(self._check_record(name, key, record))
        if self.serial < 0 or self.epoch < 0:
            problems.append(_broken("The serial or the epoch is negative."))
        return problems

    def _check_record(self, unit: str, key: RecordKey, record: ResourceRecord) -> Iterator[Diagnostic]:
        address = record.address
        if address != key.address or record.generation != key.generation:
            yield _broken(f"The record {record.key} is filed under {key}.", address)
        if (address.stack, address.environment, address.instance) != (self.stack, self.environment, unit):
            yield _broken(f"The record {address} does not belong to {self.stack}/{self.environment}/{unit}.", address)
        if record.generation < 1:
            yield _broken(f"The record {record.key} has a generation below 1.", address)
        if address in record.needs:
            yield _broken(f"The record {address} depends on itself.", address)

    def _is_here(self, address: Address) -> bool:
        return bool(address.resource) and (address.stack, address.environment) == (self.stack, self.environment)


def start(stack: str, environment: str, organisation: str, lineage: str, owner: str) -> EnvironmentSnapshot:
    """The first state of an environment."""
    return EnvironmentSnapshot(stack, environment, organisation, lineage, owner=owner, epoch=1)


def _broken(detail: str, address: Address | None = None) -> Diagnostic:
    return error(
        "state-inconsistent",
        "The state contradicts itself",
        f"{detail} Working on with it could delete the wrong thing.",
        GO_BACK,
        address=None if address is None else str(address),
    )


def _gone(address: Address, dependency: Address) -> Diagnostic:
    return warning(
        "state-dependency-gone",
        "A recorded dependency is gone",
        f"{address} was created after {dependency}, which is no longer on record.",
        address=str(address),
    )
