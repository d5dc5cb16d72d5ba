"""The use case *down*: stop what can be stopped, keep everything else as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.engine.callers import Caller
from bouwsteen.engine.calls import failure_diagnostic, left_diagnostic
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.recoveries import recover
from bouwsteen.engine.reporters import Step
from bouwsteen.graph.directed_graphs import DirectedGraph, without_cycles
from bouwsteen.graph.walks import walk
from bouwsteen.planning.actions import Action
from bouwsteen.providers.protocol import Awaiting, Done, Effect, Failed, Gone
from bouwsteen.state.journals import End, Outcome, Run
from bouwsteen.state.ports import StateSession
from bouwsteen.state.records import RecordKey, ResourceRecord, Status
from bouwsteen.state.snapshots import RunRecord


@dataclass(frozen=True, slots=True)
class Stopped:
    """`untouched` were not asked to stop, as a person stopped the run itself."""

    stopped: Sequence[Address] = ()
    failed: Mapping[Address, Diagnostic] = field(default_factory=dict)
    untouched: Sequence[Address] = ()


def stop_environment(engine: Engine, stack: str, environment: str, organisation: str) -> Stopped:
    """Stop every resource that can be, dependants first. The next apply starts them again."""
    run = engine.new_run()
    with engine.write_state(stack, environment, organisation, run) as session:
        recovery = recover(engine, session.snapshot, session.in_doubt, organisation)
        known = list(recovery.snapshot.records())
        records = {record.key: record for record in known if _can_stop(engine, record)}
        if not records and not recovery.entries:
            return Stopped()
        record = RunRecord(run, engine.identity.command, engine.identity.who, engine.now())
        session.append(Run(record), *recovery.entries)
        engine.reporter.phase("stop", len(records))
        stopping = _Stopping(engine, session, records, Caller(engine, session, organisation, run, session.snapshot.lineage))
        order = _dependants_first(records, known)
        stop = engine.stop
        result = walk(
            order, stopping.visit, workers=engine.workers(), stopped=lambda: stop.requested, abandoned=stop.leaves(engine.monotonic)
        )
        stopping.failures.update({key.address: left_diagnostic(key.address) for key in result.left})
        outcome = "failed" if stopping.failures else "stopped" if result.untouched else "done"
        done = [key.address for key in result.succeeded if key.address not in stopping.failures]
        session.append(Run(replace(record, ended=engine.now(), result=outcome, counts={"stop": len(done)})))
        return Stopped(done, stopping.failures, [key.address for key in result.untouched])


def _can_stop(engine: Engine, record: ResourceRecord) -> bool:
    """Not what waits for people and is not there yet: stopping it would forget what it waits for."""
    type_ = engine.types.get(record.type)
    awaited = record.status is Status.AWAITING and not record.id
    return type_ is not None and type_.stoppable and record.status is not Status.STOPPED and not awaited


def _dependants_first(records: Mapping[RecordKey, ResourceRecord], known: Iterable[ResourceRecord]) -> DirectedGraph[RecordKey]:
    """What runs on another goes before it, also where what is between them cannot be stopped."""
    needs: dict[Address, set[Address]] = defaultdict(set)
    for record in known:
        needs[record.address].update(record.needs)
    keys: dict[Address, list[RecordKey]] = defaultdict(list)
    graph: DirectedGraph[RecordKey] = DirectedGraph()
    for key in sorted(records, key=str):
        keys[key.address].append(key)
        graph.add_node(key)
    for key in sorted(records, key=str):
        for address in _behind(key.address, needs):
            for need in keys.get(address, ()):
                graph.add_edge(need, key, "is needed by")
    return without_cycles(graph)


def _behind(address: Address, needs: Mapping[Address, set[Address]]) -> list[Address]:
    found: set[Address] = set()
    queue = [address]
    while queue:
        fresh = needs.get(queue.pop(), set()) - found
        found |= fresh
        queue.extend(fresh)
    return sorted(found - {address})


class _Stopping:
    def __init__(self, engine: Engine, session: StateSession, records: Mapping[RecordKey, ResourceRecord], caller: Caller) -> None:
        self._engine = engine
        self._session = session
        self._records = records
        self._caller = caller
        self.failures: dict[Address, Diagnostic] = {}

    def visit(self, key: RecordKey) -> bool:
        """True also where it failed: what it needs is stopped all the same, so that as little as can be is left running."""
        engine, record = self._engine, self._records[key]
        step = Step(record.address, record.type, Action.UPDATE, record.generation)
        started = engine.monotonic()
        engine.reporter.step_started(step)
        problem = self._stop(record, step)
        seconds = engine.monotonic() - started
        if problem is None:
            engine.reporter.step_finished(step, seconds)
        else:
            self.failures[record.address] = problem
            engine.reporter.step_failed(step, seconds, problem)
        return True

    def _stop(self, record: ResourceRecord, step: Step) -> Diagnostic | None:
        provider = self._caller.provider_of(record)
        assert not isinstance(provider, Diagnostic), "its type is known"
        key = self._caller.key(record, "stop")
        self._caller.begin(key, "stop", record)
        outcome = self._caller.attempt(provider.stop, self._caller.call(record, key, step))
        match outcome:
            case Done() | Gone():
                self._session.append(End(key, Outcome.STOPPED, replace(record, status=Status.STOPPED, updated=self._engine.now())))
                return None
            case Failed(effect=Effect.UNKNOWN):
                self._session.append(End(key, Outcome.UNKNOWN, record))
            case Failed():
                self._session.append(End(key, Outcome.FAILED, record))
            case Awaiting():
                self._session.append(End(key, Outcome.FAILED, record))
                outcome = Failed("awaiting-authority", "Another authority must act first", outcome.reason)
        return failure_diagnostic(outcome, record)
