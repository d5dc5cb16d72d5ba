"""The use case *apply*: carry out a plan, each step durable before and after its call."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic, Severity
from bouwsteen.engine.approved_plans import Approved, check_approved, explain_unplannable
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.executions import Execution, changed_exports, with_facts
from bouwsteen.engine.findings import DENYING_CODES
from bouwsteen.engine.outputs import evaluate_recorded
from bouwsteen.engine.plans import Desired, Planned, plan_in
from bouwsteen.engine.set_backs import reviewed
from bouwsteen.engine.worlds import check_worlds
from bouwsteen.errors import ApplyError, CancelledError, DeniedError, InvalidInputError, NotFoundError, StaleError, StateError
from bouwsteen.graph.walks import WalkResult, walk
from bouwsteen.planning.actions import Action
from bouwsteen.planning.dangers import Approvals, Kind, deletions
from bouwsteen.planning.evaluations import Evaluation
from bouwsteen.planning.plans import Plan
from bouwsteen.planning.steps import Phase, StepKey, Steps, build_steps
from bouwsteen.state.journals import Entry, Publish, Put, Run
from bouwsteen.state.ports import StateSession
from bouwsteen.state.snapshots import RunRecord


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a plan. `skipped` maps a resource to the failed one it stood behind."""

    plan: Plan
    done: Sequence[Address] = ()
    failed: Mapping[Address, Diagnostic] = field(default_factory=dict)
    skipped: Mapping[Address, Address] = field(default_factory=dict)
    untouched: Sequence[Address] = ()
    awaiting: Mapping[Address, str] = field(default_factory=dict)
    aborted: bool = False  # a person let go of what was under way: failures may come from that

    @property
    def succeeded(self) -> bool:
        return not (self.failed or self.skipped or self.untouched)


_STALE: Final = frozenset({"step-stale", "object-changed", "another-world"})
NO_APPROVALS: Final = Approvals()


def apply(
    engine: Engine, desired: Desired, *, approved: Approved | None = None, approvals: Approvals = NO_APPROVALS, refresh: bool = True
) -> Applied:
    """Plan under the lock, ask, and carry out.

    Raises StaleError when an approved plan no longer holds, DeniedError when it is dangerous and
    nobody approved of that, CancelledError when the answer is no or a person stopped the run.
    Failed resources are in the result, not raised.
    """
    intent = desired.intent
    run = engine.new_run()
    engine.statistics.begin("state")
    with engine.write_state(intent.stack, intent.environment, intent.organisation, run) as session:
        planned = _plan(engine, session, desired, approved, refresh=refresh)
        if approved is not None:
            check_approved(approved, planned.plan, session.snapshot.runs)
            if approved.worlds is not None:
                check_worlds(engine, approved.worlds, planned.plan)
        engine.reporter.planned(planned.plan)
        if not planned.plan.can_apply:
            _settle(session, planned)
            return Applied(planned.plan)
        if engine.stop.requested:
            raise CancelledError.because("stopped-early", "The run was stopped", "Nothing was done yet.")
        engine.statistics.begin("ask")
        _require_approvals(engine, planned, approvals, saved=approved is not None)
        named = any(each.kind is Kind.DESTROYING for each in planned.dangers)  # a stronger yes was given just now
        confirmed = (
            approved is not None
            or named
            or (engine.questioner.confirm_destroy(planned.plan) if planned.plan.destroys else engine.questioner.confirm_apply(planned.plan))
        )
        if not confirmed:
            raise CancelledError.because("not-confirmed", "Nothing was done", "The plan was not confirmed.")
        return _carry_out(engine, session, planned, run)


def _plan(engine: Engine, session: StateSession, desired: Desired, approved: Approved | None, *, refresh: bool) -> Planned:
    """Where documents moved so that there is no plan at all any more, a saved plan is stale before it is anything else."""
    try:
        return plan_in(engine, session, desired, refresh=refresh)
    except (InvalidInputError, NotFoundError) as problem:
        stale = explain_unplannable(approved, desired.intent.parts, session.snapshot) if approved is not None else None
        if stale is None:
            raise
        raise StaleError(stale, *problem.diagnostics) from problem


def raise_unless_applied(applied: Applied) -> None:
    """ApplyError with the cause of each failure, once; StaleError or DeniedError when that is all; CancelledError when stopped."""
    diagnostics = [applied.failed[address] for address in sorted(applied.failed)]
    if applied.failed and applied.aborted:
        raise CancelledError(*diagnostics)
    if applied.failed:
        codes = {each.code for each in diagnostics}
        raise (StaleError if codes <= _STALE else DeniedError if codes <= DENYING_CODES else ApplyError)(*diagnostics)
    if applied.untouched:
        raise CancelledError.because(
            "stopped",
            "The run was stopped",
            f"{len(applied.done)} steps are done and recorded, {len(applied.untouched)} were not started.",
            "Apply again to go on from there.",
        )


def _require_approvals(engine: Engine, planned: Planned, approvals: Approvals, *, saved: bool) -> None:
    """Each danger of a plan is approved beforehand by naming it, or by typing it now. Raises DeniedError with all that are not."""
    count = deletions(planned.plan)
    if approvals.deletions not in {None, count}:
        raise DeniedError.because(
            "approved-another-count",
            "Another number of deletions was approved",
            f"{approvals.deletions} were approved, and this plan removes {count}.",
            "Look at the plan again, and approve the number that stands in its last line.",
        )
    open_dangers = [each for each in planned.dangers if not (saved and each.kind is Kind.RESTORED)]  # a saved plan was there to be read
    denied = [each for each in open_dangers if not (approvals.cover(each) or engine.questioner.confirm_danger(planned.plan, each))]
    if denied:
        raise DeniedError(*(replace(each.diagnostic, severity=Severity.ERROR) for each in denied))


def _settle(session: StateSession, planned: Planned) -> None:
    """Where the plan has nothing to do in the world."""
    entries = unrecorded(planned)
    if entries:
        session.append(*entries)


def unrecorded(planned: Planned) -> Sequence[Entry]:
    """Of a plan with nothing to do in the world: what was found of calls in doubt, what is needed by now, what is exported.

    Empty where an apply of it would write nothing at all, so that whoever only keeps watch need not ask for the lock.
    """
    entries: list[Entry] = [*planned.recovery.entries, *reviewed(planned.recovery.snapshot)]
    expansion, snapshot = planned.desired.expansion, planned.recovery.snapshot
    if expansion is not None:
        nodes = {node.address: node for node in expansion.resources()}
        current = {change.address: change.generation for change in planned.plan.changes if change.address in nodes}
        pairs = ((snapshot.record(change.address, change.generation), change) for change in planned.plan.changes if change.address in nodes)
        facts = (with_facts(record, change, nodes[change.address], current) for record, change in pairs if record is not None)
        entries.extend(Put(kept, "other needs") for kept in facts if kept is not None)
    evaluation = evaluate_recorded(expansion, snapshot) if expansion is not None else Evaluation()
    exports = changed_exports(expansion, evaluation, snapshot.exports)
    if exports is not None:
        entries.append(Publish(exports))
    return entries


def _carry_out(engine: Engine, session: StateSession, planned: Planned, run: str) -> Applied:
    plan = planned.plan
    record = RunRecord(run, engine.identity.command, engine.identity.who, engine.now())
    session.append(Run(record), *planned.recovery.entries)
    session.append(*plan.moves)
    records = list(session.snapshot.records())
    steps = build_steps(plan, planned.desired.expansion, records)
    engine.begin("apply", sum(1 for change in steps.changes.values() if change.is_change))
    execution = Execution(engine, session, planned, steps, run, records)
    try:
        result = walk(
            steps.graph,
            execution.visit,
            workers=engine.workers(planned.desired.intent.target),
            stopped=lambda: engine.stop.requested,
            abandoned=engine.stop.leaves(engine.monotonic),
            inline=lambda key: not execution.makes_call(key),
        )
    except BaseException:
        # A bug of a provider, or a state that cannot be written any more: the run ends all the same, and says so if it can.
        with contextlib.suppress(StateError):
            session.append(Run(replace(record, ended=engine.now(), result="failed")))
        raise
    for key in result.left:
        execution.leave(key)
    _report_skipped(engine, steps, result.skipped)
    applied = _outcome(plan, steps, execution, result)
    _finish(engine, session, planned, execution, record, applied)
    return applied


def _outcome(plan: Plan, steps: Steps, execution: Execution, result: WalkResult[StepKey]) -> Applied:
    """An address is done when every step of it is: of a replacement, both halves."""
    skipped = {key.address: cause.address for key, cause in result.skipped.items() if _is_work(steps, key)}
    untouched = _addresses(steps, result.untouched)
    undone = {*execution.failures, *skipped, *untouched}
    return Applied(
        plan=plan,
        done=[address for address in _addresses(steps, result.succeeded) if address not in undone],
        failed=execution.failures,
        skipped={address: cause for address, cause in skipped.items() if address not in execution.failures},
        untouched=untouched,
        awaiting=execution.awaiting,
        aborted=execution.aborted,
    )


def _finish(engine: Engine, session: StateSession, planned: Planned, execution: Execution, record: RunRecord, applied: Applied) -> None:
    outcome = "done" if applied.succeeded else "failed" if applied.failed and not applied.aborted else "stopped"
    counts = {action.value: number for action, number in planned.plan.counts().items() if action is not Action.NO_OP}
    seen = reviewed(session.snapshot) if applied.succeeded else []
    entries: list[Entry] = [*seen, Run(replace(record, ended=engine.now(), result=outcome, counts=counts))]
    exports = execution.exports()
    if exports is not None:
        entries.append(Publish(exports))
    session.append(*entries)


def _report_skipped(engine: Engine, steps: Steps, skipped: Mapping[StepKey, StepKey]) -> None:
    for key, cause in skipped.items():
        if _is_work(steps, key):
            engine.reporter.step_skipped(Execution.step(key, steps.changes[key]), cause.address)


def _is_work(steps: Steps, key: StepKey) -> bool:
    return key in steps.changes and key.phase in {Phase.APPLY, Phase.DELETE} and steps.changes[key].is_change


def _addresses(steps: Steps, keys: Sequence[StepKey]) -> list[Address]:
    return list(dict.fromkeys(key.address for key in keys if _is_work(steps, key)))
