"""An API server that has too much to do, or is not well: everything is done in the end, and nobody storms it."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.cluster_faults.doors import Asked, Refusal, open_door
from tests.support.clusters import Namespace

from bouwsteen.adapters.kubernetes.clients import APPLY, ClusterClient, ClusterError, ClusterSettings, Kind, open_cluster

pytestmark = [pytest.mark.cluster, pytest.mark.fault("F26")]

COUNT = 60
RULES = [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["*"]}]
FLOWS = "/apis/flowcontrol.apiserver.k8s.io/v1"


def apply_many(client: ClusterClient, namespace: Namespace, count: int = COUNT) -> None:
    def apply(number: int) -> None:
        name = f"object-{number}"
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"number": str(number)}}
        client.request(
            "PATCH", namespace.path("configmaps", name), query={"fieldManager": "test"}, body=body, content_type=APPLY, timeout=60
        )

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(apply, range(count)))


def numbers(namespace: Namespace) -> set[int]:
    return {int(each["data"]["number"]) for each in namespace.api.get(namespace.path("configmaps"))["items"] if "number" in each["data"]}


def test_what_priority_and_fairness_refuses_is_done_later(namespace: Namespace, tmp_path: Path) -> None:
    """A level of its own that takes one request at a time and refuses the others: 429 with Retry-After, by the server itself."""
    if namespace.cluster.layout is None:
        pytest.skip("the audit log of somebody else's cluster cannot be read")
    kubeconfig = namespace.create_service_account("eager", RULES, tmp_path)
    limits = {"nominalConcurrencyShares": 0, "lendablePercent": 0, "borrowingLimitPercent": 1, "limitResponse": {"type": "Reject"}}
    user = {"kind": "ServiceAccount", "serviceAccount": {"name": "eager", "namespace": namespace.name}}
    all_of_it = {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"], "namespaces": ["*"], "clusterScope": True}
    flow = {
        "priorityLevelConfiguration": {"name": namespace.name},
        "matchingPrecedence": 100,
        "rules": [{"subjects": [user], "resourceRules": [all_of_it]}],
    }
    narrow: dict[str, Any] = {"metadata": {"name": namespace.name}, "spec": {"type": "Limited", "limited": limits}}
    namespace.api.create(f"{FLOWS}/prioritylevelconfigurations", narrow)
    namespace.api.create(f"{FLOWS}/flowschemas", {"metadata": {"name": namespace.name}, "spec": flow})
    client = open_cluster(ClusterSettings(kubeconfig))
    try:
        mark = namespace.cluster.audit.mark()
        apply_many(client, namespace)
        codes = [each.code for each in namespace.cluster.audit.since(mark, user="eager")]
    finally:
        client.close()
        namespace.api.delete(f"{FLOWS}/flowschemas/{namespace.name}")
        namespace.api.delete(f"{FLOWS}/prioritylevelconfigurations/{namespace.name}")
    assert numbers(namespace) == set(range(COUNT))
    assert codes.count(201) == COUNT
    assert 429 in codes


@pytest.mark.parametrize(("code", "reason"), [(500, "InternalError"), (503, "ServiceUnavailable"), (429, "TooManyRequests")])
def test_a_storm_passes_with_few_requests(namespace: Namespace, tmp_path: Path, code: int, reason: str) -> None:
    """Each request that is refused is asked again a bounded number of times, and fewer are under way at once."""
    refused = itertools.count()

    def rule(asked: Asked) -> Refusal | None:
        return Refusal(code, reason) if asked.method == "PATCH" and next(refused) < COUNT // 2 else None

    with open_door(namespace.cluster, namespace.cluster.kubeconfig, rule, tmp_path) as (door, kubeconfig):
        client = open_cluster(ClusterSettings(kubeconfig))
        apply_many(client, namespace)
        bound = client.pace.bound
        client.close()
    assert numbers(namespace) == set(range(COUNT))
    assert len(door.asked) == COUNT + COUNT // 2
    assert bound < 32


def test_a_storm_without_end_is_given_up(namespace: Namespace, tmp_path: Path) -> None:
    with open_door(namespace.cluster, namespace.cluster.kubeconfig, lambda _: Refusal(503), tmp_path) as (door, kubeconfig):
        client = open_cluster(ClusterSettings(kubeconfig))
        with pytest.raises(ClusterError) as caught:
            client.request("GET", namespace.path("configmaps"), timeout=3)
        client.close()
    assert caught.value.kind is Kind.SERVER_ERROR
    assert 1 < len(door.asked) <= 8


def test_what_may_have_been_made_is_not_made_twice(namespace: Namespace, tmp_path: Path) -> None:
    """The answer to a POST is lost after the server carried it out: whoever asked is told that it is in doubt."""
    with open_door(namespace.cluster, namespace.cluster.kubeconfig, lambda _: Refusal(cut=True, after=True), tmp_path) as (
        door,
        kubeconfig,
    ):
        client = open_cluster(ClusterSettings(kubeconfig))
        with pytest.raises(ClusterError) as caught:
            client.request("POST", namespace.path("configmaps"), body={"metadata": {"generateName": "once-"}}, timeout=30)
        client.close()
    assert caught.value.is_in_doubt
    assert len(door.asked) == 1
    made = [each for each in namespace.api.get(namespace.path("configmaps"))["items"] if each["metadata"]["name"].startswith("once-")]
    assert len(made) == 1
