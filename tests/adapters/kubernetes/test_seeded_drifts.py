"""Five hundred changes of some twenty kinds that others make: all are found, nothing else is, and what is theirs stays theirs.

What is expected stands with each change, by hand: it says which field of ours it touches, or that it touches none.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from tests.adapters.kubernetes import manifests as made
from tests.adapters.kubernetes.worlds import INTRUDER, World

from bouwsteen.providers.protocol import Done

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

OWNER = "bouwsteen.vlaanderen.be"
SEED = 20261126
Work = Callable[[World, str], Any]


@dataclass(frozen=True)
class Change:
    """`field` is what must be told of it: a field of ours, `missing`, `not-ready`, `extra`; empty where it is none of ours."""

    make: Callable[[str], made.Manifest]
    do: Work
    field: str = ""


def _edit(plural: str, body: Any, group: str = "") -> Work:
    return lambda world, name: world.edit(plural, name, body(name) if callable(body) else body, group)


def _template(body: Any) -> Any:
    return {"spec": {"template": {"spec": body}}}


def _delete(world: World, name: str) -> None:
    world.namespace.api.delete(world.namespace.path("configmaps", name))


def _make_again(world: World, name: str) -> None:
    """Another object with the same content, labels included."""
    live = world.live("configmaps", name)
    _delete(world, name)
    metadata = {part: live["metadata"][part] for part in ("name", "labels", "annotations")}
    world.namespace.api.create(world.namespace.path("configmaps"), {"metadata": metadata, "data": live["data"]})


def _copy(world: World, name: str) -> None:
    """An object that says it is of this environment, and nobody made here."""
    labels = {f"{OWNER}/stack": "leuven", f"{OWNER}/environment": "test", f"{OWNER}/instance": "web"}
    world.namespace.api.create(world.namespace.path("configmaps"), {"metadata": {"name": f"{name}-extra", "labels": labels}})


def _finalized(name: str) -> made.Manifest:
    manifest = made.config_map(name)
    manifest["metadata"]["finalizers"] = ["example.com/keep"]
    return manifest


def _two_containers(name: str) -> made.Manifest:
    return made.deployment(name, 0, made.container(), {**made.container("side"), "ports": []})


def _containers(**changes: Any) -> Any:
    return _template({"containers": [{**made.container(), **changes}]})


def _foreign_container(_: str) -> Any:
    return _template({"containers": [made.container(), {**made.container("injected"), "ports": []}]})


_CONDITION = {"type": "Seen", "status": "True", "reason": "Seen", "message": "", "lastTransitionTime": "2026-11-26T12:00:00Z"}
_NEW_PEER = [{"from": [{"namespaceSelector": {}}], "ports": [{"port": 8080, "protocol": "TCP"}]}]
_NEW_RULES = [{"apiGroups": [""], "resources": ["configmaps", "secrets"], "verbs": ["get"]}]
_POD = "manifest.spec.template.spec.containers[main]"
# A mistake here would show: each kind of change is made some twenty times, on objects of its own.
CHANGES: dict[str, Change] = {
    "a value": Change(made.config_map, _edit("configmaps", {"data": {"size": "2"}}), "manifest.data.size"),
    "a key gone": Change(made.config_map, _edit("configmaps", {"data": {"size": None}}), "manifest.data.size"),
    "a label": Change(made.config_map, _edit("configmaps", {"metadata": {"labels": {"tier": "back"}}}), "manifest.metadata.labels.tier"),
    "an owner": Change(
        made.config_map,
        _edit("configmaps", {"metadata": {"labels": {f"{OWNER}/stack": "gent"}}}),
        f"manifest.metadata.labels.{OWNER}/stack",
    ),
    "an owner gone": Change(
        made.service,
        _edit("services", {"metadata": {"labels": {f"{OWNER}/environment": None}}}),
        f"manifest.metadata.labels.{OWNER}/environment",
    ),
    "an address": Change(
        made.service_account,
        _edit("serviceaccounts", {"metadata": {"annotations": {f"{OWNER}/address": "gent/test/web/x"}}}),
        f"manifest.metadata.annotations.{OWNER}/address",
    ),
    "a deletion": Change(made.config_map, _delete, "missing"),
    "another object": Change(made.config_map, _make_again, "not-ready"),
    "an extra object": Change(made.config_map, _copy, "extra"),
    "a finalizer gone": Change(_finalized, _edit("configmaps", {"metadata": {"finalizers": []}}), "manifest.metadata.finalizers"),
    "a secret": Change(made.secret, _edit("secrets", {"data": {"password": "c3RvbGVu"}}), "manifest.data.password"),
    "a secret gone": Change(made.secret, _edit("secrets", {"data": {"password": None}}), "manifest.data.password"),
    "replicas": Change(
        made.deployment, _edit("deployments", {"spec": {"paused": True, "replicas": 1}}, "apps/v1"), "manifest.spec.replicas"
    ),
    "an image": Change(made.deployment, _edit("deployments", _containers(image="example.invalid/evil"), "apps/v1"), f"{_POD}.image"),
    "a variable": Change(
        made.deployment,
        _edit("deployments", _containers(env=[{"name": "COLOUR", "value": "red"}]), "apps/v1"),
        f"{_POD}.env[COLOUR].value",
    ),
    "a limit": Change(
        made.deployment,
        _edit(
            "deployments", _containers(resources={"requests": {"cpu": "600m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}}), "apps/v1"
        ),
        f"{_POD}.resources.requests.cpu",
    ),
    "a container gone": Change(
        _two_containers, _edit("deployments", _containers(), "apps/v1"), "manifest.spec.template.spec.containers[side]"
    ),
    "a port": Change(
        made.service,
        _edit("services", {"spec": {"ports": [{"name": "http", "port": 80, "targetPort": 9090}]}}),
        "manifest.spec.ports[80].targetPort",
    ),
    "a selector": Change(made.service, _edit("services", {"spec": {"selector": {"app": "other"}}}), "manifest.spec.selector"),
    "a selector more": Change(made.service, _edit("services", {"spec": {"selector": {"more": "yes"}}}), "manifest.spec.selector"),
    "a door": Change(
        made.network_policy, _edit("networkpolicies", {"spec": {"ingress": _NEW_PEER}}, "networking.k8s.io/v1"), "manifest.spec.ingress"
    ),
    "a budget": Change(
        made.disruption_budget,
        _edit("poddisruptionbudgets", {"spec": {"maxUnavailable": 2}}, "policy/v1"),
        "manifest.spec.maxUnavailable",
    ),
    "a right": Change(made.role, _edit("roles", {"rules": _NEW_RULES}, "rbac.authorization.k8s.io/v1"), "manifest.rules"),
    "a schedule": Change(made.cron_job, _edit("cronjobs", {"spec": {"schedule": "0 4 * * *"}}, "batch/v1"), "manifest.spec.schedule"),
    "a token": Change(
        made.service_account, _edit("serviceaccounts", {"automountServiceAccountToken": True}), "manifest.automountServiceAccountToken"
    ),
    "a set": Change(made.stateful_set, _edit("statefulsets", {"spec": {"replicas": 2}}, "apps/v1"), "manifest.spec.replicas"),
}
# What others may do to our objects without a word.
THEIRS: dict[str, Change] = {
    "nothing": Change(made.deployment, lambda *_: None),
    "their label": Change(made.service, _edit("services", {"metadata": {"labels": {"team": "web"}}})),
    "their annotation": Change(
        made.network_policy, _edit("networkpolicies", {"metadata": {"annotations": {"seen": "yes"}}}, "networking.k8s.io/v1")
    ),
    "their key": Change(made.config_map, _edit("configmaps", {"data": {"theirs": "1"}})),
    "their secret": Change(made.secret, _edit("secrets", {"data": {"theirs": "eA=="}})),
    "their container": Change(made.deployment, _edit("deployments", _foreign_container, "apps/v1")),
    "their variable": Change(
        made.deployment,
        _edit("deployments", _containers(env=[{"name": "COLOUR", "value": "blue"}, {"name": "THEIRS", "value": "1"}]), "apps/v1"),
    ),
    "the same quantity": Change(
        made.deployment,
        _edit(
            "deployments",
            _containers(resources={"requests": {"cpu": "500m", "memory": "65536Ki"}, "limits": {"memory": "128Mi"}}),
            "apps/v1",
        ),
    ),
    "their field": Change(made.service, _edit("services", {"spec": {"sessionAffinity": "ClientIP"}})),
    "their status": Change(
        made.service,
        lambda world, name: world.namespace.api.merge(
            world.namespace.path("services", name) + "/status", {"status": {"conditions": [_CONDITION]}}, INTRUDER
        ),
    ),
}
FIVE_HUNDRED = 500


def _seed() -> dict[str, Change]:
    """Each resource by name with what becomes of it: every kind equally often, in an order of chance, and ten of each of theirs."""
    kinds = list(CHANGES)
    labels = [kinds[number % len(kinds)] for number in range(FIVE_HUNDRED)]
    seeded = {f"{label.replace(' ', '-')}-{number}": CHANGES[label] for number, label in enumerate(labels)}
    seeded |= {f"{label.replace(' ', '-')}-{number}": change for label, change in THEIRS.items() for number in range(10)}
    names = list(seeded)
    random.Random(SEED).shuffle(names)
    return {name: seeded[name] for name in names}


def _resource(name: str) -> str:
    """An id of a resource: `a-label-3` → `aLabel3`."""
    first, *rest = name.split("-")
    return first + "".join(part.capitalize() for part in rest)


def test_five_hundred_changes_are_found_and_no_other(world: World) -> None:
    seeded = _seed()
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda name: world.made(_resource(name), seeded[name].make(name), ready="none"), seeded))
    assert world.drifts() == ([], [])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: seeded[name].do(world, name), seeded))
    drifts, strays = world.drifts()

    found = {(each.address.resource, field.name) for each in drifts for field in each.fields}
    found |= {(each.address.resource, each.kind) for each in drifts if not each.fields}
    found |= {(_resource(each.object.id.rpartition("/")[2].removesuffix("-extra")), "extra") for each in strays}
    assert found == {(_resource(name), change.field) for name, change in seeded.items() if change.field}
    assert "c3RvbGVu" not in repr(drifts)
    assert "not-for-eyes" not in repr(drifts)


def test_mending_takes_back_what_is_ours_and_leaves_theirs(world: World) -> None:
    foreign = {"metadata": {"labels": {"team": "web"}, "annotations": {"seen": "yes"}}}
    mended = {f"{label.replace(' ', '-')}": change for label, change in CHANGES.items() if change.field.startswith("manifest.")}
    for name, change in mended.items():
        world.made(_resource(name), change.make(name), ready="none", takeOver=[{"manager": INTRUDER}])
        change.do(world, name)
    world.edit("configmaps", "a-value", foreign)
    assert len(world.drifts()[0]) == len(mended)

    for name in mended:
        outcome = world.update(_resource(name))
        assert isinstance(outcome, Done), outcome
    assert world.drifts() == ([], [])
    metadata = world.live("configmaps", "a-value")["metadata"]
    assert (metadata["labels"]["team"], metadata["annotations"]["seen"]) == ("web", "yes")
    world.edit("configmaps", "a-finalizer-gone", {"metadata": {"finalizers": []}})
