"""Calls in doubt: a run was killed between *begin* and *end*. The world is asked what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bouwsteen.diagnostics import error
from bouwsteen.engine.calls import INTERRUPTED, holding_on, make_call, with_outcome
from bouwsteen.engine.engines import Engine
from bouwsteen.errors import BouwsteenError
from bouwsteen.providers.protocol import Missing, Observation, Present, Unreadable
from bouwsteen.state.journals import IMPORT, Begin, End, Outcome, fold
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
    engine.begin("recover", len(begins))
    engine.statistics.count("reads", len(begins))
    entries = tuple(_resolve(engine, snapshot, begin, organisation) for begin in begins)
    return Recovery(fold(snapshot, entries, begins).snapshot, entries)


def _resolve(engine: Engine, snapshot: EnvironmentSnapshot, begin: Begin, organisation: str) -> End:
    if begin.action == IMPORT:
        return End(begin.step, Outcome.GONE, removed=True)  # who asked for it asks again
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
    return End(begin.step, Outcome.FAILED, record=_found(engine, snapshot, begin, observation))


def _found(engine: Engine, snapshot: EnvironmentSnapshot, begin: Begin, observation: Present) -> ResourceRecord:
    """The object is there: what is to be said of it."""
    before = snapshot.record(begin.address, begin.generation) or begin.record
    match begin.action:
        case "delete":  # the next plan deletes it again, or makes it whole where it is wanted again
            return replace(before, status=Status.FAILED, problem="A run was interrupted while it was deleted.", updated=engine.now())
        case "stop":
            return replace(before, status=Status.STOPPED, updated=engine.now()) if observation.stopped else before
    unfinished = holding_on(begin.record, before)
    type_ = engine.types.get(begin.type)
    if type_ is None:
        return replace(unfinished, status=Status.FAILED, problem=INTERRUPTED)
    return with_outcome(unfinished, type_, observation, engine.now())


def _find(engine: Engine, begin: Begin, organisation: str) -> Observation:
    provider = engine.provider(begin.type)
    if provider is None:
        return Unreadable(f"No provider for {begin.type} is installed.", "Install the part of Bouwsteen that brings it.")
    return provider.find(make_call(begin.record, begin.step, organisation=organisation))
