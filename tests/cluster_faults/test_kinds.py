"""Kinds that a cluster does not serve yet, no longer, or in another version: the wait is bounded, and nothing else is held up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cluster_faults.doors import Asked, open_door
from tests.cluster_faults.towns import ClusterTown, Resource, config_map, resource
from tests.support.clusters import Namespace

from bouwsteen.adapters.kubernetes import object_sets
from bouwsteen.engine.applies import Applied
from bouwsteen.planning.dangers import Approvals

pytestmark = [pytest.mark.cluster, pytest.mark.fault("F29")]

GROUP = "tests.bouwsteen.vlaanderen.be"
DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"


class Definition:
    """A kind of this test alone, which comes and goes."""

    def __init__(self, namespace: Namespace) -> None:
        self.namespace = namespace
        self.name = f"thing{namespace.name[-8:]}"
        self.kind = self.name.capitalize()
        self.path = f"{DEFINITIONS}/{self.name}s.{GROUP}"

    def make(self) -> None:
        schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
        versions = [{"name": name, "served": name == "v1", "storage": name == "v1", "schema": schema} for name in ("v1", "v2")]
        names = {"plural": f"{self.name}s", "singular": self.name, "kind": self.kind}
        body = {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": f"{self.name}s.{GROUP}"},
            "spec": {"group": GROUP, "scope": "Namespaced", "names": names, "versions": versions},
        }
        self.namespace.api.create(DEFINITIONS, body)

    def move_on(self) -> None:
        """From now on only v2 is served."""
        versions = self.namespace.api.get(self.path)["spec"]["versions"]
        self.namespace.api.merge(self.path, {"spec": {"versions": [{**each, "served": each["name"] == "v2"} for each in versions]}})
        self.await_version("v1", served=False)

    def remove(self) -> None:
        if self.namespace.api.find(self.path) is not None:
            self.namespace.api.delete(self.path)
        self.namespace.cluster.wait(lambda: self.namespace.api.find(self.path) is None, "the kind is gone")
        self.await_version("v1", served=False)

    def await_version(self, version: str, *, served: bool) -> None:
        """What the API server serves follows its definitions a moment later."""
        objects = self.namespace.path(f"{self.name}s", group=f"{GROUP}/{version}")
        self.namespace.cluster.wait(lambda: (self.namespace.api.find(objects) is not None) is served, f"{version} is served: {served}")

    def wanted(self, version: str = "v1", size: int = 1) -> list[Resource]:
        thing = {"apiVersion": f"{GROUP}/{version}", "kind": self.kind, "metadata": {"name": "first"}, "spec": {"size": size}}
        return [resource(thing, inputs={"ready": "none"})]

    def live(self, version: str = "v1") -> dict[str, Any]:
        path = self.namespace.path(f"{self.name}s", "first", group=f"{GROUP}/{version}")
        found: dict[str, Any] = self.namespace.api.get(path)
        return found


@pytest.fixture
def definition(namespace: Namespace) -> Iterator[Definition]:
    made = Definition(namespace)
    yield made
    made.remove()


@pytest.fixture
def town(namespace: Namespace, tmp_path: Path) -> ClusterTown:
    return ClusterTown(tmp_path, namespace)


def maps(*names: str) -> dict[str, list[Resource]]:
    return {name: [resource(config_map(name))] for name in names}


def is_unknown(applied: Applied, definition: Definition) -> bool:
    """Whether the thing alone failed, for its kind, which is named."""
    (problem,) = applied.failed.values()
    return {address.local for address in applied.failed} == {"things/thing"} and (
        problem.code == "kind-unknown" and definition.kind in problem.detail
    )


def test_a_kind_that_nobody_defines_is_waited_for_once(
    town: ClusterTown, definition: Definition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(object_sets, "KIND_SECONDS", 1.0)
    town.want({**maps("one", "two"), "things": definition.wanted()})
    with open_door(town.namespace.cluster, town.namespace.cluster.kubeconfig, lambda _: None, tmp_path) as (door, kubeconfig):
        town.connect(kubeconfig)
        assert is_unknown(town.bring(), definition)
    assert set(town.live()) == {"one", "two"}
    assert town.stop.waits == [], "the engine does not begin the wait anew"
    assert len([asked for asked in door.asked if asked.path.startswith(f"/apis/{GROUP}")]) == 2


def test_a_kind_that_comes_during_an_apply_is_waited_for(town: ClusterTown, definition: Definition, tmp_path: Path) -> None:
    town.want({**maps("one"), "things": definition.wanted()})
    asked_for_it: list[Asked] = []

    def rule(asked: Asked) -> None:
        if asked.path.startswith(f"/apis/{GROUP}"):
            asked_for_it.append(asked)
            if len(asked_for_it) == 2:
                definition.make()

    with open_door(town.namespace.cluster, town.namespace.cluster.kubeconfig, rule, tmp_path) as (_, kubeconfig):
        town.connect(kubeconfig)
        assert town.bring().succeeded
    assert definition.live()["spec"] == {"size": 1}


def test_a_kind_that_goes_during_an_apply_holds_up_nothing_else(
    town: ClusterTown, definition: Definition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither then, nor when its objects are no longer wanted: they went with it."""
    monkeypatch.setattr(object_sets, "KIND_SECONDS", 1.0)
    definition.make()
    definition.await_version("v1", served=True)
    town.want({**maps("one"), "things": definition.wanted()})
    assert town.bring().succeeded

    def rule(asked: Asked) -> None:
        if asked.method == "PATCH" and asked.path.startswith(f"/apis/{GROUP}"):
            definition.remove()

    town.want({**maps("one", "two"), "things": definition.wanted(size=2)})
    with open_door(town.namespace.cluster, town.namespace.cluster.kubeconfig, rule, tmp_path) as (_, kubeconfig):
        town.connect(kubeconfig)
        assert is_unknown(town.bring(), definition)
        assert set(town.live()) == {"one", "two"}
        town.want(maps("one", "three"))
        assert town.bring(approvals=Approvals(deletions=2)).succeeded
    assert set(town.live()) == {"one", "three"}


def test_an_object_stays_when_its_kind_is_served_in_another_version(
    town: ClusterTown, definition: Definition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(object_sets, "KIND_SECONDS", 1.0)
    definition.make()
    definition.await_version("v1", served=True)
    town.want({**maps("one"), "things": definition.wanted()})
    assert town.bring().succeeded
    made = definition.live()["metadata"]["uid"]
    definition.move_on()
    town.want({**maps("one", "two"), "things": definition.wanted(size=2)})
    assert is_unknown(town.bring(), definition)
    assert set(town.live()) == {"one", "two"}
    town.want({**maps("one", "two"), "things": definition.wanted("v2", size=3)})
    assert town.bring().succeeded
    assert definition.live("v2")["metadata"]["uid"] == made
    assert definition.live("v2")["spec"] == {"size": 3}
