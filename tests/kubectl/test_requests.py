"""What is asked of a Stack is there afterwards, in the name of who asked; and what cannot be asked says why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cluster_faults.towns import config_map, resource
from tests.kubectl.conftest import Type
from tests.support.stack_objects import StackTown

from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen_operator.doors import plan_map
from bouwsteen_operator.objects import KINDS, REQUESTED_AT

pytestmark = [pytest.mark.cluster, pytest.mark.slow]
_OURS = "bouwsteen.vlaanderen.be"
# What the role `bouwsteen-approver` gives in a namespace.
APPROVER = [
    {"apiGroups": [_OURS], "resources": ["approvals"], "verbs": ["get", "list", "watch", "create", "delete"]},
    {"apiGroups": [_OURS], "resources": ["stacks", "blockinstances"], "verbs": ["get", "list", "watch"]},
    {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"]},
]


def test_what_waits_is_shown_approved_of_and_done(town: StackTown, ask: Type, tmp_path: Path) -> None:
    town.stand({"web": [resource(config_map("web"))]}, approval="plan")
    town.look()
    shown = ask("plan", "stack/leuven")
    assert (shown.code, shown.err) == (0, "")
    assert "+ thing" in shown.out
    assert "data.text" in shown.out
    assert json.loads(ask("plan", "stack/leuven", "-o", "json").out)["digest"] == town.object["status"]["plan"]["digest"]

    # Nobody is there who could answer: nothing is approved of.
    refused = ask("approve", "stack/leuven", "--reason", "Gezien.")
    assert refused.code == ExitCode.CANCELLED
    assert "+ thing" in refused.out
    assert town.namespace.api.get(KINDS["Approval"].path(town.namespace.name))["items"] == []

    an = town.namespace.create_service_account("an", APPROVER, tmp_path)
    said = ask("approve", "stack/leuven", "--reason", "Gezien.", "--yes", kubeconfig=an)
    assert (said.code, said.err) == (0, "")
    (made,) = town.namespace.api.get(KINDS["Approval"].path(town.namespace.name))["items"]
    assert made["spec"] == {
        "stack": "leuven",
        "of": "plan",
        "digest": town.object["status"]["plan"]["digest"],
        "by": f"system:serviceaccount:{town.namespace.name}:an",
        "reason": "Gezien.",
    }
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    again = ask("approve", "stack/leuven", "--reason", "Gezien.", "--yes")
    assert again.code == ExitCode.NOT_FOUND
    assert "nothing-waits" in again.err


def test_where_an_intent_is_enough_the_intent_is_approved_of(town: StackTown, ask: Type) -> None:
    town.stand({"web": [resource(config_map("web"))]}, approval="intent")
    town.look()
    said = ask("approve", "stack/leuven", "--reason", "Gezien.", "--yes", "-o", "json")
    assert (said.code, json.loads(said.out)["of"]) == (0, "intent")
    assert json.loads(said.out)["digest"] == town.object["status"]["plan"]["intent"]
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()


def test_a_plan_that_a_hand_changed_is_not_approved_of(town: StackTown, ask: Type) -> None:
    town.stand({"web": [resource(config_map("web"))]}, approval="plan")
    town.look()
    path = town.namespace.path("configmaps", plan_map("leuven"))
    plan = json.loads(town.namespace.api.get(path)["data"]["plan.json"])
    (change,) = plan["changes"]
    harmless = {**change, "desired": {}, "fields": [], "detail": "nothing of importance", "type": "null/thing"}
    # Digests and counts as they were: none of these is seen by them.
    for doctored in (
        {**plan, "changes": []},
        {**plan, "changes": [harmless]},
        {**plan, "notes": [{"code": "x", "text": "all is well", "address": ""}]},
        {**plan, "warnings": []} | {"organisation": "Gent"},
    ):
        town.namespace.api.merge(path, {"data": {"plan.json": json.dumps(doctored)}})
        for words in (["approve", "stack/leuven", "--reason", "Gezien.", "--yes"], ["plan", "stack/leuven"]):
            said = ask(*words)
            assert (said.code, said.out) == (ExitCode.STALE, "")
            assert "plan-not-as-said" in said.err
    assert town.namespace.api.get(KINDS["Approval"].path(town.namespace.name))["items"] == []
    town.namespace.api.merge(path, {"data": {"plan.json": "{"}})
    assert ask("plan", "stack/leuven").code == ExitCode.STALE
    # The operator writes it again when it looks.
    assert ask("reconcile", "stack/leuven").code == 0
    town.look()
    assert ask("approve", "stack/leuven", "--reason", "Gezien.", "--yes").code == 0


def test_a_stack_is_suspended_looked_at_and_goes_on(town: StackTown, ask: Type) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    town.look()
    assert ask("suspend", "stk/leuven").code == 0
    town.look()
    assert town.condition("Ready") == ("False", "Suspended")
    assert ask("resume", "leuven").code == 0
    said = ask("reconcile", "stack", "leuven", "-o", "json")
    asked = json.loads(said.out)["requestedAt"]
    assert town.object["metadata"]["annotations"][REQUESTED_AT] == asked
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded")
    assert town.object["status"]["lastHandledReconcileAt"] == asked


def test_what_cannot_be_asked_says_what_is_wrong_and_what_to_do(town: StackTown, ask: Type, type_: Type, tmp_path: Path) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    said = ask("why", "stack/leuvn")
    assert (said.code, "Did you mean `leuven`?" in said.err) == (ExitCode.NOT_FOUND, True)
    kubeconfig = town.namespace.cluster.kubeconfig
    said = type_("why", "stack/leuven", "-n", "default", kubeconfig=kubeconfig)
    assert said.code == ExitCode.NOT_FOUND
    # The cluster of this run has stacks of other tests too, some of which have the same name.
    assert town.namespace.name in said.err or ", and in " in said.err
    assert "name the namespace with `-n`" in said.err
    for before in (["-n", town.namespace.name, "why"], ["why", "-n", town.namespace.name]):
        said = type_(*before, "stack/leuven", kubeconfig=kubeconfig)
        assert (said.code, said.out.startswith(f"stack/leuven (-n {town.namespace.name}): ")) == (0, True)
    assert type_("why", "stack/leuven", "--context", "elsewhere", kubeconfig=kubeconfig).code == ExitCode.INVALID_INPUT
    assert ask("approve", "stack/leuven", "--reason", " ", "--yes").code == ExitCode.INVALID_INPUT
    nobody = town.namespace.create_service_account("nobody", [], tmp_path)
    for words in (["why", "stack/leuven"], ["suspend", "stack/leuven"], ["plan", "stack/leuven"]):
        said = ask(*words, kubeconfig=nobody)
        assert said.code == ExitCode.AUTHENTICATION, words
        assert "cluster-forbids" in said.err
    assert "suspend" not in town.object["spec"]


def test_what_would_be_removed_is_approved_of_as_that_very_plan(town: StackTown, ask: Type) -> None:
    names = ("a", "b", "c", "d")
    town.stand({name: [resource(config_map(name))] for name in names}, approval="intent")
    town.look()
    assert ask("approve", "stack/leuven", "--reason", "Gezien.", "--yes").code == 0
    town.look()
    town.stand({"a": [resource(config_map("a"))]}, approval="intent")
    town.look()
    said = ask("approve", "stack/leuven", "--reason", "Gezien.", "--yes", "-o", "json")
    assert json.loads(said.out)["of"] == "intent"
    town.look()
    assert town.condition("Ready") == ("False", "RemovalNotConfirmed")
    said = ask("approve", "stack/leuven", "--reason", "Gezien.", "--yes", "-o", "json")
    assert json.loads(said.out)["of"] == "plan"
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    assert town.live().keys() == {"a"}


def test_a_removal_that_waits_is_approved_of_too(town: StackTown, ask: Type) -> None:
    town.stand({"web": [resource(config_map("web"))]}, approval="plan")
    town.look()
    assert ask("approve", "stack/leuven", "--reason", "Gezien.", "--yes").code == 0
    town.look()
    town.remove()
    town.look()
    assert town.condition("Ready") == ("False", "ApprovalPending")
    assert town.live().keys() == {"web", plan_map("leuven")}

    shown = ask("plan", "stack/leuven")
    assert (shown.code, shown.err) == (0, "")
    assert "- thing" in shown.out
    said = ask("approve", "stack/leuven", "--reason", "Mag weg.", "--yes")
    assert (said.code, said.err) == (0, "")
    town.look()
    assert not town.is_there
    assert "web" not in town.live()
