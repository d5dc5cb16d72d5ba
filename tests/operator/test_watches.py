"""Watches and lists on a real API server: what they say arrives, whatever they miss."""

from __future__ import annotations

import queue
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.cluster.clusters import Cluster
from tests.operator.conftest import DEFINITIONS, install_kinds
from tests.support.clusters import Namespace, own_cluster

from bouwsteen.adapters.kubernetes.clients import ClusterSettings, open_cluster
from bouwsteen_operator.caches import Cache
from bouwsteen_operator.feeds import Feed
from bouwsteen_operator.keys import Key
from bouwsteen_operator.objects import KINDS
from bouwsteen_operator.queues import Lane
from bouwsteen_operator.settings import API_VERSION
from bouwsteen_operator.watches import Watches

pytestmark = pytest.mark.cluster
DEADLINE = 60.0


class World:
    def __init__(self, kubeconfig: Any, namespaces: tuple[str, ...]) -> None:
        self.cache = Cache()
        self.woken: queue.Queue[Key] = queue.Queue()
        self.client = open_cluster(ClusterSettings(kubeconfig))
        self.watches = Watches(self.client, Feed(self.cache, self._wake), namespaces)

    def _wake(self, keys: Iterable[Key], _lane: Lane) -> None:
        for key in keys:
            self.woken.put(key)

    def wait_woken(self, *keys: Key) -> None:
        """All of these, in whatever order, among others."""
        waiting = set(keys)
        while waiting:
            waiting.discard(self.woken.get(timeout=DEADLINE))


@contextmanager
def watching(cluster: Cluster, *namespaces: str) -> Iterator[World]:
    world = World(cluster.kubeconfig, namespaces)
    world.watches.start()
    try:
        yield world
    finally:
        world.watches.stop()
        world.client.close()


def stack(name: str = "herstappe") -> dict[str, Any]:
    organisation = {"name": "Herstappe", "nis": "73028"}
    spec = {"organisation": organisation, "blocks": [], "environments": {"test": {"target": "kubernetes"}}}
    return {"apiVersion": API_VERSION, "kind": "Stack", "metadata": {"name": name}, "spec": spec}


def stacks(namespace: Namespace, name: str = "") -> str:
    return KINDS["Stack"].path(namespace.name, name)


@pytest.mark.fault("F27")
def test_what_happens_arrives_and_what_was_missed_is_found(kinds: Cluster, namespace: Namespace) -> None:
    api, key = namespace.api, Key(namespace.name, "herstappe")
    api.create(stacks(namespace), stack("before"))
    with watching(kinds, namespace.name) as world:
        assert world.watches.wait_synced(DEADLINE), world.watches.problems()
        assert [each["metadata"]["name"] for each in world.cache.list("Stack")] == ["before"]

        made = api.create(stacks(namespace), stack())
        world.wait_woken(key)
        assert made["metadata"]["uid"] == (world.cache.get("Stack", *_name(made)) or {})["metadata"]["uid"]
        api.delete(stacks(namespace, "herstappe"))
        world.wait_woken(key)
        assert world.cache.get("Stack", namespace.name, "herstappe") is None

        # One that was deleted while nobody watched.
        world.watches._feed.see("Stack", {**made, "metadata": {**made["metadata"], "name": "ghost", "uid": "ghost"}})
        world.watches.relist("Stack")
        kinds.wait(lambda: world.cache.get("Stack", namespace.name, "ghost") is None, "the ghost is gone")
        touched = api.get(stacks(namespace, "before"))
    assert {"finalizers", "annotations"}.isdisjoint(touched["metadata"])
    assert api.get(namespace.path("events", group="events.k8s.io/v1"))["items"] == []


def _name(obj: dict[str, Any]) -> tuple[str, str]:
    return obj["metadata"]["namespace"], obj["metadata"]["name"]


@pytest.mark.slow
@pytest.mark.fault("F29")
@pytest.mark.fault("F27")
def test_kinds_that_are_missing_or_go_and_come_back_and_a_server_that_was_away() -> None:
    with own_cluster("kube-controller-manager") as cluster, watching(cluster) as world:
        admin = cluster.admin
        cluster.wait(lambda: world.watches.problems().get("Stack") == "not served", "it is said that the kind is not there")

        install_kinds(cluster)
        assert world.watches.wait_synced(DEADLINE), world.watches.problems()
        admin.create(KINDS["Stack"].path("default"), stack("first"))
        world.wait_woken(Key("default", "first"))

        # Where no watch ran yet that tells of the deletion, the list does once the kind is there again.
        admin.delete(f"{DEFINITIONS}/{KINDS['Stack'].crd}")
        cluster.wait(lambda: admin.find(f"{DEFINITIONS}/{KINDS['Stack'].crd}") is None, "the kind is gone")
        install_kinds(cluster)
        admin.create(KINDS["Stack"].path("default"), stack("second"))
        world.wait_woken(Key("default", "first"), Key("default", "second"))
        cluster.wait(lambda: world.cache.get("Stack", "default", "first") is None, "what went with its kind is gone")

        cluster.kill("kube-apiserver")
        cluster.start("kube-apiserver")
        cluster.wait(lambda: admin.find("/readyz"), "the server is back")
        admin.create(KINDS["Stack"].path("default"), stack("third"))
        world.wait_woken(Key("default", "third"))
        assert world.watches.wait_synced(DEADLINE), world.watches.problems()
