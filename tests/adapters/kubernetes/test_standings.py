"""What stands on what by its name alone, across resources and instances."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.cluster_faults.towns import ClusterTown, config_map, resource
from tests.support.clusters import Namespace
from tests.support.towns import Town

from bouwsteen.adapters.kubernetes.clients import ClusterSettings
from bouwsteen.adapters.kubernetes.provider import KubernetesProvider
from bouwsteen.errors import InvalidInputError
from bouwsteen.planning.actions import Action
from bouwsteen.planning.dangers import Approvals


def definition(group: str, kind: str, **more: Any) -> dict[str, Any]:
    plural = f"{kind.lower()}s"
    schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{group}"},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"kind": kind, "plural": plural, "singular": kind.lower()},
            "versions": [version],
        },
        **more,
    }


def custom(group: str, kind: str, name: str, **metadata: str) -> dict[str, Any]:
    return {"apiVersion": f"{group}/v1", "kind": kind, "metadata": {"name": name, **metadata}, "size": 1}


def namespace_object(name: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


class PaperTown(ClusterTown):
    """A stack for a cluster that nobody asks."""

    def __init__(self, folder: Path) -> None:
        Town.__init__(self, folder)
        provider = KubernetesProvider(lambda _: ClusterSettings(folder / "none", namespace="leuven-test"))
        self.adjust(providers={**self.engine.providers, "kubernetes": provider})

    def needs(self) -> dict[str, set[str]]:
        """By local address, what each resource waits for."""
        expansion = self.desired("test").expansion
        assert expansion is not None
        return {node.address.local: {each.local for each in expansion.needed_resources(node.address)} for node in expansion.resources()}


def test_objects_wait_for_their_namespace_and_what_defines_their_kind(tmp_path: Path) -> None:
    town = PaperTown(tmp_path)
    named = {**namespace_object(""), "metadata": {"name": "${instance.name}-room"}}
    elsewhere = {**config_map("b"), "metadata": {"name": "b", "namespace": "z-room"}}
    cluster_wide = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "r"}, "rules": []}
    town.want(
        {
            "a": [
                resource(config_map("a"), "home"),
                resource(elsewhere, "elsewhere"),
                resource(custom("town.example", "Bridge", "c", namespace="z-room"), "custom"),
                resource(custom("other.example", "Bridge", "d"), "stranger"),
                resource(cluster_wide, "role"),
            ],
            "z": [
                resource(named, "room"),
                resource(namespace_object("leuven-test"), "own"),
                resource(definition("town.example", "Bridge"), "kind"),
            ],
        }
    )
    assert town.needs() == {
        "a/home": {"z/own"},
        "a/elsewhere": {"z/room"},
        "a/custom": {"z/room", "z/kind"},
        "a/stranger": {"z/own"},
        "a/role": set(),
        "z/room": set(),
        "z/own": set(),
        "z/kind": set(),
    }


def test_a_name_that_is_known_later_orders_nothing(tmp_path: Path) -> None:
    town = PaperTown(tmp_path)
    late = {**config_map("b"), "metadata": {"name": "b", "namespace": "${resources.room.name}"}}
    town.want({"a": [resource(late, "late"), resource(namespace_object("there"), "room")]})
    assert town.needs()["a/late"] == {"a/room"}  # because it reads it


def test_what_stands_on_its_own_content_is_said(tmp_path: Path) -> None:
    town = PaperTown(tmp_path)
    inside = {**config_map("b"), "metadata": {"name": "b", "namespace": "there"}}
    reading = {**namespace_object("there"), "metadata": {"name": "there", "annotations": {"uid": "${resources.inside.uid}"}}}
    town.want({"a": [resource(inside, "inside"), resource(reading, "room")]})
    with pytest.raises(InvalidInputError) as refused:
        town.desired("test")
    (told,) = refused.value.diagnostics
    assert told.code == "dependency-cycle"
    assert "a/inside is in the namespace there → a/room" in told.detail


@pytest.mark.cluster
def test_they_come_after_it_and_go_before_it(namespace: Namespace, tmp_path: Path) -> None:
    """In a namespace and of a kind that other instances of the stack make, whose names come later."""
    town = ClusterTown(tmp_path, namespace)
    town.adjust(parallelism=4)
    room, group = f"{namespace.name}-room", f"{namespace.name}.example"
    town.want(
        {
            "a": [
                resource({**config_map("b"), "metadata": {"name": "b", "namespace": room}}, "inside"),
                resource(custom(group, "Bridge", "c", namespace=room), "custom"),
            ],
            "z": [
                resource(namespace_object(room), "room", deletion="delete"),
                resource(definition(group, "Bridge"), "kind", deletion="delete"),
            ],
        }
    )
    assert set(town.bring().done) == {change.address for change in town.plan("test").plan.changes}
    assert namespace.api.find(f"/apis/{group}/v1/namespaces/{room}/bridges/c") is not None
    held = {each.address.local for each in town.known("a/custom", environment="test").dependencies}
    assert held == {"z/room", "z/kind"}

    gone = town.destroy_all(approvals=Approvals(place="leuven/test"))
    assert not gone.failed, gone.failed
    order = [address.local for address in gone.done]
    assert {change.action for change in gone.plan.changes} == {Action.DELETE}
    assert max(order.index("a/custom"), order.index("a/inside")) < order.index("z/room")
    assert order.index("a/custom") < order.index("z/kind")
    assert namespace.api.find(f"/api/v1/namespaces/{room}") is None
