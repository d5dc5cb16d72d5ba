"""etcd and the API server of a cluster are killed, stopped and paused while the product works on it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from tests.cluster.apis import Api
from tests.cluster.clusters import Cluster
from tests.cluster_faults.records import Record, config_map, done, open_provider, record_of
from tests.support.clusters import own_cluster

from bouwsteen.adapters.kubernetes import objects
from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterError, ClusterSettings, Kind, open_cluster
from bouwsteen.providers.protocol import Done, Effect, Failed, Outcome, Present, Unreadable

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

COUNT = 24
NAMESPACE = "town-test"
PATH = f"/api/v1/namespaces/{NAMESPACE}/configmaps"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Without controllers: nothing but etcd and the API server has a part in these."""
    with own_cluster() as started:
        yield started


# A handshake that the end of the server cuts off leaves its socket to the garbage collector, in urllib3.
@pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
@pytest.mark.fault("F26")
@pytest.mark.parametrize("killed", ["kube-apiserver", "etcd"])
def test_a_server_that_is_killed_during_an_apply_loses_and_doubles_nothing(
    cluster: Cluster, killed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever each step was told, the next run has all of it, and what was said to be made then is still that same object."""
    monkeypatch.setattr(objects, "_PAGE_SECONDS", 3.0)  # nobody will answer
    namespace = f"town-{killed}"
    with open_provider(cluster.kubeconfig, namespace) as provider, ThreadPoolExecutor(8) as pool:
        records = [record_of(provider, config_map(f"{killed}-{number}", number=str(number))) for number in range(COUNT)]
        first = COUNT // 4
        steps: list[Future[Outcome]] = [pool.submit(record.create, 60 if number < first else 2) for number, record in enumerate(records)]
        for step in steps[:first]:
            step.result()
        cluster.kill(killed)
        outcomes = [step.result() for step in steps]
        made = {record.call.address: record.uid for record, outcome in zip(records, outcomes, strict=True) if isinstance(outcome, Done)}
        assert len(made) >= first
        for outcome in outcomes:
            assert isinstance(outcome, Done) or (isinstance(outcome, Failed) and outcome.transient), outcome
        away = provider.survey([record.call for record in records])
        assert all(isinstance(each, Unreadable) for each in away.observations)
        cluster.start(killed)
        for record, outcome in zip(records, outcomes, strict=True):
            if not isinstance(outcome, Done):
                _go_on(record)
        assert made.items() <= {record.call.address: record.uid for record in records}.items()
        found = provider.survey([record.call for record in records])
        assert all(isinstance(each, Present) and not each.differences for each in found.observations)
        assert not found.strays
    there = {each["metadata"]["uid"] for each in cluster.admin.get(f"/api/v1/namespaces/{namespace}/configmaps")["items"]}
    assert {record.uid for record in records} <= there


def _go_on(record: Record) -> None:
    """As the engine does with a step in doubt: look by marks first, and make only what is not there."""
    found = record.find()
    if isinstance(found, Present):
        record.call = replace(record.call, id=found.id, objects=found.objects, private=found.private)
        done(record.update())
    else:
        done(record.create())


@pytest.mark.fault("F26")
def test_a_server_that_is_there_and_says_nothing_is_let_go_in_time(cluster: Cluster) -> None:
    with open_provider(cluster.kubeconfig, NAMESPACE) as provider:
        done(record_of(provider, config_map("before", colour="red")).create())
        record = record_of(provider, config_map("paused", colour="red"))
        cluster.pause("kube-apiserver")
        outcome = record.create(timeout=3)
        cluster.resume("kube-apiserver")
        assert isinstance(outcome, Failed)
        assert outcome.transient
        assert outcome.effect is not Effect.PARTIAL
        cluster.wait_ready()
        _go_on(record)
        assert isinstance(record.read(), Present)


@pytest.mark.fault("F27", "F28")
def test_a_version_that_is_gone_is_told_to_who_watches_and_who_reads_on(cluster: Cluster) -> None:
    """A restarted server knows nothing of what went before, and etcd has forgotten it: nobody gets a part for the whole."""
    _write_much(cluster)
    client = open_cluster(ClusterSettings(cluster.kubeconfig))
    page = client.get(PATH, {"limit": "5"})["metadata"]
    _write_much(cluster)
    cluster.kill("kube-apiserver")
    _compact(cluster)
    cluster.start("kube-apiserver")
    with pytest.raises(ClusterError) as watched:
        list(client.lines(PATH, {"resourceVersion": page["resourceVersion"]}, 5))
    with pytest.raises(ClusterError) as read_on:
        _next_page(client, page["continue"])
    client.close()
    assert (watched.value.kind, read_on.value.kind) == (Kind.GONE, Kind.GONE)


def _next_page(client: ClusterClient, token: str) -> None:
    client.get(PATH, {"limit": "5", "continue": token})


def _write_much(cluster: Cluster) -> None:
    deployer = Api(cluster.kubeconfig)
    if deployer.find(f"/api/v1/namespaces/{NAMESPACE}") is None:
        deployer.create("/api/v1/namespaces", {"metadata": {"name": NAMESPACE}})
    for number in range(20):
        deployer.apply(f"{PATH}/much-{number}", config_map(f"much-{number}"), "tests")
        deployer.delete(f"{PATH}/much-{number}")
        deployer.apply(f"{PATH}/much-{number}", config_map(f"much-{number}"), "tests")
    deployer.close()


def _compact(cluster: Cluster) -> None:
    """Have etcd forget all that went before, as it does by itself after some minutes."""
    assert cluster.layout is not None
    context = ssl.create_default_context(cafile=cluster.layout.authority)
    context.load_cert_chain(*cluster.layout.certificate("etcd-client"))
    with httpx.Client(base_url=cluster.layout.etcd_url, verify=context) as etcd:
        now = etcd.post("/v3/kv/range", json={"key": "AA=="}).raise_for_status().json()["header"]["revision"]
        etcd.post("/v3/kv/compaction", json={"revision": now, "physical": True}).raise_for_status()
