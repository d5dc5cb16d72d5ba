"""What one reconcile found and did, and the status of the Stack that follows from it. Pure.

What this time could not be told (the API server was away, say) stays as it was said last: conditions do not come and go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bouwsteen.engine.applies import Applied
from bouwsteen.planning.actions import Action
from bouwsteen.planning.plans import Plan
from bouwsteen_operator.caches import Object
from bouwsteen_operator.conditions import Condition, ConditionType, merge
from bouwsteen_operator.instances import is_ready
from bouwsteen_operator.objects import REQUESTED_AT
from bouwsteen_operator.statuses import MAX_HISTORY
from bouwsteen_operator.verdicts import Verdict

_ALWAYS_FRESH: Final = frozenset({ConditionType.READY, ConditionType.RECONCILING, ConditionType.STALLED})
_LONGEST_MESSAGE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Happened:
    """Something to tell as an event of the Stack: it happened once."""

    reason: str
    message: str
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """`beside` are the conditions that were found besides those of the verdict; what is not among them stays as it was.

    `resources`, by instance, is None where nobody looked. `document` is the digest of the plan as people read it, where it waits.
    """

    verdict: Verdict
    beside: tuple[Condition, ...] = ()
    plan: Plan | None = None
    applied: Applied | None = None
    resources: Mapping[str, list[dict[str, Any]]] | None = None
    happened: tuple[Happened, ...] = ()
    document: str = ""


def write_status(stack: Object, result: Result, now: str) -> dict[str, Any]:
    """The whole status of a Stack after a reconcile."""
    before: Mapping[str, Any] = stack.get("status") or {}
    metadata = stack["metadata"]
    generation = int(metadata.get("generation", 1))
    requested = (metadata.get("annotations") or {}).get(REQUESTED_AT, before.get("lastHandledReconcileAt", ""))
    last, history = _runs(before, result, now)
    status: dict[str, Any] = {
        "observedGeneration": generation,
        "conditions": _conditions(before.get("conditions") or (), result, generation, now),
        "lastHandledReconcileAt": requested,
        "plan": _plan(before.get("plan"), result.plan, result.document),
        "lastApplied": last,
        "history": history,
        "instances": _instances(result.resources) if result.resources is not None else before.get("instances"),
    }
    return {name: each for name, each in status.items() if each}


def counts_of(plan: Plan) -> dict[str, int]:
    """How many changes there are of each action, those that change nothing left out."""
    counted = Counter(change.action for change in plan.changes if change.is_change)
    return {action.value: number for action, number in sorted(counted.items()) if action is not Action.NO_OP}


def _conditions(before: Iterable[Mapping[str, Any]], result: Result, generation: int, now: str) -> list[dict[str, Any]]:
    known = list(before)
    written = {each["type"]: each for each in merge(known, (*result.verdict.conditions, *result.beside), generation, now)}
    kept = {each["type"]: dict(each) for each in known if each["type"] not in _ALWAYS_FRESH}
    merged = {**kept, **written}
    return [merged[type_] for type_ in ConditionType if type_ in merged]


def _plan(before: Any, plan: Plan | None, document: str) -> Any:
    """The last one that had something to do: that nothing is left to do says `Ready`."""
    if plan is None or (before and not plan.has_changes and before.get("intent") == plan.intent_digest):
        return before
    counts = counts_of(plan)
    shown = {"document": document} if document else {}
    return {"intent": plan.intent_digest, "digest": plan.digest, **shown, **({"summary": counts} if counts else {})}


def _runs(before: Mapping[str, Any], result: Result, now: str) -> tuple[Any, Any]:
    """What was carried out last, and the last runs: those that changed something, or failed at it in another way than before."""
    last, history = before.get("lastApplied"), list(before.get("history") or ())
    applied = result.applied
    if applied is None:
        return last, history
    plan = applied.plan
    counts = counts_of(plan)
    if applied.succeeded:
        last = {"intent": plan.intent_digest, "plan": plan.digest, "at": now, **({"changes": counts} if counts else {})}
    if not counts:
        return last, history
    outcome = "Succeeded" if applied.succeeded else "Failed" if applied.failed else "Stopped"
    failed = [applied.failed[address] for address in sorted(applied.failed)]
    message = " ".join(f"{each.summary}: {each.detail}" for each in failed)[:_LONGEST_MESSAGE]
    run = {"at": now, "result": outcome, "intent": plan.intent_digest, "changes": counts, **({"message": message} if message else {})}
    same = bool(history) and {**history[0], "at": ""} == {**run, "at": ""} and outcome == "Failed"
    return last, (history if same else [run, *history])[:MAX_HISTORY]


def _instances(resources: Mapping[str, list[dict[str, Any]]]) -> dict[str, int]:
    ready = sum(is_ready(each) for each in resources.values())
    return {"total": len(resources), "ready": ready}
