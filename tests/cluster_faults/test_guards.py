"""What should not happen to objects of a cluster does not, whatever becomes of documents, rights, others and kinds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.cluster_faults.towns import ENVIRONMENT, ClusterTown, Resource, config_map, resource
from tests.support.clusters import Namespace

from bouwsteen.adapters.kubernetes.clients import ClusterClient
from bouwsteen.errors import BouwsteenError, DeniedError, InvalidInputError
from bouwsteen.planning.dangers import Approvals

pytestmark = pytest.mark.cluster


@pytest.fixture
def town(namespace: Namespace, tmp_path: Path) -> ClusterTown:
    return ClusterTown(tmp_path, namespace)


def maps(*names: str) -> dict[str, list[Resource]]:
    return {name: [resource(config_map(name))] for name in names}


def codes(applied: Any) -> set[str]:
    return {each.code for each in applied.failed.values()}


def text(applied: Any) -> str:
    return " ".join(f"{each.detail} {each.remedy}" for each in applied.failed.values())


def uids(town: ClusterTown) -> dict[str, str]:
    return {name: found["metadata"]["uid"] for name, found in town.live().items()}


@pytest.mark.fault("F17")
def test_what_cannot_be_read_is_not_wanted_gone(town: ClusterTown, tmp_path: Path) -> None:
    """Neither documents that are broken, nor a cluster that refuses to be read, make anything go."""
    town.want(maps("one", "two"))
    assert town.bring().succeeded
    before = town.live()
    stack = town.root / "stacks" / "leuven" / "stack.yaml"
    whole = stack.read_text()
    for broken in ("", whole[:-3], whole.replace("of-one", "of-none")):
        stack.write_text(broken)
        with pytest.raises(InvalidInputError):
            town.bring()
    stack.write_text(whole)
    town.want(maps("two"))
    town.connect(town.namespace.create_service_account("blind", [], tmp_path))
    for attempt in (lambda: town.plan(ENVIRONMENT), town.bring):
        with pytest.raises(BouwsteenError) as caught:
            attempt()
        assert {each.code for each in caught.value.diagnostics} == {"world-unreadable"}
    assert town.live() == before
    assert len(list(town.snapshot(ENVIRONMENT).records())) == 2
    town.connect(town.namespace.cluster.kubeconfig)
    assert town.bring().succeeded
    assert set(town.live()) == {"two"}


@pytest.mark.fault("F18")
def test_a_stack_that_shrinks_takes_nothing_away_until_the_number_is_named(town: ClusterTown) -> None:
    names = [f"m{number}" for number in range(8)]
    town.want(maps(*names))
    assert town.bring().succeeded
    before = uids(town)
    for left in ([], names[:2]):
        town.want(maps(*left))
        with pytest.raises(DeniedError):
            town.bring()
        with pytest.raises(DeniedError):
            town.bring(approvals=Approvals(deletions=len(names) - len(left) - 1))
        assert uids(town) == before
    assert town.bring(approvals=Approvals(deletions=6)).succeeded
    assert uids(town) == {name: before[name] for name in names[:2]}


@pytest.mark.fault("F19")
def test_an_object_of_others_is_neither_taken_nor_removed(town: ClusterTown) -> None:
    api, path = town.namespace.api, town.namespace.path
    api.create(path("configmaps"), config_map("theirs", text="of others"))
    town.want(maps("theirs", "ours"))
    applied = town.bring()
    assert codes(applied) == {"object-exists"}
    assert town.live()["theirs"]["data"] == {"text": "of others"}
    api.delete(path("configmaps", "ours"))
    api.create(path("configmaps"), config_map("ours", text="made anew by others"))
    made = uids(town)["ours"]
    town.want(maps("other"))
    town.bring(approvals=Approvals(deletions=1))
    assert uids(town)["ours"] == made, "the same name is not the same object"
    assert town.live()["theirs"]["data"] == {"text": "of others"}


@pytest.mark.fault("F20")
def test_what_holds_data_stays_unless_it_is_named(town: ClusterTown) -> None:
    """A claim for a volume, and a kind with all objects of it: `--yes` is no answer to that."""
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }
    town.want({**maps("one"), "data": [resource(claim, inputs={"ready": "none"})]})
    assert town.bring().succeeded
    made = town.live("persistentvolumeclaims")["data"]["metadata"]["uid"]
    town.want(maps("one"))
    assert town.bring().succeeded
    assert town.live("persistentvolumeclaims")["data"]["metadata"]["uid"] == made
    assert town.known("data/thing", environment=ENVIRONMENT).retained
    town.destroy_all(approvals=Approvals(place=f"leuven/{ENVIRONMENT}"))
    assert town.live() == {}
    found = town.live("persistentvolumeclaims")
    assert found["data"]["metadata"]["uid"] == made
    assert "deletionTimestamp" not in found["data"]["metadata"]


@pytest.mark.fault("F21")
def test_another_name_in_the_stack_makes_no_other_object(town: ClusterTown) -> None:
    town.want({"before": [resource(config_map("settings"))]})
    assert town.bring().succeeded
    made = uids(town)
    town.want({"after": [resource(config_map("settings"))]}, moved=[{"from": "before", "to": "after"}])
    assert town.bring().succeeded
    assert uids(town) == made
    assert [record.address.instance for record in town.snapshot(ENVIRONMENT).records()] == ["after"]


@pytest.mark.fault("F22")
def test_another_cluster_is_not_the_one_of_the_record(town: ClusterTown, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kubeconfig points elsewhere by now: nothing is made there a second time, and nothing taken away."""
    town.want(maps("one", "two"))
    assert town.bring().succeeded
    before = town.live()
    town.want(maps("one"))
    with monkeypatch.context() as patched:
        patched.setattr(ClusterClient, "uid", lambda _self, _timeout=0.0: "00000000-0000-4000-8000-00000000beef")
        for attempt in (lambda: town.plan(ENVIRONMENT), town.bring):
            with pytest.raises(BouwsteenError) as caught:
                attempt()
            assert {each.code for each in caught.value.diagnostics} == {"another-world"}
    assert town.live() == before
    with pytest.raises(DeniedError, match="does not run on this machine alone"):
        town.destroy_all()
    assert town.live() == before


@pytest.mark.fault("F23")
def test_one_object_that_is_refused_holds_up_only_what_stands_behind_it(town: ClusterTown) -> None:
    refused = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "bad"},
        "spec": {"clusterIP": "10.300.0.1", "ports": [{"port": 80}]},
    }
    behind = resource(config_map("behind"), "behind", dependsOn=["bad"])
    town.want({**maps("one", "two", "three"), "bad": [resource(refused, "bad"), behind]})
    applied = town.bring()
    assert {address.local for address in applied.failed} == {"bad/bad"}
    assert {address.local for address in applied.skipped} == {"bad/behind"}
    assert {address.local for address in applied.done} == {"one/thing", "two/thing", "three/thing"}
    before = uids(town)
    assert set(before) == {"one", "two", "three"}
    refused["spec"] = {"ports": [{"port": 80}]}
    town.want({**maps("one", "two", "three"), "bad": [resource(refused, "bad"), behind]})
    assert town.bring().succeeded
    assert set(town.live()) == {*before, "behind"}
    assert {name: uid for name, uid in uids(town).items() if name in before} == before, "nothing is made twice"


@pytest.mark.fault("F25")
def test_a_field_that_somebody_else_holds_is_named_with_who_holds_it(town: ClusterTown) -> None:
    town.want({"one": [resource(config_map("one", text="ours", more="ours"))]})
    assert town.bring().succeeded
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "one"}, "data": {"text": "theirs"}}
    town.namespace.api.apply(town.namespace.path("configmaps", "one"), body, "their-tool", force=True)
    town.want({"one": [resource(config_map("one", text="changed", more="changed"))]})
    applied = town.bring()
    assert codes(applied) == {"field-conflict"}
    assert "their-tool" in text(applied)
    assert ".data.text" in text(applied)
    assert town.live()["one"]["data"] == {"text": "theirs", "more": "ours"}, "the rest was not forced either"
    allowed = {"takeOver": [{"manager": "their-tool", "fields": [".data.text"]}]}
    town.want({"one": [resource(config_map("one", text="changed", more="changed"), inputs=allowed)]})
    assert town.bring().succeeded
    assert town.live()["one"]["data"] == {"text": "changed", "more": "changed"}
