"""A lock that leaves policies out, with no webhook that would have refused it: the operator asks them of what is new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.cluster_faults.towns import config_map, resource
from tests.support.stack_objects import StackTown

pytestmark = [pytest.mark.cluster, pytest.mark.slow]
OF_INSTANCES = ("Instance", "object.name != 'green'")
OF_RESOURCES = ("Resource", "object.with.manifest.data.text != 'luid'")
OF_CHANGES = ("Change", "object.action != 'delete' || size(approval.approvers) > 0")


def publish(town: StackTown, kind: str, expression: str) -> None:
    said = {"nl": "Dat mag niet.", "fr": "Ce n'est pas permis.", "en": "That is not allowed."}
    rule = {"id": "rule", "expression": expression, "message": said, "fix": said}
    town.publish("known-colours", rule, match={"kinds": [kind]}, reach="stack")


def leave_out(town: StackTown) -> None:
    """As who writes a lock by hand."""
    found: Mapping[str, Any] = town.object["spec"]["resolved"]["lock"]["policies"]
    assert found, "the lock has it"
    town.namespace.api.merge(town.path(), {"spec": {"resolved": {"lock": {"policies": dict.fromkeys(found)}}}})


@pytest.mark.parametrize(("kind", "expression"), [OF_INSTANCES, OF_RESOURCES])
def test_what_is_new_is_judged_by_them(town: StackTown, kind: str, expression: str) -> None:
    publish(town, kind, expression)
    town.stand({"green": [resource(config_map("green", text="luid"))]})
    leave_out(town)
    town.look()
    assert (town.condition("Ready"), town.condition("PolicyCompliant")) == (("False", "PolicyDenied"), ("False", "PolicyDenied"))
    assert town.condition("Stalled") == ("True", "PolicyDenied")
    assert "known-colours/rule" in town.message()
    assert town.live() == {}

    town.stand({"blue": [resource(config_map("blue"))]})
    leave_out(town)
    town.look()
    assert (town.condition("Ready"), town.condition("PolicyCompliant")) == (("True", "Succeeded"), ("True", "NothingDenied"))
    assert town.live().keys() == {"blue"}


def test_what_was_carried_out_before_they_were_published_is_kept_as_it_was_made(town: StackTown) -> None:
    town.stand({"green": [resource(config_map("green"))]})
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded")

    publish(town, *OF_INSTANCES)
    town.export()
    leave_out(town)
    town.namespace.api.delete(town.namespace.path("configmaps", "green"))
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded")
    assert town.live()["green"]["data"] == {"text": "hallo"}

    town.stand({"green": [resource(config_map("green", text="nieuw"))]})
    leave_out(town)
    town.look()
    assert town.condition("Ready") == ("False", "PolicyDenied")
    assert town.live()["green"]["data"] == {"text": "hallo"}


def test_a_removal_asks_them_too(town: StackTown) -> None:
    publish(town, *OF_CHANGES)
    town.stand({"green": [resource(config_map("green"))]})
    leave_out(town)
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded")
    town.remove()
    town.look()
    assert town.condition("Ready") == ("False", "PolicyDenied")
    assert town.live().keys() == {"green"}


def test_who_approved_is_known_when_they_are_asked(town: StackTown) -> None:
    publish(town, *OF_CHANGES)
    both = {name: [resource(config_map(name))] for name in ("green", "blue")}
    town.stand(both, approval="plan")
    leave_out(town)
    town.look()
    town.approve("plan", town.object["status"]["plan"]["digest"])
    town.look()
    assert town.live().keys() == {"green", "blue"}

    town.stand({"blue": both["blue"]}, approval="plan")
    leave_out(town)
    town.look()
    assert town.condition("Ready") == ("False", "ApprovalPending")
    town.approve("plan", town.object["status"]["plan"]["digest"], name="second")
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded")
    assert town.live().keys() == {"blue"}
