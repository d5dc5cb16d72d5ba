"""One step of an apply: evaluate, check against the plan, begin, call, end.

Called from several threads; each step's needs are done before it starts.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.engine.callers import Caller
from bouwsteen.engine.calls import left_diagnostic
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.findings import to_diagnostic
from bouwsteen.engine.plans import Planned, data_types_of
from bouwsteen.engine.preconditions import Preconditions
from bouwsteen.engine.removals import Remover
from bouwsteen.engine.reporters import Step
from bouwsteen.expressions import EvaluationError
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change
from bouwsteen.planning.decisions import lost_data_diagnostic
from bouwsteen.planning.differences import diff_fields, same
from bouwsteen.planning.digests import version_secrets
from bouwsteen.planning.evaluations import Evaluation, evaluation_diagnostic
from bouwsteen.planning.expansions import Expansion, Kind, NodeKey, RequestNode, ResourceNode, ValueNode
from bouwsteen.planning.steps import Phase, StepKey, Steps
from bouwsteen.providers.protocol import Present
from bouwsteen.state.journals import Put
from bouwsteen.state.ports import StateSession
from bouwsteen.state.records import Deletion, Dependency, RecordKey, ResourceRecord, Status
from bouwsteen.values import Unknown, has_unknown


class Execution:
    """`records` are those that stood when the run began, under the addresses that it works with."""

    def __init__(
        self, engine: Engine, session: StateSession, planned: Planned, steps: Steps, run: str, records: Sequence[ResourceRecord]
    ) -> None:
        self._engine = engine
        self._session = session
        self._expansion = planned.desired.expansion
        self._steps = steps
        self._evaluation = Evaluation()
        self._rulings = planned.desired.rulings
        self._unjudged = planned.unjudged
        self._exported = session.snapshot.exports
        self._caller = Caller(engine, session, planned.desired.intent.organisation, run, session.snapshot.lineage)
        origins = {change.address: change.moved_from for change in planned.plan.changes if change.moved_from is not None}
        self._preconditions = Preconditions(engine, planned.desired.intent.organisation, planned.observations, origins)
        self._remover = Remover(engine, session, self._caller, self._preconditions, records)
        self._remover.note_stopped(record.key for record in records if self._is_stopped(record))
        self._moved_on: set[Address] = set()  # whose outputs are not what they were
        self._current: dict[Address, int] = {}  # the generation whose outputs others read
        self._lock = threading.Lock()
        self.failures: dict[Address, Diagnostic] = {}
        self.awaiting: dict[Address, str] = {}

    def _is_stopped(self, record: ResourceRecord) -> bool:
        """Whether it stood still when the plan was made, by the record or by the world."""
        seen = self._preconditions.seen(record)
        return record.status is Status.STOPPED or (isinstance(seen, Present) and seen.stopped)

    @staticmethod
    def step(key: StepKey, change: Change) -> Step:
        """What the reporter is told. The deletion half of a replacement has the older generation."""
        generation = key.generation if key.phase is Phase.DELETE else change.generation
        action = Action.DELETE if key.phase is Phase.DELETE and change.action is Action.REPLACE else change.action
        return Step(key.address, change.type, action, generation)

    def makes_call(self, key: StepKey) -> bool:
        change = self._steps.changes.get(key)
        return change is not None and change.action not in {Action.NO_OP, Action.RETAIN}

    def visit(self, key: StepKey) -> bool:
        if key.phase in {Phase.VALUE, Phase.REQUEST}:
            return self._evaluate(key)
        change = self._steps.changes[key]
        if change.action is Action.NO_OP:
            return self._keep(change)
        if change.action is Action.RETAIN:
            return self._retain(key, change)
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

    def leave(self, key: StepKey) -> None:
        """Nobody waits for this call any longer. Its beginning is on record, so the next run finds out what became of it."""
        change = self._steps.changes[key]
        problem = left_diagnostic(change.address)
        self._fail(key.address, problem)
        self._engine.reporter.step_failed(self.step(key, change), 0.0, problem)

    @property
    def aborted(self) -> bool:
        return self._engine.stop.aborted

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
        assert record is not None, "what does not change is on record"
        problem = self._check_unchanged(change, record)
        if problem is not None:
            self._fail(change.address, problem)
            self._engine.reporter.step_failed(Step(change.address, change.type, change.action, change.generation), 0.0, problem)
            return False
        self._stay(record, change)
        return True

    def _stay(self, record: ResourceRecord, change: Change) -> None:
        """Its object is as it is wanted: others may read it, and what is known beside it is brought up to date."""
        self._show(record)
        kept = with_facts(record, change, self._node(change.address), self._current)
        if kept is not None:
            self._session.append(Put(kept, "other needs"))

    def _show(self, record: ResourceRecord) -> None:
        self._evaluation.set_outputs(record.address, record.outputs)
        self._current[record.address] = record.generation

    def _check_unchanged(self, change: Change, record: ResourceRecord) -> Diagnostic | None:
        """An action never gets stronger: what was planned to stay, and would not, is left for the next plan."""
        if self._moved_on.isdisjoint(change.needs):
            return None
        try:
            inputs = self._evaluation.inputs(self._node(change.address))
        except EvaluationError as fault:
            return evaluation_diagnostic(fault, change.address)
        moved = _contradiction(record.inputs, inputs)
        return _stale_diagnostic(change, moved) if moved else None

    def _node(self, address: Address) -> ResourceNode:
        assert self._expansion is not None
        node = self._expansion.nodes[NodeKey(Kind.RESOURCE, address)]
        assert isinstance(node, ResourceNode)
        return node

    def _retain(self, key: StepKey, change: Change) -> bool:
        record = self._session.record(change.address, change.generation)
        if record is not None and not self._is_present(key):
            self._session.append(Put(replace(record, retained=True, updated=self._engine.now()), "retained"))
        return True

    # What calls a provider.

    def _apply(self, key: StepKey, change: Change, step: Step) -> Diagnostic | None:
        node = self._node(key.address)
        try:
            inputs = self._evaluation.inputs(node)
        except EvaluationError as fault:
            return evaluation_diagnostic(fault, key.address)
        moved = _contradiction(change.desired, inputs)
        if moved:
            return _stale_diagnostic(change, moved)
        if has_unknown(inputs):
            missing = _first_unknown(inputs)
            assert self._expansion is not None
            return _unshared_diagnostic(change, missing, self._expansion.awaited_stacks(change.address.instance))
        denied = self._judge(change, inputs)
        if denied is not None:
            return denied
        with self._remover.turn(_recorded_key(change)):
            return self._bring(node, change, inputs, step)

    def _judge(self, change: Change, inputs: Mapping[str, Any]) -> Diagnostic | None:
        """What policies could not say when the plan was made, by what is known now."""
        if self._rulings is None or change.address not in self._unjudged:
            return None
        found = self._rulings.judge_call(change, inputs, data_types_of(self._engine))
        told = [to_diagnostic(each, self._engine.language) for each in found]
        denied = next((diagnostic for each, diagnostic in zip(found, told, strict=True) if each.denies), None)
        if denied is None:
            self._engine.reporter.warn(told)
        return denied

    def _bring(self, node: ResourceNode, change: Change, inputs: Mapping[str, Any], step: Step) -> Diagnostic | None:
        """To `inputs`, by no more than is still needed for that."""
        before = self._recorded(change)
        weakened = self._weaken(change, before, inputs)
        if weakened is not change.action:
            self._engine.reporter.step_weakened(step, weakened)
        if weakened is Action.REPLACE and before is not None and _is_kept(before, change):
            return lost_data_diagnostic(change)
        if weakened is Action.NO_OP and before is not None:
            self._stay(before, change)
            return None
        problem = self._preconditions.check(before) if before is not None else None
        if problem is not None:
            return problem
        return self._make(node, change, weakened, before, inputs, step)

    def _recorded(self, change: Change) -> ResourceRecord | None:
        return self._session.record(*_recorded_key(change))

    def _weaken(self, change: Change, before: ResourceRecord | None, inputs: Mapping[str, Any]) -> Action:
        """What is still to be done now that unknown values are known: replace → update → nothing.

        `before` is None where the predecessor is gone already.
        """
        if before is None or change.reason is not Reason.INPUTS or change.action not in {Action.UPDATE, Action.REPLACE}:
            return change.action
        fields = diff_fields(before.inputs, inputs, self._engine.types[change.type].forces_replacement)
        if any(each.forces_replacement for each in fields):
            return change.action
        return Action.UPDATE if fields or change.unsettled else Action.NO_OP

    def _turns_out_as_before(self, key: StepKey, change: Change, record: ResourceRecord) -> bool:
        """Whether a replacement that was only feared is not needed, seen before its predecessor goes."""
        if not self._steps.looks_first(key):
            return False
        try:
            inputs = self._evaluation.inputs(self._node(change.address))
        except EvaluationError:
            return True  # the step that makes the successor says why; nothing goes for it
        return bool(_contradiction(change.desired, inputs)) or self._weaken(change, record, inputs) is not Action.REPLACE

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
            dependencies=made_with(change, self._current),
            deletion=_deletion(change),
            retained=False,
            rotation=max(change.rotation, base.rotation),
            block=node.instance.block.name,
            block_version=node.instance.block.version,
        )
        if fresh:
            predecessor = before.id if before is not None and action is Action.REPLACE and change.create_first else ""
            made = self._caller.create(wanted, step, predecessor)
        else:
            assert before is not None, "only what is on record is updated"
            made = self._caller.update(wanted, before, step)
        if made.record is not None:
            self._remover.note_running(made.record.key)
            self._show(made.record)
            if before is None or not same(before.outputs, made.record.outputs):
                with self._lock:
                    self._moved_on.add(change.address)
        if made.awaiting:
            with self._lock:
                self.awaiting[change.address] = made.awaiting
        return made.problem

    def _delete(self, key: StepKey, change: Change, step: Step) -> Diagnostic | None:
        record = self._session.record(key.address, key.generation)
        if record is None:
            return None  # gone with an earlier step
        if change.action is Action.REPLACE and change.create_first and self._is_present(key):
            return None
        if change.action is Action.REPLACE and (_is_kept(record, change) or self._turns_out_as_before(key, change, record)):
            return None  # what is to be kept never makes room: where a successor is needed after all, its step refuses
        problem = self._preconditions.check(record, goes=True)
        return self._remover.remove(record, step) if problem is None else problem

    def _is_present(self, key: StepKey) -> bool:
        """Whether a predecessor is the wanted object after all: its replacement weakened."""
        apply = self._steps.changes.get(StepKey(Phase.APPLY, key.address))
        is_replaced = apply is not None and apply.action is Action.REPLACE and apply.generation == key.generation + 1
        return apply is not None and is_replaced and self._session.record(apply.address, apply.generation) is None

    # What others may read afterwards.

    def exports(self) -> Mapping[str, Any] | None:
        """For each output that this stack exports: what each other stack gets. None where that is what it was.

        What this run did not come to keeps its last value: others go on with it.
        """
        return changed_exports(self._expansion, self._evaluation, self._exported)


def changed_exports(expansion: Expansion | None, evaluation: Evaluation, before: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """All exports as they stand now, or None where nothing differs from `before`. No expansion: there is no stack any more."""
    found: dict[str, dict[str, Any]] = {}
    for edge in expansion.wiring.exports if expansion is not None else ():
        name = f"{edge.provider}/{edge.output.name}"
        value = evaluation.value(edge.address)
        if not isinstance(value, Mapping) or has_unknown(value):
            value = before.get(name, {}).get(edge.consumer.stack)
        if value is not None:
            found.setdefault(name, {})[edge.consumer.stack] = value
    return None if same(before, found) else found


def _recorded_key(change: Change) -> RecordKey:
    """Of the object that an update brings to its inputs; of the predecessor where it is replaced."""
    return RecordKey(change.address, change.generation - (change.action is Action.REPLACE))


def made_with(change: Change, current: Mapping[Address, int]) -> tuple[Dependency, ...]:
    """What an object holds on to that is as it is wanted: of each need the generation that stands now."""
    return tuple(Dependency(need, current[need]) for need in change.needs)


def with_facts(record: ResourceRecord, change: Change, node: ResourceNode, current: Mapping[Address, int]) -> ResourceRecord | None:
    """The record with what is known of it beside its object: what it holds on to, what becomes of it. None where that is on record."""
    block = node.instance.block
    facts = (made_with(change, current), _deletion(change), block.name, block.version)
    if facts == (record.dependencies, record.deletion, record.block, record.block_version):
        return None
    return replace(record, dependencies=facts[0], deletion=facts[1], block=facts[2], block_version=facts[3])


def _is_kept(record: ResourceRecord, change: Change) -> bool:
    return record.deletion is Deletion.RETAIN and not change.loses_data


def _deletion(change: Change) -> Deletion:
    return Deletion.RETAIN if change.retain else Deletion.DELETE


def _contradiction(planned: Any, actual: Any, path: str = "") -> str:
    """The first field whose known planned value is another now; an unknown one may take any value."""
    if isinstance(planned, Unknown) or same(planned, actual):
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
    return path.lstrip(".")


def _first_unknown(value: Any, path: str = "") -> str:
    """What this stack makes is known when its step comes: what is not is an output of another stack."""
    if isinstance(value, Unknown):
        return path.lstrip(".")
    if isinstance(value, Mapping):
        return next((found for name in sorted(value) if (found := _first_unknown(value[name], f"{path}.{name}"))), "")
    if isinstance(value, list):
        return next((found for index, each in enumerate(value) if (found := _first_unknown(each, f"{path}[{index}]"))), "")
    return ""


def _unshared_diagnostic(change: Change, field: str, stacks: Sequence[str]) -> Diagnostic:
    """`stacks` are those that may share it: one, unless what an instance here gives is made of what others do not share."""
    environment = change.address.environment
    commands = "\n".join(f"    bouwsteen apply {stack} --environment {environment}" for stack in stacks)
    return error(
        "output-not-there",
        "What another stack shares is not there yet",
        f"{change.address.local}: {field} comes from the stack {' or '.join(stacks)}, whose environment {environment} was not applied. "
        "The step was not taken.",
        f"Apply the stack that shares it first:\n\n{commands}",
        address=str(change.address),
    )


def _stale_diagnostic(change: Change, field: str) -> Diagnostic:
    return error(
        "step-stale",
        "A value is not what was planned",
        f"{change.address.local}: the field {field} was planned with another value than it has now. The step was not taken.",
        "Plan again: what it was computed from changed meanwhile.",
        address=str(change.address),
    )
