"""Nothing moves until somebody approved of it, and what moved since is named."""

from __future__ import annotations

import json

import pytest
from tests.cluster.audits import AuditLog
from tests.cluster_faults.towns import config_map, resource
from tests.support.stack_objects import StackTown, writes

from bouwsteen_operator.doors import plan_map

pytestmark = [pytest.mark.cluster, pytest.mark.slow]


def shown(town: StackTown) -> dict[str, str]:
    found = town.namespace.api.find(town.namespace.path("configmaps", plan_map(town.name)))
    return dict(found["data"]) if found is not None else {}


def test_a_plan_waits_until_that_very_plan_is_approved_of(town: StackTown, audit: AuditLog) -> None:
    town.stand({"web": [resource(config_map("web"))]}, approval="plan")
    outcome = town.look()
    assert (outcome.failed, outcome.again_after) == (False, None)
    assert (town.condition("Ready"), town.condition("PlanApproved")) == (("False", "ApprovalPending"), ("False", "ApprovalPending"))
    assert town.live().keys() == {plan_map(town.name)}
    plan = json.loads(shown(town)["plan.json"])
    status = town.object["status"]["plan"]
    assert (plan["digest"], plan["summary"]["add"], status["summary"]) == (status["digest"], 1, {"create": 1})
    assert status["digest"] in town.message()
    mark = audit.mark()
    town.look()
    assert writes(audit, mark, town.namespace.name) == []

    town.approve("intent", status["intent"], name="of-the-intent")
    town.look()
    assert town.condition("PlanApproved") == ("False", "ApprovalPending")
    town.approve("plan", status["digest"])
    town.look()
    assert (town.condition("Ready"), town.condition("PlanApproved")) == (("True", "Succeeded"), ("True", "Approved"))
    assert town.live().keys() == {"web"}
    mark = audit.mark()
    town.look()
    assert writes(audit, mark, town.namespace.name) == []


def test_what_moved_since_a_plan_was_approved_of_is_named(town: StackTown, audit: AuditLog) -> None:
    town.stand({"web": [resource(config_map("web"))]}, approval="plan")
    town.look()
    town.approve("plan", town.object["status"]["plan"]["digest"])
    town.stand({"web": [resource(config_map("web", text="nieuw"))]}, approval="plan")
    town.look()
    assert (town.condition("Ready"), town.condition("PlanApproved")) == (("False", "PlanStale"), ("False", "PlanStale"))
    assert "These moved: lock" in town.message()
    assert town.live().keys() == {plan_map(town.name)}
    before = town.message()
    mark = audit.mark()
    town.look()
    assert (town.message(), writes(audit, mark, town.namespace.name)) == (before, [])
    town.approve("plan", town.object["status"]["plan"]["digest"], name="second")
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded")
    assert town.live()["web"]["data"] == {"text": "nieuw"}

    # What a hand changes is put back by an approved plan too, and by no other.
    town.namespace.api.delete(town.namespace.path("configmaps", "web"))
    town.look()
    assert (town.condition("Ready"), town.condition("DriftDetected")) == (("False", "ApprovalPending"), ("True", "Drifted"))
    assert "web" not in town.live()
    # And so is that everything goes.
    town.remove()
    town.look()
    assert town.condition("Ready") == ("False", "ApprovalPending")
    town.approve("plan", json.loads(shown(town)["plan.json"])["digest"], name="third")
    town.look()
    assert not town.is_there


def test_an_intent_that_was_approved_of_is_enough(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]}, approval="intent")
    town.look()
    assert town.condition("PlanApproved") == ("False", "ApprovalPending")
    intent = town.object["status"]["plan"]["intent"]
    town.export(resolved={"approvedIntent": intent})
    town.look()
    assert (town.condition("Ready"), town.condition("PlanApproved")) == (("True", "Succeeded"), ("True", "Approved"))
    town.namespace.api.delete(town.namespace.path("configmaps", "web"))
    town.look()
    assert town.live().keys() == {"web"}
    town.stand({"web": [resource(config_map("web", text="nieuw"))]}, approval="intent")
    town.export(resolved={"approvedIntent": intent})
    town.look()
    assert town.condition("PlanApproved") == ("False", "ApprovalPending")
    assert town.live()["web"]["data"] == {"text": "hallo"}


def test_much_that_would_go_waits_for_somebody_who_says_so(town: StackTown) -> None:
    names = ("a", "b", "c", "d")
    town.stand({name: [resource(config_map(name))] for name in names})
    town.look()
    town.stand({"a": [resource(config_map("a"))]})
    town.look()
    assert town.condition("Ready") == ("False", "RemovalNotConfirmed")
    assert town.live().keys() == {*names, plan_map(town.name)}
    town.approve("plan", town.object["status"]["plan"]["digest"])
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    assert town.live().keys() == {"a"}
