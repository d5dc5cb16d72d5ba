"""What never becomes ready, what never goes away, and what reads back late: waits are bounded, and say what they wait for."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from tests.cluster.programs import STUCK
from tests.cluster.test_clusters import deployment
from tests.cluster_faults.doors import Asked, Refusal, open_door
from tests.cluster_faults.records import config_map, done, failed, open_provider, record_of
from tests.support.clusters import Namespace

from bouwsteen.adapters.kubernetes.provider import KubernetesProvider
from bouwsteen.providers.protocol import Effect, Gone, Present

pytestmark = pytest.mark.cluster

FINALIZER = "example.com/nobody"
HOLD = {"metadata": {"finalizers": [FINALIZER]}}
LET_GO: dict[str, Any] = {"metadata": {"finalizers": None}}


@pytest.mark.fault("F31")
def test_what_never_becomes_ready_ends_the_wait_with_its_reason(namespace: Namespace, tmp_path: Path) -> None:
    manifest = {"apiVersion": "apps/v1", "kind": "Deployment", **deployment("web", **{STUCK: "true"})}
    with (
        open_door(namespace.cluster, namespace.cluster.kubeconfig, lambda _: None, tmp_path) as (door, kubeconfig),
        open_provider(kubeconfig, namespace.name) as provider,
    ):
        outcome = failed(record_of(provider, manifest).create(timeout=6), "object-not-ready")
    assert outcome.effect is Effect.PARTIAL
    assert "apps/v1 Deployment" in outcome.detail or "web" in outcome.detail
    assert [each.kind for each in outcome.objects] != []
    assert len(door.asked) < 40


@pytest.mark.fault("F32")
def test_a_finalizer_that_nobody_carries_out_is_named(namespace: Namespace, provider: KubernetesProvider) -> None:
    record = record_of(provider, config_map("held", colour="red"))
    done(record.create())
    path = namespace.path("configmaps", "held")
    namespace.api.merge(path, HOLD)
    outcome = failed(record.delete(timeout=3), "object-stays")
    assert FINALIZER in outcome.detail
    namespace.api.merge(path, LET_GO)
    assert isinstance(record.delete(), Gone)
    assert namespace.api.find(path) is None


@pytest.mark.fault("F32")
def test_a_namespace_that_does_not_end_says_what_is_left_in_it(namespace: Namespace, provider: KubernetesProvider) -> None:
    name = f"{namespace.name}-inner"
    record = record_of(provider, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    done(record.create())
    held = f"/api/v1/namespaces/{name}/configmaps/held"
    namespace.api.create(
        f"/api/v1/namespaces/{name}/configmaps",
        config_map("held", colour="red") | HOLD | {"metadata": {"name": "held", **HOLD["metadata"]}},
    )
    outcome = failed(record.delete(timeout=10), "object-stays")
    assert FINALIZER in outcome.detail
    namespace.api.merge(held, LET_GO)


@pytest.mark.fault("F32")
def test_into_a_namespace_that_is_being_deleted_nothing_goes_before_it_is_gone(namespace: Namespace, tmp_path: Path) -> None:
    """The one of the environment is then made again. What never ends is waited for within bounds, and what holds it up is named."""
    name = f"{namespace.name}-inner"
    path = f"/api/v1/namespaces/{name}"
    namespace.api.create("/api/v1/namespaces", {"metadata": {"name": name}})
    held = config_map("held", colour="red") | HOLD | {"metadata": {"name": "held", **HOLD["metadata"]}}
    namespace.api.create(f"{path}/configmaps", held)
    first = namespace.api.delete(path)["metadata"]["uid"]
    namespace.cluster.wait(lambda: FINALIZER in str(namespace.api.get(path)["status"]), "the namespace says what holds it up")
    kubeconfig = namespace.cluster.kubeconfig
    with open_provider(kubeconfig, name) as provider:
        record = record_of(provider, config_map("mine", colour="red"))
        outcome = failed(record.create(timeout=6), "object-stays")
        assert (outcome.effect, outcome.objects) == (Effect.NONE, ())
        assert name in outcome.detail
        assert FINALIZER in outcome.detail
        hides = lambda asked: Refusal(403, "Forbidden") if (asked.method, asked.path) == ("GET", path) else None  # noqa: E731  one line
        with (
            open_door(namespace.cluster, kubeconfig, hides, tmp_path) as (_, narrow),
            open_provider(narrow, name) as provider_of_few_rights,
        ):
            told = failed(record_of(provider_of_few_rights, config_map("mine", colour="red")).create(timeout=6), "object-stays").detail
            assert "it is being deleted" in told
        namespace.api.merge(f"{path}/configmaps/held", LET_GO)
        done(record.create())
    again = namespace.api.get(path)
    assert again["metadata"]["uid"] != first
    assert namespace.api.find(f"{path}/configmaps/mine") is not None
    namespace.api.delete(path)


@pytest.mark.fault("F33")
@pytest.mark.parametrize("late", [2, 5])
def test_what_reads_back_late_is_not_made_twice(namespace: Namespace, tmp_path: Path, late: int) -> None:
    """Right after it was made, so many reads find no such object. A few are waited out; after more the next step finds what was made."""
    manifest = {"apiVersion": "apps/v1", "kind": "Deployment", **deployment("web")}
    left = itertools.count()
    made: list[Asked] = []

    def rule(asked: Asked) -> Refusal | None:
        if asked.method == "PATCH":
            made.append(asked)
        is_late = asked.method == "GET" and asked.path.endswith("/deployments/web") and made and next(left) < late
        return Refusal(404, "NotFound") if is_late else None

    with (
        open_door(namespace.cluster, namespace.cluster.kubeconfig, rule, tmp_path) as (_, kubeconfig),
        open_provider(kubeconfig, namespace.name) as provider,
    ):
        record = record_of(provider, manifest)
        outcome = record.create()
        uid = record.uid
        if late == 2:
            done(outcome)
            assert len(made) == 1
        else:
            assert failed(outcome, "object-changed").effect is Effect.PARTIAL
            done(record.update())
        observed = record.read()
    assert isinstance(observed, Present)
    assert not observed.differences
    assert record.uid == uid == namespace.api.get(namespace.path("deployments", "web", group="apps/v1"))["metadata"]["uid"]
