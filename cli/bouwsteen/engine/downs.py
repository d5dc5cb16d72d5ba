"""The use case *down*: stop what can be stopped, keep everything else as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.engine.calls import failure_diagnostic, make_call, step_key
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.recoveries import recover
from bouwsteen.engine.reporters import Step
from bouwsteen.graph.directed_graphs import DirectedGraph
from bouwsteen.graph.walks import walk
from bouwsteen.planning.actions import Action
from bouwsteen.providers.protocol import Failed
from bouwsteen.state.journals import Begin, End, Outcome, Run
from bouwsteen.state.ports import StateSession
from bouwsteen.state.records import RecordKey, ResourceRecord, Status
from bouwsteen.state.snapshots import RunRecord


@dataclass(frozen=True, slots=True)
class Stopped:
    stopped: Sequence[Address] = ()
    failed: Mapping[Address, Diagnostic] = field(default_factory=dict)


def stop_environment(engine: Engine, stack: str, environment: str, organisation: str) -> Stopped:
    """Stop every resource that can be, dependants first. The next apply starts them again."""
    run = engine.new_run()
    with engine.write_state(stack, environment, organisation, run) as session:
        recovery = recover(engine, session.snapshot, session.in_doubt, organisation)
        records = {record.key: record for record in recovery.snapshot.records() if _can_stop(engine, record)}
        if not records and not recovery.entries:
            return Stopped()
        session.append(Run(RunRecord(run, engine.identity.command, engine.identity.who, engine.now())), *recovery.entries)
        engine.reporter.phase("stop", len(records))
        stopping = _Stopping(engine, session, records, run, organisation)
        result = walk(_dependants_first(records), stopping.visit, workers=engine.parallelism, stopped=lambda: engine.stop.requested)
        ended = RunRecord(
            run,
            engine.identity.command,
            engine.identity.who,
            engine.now(),
            engine.now(),
            "failed" if stopping.failures else "done",
            {"stop": len(result.succeeded)},
        )
        session.append(Run(ended))
        return Stopped([key.address for key in result.succeeded], stopping.failures)


def _can_stop(engine: Engine, record: ResourceRecord) -> bool:
    type_ = engine.types.get(record.type)
    return type_ is not None and type_.stoppable and record.status is not Status.STOPPED


def _dependants_first(records: Mapping[RecordKey, ResourceRecord]) -> DirectedGraph[RecordKey]:
    graph: DirectedGraph[RecordKey] = DirectedGraph()
    keys = {key.address: key for key in records}
    for key in sorted(records, key=str):
        graph.add_node(key)
    for key, record in records.items():
        for need in record.dependencies:
            if need in keys:
                graph.add_edge(keys[need], key, "is needed by")
    return graph


class _Stopping:
    def __init__(
        self, engine: Engine, session: StateSession, records: Mapping[RecordKey, ResourceRecord], run: str, organisation: str
    ) -> None:
        self._engine = engine
        self._session = session
        self._records = records
        self._run = run
        self._organisation = organisation
        self.failures: dict[Address, Diagnostic] = {}

    def visit(self, key: RecordKey) -> bool:
        engine, record = self._engine, self._records[key]
        provider = engine.provider(record.type)
        assert provider is not None, "its type is known"
        step = Step(record.address, record.type, Action.UPDATE, record.generation)
        started = engine.monotonic()
        engine.reporter.step_started(step)
        call_key = step_key(self._session.snapshot.lineage, self._run, record, "stop")
        self._session.append(Begin(self._run, call_key, "stop", record))
        call = make_call(
            record,
            call_key,
            organisation=self._organisation,
            cancelled=lambda: engine.stop.aborted,
            progress=lambda text: engine.reporter.step_progress(step, text),
        )
        outcome = provider.stop(call)
        seconds = engine.monotonic() - started
        if isinstance(outcome, Failed):
            self._session.append(End(call_key, Outcome.FAILED, record))
            problem = failure_diagnostic(outcome, record)
            self.failures[record.address] = problem
            engine.reporter.step_failed(step, seconds, problem)
            # What it needs is stopped all the same: `down` leaves as little running as it can.
            return True
        self._session.append(End(call_key, Outcome.STOPPED, replace(record, status=Status.STOPPED, updated=engine.now())))
        engine.reporter.step_finished(step, seconds)
        return True
