"""F22: the right command in the wrong cluster. One plan, one record, and two real clusters in which the same names mean something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cluster_faults.towns import ENVIRONMENT, ClusterTown, config_map, resource
from tests.support.clusters import Namespace, own_cluster
from tests.support.towns import Town

from bouwsteen.adapters.kubernetes.clients import ClusterSettings
from bouwsteen.adapters.kubernetes.provider import KubernetesProvider
from bouwsteen.cli.saved_plans import load_plan, save_plan
from bouwsteen.engine.approved_plans import Approved
from bouwsteen.engine.worlds import find_worlds
from bouwsteen.errors import BouwsteenError, StaleError
from bouwsteen.planning.dangers import Approvals

pytestmark = [pytest.mark.cluster, pytest.mark.fault("F22")]
PLACE = Approvals(place="leuven/test")


def save(town: ClusterTown, file: Path) -> Approved:
    """The plan of now, through a file."""
    planned = town.plan(ENVIRONMENT)
    save_plan(file, planned, find_worlds(town.engine, planned.plan))
    return load_plan(file).approved


def codes(attempt: Callable[[], object]) -> set[str]:
    with pytest.raises(StaleError) as refused:
        attempt()
    return {each.code for each in refused.value.diagnostics}


@pytest.mark.slow
def test_a_plan_and_a_record_are_of_one_cluster(namespace: Namespace, tmp_path: Path) -> None:
    town = ClusterTown(tmp_path, namespace)
    town.want({"one": [resource(config_map("one"))]})
    with own_cluster() as other:
        there = Namespace(other, namespace.name)
        other.admin.create("/api/v1/namespaces", {"metadata": {"name": there.name}})
        stranger = other.admin.create(there.path("configmaps"), config_map("one", text="of somebody else"))

        # A plan that only creates: nothing of it is on record anywhere.
        approved = save(town, tmp_path / "plan.json")
        town.connect(other.kubeconfig)
        assert codes(lambda: town.bring(approved=approved)) == {"plan-of-another-world"}
        town.connect(namespace.cluster.kubeconfig)
        assert town.bring(approved=approved).succeeded

        # A record: nothing is changed, made or taken away elsewhere, whatever is asked.
        town.connect(other.kubeconfig)
        for wanted in ({"one": [resource(config_map("one", text="dag"))]}, {"two": [resource(config_map("two"))]}):
            town.want(wanted)
            for attempt in (lambda: town.plan(ENVIRONMENT), town.bring, lambda: town.destroy_all(approvals=PLACE)):
                assert codes(attempt) == {"another-world"}
        assert other.admin.get(there.path("configmaps", "one")) == stranger
        assert other.admin.find(there.path("configmaps", "two")) is None

        # Back in its own, all of it goes on.
        town.connect(namespace.cluster.kubeconfig)
        assert set(town.live()) == {"one"}
        assert town.bring(approvals=Approvals(deletions=1)).succeeded
        assert set(town.live()) == {"two"}


def test_a_plan_that_does_not_say_for_which_cluster_is_refused(namespace: Namespace, tmp_path: Path) -> None:
    """As one that was saved before plans said it, or lost it on the way."""
    town = ClusterTown(tmp_path, namespace)
    town.want({"one": [resource(config_map("one"))]})
    file = tmp_path / "plan.json"
    save(town, file)
    document = json.loads(file.read_text())
    uid = namespace.api.get("/api/v1/namespaces/kube-system")["metadata"]["uid"]
    assert document.pop("worlds") == {"kubernetes": uid}
    file.write_text(json.dumps(document))
    assert codes(lambda: town.bring(approved=load_plan(file).approved)) == {"plan-of-another-world"}
    assert town.live() == {}


def test_a_plan_is_not_saved_where_nobody_can_tell_for_which_cluster(namespace: Namespace, tmp_path: Path) -> None:
    town = ClusterTown(tmp_path, namespace)
    town.want({"one": [resource(config_map("one"))]})
    planned = town.plan(ENVIRONMENT)  # by itself it asks nobody
    unreachable = KubernetesProvider(lambda _: ClusterSettings(tmp_path / "none"))
    town.adjust(providers={**town.engine.providers, "kubernetes": unreachable})
    with pytest.raises(BouwsteenError) as refused:
        find_worlds(town.engine, planned.plan)
    assert {each.code for each in refused.value.diagnostics} == {"kubeconfig-unusable"}


def test_a_plan_that_changes_nothing_in_a_cluster_is_of_none(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.write({"block": "bare"})
    assert find_worlds(town.engine, town.plan().plan) == {}
