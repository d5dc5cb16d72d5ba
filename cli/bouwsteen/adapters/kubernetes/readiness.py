"""Whether an object is ready, from what it says of itself: the rules that kstatus made common. Pure.

Kinds that are known are read by what their controllers write; every other by the conditions that
custom resources agree on (`Ready`, `Reconciling`, `Stalled`), and one without conditions is ready when it is there.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final


class State(enum.StrEnum):
    READY = "ready"
    IN_PROGRESS = "in-progress"
    FAILED = "failed"  # it says that it will not get ready by itself
    LEAVING = "leaving"  # being deleted


@dataclass(frozen=True, slots=True)
class Readiness:
    """`reason` is one sentence for people, without a full stop; empty when ready."""

    state: State
    reason: str = ""

    @property
    def is_ready(self) -> bool:
        return self.state is State.READY


_READY: Final = Readiness(State.READY)
Live = Mapping[str, Any]


def readiness_of(live: Live) -> Readiness:
    metadata = live.get("metadata", {})
    if metadata.get("deletionTimestamp"):
        blockers = ", ".join(metadata.get("finalizers") or ()) or _left_inside(live)
        return Readiness(State.LEAVING, "it is being deleted" + (f" and waits for {blockers}" if blockers else ""))
    status = live.get("status") or {}
    seen = status.get("observedGeneration")
    if isinstance(seen, int) and seen < metadata.get("generation", 0):
        return _waits("its controller has not looked at the last change yet")
    rule = _RULES.get((str(live.get("apiVersion", "")).rpartition("/")[0], str(live.get("kind", ""))))
    return rule(live, status) if rule is not None else _by_conditions(status)


def _left_inside(live: Live) -> str:
    """Of a namespace, what its controller says that holds it up."""
    found = (live.get("status") or {}).get("conditions") or ()
    held = [each for each in found if isinstance(each, Mapping) and each.get("status") == "True" and each.get("message")]
    return "; ".join(str(each["message"])[:300] for each in held)


def _waits(reason: str) -> Readiness:
    return Readiness(State.IN_PROGRESS, reason)


def _fails(reason: str) -> Readiness:
    return Readiness(State.FAILED, reason)


def _condition(status: Live, kind: str) -> Mapping[str, Any]:
    for each in status.get("conditions") or ():
        if isinstance(each, Mapping) and each.get("type") == kind:
            return each
    return {}


def _is(status: Live, kind: str, value: str = "True") -> bool:
    return bool(_condition(status, kind).get("status") == value)


def _why(status: Live, kind: str) -> str:
    """`Ready is False: ImagePull: no such image`, as far as it is told."""
    condition = _condition(status, kind)
    parts = (f"{kind} is {condition.get('status')}", condition.get("reason"), condition.get("message"))
    return ": ".join(str(part)[:300] for part in parts if part)


def _by_conditions(status: Live) -> Readiness:
    if _is(status, "Stalled"):
        return _fails(_why(status, "Stalled"))
    if _is(status, "Reconciling"):
        return _waits(_why(status, "Reconciling"))
    if _condition(status, "Ready") and not _is(status, "Ready"):
        return _waits(_why(status, "Ready"))
    return _READY


def _deployment(live: Live, status: Live) -> Readiness:
    progressing = _condition(status, "Progressing")
    if progressing.get("reason") == "ProgressDeadlineExceeded":
        return _fails(_why(status, "Progressing"))
    wanted = _replicas(live)
    if (found := _all(status, wanted, "updatedReplicas", "are of the last version")) is not None:
        return found
    if status.get("replicas", 0) > wanted:
        return _waits(f"{status['replicas'] - wanted} pods of an earlier version are still there")
    if (found := _all(status, wanted, "availableReplicas", "are available")) is not None:
        return found
    return _READY if _is(status, "Available") or not wanted else _waits("it is not available yet")


def _stateful_set(live: Live, status: Live) -> Readiness:
    wanted = _replicas(live)
    if (live.get("spec", {}).get("updateStrategy") or {}).get("type") == "OnDelete":
        return _READY
    partition = ((live.get("spec", {}).get("updateStrategy") or {}).get("rollingUpdate") or {}).get("partition", 0)
    if (found := _all(status, wanted, "readyReplicas", "are ready")) is not None:
        return found
    if (found := _all(status, max(wanted - partition, 0), "updatedReplicas", "are of the last version")) is not None:
        return found
    if not partition and status.get("currentRevision") != status.get("updateRevision"):
        return _waits("its pods are not all of the last version yet")
    return _READY


def _daemon_set(_: Live, status: Live) -> Readiness:
    if "observedGeneration" not in status:
        return _waits("its controller has not looked at it yet")
    wanted = status.get("desiredNumberScheduled", 0)
    for name, text in (("updatedNumberScheduled", "are of the last version"), ("numberAvailable", "are available")):
        if (found := _all(status, wanted, name, text)) is not None:
            return found
    return _READY


def _replica_set(live: Live, status: Live) -> Readiness:
    if _is(status, "ReplicaFailure"):
        return _waits(_why(status, "ReplicaFailure"))
    return _all(status, _replicas(live), "availableReplicas", "are available") or _READY


def _all(status: Live, wanted: int, name: str, text: str) -> Readiness | None:
    found = status.get(name, 0)
    return _waits(f"{found} of {wanted} pods {text}") if found < wanted else None


def _replicas(live: Live) -> int:
    replicas = live.get("spec", {}).get("replicas")
    return replicas if isinstance(replicas, int) else 1


def _job(_: Live, status: Live) -> Readiness:
    if _is(status, "Failed"):
        return _fails(_why(status, "Failed"))
    if _is(status, "Complete"):
        return _READY
    return _waits(f"it runs ({status.get('active', 0)} active, {status.get('failed', 0)} failed)")


def _pod(_: Live, status: Live) -> Readiness:
    phase = status.get("phase")
    if phase == "Succeeded" or (phase == "Running" and _is(status, "Ready")):
        return _READY
    if phase == "Failed":
        return _fails(f"it failed: {str(status.get('message') or status.get('reason') or 'no reason is given')[:300]}")
    return _waits(f"it is {phase or 'not started'}" + (f": {_why(status, 'PodScheduled')}" if _is(status, "PodScheduled", "False") else ""))


def _volume_claim(_: Live, status: Live) -> Readiness:
    """Not waited for: many are bound only when a pod asks for them."""
    return _fails("its volume is lost") if status.get("phase") == "Lost" else _READY


def _service(live: Live, status: Live) -> Readiness:
    spec = live.get("spec", {})
    if spec.get("type") == "LoadBalancer" and not (status.get("loadBalancer") or {}).get("ingress"):
        return _waits("it has no address from outside yet")
    return _READY


def _definition(_: Live, status: Live) -> Readiness:
    if _is(status, "NamesAccepted", "False"):
        return _fails(_why(status, "NamesAccepted"))
    return _READY if _is(status, "Established") else _waits("the API server does not serve it yet")


def _namespace(_: Live, status: Live) -> Readiness:
    return _READY if status.get("phase", "Active") == "Active" else _waits(f"it is {status['phase']}")


def _service_of_api(_: Live, status: Live) -> Readiness:
    return _READY if _is(status, "Available") else _waits(_why(status, "Available"))


def _at_once(_: Live, __: Live) -> Readiness:
    return _READY


_RULES: Final[Mapping[tuple[str, str], Callable[[Live, Live], Readiness]]] = {
    ("", "Namespace"): _namespace,
    ("", "PersistentVolumeClaim"): _volume_claim,
    ("", "Pod"): _pod,
    ("", "Service"): _service,
    ("apiextensions.k8s.io", "CustomResourceDefinition"): _definition,
    ("apiregistration.k8s.io", "APIService"): _service_of_api,
    ("apps", "DaemonSet"): _daemon_set,
    ("apps", "Deployment"): _deployment,
    ("apps", "ReplicaSet"): _replica_set,
    ("apps", "StatefulSet"): _stateful_set,
    ("autoscaling", "HorizontalPodAutoscaler"): _at_once,
    ("batch", "Job"): _job,
    ("policy", "PodDisruptionBudget"): _at_once,
}
