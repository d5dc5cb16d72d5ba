"""The door of an environment that wants approval, and of a plan that is dangerous: what is behind it waits for an `Approval`.

What waits can be read: the plan stands in a ConfigMap of the namespace, beside one that was approved of and no longer holds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterError, Kind
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.engine.plans import Planned
from bouwsteen.formats.stack_objects import MANAGED_BY, STACK_LABEL
from bouwsteen.planning.plans import Plan
from bouwsteen_operator import approvals
from bouwsteen_operator.approvals import Mode
from bouwsteen_operator.caches import Cache, Object
from bouwsteen_operator.conditions import Condition, ConditionType, Reason, Status, sentence
from bouwsteen_operator.instances import owner_of
from bouwsteen_operator.keys import Key
from bouwsteen_operator.places import settings_of
from bouwsteen_operator.verdicts import Verdict, wait_for
from bouwsteen_operator.writes import Writer

NOT_NEEDED: Final = Condition(ConditionType.PLAN_APPROVED, Status.TRUE, Reason.APPROVAL_NOT_NEEDED, "The environment asks for no approval.")

NOT_JUDGED: Final = Condition(
    ConditionType.PLAN_APPROVED, Status.UNKNOWN, Reason.NOT_JUDGED, "Nobody is asked, while nothing is carried out."
)

NOTHING_WAITS: Final = Condition(ConditionType.PLAN_APPROVED, Status.TRUE, Reason.APPROVED, "Nothing waits for approval.")


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a plan may be carried out. `verdict` is None where it may; `approvers` said yes to it."""

    condition: Condition
    verdict: Verdict | None = None
    approvers: tuple[str, ...] = ()
    is_exact: bool = False  # this very plan was approved of, with all its dangers
    document: str = ""  # the digest of the text in the ConfigMap, where it waits


class Door:
    """Of one Stack. `client` acts as the service account of its namespace."""

    def __init__(self, key: Key, stack: Object, cache: Cache, client: ClusterClient) -> None:
        self._key = key
        self._stack = stack
        self._client = client
        resolved = (stack.get("spec") or {}).get("resolved") or {}
        from_git = str(resolved.get("approvedIntent") or "")
        self._given = approvals.read_approvals(cache.list("Approval", key.namespace), key.name, from_git=from_git)

    @property
    def mode(self) -> Mode:
        found = settings_of(self._stack).get("approval", "none")
        return "plan" if found == "plan" else "intent" if found == "intent" else "none"

    def admit(self, planned: Planned) -> Admission:
        """Raises ClusterError where the plan cannot be shown."""
        plan = planned.plan
        mode: Mode = "plan" if plan.destroys and self.mode != "none" else self.mode
        by = approvals.approvers_of(self._given, plan)
        exact = approvals.is_approved(self._given, "plan", plan)
        dangers = [each.diagnostic for each in planned.dangers]
        if approvals.is_approved(self._given, mode, plan) and (exact or not dangers or plan.destroys):
            return Admission(_approved(mode, by), None, by, exact)
        text = approvals.write_plan(plan)
        stale = self._show(planned, text)
        return replace(self._hold(planned, mode, dangers, stale), document=approvals.document_digest(text))

    def _hold(self, planned: Planned, mode: Mode, dangers: list[Diagnostic], stale: str) -> Admission:
        plan = planned.plan
        if stale:
            return _held(Reason.PLAN_STALE, stale, "Read the plan again, and approve that one.", self._ask(mode, plan))
        if mode == "none" or approvals.is_approved(self._given, mode, plan):
            text = " ".join(f"{each.summary}: {each.detail}" for each in dangers)
            return _held(Reason.REMOVAL_NOT_CONFIRMED, text, self._ask("plan", plan))
        what = "The plan" if mode == "plan" else "What is wanted"
        return _held(Reason.APPROVAL_PENDING, f"{what} waits for somebody who approves of it.", self._ask(mode, plan))

    def tidy(self) -> None:
        """Nothing waits any more. Raises ClusterError."""
        known = self._read()
        if known is not None:
            Writer(self._client).delete("ConfigMap", known)

    def _ask(self, mode: Mode, plan: Plan) -> str:
        digest = plan.intent_digest if mode == "intent" else plan.digest
        return (
            f"The plan is in the ConfigMap {plan_map(self._key.name)}. To approve: an Approval with `stack: {self._key.name}`, "
            f"`of: {mode}`, `digest: {digest}`."
        )

    def _show(self, planned: Planned, text: str) -> str:
        """Write the plan where people read it. What moved, where another one was approved of; else empty."""
        plan = planned.plan
        known = self._read()
        data = dict(known.get("data") or {}) if known is not None else {}
        shown, kept = data.get(approvals.PLAN_KEY, ""), data.get(approvals.APPROVED_KEY, "")
        given = {each.digest for each in self._given}
        if approvals.digest_of(shown) not in {"", plan.digest} and (
            approvals.digest_of(shown) in given or approvals.intent_of(shown) in given
        ):
            kept = shown
        wanted = {approvals.PLAN_KEY: text, **({approvals.APPROVED_KEY: kept} if kept else {})}
        if wanted != data:
            Writer(self._client).apply(self._manifest(wanted))
        explained = approvals.explain_stale(kept, plan, planned.recovery.snapshot.runs) if kept else None
        return explained.detail if explained is not None else ""

    def _read(self) -> Object | None:
        path = f"/api/v1/namespaces/{self._key.namespace}/configmaps/{plan_map(self._key.name)}"
        try:
            return self._client.get(path)
        except ClusterError as error:
            if error.kind is Kind.NOT_FOUND:
                return None
            raise

    def _manifest(self, data: dict[str, str]) -> dict[str, Any]:
        metadata = {
            "name": plan_map(self._key.name),
            "namespace": self._key.namespace,
            "labels": {**MANAGED_BY, STACK_LABEL: self._key.name},
            "ownerReferences": [owner_of(self._stack)],
        }
        return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def plan_map(stack: str) -> str:
    """The name of the ConfigMap with the plan that waits."""
    return f"{stack}-plan"


def _approved(mode: Mode, by: tuple[str, ...]) -> Condition:
    if mode == "none":
        return NOT_NEEDED
    who = f" by {', '.join(by)}" if by else ", in git"
    return Condition(ConditionType.PLAN_APPROVED, Status.TRUE, Reason.APPROVED, f"It was approved{who}.")


def _held(reason: Reason, text: str, *remedies: str) -> Admission:
    verdict = wait_for(reason, text, " ".join(remedies))
    return Admission(Condition(ConditionType.PLAN_APPROVED, Status.FALSE, reason, sentence(text, reason=reason)), verdict)
