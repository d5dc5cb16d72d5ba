"""What cannot be done: what is terminal waits for a change, what may pass is tried again, and each says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from tests.cluster.audits import AuditLog
from tests.cluster_faults.towns import config_map, resource
from tests.support.stack_objects import ENVIRONMENT, Operator, StackTown, writes

from bouwsteen.state.ports import Mode, Writer

pytestmark = [pytest.mark.cluster, pytest.mark.slow]
_ADMISSION = "/apis/admissionregistration.k8s.io/v1"


@contextmanager
def refusing(town: StackTown, expression: str) -> Iterator[None]:
    """A policy of the cluster that refuses ConfigMaps in this namespace, until then."""
    name = f"refuses-{town.namespace.name}"
    api = town.namespace.api
    rule = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"], "resources": ["configmaps"]}
    spec = {"matchConstraints": {"resourceRules": [rule]}, "validations": [{"expression": expression, "message": "not that one"}]}
    where = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": town.namespace.name}}}
    binding = {"policyName": name, "validationActions": ["Deny"], "matchResources": where}
    api.create(f"{_ADMISSION}/validatingadmissionpolicies", {"metadata": {"name": name}, "spec": spec})
    api.create(f"{_ADMISSION}/validatingadmissionpolicybindings", {"metadata": {"name": name}, "spec": binding})
    probe = {"metadata": {"name": "probe"}, "data": {"text": "geweigerd"}}
    town.namespace.cluster.wait(
        lambda: api.send("POST", town.namespace.path("configmaps"), probe, dryRun="All").status_code == 422, "the policy is enforced"
    )
    try:
        yield
    finally:
        for plural in ("validatingadmissionpolicybindings", "validatingadmissionpolicies"):
            api.delete(f"{_ADMISSION}/{plural}/{name}")
        town.namespace.cluster.wait(
            lambda: api.send("POST", town.namespace.path("configmaps"), probe, dryRun="All").status_code == 201, "the policy is gone"
        )


@pytest.mark.fault("F23")
def test_where_one_step_is_refused_the_others_are_done_and_it_goes_on_from_there(town: StackTown, audit: AuditLog) -> None:
    wanted = {
        "bad": [
            resource(config_map("bad", text="geweigerd"), "bad"),
            resource(config_map("behind"), "behind", dependsOn=["bad"]),
        ],
        "good": [resource(config_map("good"))],
    }
    town.stand(wanted)
    with refusing(town, "!has(object.data) || !('text' in object.data) || object.data.text != 'geweigerd'"):
        outcome = town.look()
        assert outcome.failed
        assert town.condition("Ready") == ("False", "ResourceFailed")
        assert town.condition("Reconciling") == ("True", "ResourceFailed")
        assert "not that one" in town.message()
        assert town.live().keys() == {"good"}
        found = {name: each["status"]["conditions"][0]["status"] for name, each in town.instances().items()}
        assert found == {"bad": "False", "good": "True"}
        assert town.object["status"]["history"][0]["result"] == "Failed"
        # The same again is the same status: nothing flaps, whatever is tried meanwhile.
        town.look()
        before = town.object["metadata"]["resourceVersion"]
        mark = audit.mark()
        town.look(2)
        assert town.object["metadata"]["resourceVersion"] == before
        assert not [each for each in writes(audit, mark, town.namespace.name) if "stacks/" in each or "blockinstances/" in each]
    outcome = town.look()
    assert (outcome.failed, town.condition("Ready")) == (False, ("True", "Succeeded"))
    assert town.condition("Reconciling") == ("", "")
    assert town.live().keys() == {"good", "bad", "behind"}


def test_documents_that_are_broken_stall_and_nothing_is_touched(town: StackTown, audit: AuditLog) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    town.look()
    town.export(blocks=[{"block": "of-wep"}])
    mark = audit.mark()
    outcome = town.look()
    assert (outcome.failed, outcome.again_after) == (False, None)
    assert (town.condition("Ready"), town.condition("Stalled")) == (("False", "DocumentInvalid"), ("True", "DocumentInvalid"))
    assert "of-wep" in town.message()
    assert f"Stack {town.key}" in town.message()
    town.look()
    assert writes(audit, mark, town.namespace.name) == ["patch stacks/leuven"]
    assert town.live().keys() == {"web"}
    town.export()
    town.look()
    assert (town.condition("Ready"), town.condition("Stalled")) == (("True", "Succeeded"), ("", ""))


def test_a_lock_that_does_not_fit_stalls(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    town.export(blocks=[{"block": "of-web", "name": "web", "version": "^2.0"}])
    outcome = town.look()
    assert (outcome.failed, outcome.again_after) == (False, None)
    assert town.condition("Ready")[0] == "False"
    assert town.condition("Stalled")[0] == "True"
    assert "^2.0" in town.message()
    assert town.live() == {}


def test_what_the_cluster_does_not_have_yet_is_waited_for(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    block = town.operator.cache.get("BuildingBlock", "", "of-web-1.0.0")
    assert block is not None
    town.operator.cache.drop("BuildingBlock", "", "of-web-1.0.0")
    outcome = town.look()
    assert (outcome.failed, town.condition("Ready"), town.condition("Stalled")) == (True, ("False", "WaitingForCatalog"), ("", ""))
    assert "of-web-1.0.0" in town.message()
    other = {**block, "metadata": {**block["metadata"], "resourceVersion": "other"}, "spec": {**block["spec"], "owner": "Somebody else"}}
    town.operator.cache.put("BuildingBlock", other)
    town.look()
    assert town.condition("Stalled") == ("True", "ContentDiffers")
    town.operator.cache.put("BuildingBlock", block)
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded")


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"runBy": "cli"}, "RunByAnother"),
        ({"runBy": "operator/other"}, "RunByAnother"),
        ({"kubernetes": {"namespace": "kube-system"}}, "DocumentInvalid"),
    ],
)
def test_what_is_not_ours_to_run_is_left_alone(town: StackTown, audit: AuditLog, settings: dict[str, Any], reason: str) -> None:
    town.stand({"web": [resource(config_map("web"))]}, **settings)
    mark = audit.mark()
    outcome = town.look()
    assert (outcome.failed, town.condition("Ready")) == (False, ("False", reason))
    assert town.condition("AwaitingAuthority") == (("True", reason) if reason == "RunByAnother" else ("", ""))
    assert town.live() == {}
    assert not [each for each in writes(audit, mark, "kube-system") if "configmap" in each or "secret" in each]
    town.remove()
    town.look()
    assert not town.is_there


def test_a_record_that_somebody_writes_just_now_is_waited_for(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    store = town.operator.reconciler.engines.store(town.namespace.name)
    writer = Writer(town.operator.settings.owner, "run", "an@elsewhere", "apply", "2026-12-01T10:00:00Z")
    with store.open(town.name, ENVIRONMENT, Mode.WRITE, writer, organisation="24062"):
        outcome = town.look()
        assert town.condition("Ready") == ("False", "RecordLocked")
        assert (outcome.failed, outcome.again_after) == (False, 5.0)
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded")


def test_without_rights_in_its_namespace_a_stack_says_which_it_lacks(operator: Operator, town: StackTown, audit: AuditLog) -> None:
    rbac = "rbac.authorization.k8s.io/v1"
    rules = [{"apiGroups": ["", "coordination.k8s.io"], "resources": ["secrets", "leases"], "verbs": ["*"]}]
    town.namespace.api.merge(town.namespace.path("roles", "bouwsteen", group=rbac), {"rules": rules})
    town.stand({"web": [resource(config_map("web"))]})
    town.namespace.cluster.wait(lambda: town.look() and town.condition("Ready") == ("False", "Forbidden"), "rights are gone")
    assert f"system:serviceaccount:{town.namespace.name}:bouwsteen" in town.message()
    assert "configmaps" in town.message()
    town.namespace.api.merge(
        town.namespace.path("roles", "bouwsteen", group=rbac), {"rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}
    )
    town.namespace.cluster.wait(lambda: town.look() and town.condition("Ready") == ("True", "Succeeded"), "rights are there")


def test_an_account_without_a_name_is_refused(town: StackTown, audit: AuditLog) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    town.operator.reconciler.close()
    town.operator.settings = replace(town.operator.settings, account="")
    town.operator.open()
    mark = audit.mark()
    town.look()
    assert town.condition("Ready") == ("False", "AccountMissing")
    assert [each for each in writes(audit, mark, town.namespace.name) if "stacks" not in each] == []
