"""What there is to say of a stack besides whether it is ready: policies, wiring, drift. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bouwsteen.engine.plans import Planned
from bouwsteen.planning.actions import Reason as Cause
from bouwsteen.planning.plans import Plan
from bouwsteen_operator.conditions import Condition, ConditionType, Reason, Status, sentence
from bouwsteen_operator.desires import Wanted

_DRIFT = frozenset({Cause.DRIFT, Cause.MISSING, Cause.STOPPED})
_RETURNS = "comes-back"  # the code of what comes back each time it is mended
_MOST_NAMED = 10


def describe_policies(wanted: Wanted) -> Condition:
    """What policies deny today never comes as far as this."""
    rulings = wanted.compiled.desired.rulings
    warned = sorted({each.policy for each in rulings.findings if each.action is not None}) if rulings is not None else []
    if warned:
        text = f"Nothing is denied today; these policies warn: {_some(warned)}."
        return Condition(ConditionType.POLICY_COMPLIANT, Status.TRUE, Reason.POLICY_WARNED, sentence(text, reason=Reason.POLICY_WARNED))
    return Condition(ConditionType.POLICY_COMPLIANT, Status.TRUE, Reason.COMPLIANT, "No policy denies or warns.")


def denied(message: str) -> Condition:
    return Condition(ConditionType.POLICY_COMPLIANT, Status.FALSE, Reason.POLICY_DENIED, message)


def describe_wiring(wanted: Wanted) -> Condition:
    if wanted.missing:
        text = f"These outputs of other stacks are not there yet: {_some(wanted.missing)}."
        return Condition(ConditionType.WIRED, Status.FALSE, Reason.USES_MISSING, sentence(text, reason=Reason.USES_MISSING))
    return Condition(ConditionType.WIRED, Status.TRUE, Reason.WIRED, "Each use gets an output.")


def drifted(plan: Plan) -> list[str]:
    """The addresses of what is not as it was made."""
    return sorted({change.address.local for change in plan.changes if change.is_change and change.reason in _DRIFT})


def describe_drift(planned: Planned, *, mended: bool) -> Condition:
    """`mended`: the plan was carried out."""
    returning = sorted({each.address or "" for each in planned.plan.warnings if each.code == _RETURNS})
    found = [] if mended else drifted(planned.plan)
    if found:
        text = f"Not as it was made: {_some(found)}."
        return Condition(ConditionType.DRIFT_DETECTED, Status.TRUE, Reason.DRIFTED, sentence(text, reason=Reason.DRIFTED))
    if returning:
        text = f"These come back each time they are mended, and are left as they are: {_some(returning)}."
        return Condition(ConditionType.DRIFT_DETECTED, Status.TRUE, Reason.DRIFT_RETURNS, sentence(text, reason=Reason.DRIFT_RETURNS))
    return Condition(ConditionType.DRIFT_DETECTED, Status.FALSE, Reason.IN_STEP, "All is as it was made.")


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:_MOST_NAMED]) + (f" and {len(listed) - _MOST_NAMED} more" if len(listed) > _MOST_NAMED else "")
