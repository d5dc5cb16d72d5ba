"""Calls on providers during a run: tried within bounds, and their answers on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bouwsteen.diagnostics import Diagnostic
from bouwsteen.engine.calls import failure_diagnostic, holding_on, make_call, step_key, with_outcome
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.reporters import Step
from bouwsteen.providers.protocol import Awaiting, Call, Done, Effect, Failed, Gone, Outcome, Provider
from bouwsteen.state.journals import Begin, End
from bouwsteen.state.journals import Outcome as Ended
from bouwsteen.state.ports import StateSession
from bouwsteen.state.records import ResourceRecord, Status

RETRY_SECONDS: Final = (0.5, 2.0, 5.0)  # between tries of a call that failed without effect and may work later


@dataclass(frozen=True, slots=True)
class Made:
    """What a create or update came to. `record` is None where what was on record before still stands."""

    record: ResourceRecord | None = None
    problem: Diagnostic | None = None
    awaiting: str = ""


class Caller:
    """One run's way to the providers. Safe for several threads."""

    def __init__(self, engine: Engine, session: StateSession, organisation: str, run: str, lineage: str) -> None:
        self._engine = engine
        self._session = session
        self._organisation = organisation
        self._run = run
        self._lineage = lineage

    def key(self, record: ResourceRecord, action: str) -> str:
        return step_key(self._lineage, self._run, record, action)

    def begin(self, key: str, action: str, record: ResourceRecord) -> None:
        self._session.append(Begin(self._run, key, action, record))

    def call(self, record: ResourceRecord, key: str, step: Step, previous: ResourceRecord | None = None, predecessor: str = "") -> Call:
        return make_call(
            record,
            key,
            organisation=self._organisation,
            previous=previous,
            predecessor=predecessor,
            cancelled=lambda: self._engine.stop.aborted,
            progress=lambda text: self._engine.reporter.step_progress(step, text),
        )

    def attempt(self, work: Callable[[Call], Outcome], call: Call) -> Outcome:
        """Once, and again after a while as long as it fails without effect and may work later.

        A run that was paused since *begin* may have lost its lock, and another one looked the call up by now: then it is not made.
        """
        self._session.check()
        outcome = work(call)
        for seconds in RETRY_SECONDS:
            if not (isinstance(outcome, Failed) and outcome.transient and outcome.effect is Effect.NONE):
                break
            call.progress(f"{outcome.summary}; trying again")
            if self._engine.stop.wait(seconds):
                break
            self._session.check()
            outcome = work(call)
        return outcome

    def provider_of(self, record: ResourceRecord) -> Provider | Diagnostic:
        """The provider, or why there is none: a record may be of a type that nothing here manages."""
        provider = self._engine.provider(record.type)
        if provider is not None and record.type in self._engine.types:
            return provider
        return failure_diagnostic(
            Failed(
                "provider-missing",
                "No provider manages a recorded type",
                f"{record.address.local} is of the type {record.type}, and nothing that is installed manages it.",
                "Install the part of Bouwsteen that brings it.",
            ),
            record,
        )

    def create(self, wanted: ResourceRecord, step: Step, predecessor: str) -> Made:
        provider = self.provider_of(wanted)
        if isinstance(provider, Diagnostic):
            return Made(problem=provider)
        key = self.key(wanted, "create")
        self.begin(key, "create", wanted)
        return self._record(wanted, None, key, self.attempt(provider.create, self.call(wanted, key, step, None, predecessor)))

    def update(self, wanted: ResourceRecord, before: ResourceRecord, step: Step, name: str = "update") -> Made:
        provider = self.provider_of(wanted)
        if isinstance(provider, Diagnostic):
            return Made(problem=provider)
        key = self.key(wanted, name)
        self.begin(key, "update", wanted)
        return self._record(wanted, before, key, self.attempt(provider.update, self.call(wanted, key, step, before)))

    def delete(self, record: ResourceRecord, step: Step) -> Diagnostic | None:
        provider = self.provider_of(record)
        if isinstance(provider, Diagnostic):
            return provider
        key = self.key(record, "delete")
        self.begin(key, "delete", record)
        outcome = self.attempt(provider.delete, self.call(record, key, step))
        match outcome:
            case Gone() | Done():
                self._session.append(End(key, Ended.GONE, removed=True))
                return None
            case Failed(effect=Effect.UNKNOWN):
                self._session.append(End(key, Ended.UNKNOWN, record=record))
            case Failed(effect=Effect.PARTIAL):
                # Wanted again one day, it has to be made whole first.
                half = replace(record, status=Status.FAILED, problem=f"{outcome.summary}: {outcome.detail}", updated=self._engine.now())
                self._session.append(End(key, Ended.FAILED, record=half))
            case Failed():
                self._session.append(End(key, Ended.FAILED, record=record))
            case Awaiting():
                self._session.append(End(key, Ended.AWAITING, record=record))
                return _awaits(outcome, record)
        return failure_diagnostic(outcome, record)

    def _record(self, wanted: ResourceRecord, before: ResourceRecord | None, key: str, outcome: Outcome) -> Made:
        type_ = self._engine.types[wanted.type]
        match outcome:
            case Done():
                record = with_outcome(wanted, type_, outcome, self._engine.now())
                end = End(key, Ended.DONE, record)
                if type_.found_by_name:
                    self._session.follow(end)
                else:
                    self._session.append(end)
                return Made(record)
            case Awaiting():
                record = with_outcome(holding_on(wanted, before), type_, outcome, self._engine.now())
                self._session.append(End(key, Ended.AWAITING, record))
                return Made(record, _awaits(outcome, wanted), outcome.reason)
            case Gone():
                self._session.append(End(key, Ended.GONE, removed=True))
                detail = "The provider made it and then did not find it."
                return Made(problem=failure_diagnostic(Failed("gone-at-once", "A resource was gone at once", detail), wanted))
            case Failed(effect=Effect.NONE):
                self._session.append(End(key, Ended.FAILED, record=before))
            case Failed(effect=Effect.PARTIAL):
                half = with_outcome(holding_on(wanted, before), type_, outcome, self._engine.now())
                self._session.append(End(key, Ended.FAILED, half))
            case Failed():
                self._session.append(End(key, Ended.UNKNOWN, record=before))
        return Made(problem=failure_diagnostic(outcome, wanted))


def _awaits(outcome: Awaiting, record: ResourceRecord) -> Diagnostic:
    return failure_diagnostic(Failed("awaiting-authority", "Another authority must act first", outcome.reason), record)
