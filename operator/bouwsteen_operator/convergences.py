"""From what a sound Stack wants to what is there: plan, ask at the door, carry out, and tell how each instance is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bouwsteen.adapters.kubernetes.clients import ClusterClient
from bouwsteen.engine.applies import Applied, apply, raise_unless_applied, unrecorded
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.findings import tell
from bouwsteen.engine.plans import Desired, Planned, data_types_of, plan_in
from bouwsteen.engine.policies import permitted
from bouwsteen.engine.questioners import Consenting, Questioner
from bouwsteen.engine.rulings import Approval
from bouwsteen.errors import ApplyError, BouwsteenError
from bouwsteen.state.snapshots import EnvironmentSnapshot
from bouwsteen_operator import emergencies, findings, instances, places, verdicts
from bouwsteen_operator.approvals import AUTHOR, as_approved
from bouwsteen_operator.caches import Cache, Object
from bouwsteen_operator.conditions import Condition, ConditionType, Reason, Status, find, ready
from bouwsteen_operator.desires import Wanted
from bouwsteen_operator.doors import NOT_JUDGED, NOT_NEEDED, NOTHING_WAITS, Admission, Door
from bouwsteen_operator.instances import Seen
from bouwsteen_operator.keys import Key
from bouwsteen_operator.outcomes import Outcome
from bouwsteen_operator.removals import Assenting, approved_by
from bouwsteen_operator.reports import Reporter
from bouwsteen_operator.results import Happened, Result, counts_of
from bouwsteen_operator.retentions import retained_keys, retained_manifest
from bouwsteen_operator.settings import Settings
from bouwsteen_operator.stops import find_emergency, find_stopped
from bouwsteen_operator.unpinned_policies import UnpinnedPolicies
from bouwsteen_operator.verdicts import Verdict
from bouwsteen_operator.writes import keep_map


@dataclass(frozen=True, slots=True)
class Convergence:
    """Of one Stack that is sound: from what it wants to what is there."""

    settings: Settings
    key: Key
    stack: Object
    cache: Cache
    reporter: Reporter
    engine: Engine
    client: ClusterClient  # as the service account of the namespace
    wanted: Wanted
    beside: tuple[Condition, ...]
    now: Callable[[], str]  # RFC 3339
    unpinned: UnpinnedPolicies

    def bring(self) -> Result:
        """Raises BouwsteenError, ClusterError."""
        desired = self._desired()
        intent = desired.intent
        with self.engine.read_state(intent.stack, intent.environment, intent.organisation) as session:
            owner = session.snapshot.owner
            if owner not in {"", self.settings.owner}:
                verdict = places.record_of_another(owner, self.key, intent.environment, self.settings.owner)
                return Result(verdict, (*self.beside, *places.awaits(verdict)))
            planned = plan_in(self.engine, session, desired)
        if not planned.plan.can_apply:
            if unrecorded(planned):
                apply(self._consenting(Consenting()), desired)
            return self._settled(planned)
        stop = self._find_stop(planned)
        if stop is not None:
            if stop.reason is Reason.BREAK_GLASS and stop.outcome.again_after is not None:  # one that is too long is not in force
                self._write_follow_up(planned)
            return self._held(planned, Admission(NOT_JUDGED, stop))
        self._ask_unpinned(planned)
        door = Door(self.key, self.stack, self.cache, self.client)
        admission = door.admit(planned)
        if admission.verdict is not None:
            return self._held(planned, admission)
        return self._carry_out(planned, admission, door)

    def _ask_unpinned(self, planned: Planned, approval: Approval | None = None) -> None:
        """What policies say that the lock leaves out. Raises DeniedError.

        Of what is new alone, as the webhook asks: what was carried out once is kept as it was made, whatever is published since.
        """
        if ((self.stack.get("status") or {}).get("lastApplied") or {}).get("intent") == planned.plan.intent_digest:
            return
        found = self.unpinned.find(self.wanted.workspace)
        asked = replace(self.wanted.workspace, policies=found)
        policies = {name: self.unpinned.compiled(each) for name, each in found.items()}
        rulings = permitted(self.engine, asked, replace(self.wanted.compiled, desired=planned.desired), policies, approval).desired.rulings
        if found and rulings is not None:
            tell(rulings.judge(planned.plan, planned.desired.expansion, data_types_of(self.engine)), self.engine.language)

    def _find_stop(self, planned: Planned) -> Verdict | None:
        """What keeps a plan from being carried out for now, approved of or not."""
        blocks = {str(each["spec"]["instance"]): str(each["spec"]["block"]) for each in self.reporter.lives(self.key)}
        blocks |= {entry.instance: entry.block for entry in self.wanted.compiled.arrangement.entries}
        return find_emergency(self.stack, self.now()) or find_stopped(planned.plan, blocks, self.cache.list("CatalogEntry"))

    def _write_follow_up(self, planned: Planned) -> None:
        """What must be in git before the emergency ends. Raises ClusterError."""
        seen = Seen(tuple(planned.recovery.snapshot.records()), planned.observations)
        environment, expansion = planned.desired.intent.environment, planned.desired.expansion
        document = emergencies.write_follow_up(self.key, self.stack, environment, expansion, seen)
        keep_map(self.client, emergencies.follow_up_manifest(self.key, self.stack, document))

    def _desired(self) -> Desired:
        kept = instances.kept_instances(self.reporter.lives(self.key), self.key.name)
        desired = self.wanted.compiled.desired
        return replace(desired, intent=replace(desired.intent, kept=kept)) if kept else desired

    def _carry_out(self, planned: Planned, admission: Admission, door: Door) -> Result:
        author = str((self.stack["metadata"].get("annotations") or {}).get(AUTHOR, ""))
        self._ask_unpinned(planned, Approval(author, admission.approvers))
        desired = approved_by(planned.desired, admission.approvers, author)
        exact = as_approved(planned.plan) if admission.is_exact else None
        applied = apply(self._consenting(Assenting() if exact else Consenting()), desired, approved=exact)
        if door.mode != "none" or exact is not None:
            door.tidy()
        with self.engine.read_state(desired.intent.stack, desired.intent.environment, desired.intent.organisation) as session:
            snapshot = session.snapshot
        self._tell_retained(planned.recovery.snapshot, snapshot)
        return self._carried_out(planned, admission, applied, snapshot)

    def _tell_retained(self, before: EnvironmentSnapshot, after: EnvironmentSnapshot) -> None:
        """Where an apply left something that nothing asks for any more, or took it up again. Raises ClusterError."""
        if retained_keys(before.records()) != retained_keys(after.records()):
            stays = [each for each in after.records() if each.retained]
            keep_map(self.client, retained_manifest(self.key, after.environment, stays, is_deleted=False))

    def _consenting(self, questioner: Questioner) -> Engine:
        return replace(self.engine, questioner=questioner)

    # What there is to say.

    def _carried_out(self, planned: Planned, admission: Admission, applied: Applied, snapshot: EnvironmentSnapshot) -> Result:
        verdict = _verdict_of(applied)
        seen = Seen(tuple(snapshot.records()), {}, applied.failed, applied.skipped)
        beside = (*self.beside, places.own_record(), admission.condition, findings.describe_drift(planned, mended=applied.succeeded))
        mended = findings.drifted(planned.plan)
        happened = [Happened("Applied", _told(applied), is_warning=not applied.succeeded)] if applied.plan.has_changes else []
        if mended and applied.succeeded:
            happened.append(Happened("DriftCorrected", f"Put back as it was made: {', '.join(mended)}."))
        return self._result(verdict, beside, planned, seen, applied=applied, happened=tuple(happened))

    def _settled(self, planned: Planned) -> Result:
        seen = Seen(tuple(planned.recovery.snapshot.records()), planned.observations)
        beside = (*self.beside, places.own_record(), *self._nothing_waits(), findings.describe_drift(planned, mended=False))
        verdict = Verdict(ready("Everything is as the stack asks for it."), Outcome())
        return self._result(verdict, beside, planned, seen)

    def _nothing_waits(self) -> tuple[Condition, ...]:
        """What was said of an approval that was given stays said."""
        before = find((self.stack.get("status") or {}).get("conditions") or (), ConditionType.PLAN_APPROVED)
        asks = Door(self.key, self.stack, self.cache, self.client).mode != "none"
        return () if asks and before is not None and before.get("status") == Status.TRUE else (NOTHING_WAITS if asks else NOT_NEEDED,)

    def _held(self, planned: Planned, admission: Admission) -> Result:
        assert admission.verdict is not None
        seen = Seen(tuple(planned.recovery.snapshot.records()), planned.observations)
        beside = (*self.beside, places.own_record(), admission.condition, findings.describe_drift(planned, mended=False))
        return replace(self._result(admission.verdict, beside, planned, seen), document=admission.document)

    def _result(
        self,
        verdict: Verdict,
        beside: tuple[Condition, ...],
        planned: Planned,
        seen: Seen,
        *,
        applied: Applied | None = None,
        happened: tuple[Happened, ...] = (),
    ) -> Result:
        compiled = self.wanted.compiled
        resources = instances.describe_instances(compiled.desired.expansion, seen)
        manifests = instances.want_instances(self.key, self.stack, compiled)
        bindings = instances.find_bindings(self.key.namespace, compiled.arrangement.wiring.edges, seen.records)
        self.reporter.write_instances(self.key, manifests, resources, seen.failed, bindings)
        shown = {name: resources.get(name, []) for name in manifests}
        plan = applied.plan if applied is not None else planned.plan
        return Result(verdict, beside, plan, applied, resources=shown, happened=happened)


def _verdict_of(applied: Applied) -> Verdict:
    try:
        raise_unless_applied(applied)
    except ApplyError:
        return verdicts.judge_failures(applied.failed.values(), len(applied.skipped))
    except BouwsteenError as error:
        return verdicts.judge(error)
    if applied.awaiting:
        first = min(applied.awaiting)
        return verdicts.wait_for(Reason.REGISTRATION_PENDING, f"{first.local}: {applied.awaiting[first]}")
    return Verdict(ready("Everything is as the stack asks for it."), Outcome())


def _told(applied: Applied) -> str:
    counts = ", ".join(f"{action} {number}" for action, number in counts_of(applied.plan).items())
    failed = ", ".join(each.local for each in sorted(applied.failed))
    return f"Carried out: {counts}." + (f" Failed: {failed}." if failed else "")
