"""Webhooks of others: one that is away holds up and loses nothing, one that rewrites a field each time is not fought over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.cluster_faults.records import Record, config_map, done, failed, record_of
from tests.support.clusters import Namespace

from bouwsteen.adapters.kubernetes.provider import KubernetesProvider
from bouwsteen.providers.protocol import Missing, Present

pytestmark = [pytest.mark.cluster, pytest.mark.fault("F30")]

ADMISSION = "/apis/admissionregistration.k8s.io/v1"
TIMES = 3


def matches(namespace: Namespace) -> dict[str, Any]:
    return {"matchLabels": {"kubernetes.io/metadata.name": namespace.name}}


@contextmanager
def absent_webhook(namespace: Namespace) -> Iterator[None]:
    """Asked of every ConfigMap of the namespace, and nobody is there."""
    rule = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"], "operations": ["CREATE", "UPDATE"]}
    webhook = {
        "name": "absent.example.com",
        "clientConfig": {"url": "https://127.0.0.1:9/"},
        "rules": [rule],
        "namespaceSelector": matches(namespace),
        "failurePolicy": "Fail",
        "sideEffects": "None",
        "admissionReviewVersions": ["v1"],
        "timeoutSeconds": 1,
    }
    namespace.api.create(f"{ADMISSION}/validatingwebhookconfigurations", {"metadata": {"name": namespace.name}, "webhooks": [webhook]})
    try:
        namespace.cluster.wait(lambda: _is_refused(namespace), "the webhook is asked")
        yield
    finally:
        namespace.api.delete(f"{ADMISSION}/validatingwebhookconfigurations/{namespace.name}")


@contextmanager
def rewriting_policy(namespace: Namespace) -> Iterator[None]:
    """Has every ConfigMap of the namespace say that its colour is grey."""
    rule = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"], "operations": ["CREATE", "UPDATE"]}
    policy = {
        "matchConstraints": {"resourceRules": [rule], "namespaceSelector": matches(namespace)},
        "matchConditions": [{"name": "has-colour", "expression": "has(object.data) && has(object.data.colour)"}],
        "failurePolicy": "Fail",
        "reinvocationPolicy": "Never",
        "mutations": [{"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": 'Object{data: {"colour": "grey"}}'}}],
    }
    binding = {"policyName": namespace.name}
    namespace.api.create(f"{ADMISSION}/mutatingadmissionpolicies", {"metadata": {"name": namespace.name}, "spec": policy})
    namespace.api.create(f"{ADMISSION}/mutatingadmissionpolicybindings", {"metadata": {"name": namespace.name}, "spec": binding})
    try:
        namespace.cluster.wait(lambda: _is_rewritten(namespace), "the policy is carried out")
        yield
    finally:
        namespace.api.delete(f"{ADMISSION}/mutatingadmissionpolicybindings/{namespace.name}")
        namespace.api.delete(f"{ADMISSION}/mutatingadmissionpolicies/{namespace.name}")


def _is_refused(namespace: Namespace) -> bool:
    answer = namespace.api.send("POST", namespace.path("configmaps"), config_map("probe"), dryRun="All")
    return answer.is_error and "absent.example.com" in answer.text


def _is_rewritten(namespace: Namespace) -> bool:
    answer = namespace.api.send("POST", namespace.path("configmaps"), config_map("probe", colour="red"), dryRun="All")
    return bool(answer.json()["data"]["colour"] == "grey")


def test_a_webhook_that_is_away_is_told_of_and_nothing_is_lost(namespace: Namespace, provider: KubernetesProvider) -> None:
    record = record_of(provider, config_map("settings", colour="red"))
    with absent_webhook(namespace):
        outcome = record.create(timeout=3)
        assert "absent.example.com" in failed(outcome, "cluster-busy", "object-refused").detail
        assert isinstance(record.read(), Missing)
    namespace.cluster.wait(lambda: not _is_refused(namespace), "the webhook is no longer asked")
    done(record.create())
    assert namespace.api.get(namespace.path("configmaps", "settings"))["data"] == {"colour": "red"}


def test_a_field_that_is_rewritten_when_it_is_applied_makes_no_loop(namespace: Namespace, provider: KubernetesProvider) -> None:
    record = record_of(provider, config_map("settings", colour="red", size="large"))
    with rewriting_policy(namespace):
        done(record.create())
        assert _differences(record) == []
        done(record.update(manifest=config_map("settings", colour="blue", size="large")))
        assert _differences(record) == []
        # What nobody rewrites is still looked after.
        namespace.api.merge(namespace.path("configmaps", "settings"), {"data": {"size": "small"}})
        assert _differences(record) == ["size"]
    assert namespace.api.get(namespace.path("configmaps", "settings"))["data"]["colour"] == "grey"


def test_a_field_that_is_changed_back_each_time_is_left_alone_after_three(namespace: Namespace, provider: KubernetesProvider) -> None:
    path = namespace.path("configmaps", "settings")
    record = record_of(provider, config_map("settings", colour="red"), takeOver=[{"manager": "fighter"}])
    done(record.create())
    namespace.api.merge(path, {"data": {"colour": "green"}}, "fighter")
    mended = 0
    while _differences(record):
        done(record.update())
        assert namespace.api.get(path)["data"]["colour"] == "red"
        mended += 1
        assert mended <= TIMES, "it is fought over without end"
        namespace.api.merge(path, {"data": {"colour": "green"}}, "fighter")
    assert mended == TIMES
    observed = record.read()
    assert isinstance(observed, Present)
    assert "colour" in observed.stuck
    assert "fighter" in observed.stuck
    # Another difference than that one is told again.
    namespace.api.merge(path, {"data": {"colour": "blue"}}, "fighter")
    assert _differences(record) == ["colour"]


def _differences(record: Record) -> list[Any]:
    observed = record.read()
    assert isinstance(observed, Present)
    return [each.path[-1] for each in observed.differences]
