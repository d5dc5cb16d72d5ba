"""Faults of a cluster in the middle of one reconcile, on a real API server."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cluster.audits import AuditLog
from tests.cluster.clusters import Cluster
from tests.cluster.programs import STUCK
from tests.cluster.test_clusters import deployment
from tests.cluster_faults.towns import config_map, resource
from tests.support.clusters import Namespace
from tests.support.stack_objects import Operator, StackTown, add_account, writes

from bouwsteen.adapters.kubernetes.clients import ClusterClient
from bouwsteen.engine import calls
from bouwsteen.engine.applies import apply
from bouwsteen_operator import convergences, instances

pytestmark = [pytest.mark.cluster, pytest.mark.slow]
HOLD = {"metadata": {"finalizers": ["example.com/hold"]}}
TIMES = 3  # a difference is mended so often before it is left alone


@pytest.mark.fault("F24")
def test_what_changes_between_an_approved_plan_and_its_apply_is_not_overwritten(town: StackTown, monkeypatch: pytest.MonkeyPatch) -> None:
    town.stand({"web": [resource(config_map("web"))], "data": [resource(config_map("data"))]})
    town.look()
    town.stand({"web": [resource(config_map("web", text="nieuw"))], "data": [resource(config_map("data"))]}, approval="plan")
    town.look()
    town.approve("plan", town.object["status"]["plan"]["digest"])

    def apply_late(*arguments: Any, **options: Any) -> Any:
        town.namespace.api.delete(town.namespace.path("configmaps", "data"))
        return apply(*arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(convergences, "apply", apply_late)
        outcome = town.look()
    assert (outcome.failed, outcome.again_after) == (False, 1.0)
    assert town.live()["web"]["data"] == {"text": "hallo"}
    town.look()
    assert town.condition("PlanApproved") == ("False", "PlanStale")
    assert "data/thing (no-op → " in town.message()
    assert "data" not in town.live()


@pytest.mark.fault("F29")
def test_a_kind_that_is_missing_holds_up_nothing_else(town: StackTown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "CALL_SECONDS", 2.0)
    group = f"{town.namespace.name}.example.com"
    widget = {"apiVersion": f"{group}/v1", "kind": "Widget", "metadata": {"name": "first"}, "spec": {"size": 1}}
    town.stand({"web": [resource(config_map("web"))], "widgets": [resource(widget)]})
    outcome = town.look()
    assert (outcome.failed, town.condition("Ready")) == (True, ("False", "ResourceFailed"))
    assert "Widget" in town.message()
    assert town.live().keys() == {"web"}
    schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    definition = {
        "metadata": {"name": f"widgets.{group}"},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"plural": "widgets", "kind": "Widget"},
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}],
        },
    }
    api, path = town.namespace.api, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    api.create(path, definition)
    try:
        town.namespace.cluster.wait(lambda: town.look() and town.condition("Ready") == ("True", "Succeeded"), "the kind is served")
        assert api.get(town.namespace.path("widgets", "first", group=f"{group}/v1"))["spec"] == {"size": 1}
        town.remove()
        town.look()
    finally:
        api.delete(f"{path}/widgets.{group}")
    assert not town.is_there


@pytest.mark.fault("F30")
def test_what_is_changed_back_each_time_is_told_and_left_alone(town: StackTown, audit: AuditLog) -> None:
    yielding = {"takeOver": [{"manager": "fighter"}]}
    town.stand({"web": [resource(config_map("web"), inputs=yielding)]})
    town.look()
    path = town.namespace.path("configmaps", "web")
    for _ in range(TIMES):
        town.namespace.api.merge(path, {"data": {"text": "anders"}}, "fighter")
        town.look()
        assert town.live()["web"]["data"] == {"text": "hallo"}
    town.namespace.api.merge(path, {"data": {"text": "anders"}}, "fighter")
    outcome = town.look()
    assert (outcome.failed, town.live()["web"]["data"]) == (False, {"text": "anders"})
    assert town.condition("DriftDetected") == ("True", "DriftReturns")
    mark = audit.mark()
    town.look(2)
    assert writes(audit, mark, town.namespace.name) == []


@pytest.mark.fault("F31")
def test_what_never_becomes_ready_is_waited_for_within_bounds(town: StackTown, audit: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "CALL_SECONDS", 3.0)
    web = {"apiVersion": "apps/v1", "kind": "Deployment", **deployment("web", **{STUCK: "true"})}
    town.stand({"data": [resource(config_map("data"))], "web": [resource(web)]})
    mark = audit.mark()
    outcome = town.look()
    assert (outcome.failed, outcome.again_after) == (True, None)
    assert (town.condition("Ready"), town.condition("Reconciling")) == (("False", "WaitingForResource"), ("True", "WaitingForResource"))
    assert "Deployment" in town.message()
    assert town.live().keys() == {"data"}
    asked = [each for each in audit.since(mark, namespace=town.namespace.name) if each.agent == "bouwsteen"]
    assert len(asked) < 60


@pytest.mark.fault("F32")
def test_a_finalizer_that_nobody_carries_out_holds_the_stack_and_is_named(town: StackTown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "CALL_SECONDS", 2.0)
    town.stand({"web": [resource(config_map("web"))], "data": [resource(config_map("data"))]})
    town.look()
    town.namespace.api.merge(town.namespace.path("configmaps", "web"), HOLD)
    town.remove()
    outcome = town.look()
    assert (outcome.failed, town.condition("Ready")[0]) == (True, "False")
    assert "example.com/hold" in town.message()
    assert town.live().keys() == {"web"}
    town.namespace.api.merge(town.namespace.path("configmaps", "web"), {"metadata": {"finalizers": []}})
    town.look()
    assert not town.is_there


@pytest.mark.fault("F32")
def test_a_namespace_that_goes_is_not_held_up_by_its_stack(town: StackTown, tmp_path: Path) -> None:
    api, name = town.namespace.api, f"{town.namespace.name}-goes"
    path = f"/api/v1/namespaces/{name}"
    api.create("/api/v1/namespaces", {"metadata": {"name": name}})
    going = StackTown(tmp_path, Namespace(town.namespace.cluster, name), town.operator, "gent")
    add_account(going.namespace)
    going.stand({"web": [resource(config_map("web"))]})
    going.look()
    assert going.condition("Ready") == ("True", "Succeeded")
    api.delete(path)

    def is_gone() -> bool:
        found = api.find(going.path())
        if found is not None and found["metadata"].get("deletionTimestamp"):
            going.operator.cache.put("Stack", found)
            going.operator.reconcile(going.key)
        return api.find(path) is None

    going.namespace.cluster.wait(is_gone, "the namespace is gone")


@pytest.mark.fault("F38")
def test_an_object_that_a_cluster_cannot_hold_is_refused_with_its_size_and_holds_up_nothing_else(town: StackTown, audit: AuditLog) -> None:
    parameters = {"type": "object", "properties": {"piece": {"type": "string"}}, "required": ["piece"]}
    town.stand(
        {
            "web": [resource(config_map("web"))],
            "big": [resource(config_map("big", **{f"part-{number}": "${parameters.piece}" for number in range(80)}))],
        },
        blocks={"big": {"spec": {"parameters": parameters}}},
    )

    def ask_for(piece: str) -> None:
        web = {"block": "of-web", "name": "web", "version": "^1.0"}
        town.export(blocks=[web, {"block": "of-big", "name": "big", "version": "^1.0", "parameters": {"piece": piece}}])

    ask_for("x" * 15_000)
    mark = audit.mark()
    town.look()
    assert town.condition("Ready") == ("False", "ObjectTooLarge"), town.message()
    assert "1200" in town.message()  # how many thousand bytes
    assert town.live().keys() == {"web"}
    assert not [
        each for each in audit.since(mark, namespace=town.namespace.name) if each.name == "big" and each.verb in {"patch", "create"}
    ]
    assert len(json.dumps(town.object["status"])) < 20_000  # what is told of it is none of it
    ask_for("x")
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()


@pytest.mark.fault("F38")
def test_an_instance_of_very_many_resources_is_told_within_bounds(town: StackTown, monkeypatch: pytest.MonkeyPatch) -> None:
    most, many = 20, 30
    monkeypatch.setattr(instances, "MAX_RESOURCES", most)  # in place of 500, which take their time to be made
    parts = {f"p{number}": "hallo" for number in range(many)}
    parameters = {
        "type": "object",
        "properties": {"parts": {"type": "object", "additionalProperties": {"type": "string"}, "default": parts}},
    }
    each = resource({**config_map("part-${each.key}"), "data": {"text": "${each.value}"}}, forEach="${parameters.parts}")
    town.stand({"web": [each]}, blocks={"web": {"spec": {"parameters": parameters}}})
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    status = town.instances()["web"]["status"]
    assert (len(status["resources"]), status["moreResources"]) == (most, many - most)
    assert len(town.live()) == many
    before = town.object["metadata"]["resourceVersion"]
    town.look()
    assert town.object["metadata"]["resourceVersion"] == before


def killed_at(number: int, *, after: bool, folder: Path, namespace: Namespace, work: Callable[[Operator], None]) -> int:
    """`work` with an operator in a process of its own that gets SIGKILL at that write of its own: before or after it.

    Yields how it ended: by that signal where it came that far, else 0.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        send = ClusterClient._send  # the one place through which all requests go
        seen = 0

        def send_or_die(self: ClusterClient, method: str, *arguments: Any) -> Any:
            nonlocal seen
            seen += method != "GET"
            if method != "GET" and seen == number and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            answer = send(self, method, *arguments)
            if method != "GET" and seen == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        setattr(ClusterClient, "_send", send_or_die)  # noqa: B010  in this process alone
        fresh = Namespace(Cluster(namespace.cluster.kubeconfig), namespace.name)
        operator = Operator(folder, fresh.cluster.kubeconfig)
        operator.cache.refresh(fresh)
        work(operator)
        code = 0
    finally:
        os._exit(code)


def stand_first(town: StackTown) -> None:
    """Nothing is there yet."""
    town.stand(WANTED)


def stand_existing(town: StackTown) -> None:
    """Something is there, and is to change."""
    town.stand({"web": [resource(config_map("web"), "first")]})
    town.look()
    town.stand(WANTED)


def stand_leaving(town: StackTown) -> None:
    """All of it is there, and the Stack is to go; one thing of it stays."""
    town.stand(WANTED)
    town.look()
    town.remove()


WANTED = {
    "web": [resource(config_map("web", text="nieuw"), "first"), resource(config_map("more"), "second", dependsOn=["first"])],
    "data": [resource(config_map("kept"), deletion="retain")],
}


@pytest.mark.fault("F36")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that is this one up to now needs fork")
@pytest.mark.parametrize("after", [False, True], ids=["before it is sent", "when it is answered"])
@pytest.mark.parametrize("stand", [stand_first, stand_existing, stand_leaving])
def test_an_operator_that_is_killed_at_any_write_goes_on_and_then_writes_nothing(
    kinds: Cluster, namespace: Namespace, tmp_path: Path, audit: AuditLog, stand: Callable[[StackTown], None], after: bool
) -> None:
    add_account(namespace)
    folder = tmp_path / "operator"
    operator = Operator(folder, kinds.kubeconfig)
    town = StackTown(tmp_path, namespace, operator)
    stand(town)
    catalog = {kind: operator.cache.list(kind) for kind in ("BuildingBlock", "Interface", "Policy", "CatalogEntry")}
    begun = audit.mark()

    def look(other: Operator) -> None:
        for kind, objects in catalog.items():
            for each in objects:
                other.cache.put(kind, each)
        other.reconcile(town.key)

    kills = 0
    # Each goes on where the one before it was killed, and is killed one write later.
    while killed_at(kills + 1, after=after, folder=folder, namespace=namespace, work=look) == -signal.SIGKILL:
        kills += 1
        assert kills < 60, "it comes no further"
    assert kills > 4
    if stand is stand_leaving:
        assert not town.is_there
        assert town.live().keys() == {"kept"}
    else:
        assert town.condition("Ready") == ("True", "Succeeded"), town.message()
        assert town.live().keys() == {"web", "more", "kept"}
    made = Counter(each.name for each in audit.since(begun, namespace=namespace.name) if each.resource == "configmaps" and each.code == 201)
    assert {number for name, number in made.items() if name in {"web", "more", "kept"}} <= {1}, "something was made twice"
    operator.close()
    restarted = Operator(folder, kinds.kubeconfig)
    restarted.cache.refresh(namespace)
    mark = audit.mark()
    look(restarted)
    assert writes(audit, mark, namespace.name) == []
    restarted.close()
