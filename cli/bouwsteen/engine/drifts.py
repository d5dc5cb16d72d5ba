"""The use case *drift*: where the world differs from the record. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bouwsteen.addresses import Address
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.observations import survey
from bouwsteen.engine.recoveries import recover
from bouwsteen.planning.changes import FieldChange
from bouwsteen.planning.differences import drift_of
from bouwsteen.providers.protocol import Missing, Observation, Present, Unreadable
from bouwsteen.state.records import ResourceRecord, Status


@dataclass(frozen=True, slots=True)
class Drift:
    """One resource that is not as recorded. `kind` is missing, changed, stuck, not-ready, stopped, unreadable or extra.

    Of an extra object nothing is on record, and its address may be that of an instance; `type` is then its kind.
    """

    address: Address
    type: str
    kind: str
    detail: str = ""
    fields: Sequence[FieldChange] = ()


@dataclass(frozen=True, slots=True)
class DriftReport:
    drifts: Sequence[Drift]
    looked_at: int


def find_drift(engine: Engine, stack: str, environment: str, organisation: str) -> DriftReport:
    with engine.read_state(stack, environment, organisation) as session:
        snapshot = recover(engine, session.snapshot, session.in_doubt, organisation).snapshot
    records = sorted(snapshot.records(), key=lambda each: str(each.key))
    seen = survey(engine, records, organisation)
    drifts = [drift for record in records if (drift := compare(record, seen.observations[record.key])) is not None]
    extra = [Drift(each.address, each.object.kind, "extra", f"{each.object.id} {each.detail}") for each in seen.strays]
    return DriftReport([*drifts, *sorted(extra, key=lambda each: (each.address, each.detail))], len(records))


def compare(record: ResourceRecord, observation: Observation) -> Drift | None:
    """Owned fields only. What was stopped by `down` is as recorded, and so is what people have yet to allow."""
    match observation:
        case Missing():
            if record.status is Status.AWAITING and not record.id:
                return None
            return Drift(record.address, record.type, "missing", "The record has it and the world does not.")
        case Unreadable():
            return Drift(record.address, record.type, "unreadable", observation.detail)
        case Present():
            if record.status is Status.STOPPED:
                return None
            fields = drift_of(record.inputs, observation)
            if fields:
                return Drift(record.address, record.type, "changed", observation.problem, fields)
            if observation.stopped:
                return Drift(record.address, record.type, "stopped", observation.problem)
            if observation.problem:
                return Drift(record.address, record.type, "not-ready", observation.problem)
            if observation.stuck:
                return Drift(record.address, record.type, "stuck", observation.stuck)
    return None
