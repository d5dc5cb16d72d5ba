"""The plan of a Stack that waits for approval: where it stands, and whether it is the one that the operator speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson

from bouwsteen.errors import NotFoundError, StaleError
from bouwsteen.formats.shown_plans import read_shown_plan
from bouwsteen.planning.plans import Plan
from bouwsteen_kubectl.clusters import PersonalCluster, told
from bouwsteen_kubectl.targets import Target
from bouwsteen_operator.approvals import PLAN_KEY, document_digest
from bouwsteen_operator.caches import Object
from bouwsteen_operator.conditions import ConditionType, Reason, find
from bouwsteen_operator.doors import plan_map
from bouwsteen_operator.places import settings_of
from bouwsteen_operator.results import counts_of

WAITING: Final = frozenset({Reason.APPROVAL_PENDING, Reason.PLAN_STALE, Reason.REMOVAL_NOT_CONFIRMED})


@dataclass(frozen=True, slots=True)
class Waiting:
    """`of` is what an approval must name here: an intent where the environment asks for no more, else this very plan."""

    plan: Plan
    document: dict[str, Any]
    of: Literal["intent", "plan"]

    @property
    def digest(self) -> str:
        return self.plan.intent_digest if self.of == "intent" else self.plan.digest


def read_waiting(cluster: PersonalCluster, target: Target) -> Waiting:
    """Raises NotFoundError where nothing waits, StaleError where what stands there is not what the operator says that waits."""
    stack = cluster.read(target)
    reason = waits_for(stack)
    if reason is None:
        raise NotFoundError.because(
            "nothing-waits",
            "Nothing waits for approval",
            f"{target} in {cluster.namespace} has no plan that waits.",
            f"See how it is:\n\n    kubectl bouwsteen why {target} -n {cluster.namespace}",
        )
    name = plan_map(target.name)
    with told(f"read the plan in the ConfigMap {name}"):
        found = cluster.find(f"/api/v1/namespaces/{cluster.namespace}/configmaps/{name}")
    text = ((found or {}).get("data") or {}).get(PLAN_KEY, "")
    said = (stack.get("status") or {}).get("plan") or {}
    if document_digest(text) != said.get("document"):
        # Who may write ConfigMaps could show another plan than the one that is approved of; the status is the operator's alone.
        raise _another(name, "its text is not the one that the status of the Stack names", target, cluster)
    try:
        document = orjson.loads(text)
        plan = read_shown_plan(document)
    except ValueError:
        raise _another(name, "it holds no plan that can be read", target, cluster) from None
    if (plan.digest, plan.intent_digest, counts_of(plan)) != (said.get("digest"), said.get("intent"), said.get("summary") or {}):
        raise _another(name, "its plan is not the one that the status of the Stack names", target, cluster)
    return Waiting(plan, document, _what_of(stack, reason, plan))


def waits_for(stack: Object) -> Reason | None:
    """Why a Stack waits for a person who approves; None where it does not."""
    ready = find((stack.get("status") or {}).get("conditions") or (), ConditionType.READY)
    reason = ready.get("reason") if ready is not None else None
    return Reason(reason) if reason in WAITING else None


def _what_of(stack: Object, reason: Reason, plan: Plan) -> Literal["intent", "plan"]:
    asks = settings_of(stack).get("approval", "none")
    return "intent" if asks == "intent" and not plan.destroys and reason is not Reason.REMOVAL_NOT_CONFIRMED else "plan"


def _another(name: str, why: str, target: Target, cluster: PersonalCluster) -> StaleError:
    error = StaleError.because(
        "plan-not-as-said",
        "The plan is not the one that waits",
        f"The ConfigMap {name} of {cluster.namespace}: {why}. The operator may just be writing it, or somebody changed it.",
        f"Have it made again, then look again:\n\n    kubectl bouwsteen reconcile {target} -n {cluster.namespace}",
    )
    assert isinstance(error, StaleError)
    return error
