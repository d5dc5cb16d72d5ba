"""The operator as a whole, on a real API server, with a small reconciler that writes one ConfigMap for each Stack."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.cluster.clusters import Cluster, wait_for
from tests.operator.conftest import install_kinds
from tests.operator.samples import sample
from tests.support.clusters import Namespace, own_cluster

from bouwsteen.adapters.kubernetes.clients import APPLY, ClusterClient, ClusterError, ClusterSettings
from bouwsteen.adapters.kubernetes_state.successions import Succession
from bouwsteen.engine.engines import Stop
from bouwsteen.errors import AuthenticationError, BouwsteenError
from bouwsteen_operator import running
from bouwsteen_operator.admissions import KEPT_BY
from bouwsteen_operator.caches import Cache
from bouwsteen_operator.keys import Key
from bouwsteen_operator.leaders import Terms
from bouwsteen_operator.objects import KINDS
from bouwsteen_operator.outcomes import Outcome
from bouwsteen_operator.reports import Tell
from bouwsteen_operator.results import Happened
from bouwsteen_operator.settings import API_VERSION, Settings

pytestmark = pytest.mark.cluster
DEADLINE = 60.0
SHORT = Terms(held=3, trusted=1.8, renewal=0.4, look=0.3, request=1.0)


class Small:
    """Brings a ConfigMap to what the Stack says: read what is there, write only where it differs."""

    def __init__(self, settings: Settings, cache: Cache, open_client: running.OpenClient, tell: Tell, _: Succession) -> None:
        self.cache = cache
        self.client: ClusterClient = open_client(ClusterSettings(settings.kubeconfig, settings.context, settings.namespace))
        self.tell = tell
        self.runs: Counter[Key] = Counter()
        self.writes = 0
        self.fails: set[str] = set()
        self.hold = threading.Event()
        self.holding = threading.Event()
        self.hold.set()

    def reconcile(self, key: Key, _stop: Stop) -> Outcome:
        self.runs[key] += 1
        stack = self.cache.get("Stack", key.namespace, key.name)
        if stack is None:
            return Outcome()
        if key.name in self.fails:
            return Outcome(failed=True)
        path = f"/api/v1/namespaces/{key.namespace}/configmaps/{key.name}"
        wanted = {"generation": str(stack["metadata"]["generation"])}
        try:
            if self._read(path) == wanted:
                return Outcome()
            self.holding.set()
            self.hold.wait(DEADLINE)
            body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": key.name}, "data": wanted}
            self.client.request("PATCH", path, body=body, content_type=APPLY, query={"fieldManager": "small", "force": "true"})
        except ClusterError:
            return Outcome(failed=True)
        self.writes += 1
        self.tell(stack, Happened("Applied", "It is as it should be."))
        return Outcome()

    def _read(self, path: str) -> Any:
        try:
            return self.client.get(path).get("data")
        except ClusterError as error:
            if error.status == 404:
                return None
            raise

    def close(self) -> None:
        self.hold.set()
        self.client.close()


class Running:
    def __init__(self, settings: Settings) -> None:
        self.operator = running.Operator(settings, self._make, SHORT)
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.operator.run, args=[self.stopped])
        self.thread.start()

    def _make(self, settings: Settings, cache: Cache, open_client: running.OpenClient, tell: Tell, succession: Succession) -> Small:
        self.small = Small(settings, cache, open_client, tell, succession)
        return self.small

    def stop(self) -> None:
        self.stopped.set()
        self.thread.join(DEADLINE)
        assert not self.thread.is_alive()


@contextmanager
def operating(cluster: Cluster, *namespaces: str, **changes: Any) -> Iterator[Running]:
    settings = Settings(
        kubeconfig=cluster.kubeconfig,
        namespace=namespaces[0] if namespaces else "default",
        namespaces=namespaces,
        metrics_port=0,
        health_port=0,
        sweep=2.0,
        workers=4,
    )
    started = Running(replace(settings, **changes))
    try:
        yield started
    finally:
        started.stop()


def stack(name: str) -> dict[str, Any]:
    spec = {
        "organisation": {"name": "Herstappe", "nis": "73028"},
        "blocks": [],
        "environments": {"test": {"target": "kubernetes"}},
    }
    return {"apiVersion": API_VERSION, "kind": "Stack", "metadata": {"name": name}, "spec": spec}


def stacks(namespace: Namespace | str, name: str = "") -> str:
    return KINDS["Stack"].path(namespace if isinstance(namespace, str) else namespace.name, name)


def has_map(cluster: Cluster, namespace: str, name: str, generation: int = 1) -> bool:
    found = cluster.admin.find(f"/api/v1/namespaces/{namespace}/configmaps/{name}")
    return found is not None and found["data"] == {"generation": str(generation)}


def test_a_change_is_carried_out_and_a_restart_writes_nothing(kinds: Cluster, namespace: Namespace) -> None:
    api = namespace.api
    with operating(kinds, namespace.name) as first:
        api.create(stacks(namespace), stack("a"))
        kinds.wait(lambda: has_map(kinds, namespace.name, "a"), "the change is carried out")
        api.merge(stacks(namespace, "a"), {"spec": {"suspend": True}})
        kinds.wait(lambda: has_map(kinds, namespace.name, "a", 2), "the next one too")
        kinds.wait(lambda: first.small.runs[Key(namespace.name, "a")] >= 4, "it is swept")
        events = namespace.path("events", group="events.k8s.io/v1")
        kinds.wait(lambda: api.get(events)["items"], "what happened is told")
        assert first.small.writes == 2
    lease = api.get(namespace.path("leases", "bouwsteen-operator", group="coordination.k8s.io/v1"))
    assert lease["spec"]["holderIdentity"] == "", "it let go"
    with operating(kinds, namespace.name) as second:
        kinds.wait(lambda: second.small.runs[Key(namespace.name, "a")] >= 2, "it was looked at")
        assert second.small.writes == 0
    [event] = api.get(events)["items"]
    assert (event["reason"], event["regarding"]["name"], event["series"]["count"]) == ("Applied", "a", 2)


@pytest.mark.fault("F37")
def test_of_two_one_acts_and_the_other_stands_by_until_it_must(kinds: Cluster, namespace: Namespace) -> None:
    with operating(kinds, namespace.name) as one:
        kinds.wait(one.operator.election.is_leading, "the first one leads")
        with operating(kinds, namespace.name) as two:
            kinds.wait(lambda: two.operator.is_ready()[0] == 200, "the second one is ready")
            namespace.api.create(stacks(namespace), stack("a"))
            kinds.wait(lambda: has_map(kinds, namespace.name, "a"), "one of them acts")
            kinds.wait(lambda: one.small.writes == 1, "it knows of what it wrote")
            assert json.loads(two.operator.is_ready()[2])["role"] == "standby"
            assert two.small.runs == {}

            one.stop()
            namespace.api.create(stacks(namespace), stack("b"))
            kinds.wait(lambda: has_map(kinds, namespace.name, "b"), "the other one acts")
            kinds.wait(lambda: two.small.writes == 1, "it knows of what it wrote")


@pytest.mark.fault("F37")
def test_a_leader_that_lost_its_lease_writes_no_more(kinds: Cluster, namespace: Namespace) -> None:
    with operating(kinds, namespace.name) as one:
        one.small.hold.clear()
        namespace.api.create(stacks(namespace), stack("a"))
        assert one.small.holding.wait(DEADLINE)
        lease = namespace.path("leases", "bouwsteen-operator", group="coordination.k8s.io/v1")
        namespace.api.merge(lease, {"spec": {"holderIdentity": "another", "leaseDurationSeconds": 60}})
        kinds.wait(lambda: not one.operator.election.is_leading(), "it leads no more")
        one.small.hold.set()
        kinds.wait(lambda: one.operator.queue.running == 0, "its run ends")
        assert one.small.writes == 0
    assert not has_map(kinds, namespace.name, "a")


def test_health_and_figures_are_told(kinds: Cluster, namespace: Namespace) -> None:
    namespace.api.create(stacks(namespace), stack("a"))
    with operating(kinds, namespace.name) as one:
        kinds.wait(lambda: has_map(kinds, namespace.name, "a"), "it works")
        assert one.operator.is_live()[0] == 200
        kinds.wait(lambda: one.operator.is_ready()[0] == 200, "it is ready")
        kinds.wait(lambda: 'seconds_count{result="done"}' in one.operator.figures.tell()[2].decode(), "a run is counted")
        text = one.operator.figures.tell()[2].decode()
    assert f'bouwsteen_objects{{kind="Stack",organisation="{namespace.name}",state="active"}} 1.0' in text
    assert "bouwsteen_leader 1.0" in text
    assert 'bouwsteen_queue_depth{lane="change"}' in text
    assert 'bouwsteen_reconcile_seconds_count{result="done"}' in text
    assert 'bouwsteen_requests_total{method="PATCH"}' in text


def test_a_stack_that_fails_delays_no_other(kinds: Cluster, namespace: Namespace) -> None:
    with operating(kinds, namespace.name) as one:
        one.small.fails.add("bad")
        namespace.api.create(stacks(namespace), stack("bad"))
        namespace.api.create(stacks(namespace), stack("good"))
        kinds.wait(lambda: has_map(kinds, namespace.name, "good"), "the other one is carried out")
        kinds.wait(lambda: one.small.runs[Key(namespace.name, "bad")] >= 2, "it is tried again")


def test_missing_rights_are_named(kinds: Cluster, namespace: Namespace, tmp_path: Path) -> None:
    rules = [{"apiGroups": ["bouwsteen.vlaanderen.be"], "resources": ["*"], "verbs": ["list", "watch", "patch", "create", "delete"]}]
    kubeconfig = namespace.create_service_account("weak", rules, tmp_path)
    settings = Settings(kubeconfig=kubeconfig, namespace=namespace.name, namespaces=(namespace.name,), keys=None)
    operator = running.Operator(settings, Small)
    with pytest.raises(AuthenticationError) as raised:
        operator.check()
    operator._close()
    text = str(raised.value)
    assert f"patch leases.coordination.k8s.io in the namespace {namespace.name}" in text
    assert "list policies.bouwsteen.vlaanderen.be" in text
    assert "list stacks" not in text


def test_a_cluster_that_is_away_is_named(tmp_path: Path) -> None:
    file = tmp_path / "kubeconfig"
    contexts = [{"name": "here", "context": {"cluster": "c", "user": "u"}}]
    clusters = [{"name": "c", "cluster": {"server": "http://127.0.0.1:9"}}]
    file.write_text(
        json.dumps({"current-context": "here", "contexts": contexts, "clusters": clusters, "users": [{"name": "u", "user": {}}]})
    )
    operator = running.Operator(Settings(kubeconfig=file), Small)
    with pytest.raises(BouwsteenError, match="cannot be reached"):
        operator.check()
    operator._close()


@pytest.mark.slow
@pytest.mark.fault("F27")
@pytest.mark.fault("F36")
def test_a_server_that_is_away_for_a_while_delays_and_loses_nothing() -> None:
    with own_cluster("kube-controller-manager") as cluster:
        install_kinds(cluster)
        admin = cluster.admin
        with operating(cluster) as one:
            admin.create(stacks("default"), stack("a"))
            admin.create(stacks("default"), stack("b"))
            cluster.wait(lambda: has_map(cluster, "default", "b"), "it works")
            cluster.kill("kube-apiserver")
            wait_for(lambda: not one.operator.election.is_leading(), "it leads no more")
            assert one.operator.is_live()[0] == 200
            cluster.start("kube-apiserver")
            cluster.wait(lambda: admin.get("/readyz") == "ok", "the server is back")
            admin.delete(stacks("default", "b"))
            admin.merge(stacks("default", "a"), {"spec": {"suspend": True}})
            cluster.wait(lambda: has_map(cluster, "default", "a", 2), "it goes on")
            cluster.wait(lambda: one.operator.cache.get("Stack", "default", "b") is None, "a deletion is seen")
            assert one.small.writes == 3


def test_the_sites_answer_over_http(kinds: Cluster, namespace: Namespace) -> None:
    from bouwsteen_operator import health

    with operating(kinds, namespace.name) as one:
        site = health.Site("127.0.0.1", 0, {"/health/ready": one.operator.is_ready})
        kinds.wait(lambda: one.operator.is_ready()[0] == 200, "it is ready")
        with urllib.request.urlopen(f"http://127.0.0.1:{site.port}/health/ready?x=1", timeout=DEADLINE) as answer:
            assert json.load(answer)["ready"] is True
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{site.port}/etc/passwd", timeout=DEADLINE)
        site.close()


def test_who_leads_keeps_the_policies_that_the_api_server_asks(kinds: Cluster, namespace: Namespace) -> None:
    policy = sample("Policy", "", ("spec.published.name", namespace.name), name=f"{namespace.name}-1.0.0")
    kinds.admin.create(KINDS["Policy"].path(), policy)
    kept = f"/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/bouwsteen-{namespace.name}-named"
    # Of a shard that has no stacks: what other tests have in this cluster is not its business.
    with operating(kinds, namespace=namespace.name, name=namespace.name, shard=namespace.name) as running:
        assert kinds.wait(lambda: kinds.admin.find(kept), "it is kept")["metadata"]["labels"][KEPT_BY] == namespace.name
        kinds.wait(lambda: b"bouwsteen_admission_policies 0.0" not in running.operator.figures.tell()[2], "it is counted")
        assert b"bouwsteen_admission_problems 0.0" in running.operator.figures.tell()[2]
        kinds.admin.delete(KINDS["Policy"].path("", f"{namespace.name}-1.0.0"))
        kinds.wait(lambda: kinds.admin.find(kept) is None, "it goes with its policy")
