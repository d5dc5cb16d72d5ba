"""When an object is ready, by what it says of itself."""

from __future__ import annotations

from typing import Any

import pytest

from bouwsteen.adapters.kubernetes.readiness import State, readiness_of

READY, WAITS, FAILED = State.READY, State.IN_PROGRESS, State.FAILED
APPS = "apps/v1"


def condition(kind: str, status: str = "True", reason: str = "") -> dict[str, Any]:
    return {"type": kind, "status": status, **({"reason": reason} if reason else {})}


def status(**fields: Any) -> dict[str, Any]:
    return {"status": {"observedGeneration": 1, **fields}}


DONE = {"replicas": 2, "updatedReplicas": 2, "availableReplicas": 2, "readyReplicas": 2, "currentRevision": "a", "updateRevision": "a"}
AVAILABLE = [condition("Available")]


@pytest.mark.parametrize(
    ("version", "kind", "content", "state", "reason"),
    [
        ("v1", "ConfigMap", {}, READY, ""),
        (APPS, "Deployment", status(**DONE, conditions=AVAILABLE), READY, ""),
        (APPS, "Deployment", status(**{**DONE, "updatedReplicas": 1}, conditions=AVAILABLE), WAITS, "1 of 2 pods are of the last version"),
        (APPS, "Deployment", status(**{**DONE, "replicas": 3}, conditions=AVAILABLE), WAITS, "1 pods of an earlier version"),
        (APPS, "Deployment", status(**{**DONE, "availableReplicas": 0}), WAITS, "0 of 2 pods are available"),
        (
            APPS,
            "Deployment",
            status(conditions=[condition("Progressing", "False", "ProgressDeadlineExceeded")]),
            FAILED,
            "ProgressDeadline",
        ),
        (APPS, "Deployment", {"status": {**DONE, "observedGeneration": 0}}, WAITS, "has not looked at the last change"),
        (APPS, "StatefulSet", status(**DONE), READY, ""),
        (APPS, "StatefulSet", status(**{**DONE, "updateRevision": "b"}), WAITS, "not all of the last version"),
        (APPS, "DaemonSet", status(desiredNumberScheduled=1, updatedNumberScheduled=1, numberAvailable=1), READY, ""),
        (APPS, "DaemonSet", {}, WAITS, "has not looked at it yet"),
        ("batch/v1", "Job", status(conditions=[condition("Complete")]), READY, ""),
        ("batch/v1", "Job", status(active=1), WAITS, "1 active"),
        ("batch/v1", "Job", status(conditions=[condition("Failed", reason="BackoffLimitExceeded")]), FAILED, "BackoffLimitExceeded"),
        ("v1", "Service", {"spec": {"replicas": 2, "type": "LoadBalancer"}}, WAITS, "no address from outside"),
        ("v1", "PersistentVolumeClaim", {"status": {"phase": "Pending"}}, READY, ""),
        ("v1", "PersistentVolumeClaim", {"status": {"phase": "Lost"}}, FAILED, "lost"),
        ("v1", "Pod", {"status": {"phase": "Running", "conditions": [condition("Ready")]}}, READY, ""),
        ("v1", "Pod", {"status": {"phase": "Failed", "reason": "Evicted"}}, FAILED, "Evicted"),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", {}, WAITS, "does not serve it yet"),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", {"status": {"conditions": [condition("Established")]}}, READY, ""),
        ("example.com/v1", "Deployment", {}, READY, ""),  # of somebody else's group: by its conditions
        ("example.com/v1", "Thing", {"status": {"conditions": [condition("Ready")]}}, READY, ""),
        ("example.com/v1", "Thing", {"status": {"conditions": [condition("Ready", "False", "Slow")]}}, WAITS, "Ready is False: Slow"),
        ("example.com/v1", "Thing", {"status": {"conditions": [condition("Reconciling")]}}, WAITS, "Reconciling is True"),
        ("example.com/v1", "Thing", {"status": {"conditions": [condition("Stalled", reason="Wrong")]}}, FAILED, "Stalled is True: Wrong"),
    ],
)
def test_each_kind_by_its_own_words(version: str, kind: str, content: dict[str, Any], state: State, reason: str) -> None:
    found = readiness_of({"apiVersion": version, "kind": kind, "metadata": {"generation": 1}, "spec": {"replicas": 2}, **content})
    assert found.state is state
    assert reason in found.reason


def test_what_is_being_deleted_names_what_holds_it() -> None:
    found = readiness_of({"metadata": {"deletionTimestamp": "2026-11-26T12:00:00Z", "finalizers": ["example.com/keep"]}})
    assert found.state is State.LEAVING
    assert "example.com/keep" in found.reason
