"""One step of an apply: evaluate, check against the plan, begin, call, end.

Called from several threads; each step's needs are done before it starts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.engine.calls import failure_diagnostic, make_call, step_key, with_outcome
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.plans import Planned
from bouwsteen.engine.reporters import Step
from bouwsteen.expressions import EvaluationError
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change
from bouwsteen.planning.differences import diff_fields, same
from bouwsteen.planning.digests import version_secrets
from bouwsteen.planning.evaluations import Evaluation, evaluation_diagnostic
from bouwsteen.planning.expansions import Kind, NodeKey, RequestNode, ResourceNode, ValueNode
from bouwsteen.planning.steps import Phase, StepKey, Steps
from bouwsteen.providers.protocol import Awaiting, Call, Done, Effect, Failed, Gone, Outcome, Provider
from bouwsteen.state.journals import Begin, End, Put
from bouwsteen.state.journals import Outcome as Ended
from bouwsteen.state.ports import StateSession
from bouwsteen.state.records import Deletion, ResourceRecord, Status
from bouwsteen.values import Unknown

RETRY_SECONDS: Final = (0.5, 2.0, 5.0)  # between tries of a call that failed without effect and may work later


class Execution:
    def __init__(self, engine: Engine, session: StateSession, planned: Planned, steps: Steps, run: str, lineage: str) -> None:
        self._engine = engine
        self._session = session
        self._planned = planned
        self._expansion = planned.desired.expansion
        self._organisation = planned.desired.intent.organisation
        self._steps = steps
        self._run = run
        self._lineage = lineage
        self._evaluation = Evaluation()
        self._lock = threading.Lock()
        self._starting = threading.Lock()
        self._latest = session.snapshot.latest() if planned.plan.has_deletions else {}
        self.failures: dict[Address, Diagnostic] = {}
        self.awaiting: dict[Address, str] = {}

    @staticmethod
    def step(key: StepKey, change: Change) -> Step:
        """What the reporter is told. The deletion half of a replacement has the older generation."""
        generation = key.generation if key.phase is Phase.DELETE else change.generation
        action = Action.DELETE if key.phase is Phase.DELETE and change.action is Action.REPLACE else change.action
        return Step(key.address, change.type, action, generation)

    def makes_call(self, key: StepKey) -> bool:
        change = self._steps.changes.get(key)
        return change is not None and change.action not in {Action.NO_OP, Action.RETAIN, Action.FORGET}

    def visit(self, key: StepKey) -> bool:
        if key.phase in {Phase.VALUE, Phase.REQUEST}:
            return self._evaluate(key)
        change = self._steps.changes[key]
        if change.action is Action.NO_OP:
            return self._keep(change)
        if change.action is Action.RETAIN:
            return self._retain(change)
        step = self.step(key, change)
        started = self._engine.monotonic()
        self._engine.reporter.step_started(step)
        work = self._delete if key.phase is Phase.DELETE else self._apply
        problem = work(key, change, step)
        seconds = self._engine.monotonic() - started
        if problem is None:
            self._engine.reporter.step_finished(step, seconds)
            return True
        self._fail(key.address, problem)
        self._engine.reporter.step_failed(step, seconds, problem)
        return False

    def _fail(self, address: Address, problem: Diagnostic) -> None:
        with self._lock:
            self.failures.setdefault(address, problem)

    # What costs nothing.

    def _evaluate(self, key: StepKey) -> bool:
        assert self._expansion is not None
        kind = Kind.VALUE if key.phase is Phase.VALUE else Kind.REQUEST
        node = self._expansion.nodes[NodeKey(kind, key.address)]
        try:
            problems = self._evaluation.evaluate_value(node) if isinstance(node, ValueNode) else []
            if isinstance(node, RequestNode):
                self._evaluation.evaluate_request(node)
        except EvaluationError as fault:
            problems = [evaluation_diagnostic(fault, key.address)]
        if problems:
            self._fail(key.address, problems[0])
        return not problems

    def _keep(self, change: Change) -> bool:
        record = self._session.record(change.address, change.generation)
        if record is not None:
            self._evaluation.set_outputs(change.address, record.outputs)
            if record.dependencies != change.needs or record.deletion is not _deletion(change):
                self._session.append(Put(replace(record, dependencies=change.needs, deletion=_deletion(change)), "other needs"))
        return True

    def _retain(self, change: Change) -> bool:
        record = self._session.record(change.address, change.generation)
        if record is not None:
            self._session.append(Put(replace(record, retained=True, updated=self._engine.now()), "retained"))
        return True

    # What calls a provider.

    def _apply(self, key: StepKey, change: Change, step: Step) -> Diagnostic | None:
        assert self._expansion is not None
        node = self._expansion.nodes[NodeKey(Kind.RESOURCE, key.address)]
        assert isinstance(node, ResourceNode)
        try:
            inputs = self._evaluation.inputs(node)
        except EvaluationError as fault:
            return evaluation_diagnostic(fault, key.address)
        moved = _contradiction(change.desired, inputs)
        if moved:
            return _stale_diagnostic(change, moved)
        before = self._recorded(change)
        weakened = self._weaken(change, before, inputs)
        if weakened is not change.action:
            self._engine.reporter.step_weakened(step, weakened)
        if weakened is Action.NO_OP and before is not None:
            self._evaluation.set_outputs(change.address, before.outputs)
            return None
        return self._make(node, change, weakened, before, inputs, step)

    def _recorded(self, change: Change) -> ResourceRecord | None:
        """The record of the object that an update brings to its inputs; of the predecessor where it is replaced."""
        if change.action is Action.REPLACE:
            return self._session.record(change.address, change.generation - 1)
        return self._session.record(change.address, change.generation)

    def _weaken(self, change: Change, before: ResourceRecord | None, inputs: Mapping[str, Any]) -> Action:
        """What is still to be done now that unknown values are known: replace → update → nothing."""
        if before is None or change.reason is not Reason.INPUTS or change.action not in {Action.UPDATE, Action.REPLACE}:
            return change.action
        if change.action is Action.REPLACE and not change.create_first:
            return change.action  # its predecessor is gone already
        fields = diff_fields(before.inputs, inputs, self._engine.types[change.type].forces_replacement)
        if any(each.forces_replacement for each in fields):
            return change.action
        return Action.UPDATE if fields or change.unsettled else Action.NO_OP

    def _make(
        self, node: ResourceNode, change: Change, action: Action, before: ResourceRecord | None, inputs: Mapping[str, Any], step: Step
    ) -> Diagnostic | None:
        fresh = action in {Action.CREATE, Action.REPLACE}
        generation = change.generation if fresh or before is None else before.generation
        base = ResourceRecord(change.address, change.type, generation) if fresh or before is None else before
        wanted = replace(
            base,
            type=change.type,
            inputs=inputs,
            secret_versions={
                **version_secrets("inputs", inputs, before.inputs if before else {}, before.secret_versions if before else {}),
                **{name: number for name, number in base.secret_versions.items() if name.startswith("/outputs")},
            },
            dependencies=change.needs,
            deletion=_deletion(change),
            retained=False,
            rotation=max(change.rotation, base.rotation),
            block=node.instance.block.name,
            block_version=node.instance.block.version,
        )
        name = "create" if fresh else "update"
        call_key = step_key(self._lineage, self._run, wanted, name)
        self._session.append(Begin(self._run, call_key, name, wanted))
        predecessor = before.id if before is not None and action is Action.REPLACE and change.create_first else ""
        call = self._call(wanted, call_key, step, None if fresh else before, predecessor)
        provider = self._provider(change)
        outcome = self._try(provider.create if fresh else provider.update, call)
        return self._record_made(wanted, before if not fresh else None, call_key, outcome)

    def _record_made(self, wanted: ResourceRecord, before: ResourceRecord | None, call_key: str, outcome: Outcome) -> Diagnostic | None:
        type_ = self._engine.types[wanted.type]
        match outcome:
            case Done() | Awaiting():
                record = with_outcome(wanted, type_, outcome, self._engine.now())
                self._session.append(End(call_key, Ended.DONE if isinstance(outcome, Done) else Ended.AWAITING, record))
                self._evaluation.set_outputs(wanted.address, record.outputs)
                if isinstance(outcome, Awaiting):
                    with self._lock:
                        self.awaiting[wanted.address] = outcome.reason
                    return failure_diagnostic(Failed("awaiting-authority", "Another authority must act first", outcome.reason), wanted)
                return None
            case Gone():
                self._session.append(End(call_key, Ended.GONE, removed=True))
                return failure_diagnostic(
                    Failed("gone-at-once", "A resource was gone at once", "The provider made it and then did not find it."), wanted
                )
            case Failed(effect=Effect.NONE):
                self._session.append(End(call_key, Ended.FAILED, record=before))
            case Failed(effect=Effect.PARTIAL):
                self._session.append(End(call_key, Ended.FAILED, with_outcome(wanted, type_, outcome, self._engine.now())))
            case Failed():
                self._session.append(End(call_key, Ended.UNKNOWN, record=before))
        return failure_diagnostic(outcome, wanted)

    def _delete(self, key: StepKey, change: Change, step: Step) -> Diagnostic | None:
        record = self._session.record(key.address, key.generation)
        if record is None:
            return None  # a weakened replacement, or gone with an earlier step
        if change.action is Action.REPLACE and change.create_first and self._session.record(key.address, change.generation) is None:
            return None  # the replacement weakened: the old object is the present one
        problem = self._start_needs(record, step)
        if problem is not None:
            return problem
        call_key = step_key(self._lineage, self._run, record, "delete")
        self._session.append(Begin(self._run, call_key, "delete", record))
        outcome = self._try(self._provider_of(record.type).delete, self._call(record, call_key, step, None, ""))
        match outcome:
            case Gone() | Done():
                self._session.append(End(call_key, Ended.GONE, removed=True))
                return None
            case Failed(effect=Effect.UNKNOWN):
                self._session.append(End(call_key, Ended.UNKNOWN, record=record))
            case Failed():
                self._session.append(End(call_key, Ended.FAILED, record=record))
            case Awaiting():
                self._session.append(End(call_key, Ended.AWAITING, record=record))
                return failure_diagnostic(Failed("awaiting-authority", "Another authority must act first", outcome.reason), record)
        return failure_diagnostic(outcome, record)

    def _start_needs(self, record: ResourceRecord, step: Step) -> Diagnostic | None:
        """After `down`: what was stopped and is needed to take this away is started first, once, whoever asks."""
        with self._starting:
            for need in self._stopped_behind(record):
                self._engine.reporter.step_progress(step, f"starting {need.address.local}, which it needs")
                call_key = step_key(self._lineage, self._run, need, "start")
                self._session.append(Begin(self._run, call_key, "update", need))
                outcome = self._try(self._provider_of(need.type).update, self._call(need, call_key, step, need, ""))
                problem = self._record_made(need, need, call_key, outcome)
                if problem is not None:
                    return problem
        return None

    def _stopped_behind(self, record: ResourceRecord) -> list[ResourceRecord]:
        """Stopped resources that the object was made with, directly or not; what they need themselves comes first."""
        found: dict[Address, ResourceRecord] = {}
        queue = list(record.dependencies)
        seen: set[Address] = set()
        while queue:
            address = queue.pop(0)
            need = self._latest.get(address)
            if need is None or address in seen:
                continue
            seen.add(address)
            now = self._session.record(address, need.generation)
            if now is not None and now.status is Status.STOPPED:
                found[address] = now
            queue.extend(need.dependencies)
        return list(found.values())[::-1]

    def _call(self, record: ResourceRecord, call_key: str, step: Step, previous: ResourceRecord | None, predecessor: str) -> Call:
        return make_call(
            record,
            call_key,
            organisation=self._organisation,
            previous=previous,
            predecessor=predecessor,
            cancelled=lambda: self._engine.stop.aborted,
            progress=lambda text: self._engine.reporter.step_progress(step, text),
        )

    def _try(self, work: Callable[[Call], Outcome], call: Call) -> Outcome:
        outcome = work(call)
        for seconds in RETRY_SECONDS:
            if not (isinstance(outcome, Failed) and outcome.transient and outcome.effect is Effect.NONE):
                break
            call.progress(f"{outcome.summary}; trying again")
            if self._engine.stop.wait(seconds):
                break
            outcome = work(call)
        return outcome

    def _provider(self, change: Change) -> Provider:
        return self._provider_of(change.type)

    def _provider_of(self, type_name: str) -> Provider:
        provider = self._engine.provider(type_name)
        assert provider is not None, "observed before: a provider that is not there makes the plan fail"
        return provider

    # What others may read afterwards.

    def exports(self) -> Mapping[str, Any] | None:
        """For each output that this stack exports: what each other stack gets. None where there is no stack any more."""
        if self._expansion is None:
            return {}
        found: dict[str, dict[str, Any]] = {}
        for edge in self._expansion.wiring.exports:
            value = self._evaluation.value(edge.address)
            if isinstance(value, Mapping):
                found.setdefault(f"{edge.provider}/{edge.output.name}", {})[edge.consumer.stack] = value
        before = self._session.snapshot.exports
        return None if same(before, found) else found


def _deletion(change: Change) -> Deletion:
    return Deletion.RETAIN if change.retain else Deletion.DELETE


def _contradiction(planned: Any, actual: Any, path: str = "") -> str:
    """The first field whose known planned value is another now; an unknown one may take any value."""
    if isinstance(planned, Unknown):
        return ""
    if isinstance(planned, Mapping) and isinstance(actual, Mapping):
        for name in sorted({*planned, *actual}):
            if name in planned and name not in actual and isinstance(planned[name], Unknown):
                continue  # an optional output that turned out to be absent
            if name not in planned or name not in actual:
                return f"{path}.{name}".lstrip(".")
            found = _contradiction(planned[name], actual[name], f"{path}.{name}")
            if found:
                return found
        return ""
    if isinstance(planned, list) and isinstance(actual, list) and len(planned) == len(actual):
        pairs = enumerate(zip(planned, actual, strict=True))
        return next((found for index, (one, other) in pairs if (found := _contradiction(one, other, f"{path}[{index}]"))), "")
    return "" if same(planned, actual) else path.lstrip(".")


def _stale_diagnostic(change: Change, field: str) -> Diagnostic:
    return error(
        "step-stale",
        "A value is not what was planned",
        f"{change.address.local}: the field {field} was planned with another value than it has now. The step was not taken.",
        "Plan again: what it was computed from changed meanwhile.",
        address=str(change.address),
    )
