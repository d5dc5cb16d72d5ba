"""What happens to one Stack, on a real API server, as the account of its namespace."""

from __future__ import annotations

import pytest
from tests.cluster.audits import AuditLog
from tests.cluster_faults.towns import config_map, resource
from tests.support.stack_objects import StackTown, writes

from bouwsteen_operator.objects import FINALIZER, PROTECT, PRUNE, REQUESTED_AT

pytestmark = pytest.mark.cluster


def test_a_stack_becomes_ready(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))], "data": [resource(config_map("data"))]})
    outcome = town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    assert (outcome.failed, outcome.again_after) == (False, None)
    assert town.live().keys() == {"web", "data"}
    assert {name: each["status"]["conditions"][0]["status"] for name, each in town.instances().items()} == {"web": "True", "data": "True"}
    assert town.object["status"]["instances"] == {"total": 2, "ready": 2}
    assert town.object["metadata"]["finalizers"] == [FINALIZER]


@pytest.mark.fault("F36")
def test_where_nothing_is_to_do_nothing_is_written(town: StackTown, audit: AuditLog) -> None:
    town.stand({"web": [resource(config_map("web"))], "data": [resource(config_map("data"))]})
    town.look()
    mark = audit.mark()
    town.look()
    assert writes(audit, mark, town.namespace.name) == []


def test_each_change_moves_what_it_is_about(town: StackTown, audit: AuditLog) -> None:
    town.stand({"web": [resource(config_map("web"))], "data": [resource(config_map("data"))]})
    town.look()
    before = {name: each["metadata"]["resourceVersion"] for name, each in town.live().items()}
    town.stand({"web": [resource(config_map("web", text="nieuw"))], "data": [resource(config_map("data"))]})
    town.look()
    assert town.live()["web"]["data"] == {"text": "nieuw"}
    assert town.live()["data"]["metadata"]["resourceVersion"] == before["data"]
    history = town.object["status"]["history"]
    assert [(each["result"], each["changes"]) for each in history] == [("Succeeded", {"update": 1}), ("Succeeded", {"create": 2})]
    mark = audit.mark()
    town.look()
    assert writes(audit, mark, town.namespace.name) == []


def test_an_instance_that_nothing_asks_for_goes_with_its_object(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))], "data": [resource(config_map("data"))]})
    town.look()
    town.stand({"web": [resource(config_map("web"))]}, safeguards={"mostRemoved": 100})
    town.look()
    assert town.live().keys() == {"web"}
    assert town.instances().keys() == {"web"}


def test_an_instance_that_is_not_to_be_pruned_stays_until_it_may(town: StackTown, audit: AuditLog) -> None:
    town.stand({"web": [resource(config_map("web"))], "data": [resource(config_map("data"))]})
    town.look()
    town.annotate(PRUNE, "Disabled", "BlockInstance", "leuven.data")
    town.stand({"web": [resource(config_map("web"))]}, safeguards={"mostRemoved": 100})
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    assert town.live().keys() == {"web", "data"}
    assert [each["state"] for each in town.instances()["data"]["status"]["resources"]] == ["retained"]
    mark = audit.mark()
    town.look()
    assert writes(audit, mark, town.namespace.name) == []
    town.annotate(PRUNE, None, "BlockInstance", "leuven.data")
    town.look(2)
    assert town.live().keys() == {"web"}
    assert town.instances().keys() == {"web"}


def test_what_is_deleted_goes_in_order_and_what_is_retained_stays(town: StackTown, audit: AuditLog) -> None:
    town.stand(
        {
            "web": [
                resource(config_map("first"), "first"),
                resource(config_map("second"), "second", dependsOn=["first"]),
                resource(config_map("third"), "third", dependsOn=["second"]),
            ],
            "data": [resource(config_map("kept"), deletion="retain")],
        }
    )
    town.look()
    uid = town.live()["kept"]["metadata"]["uid"]
    mark = audit.mark()
    town.remove()
    town.look()
    assert not town.is_there
    assert [each for each in writes(audit, mark, town.namespace.name) if each.startswith("delete configmaps")] == [
        "delete configmaps/third",
        "delete configmaps/second",
        "delete configmaps/first",
    ]
    assert {name: each["metadata"]["uid"] for name, each in town.live().items()} == {"kept": uid}
    told = {each.reason: each.message for each in town.operator.told}
    assert "data/thing" in told["Retained"]

    # Wanting it again finds what was retained.
    town.stand({"data": [resource(config_map("kept"), deletion="retain")]})
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    assert town.live()["kept"]["metadata"]["uid"] == uid


def test_a_protected_stack_is_not_deleted(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    town.look()
    town.annotate(PROTECT, "true")
    town.remove()
    outcome = town.look()
    assert town.condition("Ready") == ("False", "DeletionProtected")
    assert outcome.again_after is None
    assert town.live().keys() == {"web"}
    town.annotate(PROTECT, None)
    town.look()
    assert not town.is_there
    assert town.live() == {}


def test_a_suspended_stack_is_left_as_it_is(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    town.look()
    town.want({"web": [resource(config_map("web", text="nieuw"))]})
    town.stand({"web": [resource(config_map("web", text="nieuw"))]})
    town.export(suspend=True)
    town.look()
    assert town.condition("Ready") == ("False", "Suspended")
    assert town.live()["web"]["data"] == {"text": "hallo"}
    town.export(suspend=False)
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded")
    assert town.live()["web"]["data"] == {"text": "nieuw"}


def test_a_reconcile_that_was_asked_for_is_noted(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    town.annotate(REQUESTED_AT, "2026-12-01T10:00:00Z")
    town.look()
    assert town.object["status"]["lastHandledReconcileAt"] == "2026-12-01T10:00:00Z"


def test_what_a_hand_changes_is_put_back(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    town.look()
    api = town.namespace.api
    api.merge(town.path("BlockInstance", "leuven.web"), {"spec": {"version": "9.9.9", "parameters": {"size": 3}}})
    api.merge(town.namespace.path("configmaps", "web"), {"data": {"text": None}})
    town.look()
    spec = town.instances()["web"]["spec"]
    assert (spec["version"], "parameters" in spec) == ("1.0.0", False)
    assert town.live()["web"]["data"] == {"text": "hallo"}
    assert [each.message for each in town.operator.told if each.reason == "DriftCorrected"] == ["Put back as it was made: web/thing."]
    assert town.condition("DriftDetected") == ("False", "NoDrift")
    api.delete(town.path("BlockInstance", "leuven.web"))
    api.delete(town.namespace.path("configmaps", "web"))
    town.look()
    assert town.instances().keys() == town.live().keys() == {"web"}


@pytest.mark.fault("F25")
def test_a_field_that_somebody_else_holds_is_not_taken_from_him(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    town.look()
    town.namespace.api.merge(town.namespace.path("configmaps", "web"), {"data": {"text": "met de hand"}}, "kubectl-edit")
    outcome = town.look()
    assert outcome.failed
    assert town.condition("Ready") == ("False", "ResourceFailed")
    assert town.condition("DriftDetected") == ("True", "Drifted")
    assert "kubectl-edit" in town.message()
    assert ".data.text" in town.message()
    assert town.live()["web"]["data"] == {"text": "met de hand"}
    town.stand({"web": [resource(config_map("web"), inputs={"takeOver": [{"manager": "kubectl-edit", "fields": [".data.text"]}]})]})
    town.look()
    assert (town.condition("Ready"), town.condition("DriftDetected")) == (("True", "Succeeded"), ("False", "NoDrift"))
    assert town.live()["web"]["data"] == {"text": "hallo"}
