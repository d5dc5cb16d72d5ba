"""Calls in doubt: a run was killed between *begin* and *end*. The world is asked what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bouwsteen.diagnostics import error
from bouwsteen.engine.calls import make_call, with_outcome
from bouwsteen.engine.engines import Engine
from bouwsteen.errors import BouwsteenError
from bouwsteen.providers.protocol import Missing, Observation, Present, Unreadable
from bouwsteen.state.journals import Begin, End, Outcome, fold
from bouwsteen.state.records import ResourceRecord, Status
from bouwsteen.state.snapshots import EnvironmentSnapshot


@dataclass(frozen=True, slots=True)
class Recovery:
    """`entries` are what a writer appends; `snapshot` has them folded in."""

    snapshot: EnvironmentSnapshot
    entries: tuple[End, ...] = ()


def recover(engine: Engine, snapshot: EnvironmentSnapshot, in_doubt: Iterable[Begin], organisation: str) -> Recovery:
    """Resolve every call in doubt. Raises BouwsteenError when the world cannot be asked about one."""
    begins = list(in_doubt)
    if not begins:
        return Recovery(snapshot)
    engine.reporter.phase("recover", len(begins))
    entries = tuple(_resolve(engine, snapshot, begin, organisation) for begin in begins)
    return Recovery(fold(snapshot, entries, begins).snapshot, entries)


def _resolve(engine: Engine, snapshot: EnvironmentSnapshot, begin: Begin, organisation: str) -> End:
    observation = _find(engine, begin, organisation)
    if isinstance(observation, Unreadable):
        raise BouwsteenError(
            error(
                "call-in-doubt",
                "An interrupted call could not be resolved",
                f"An earlier run was stopped while it tried to {begin.action} {begin.address}. {observation.detail} "
                "Until it is known what became of it, nothing is done.",
                observation.remedy or "Try again when it answers.",
                address=str(begin.address),
            )
        )
    if isinstance(observation, Missing):
        return End(begin.step, Outcome.GONE, removed=True)
    if begin.action == "delete":
        # Still there: the record stays, and the next plan deletes it again.
        return End(begin.step, Outcome.FAILED, record=snapshot.record(begin.address, begin.generation) or begin.record)
    return End(begin.step, Outcome.FAILED, record=_unfinished(engine, begin.record, observation))


def _find(engine: Engine, begin: Begin, organisation: str) -> Observation:
    provider = engine.provider(begin.type)
    if provider is None:
        return Unreadable(f"No provider for {begin.type} is installed.", "Install the part of Bouwsteen that brings it.")
    return provider.find(make_call(begin.record, begin.step, organisation=organisation))


def _unfinished(engine: Engine, record: ResourceRecord, observation: Observation) -> ResourceRecord:
    type_ = engine.types.get(record.type)
    if type_ is not None and isinstance(observation, Present):
        return with_outcome(record, type_, observation, engine.now())
    return replace(record, status=Status.FAILED, problem="A run was interrupted while it was made.")
