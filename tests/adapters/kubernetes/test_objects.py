"""Objects of a real cluster as resources: made, changed, waited for, taken away and taken over, beside others who do the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.adapters.kubernetes import manifests as made
from tests.adapters.kubernetes.worlds import INTRUDER, World, failed, present
from tests.cluster.programs import STUCK

from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterSettings
from bouwsteen.adapters.kubernetes.provider import KubernetesProvider
from bouwsteen.engine.preconditions import _difference
from bouwsteen.providers.protocol import Done, Effect, Gone, Missing, ProviderObject, Unreadable
from bouwsteen.values import Secret

pytestmark = pytest.mark.cluster
OWNER = "bouwsteen.vlaanderen.be"


def asked_of(client: ClusterClient) -> list[str]:
    """Method and path of each request from now on."""
    asked: list[str] = []
    request = client.request
    client.request = lambda method, path, **more: (asked.append(f"{method} {path}"), request(method, path, **more))[1]  # type: ignore[method-assign,func-returns-value]  # counts
    return asked


def test_an_object_is_made_with_its_marks_and_goes_again(world: World) -> None:
    done = world.made("config", made.config_map("settings"))
    live = world.live("configmaps", "settings")
    assert done.objects == (ProviderObject("v1/ConfigMap", f"{world.namespace.name}/settings", live["metadata"]["uid"]),)
    labels, annotations = live["metadata"]["labels"], live["metadata"]["annotations"]
    assert (labels[f"{OWNER}/stack"], labels[f"{OWNER}/environment"], labels[f"{OWNER}/instance"]) == ("leuven", "test", "web")
    assert (labels["app.kubernetes.io/managed-by"], labels["tier"]) == ("bouwsteen", "front")
    assert annotations[f"{OWNER}/address"] == "leuven/test/web/config"
    assert [each["manager"] for each in live["metadata"]["managedFields"]] == ["bouwsteen"]
    assert isinstance(world.delete("config"), Gone)
    assert world.live("configmaps", "settings") is None


def test_a_deployment_is_done_when_its_pods_are(world: World) -> None:
    done = world.made("server", made.deployment("server", replicas=2))
    assert done.outputs["status"]["availableReplicas"] == 2
    assert any("of 2 pods" in text for text in world.told), world.told
    assert isinstance(world.delete("server"), Gone)


@pytest.mark.fault("F31")
def test_what_never_gets_ready_is_named_with_its_reason(world: World) -> None:
    stuck = made.deployment("server", replicas=1)
    stuck["spec"]["template"]["metadata"]["annotations"] = {STUCK: "true"}
    world.timeout = 3.0
    outcome = failed(world.create("server", stuck))
    assert (outcome.code, outcome.effect) == ("object-not-ready", Effect.PARTIAL)
    assert "0 of 1 pods are available" in outcome.detail
    assert "0 of 1 pods" in present(world.read("server")).problem
    world.timeout = 60.0
    assert isinstance(world.update("server", made.deployment("server", replicas=1)), Done)


def test_an_object_of_others_is_never_adopted_silently(world: World) -> None:
    world.namespace.api.create(world.namespace.path("configmaps"), {"metadata": {"name": "settings"}, "data": {"theirs": "1"}})
    before = world.live("configmaps", "settings")
    outcome = failed(world.create("config", made.config_map("settings")))
    assert (outcome.code, outcome.effect) == ("object-exists", Effect.NONE)
    assert world.live("configmaps", "settings") == before


def test_leave_to_take_fields_over_is_no_leave_to_adopt(world: World) -> None:
    """Also where the fields that the manifest names are all held by others, who may lose them, and where nobody holds them."""
    take = [{"manager": "*"}]
    for name, data in (("same", {"size": "9"}), ("beside", {"theirs": "1"})):
        world.namespace.api.create(world.namespace.path("configmaps"), {"metadata": {"name": name}, "data": data})
        before = world.live("configmaps", name)
        outcome = failed(world.create(name, made.config_map(name), takeOver=take))
        assert (outcome.code, outcome.effect) == ("object-exists", Effect.NONE)
        assert world.live("configmaps", name) == before


KINDS = (
    made.config_map,
    made.secret,
    made.deployment,
    made.stateful_set,
    made.service,
    made.service_account,
    made.network_policy,
    made.disruption_budget,
    made.role,
    made.cron_job,
    made.job,
)


def test_what_is_made_costs_one_request_and_what_stands_there_stays_as_it_is(world: World) -> None:
    """Of each kind: the server itself makes it, or refuses because something has that name."""
    world.made("first", made.config_map("first"))
    objects = world.provider._objects(world.address("x"))
    asked = asked_of(objects.client)
    for make in KINDS:
        world.made(make.__name__, make("one"), ready="none")
    assert len(asked) == len(KINDS)
    assert all(each.startswith("PATCH ") for each in asked)
    for make in KINDS:
        asked.clear()
        outcome = failed(world.create(f"other-{make.__name__}", {**make("one"), "metadata": {"name": "one", "labels": {"mine": "now"}}}))
        assert (outcome.code, outcome.effect) == ("object-exists", Effect.NONE)
        assert [each.partition(" ")[0] for each in asked] == ["PATCH", "GET"]
        live = objects.read(objects.key(make("one")))
        assert live is not None
        assert "mine" not in live["metadata"]["labels"]


def test_an_object_of_another_resource_is_not_ours_to_make(world: World) -> None:
    world.made("config", made.config_map("settings"))
    outcome = failed(world.create("other", made.config_map("settings", size="2")))
    assert outcome.code == "object-exists"
    assert "leuven/test" in outcome.detail
    assert world.live("configmaps", "settings")["data"] == {"size": "1"}


def test_what_a_cut_off_call_made_is_found_by_its_marks(world: World) -> None:
    world.made("config", made.config_map("settings"))
    record = replace(world.records["config"], id="", objects=(), private={}, outputs={})
    found = present(world.provider.find(world.call(record)))
    assert found.objects == world.provider.read(world.call(world.records["config"])).objects  # type: ignore[union-attr]  # it is there
    again = world.provider.create(world.call(record))  # the same call once more changes nothing and is done
    assert isinstance(again, Done)
    assert again.objects == found.objects
    world.namespace.api.create(world.namespace.path("configmaps"), {"metadata": {"name": "theirs"}})
    other = replace(record, inputs={"manifest": made.config_map("theirs")})
    assert world.provider.find(world.call(other)) == Missing()


@pytest.mark.fault("F25")
def test_a_field_of_another_manager_is_taken_only_where_that_is_allowed(world: World) -> None:
    world.made("config", made.config_map("settings", size="1", colour="blue"))
    world.edit("configmaps", "settings", {"data": {"size": "2", "colour": "red"}})
    outcome = failed(world.update("config"))
    assert (outcome.code, outcome.effect) == ("field-conflict", Effect.NONE)
    assert f"`{INTRUDER}` holds" in outcome.detail
    assert ".data.size" in outcome.detail
    assert "takeOver" in outcome.remedy
    some = [{"manager": INTRUDER, "fields": [".data.size"]}]  # a part of the conflicts is not all of them
    assert failed(world.update("config", takeOver=some)).code == "field-conflict"
    assert world.live("configmaps", "settings")["data"] == {"size": "2", "colour": "red"}
    assert isinstance(world.update("config", takeOver=[{"manager": "intrud*", "fields": [".data"]}]), Done)
    assert world.live("configmaps", "settings")["data"] == {"size": "1", "colour": "blue"}
    assert world.differences("config") == []


@pytest.mark.fault("F24")
def test_what_changes_between_the_look_and_the_call_is_not_overwritten(world: World) -> None:
    world.made("config", made.config_map("settings"))
    world.read("config")
    world.edit("configmaps", "settings", {"metadata": {"labels": {"tier": "back"}}})
    wanted = made.config_map("settings", size="2")
    outcome = failed(world.update("config", wanted, looks=False))
    assert (outcome.code, outcome.effect) == ("object-changed", Effect.NONE)
    world.read("config")
    world.edit("configmaps", "settings", {"metadata": {"annotations": {"theirs": "1"}}})  # of others: no reason to stop
    wanted["metadata"]["labels"] = {}
    assert isinstance(world.update("config", wanted, looks=False), Done)


@pytest.mark.fault("F24")
def test_an_object_made_anew_by_others_is_not_taken_for_ours(world: World) -> None:
    world.made("config", made.config_map("settings"))
    before = world.read("config")
    path = world.namespace.path("configmaps")
    world.namespace.api.delete(f"{path}/settings")
    world.namespace.api.create(path, {"metadata": {"name": "settings"}, "data": {"size": "1"}})
    outcome = failed(world.update("config", made.config_map("settings", size="2"), looks=False))
    assert (outcome.code, outcome.detail.partition(",")[2].strip().startswith("another object")) == ("object-changed", True)
    assert _difference(before, world.read("config"), world.records["config"]) == "another object stands in its place"
    assert failed(world.delete("config")).code == "object-not-ours"
    assert world.live("configmaps", "settings")["data"] == {"size": "1"}


@pytest.mark.fault("F19")
@pytest.mark.parametrize("label", ["stack", "environment"])
def test_what_no_longer_says_that_it_is_ours_is_not_deleted(world: World, label: str) -> None:
    world.made("config", made.config_map("settings"))
    world.edit("configmaps", "settings", {"metadata": {"labels": {f"{OWNER}/{label}": "gent"}}})
    assert failed(world.delete("config")).code == "object-not-ours"
    assert world.live("configmaps", "settings") is not None


@pytest.mark.fault("F32")
def test_what_does_not_go_away_is_named_with_what_holds_it(world: World) -> None:
    kept = made.config_map("settings")
    kept["metadata"]["finalizers"] = ["example.com/keep"]
    world.made("config", kept)
    world.timeout = 1.0
    outcome = failed(world.delete("config"))
    assert (outcome.code, outcome.effect) == ("object-stays", Effect.PARTIAL)
    assert "example.com/keep" in outcome.detail
    world.edit("configmaps", "settings", {"metadata": {"finalizers": []}})
    world.timeout = 60.0
    assert isinstance(world.delete("config"), Gone)


def test_a_job_that_fails_says_so_at_once(world: World) -> None:
    world.made("job", made.job("once"))
    outcome = failed(world.update("job", {**made.job("once"), "spec": {**made.job("once")["spec"], "completions": 3}}))
    assert (outcome.code, outcome.effect) == ("object-refused", Effect.NONE)
    assert "immutable" in outcome.detail
    assert "--replace" in outcome.remedy


def test_a_secret_shows_nowhere(world: World) -> None:
    done = world.made("keys", made.secret("keys", password="not-for-eyes"))
    world.edit("secrets", "keys", {"data": {"password": "c3RvbGVu"}})
    looked = world.read("keys")
    outcome = failed(world.update("keys"))
    wrong = made.secret("wrong", password="not-for-eyes")
    wrong["type"] = Secret("not-for-eyes")  # which the server repeats in its refusal
    refused = failed(world.update("keys", {**wrong, "metadata": {"name": "keys"}}))
    for told in (done, looked, outcome, refused, world.told, world.records["keys"].problem):
        assert "not-for-eyes" not in repr(told)
        assert "bm90LWZvci1leWVz" not in repr(told)
        assert "c3RvbGVu" not in repr(told)


@pytest.mark.fault("F38")
def test_what_is_too_large_is_not_sent(world: World) -> None:
    outcome = failed(world.create("config", made.config_map("settings", big="x" * 1_100_000)))
    assert (outcome.code, outcome.effect) == ("object-too-large", Effect.NONE)
    assert "1100000 bytes" in outcome.detail
    assert world.live("configmaps", "settings") is None


@pytest.mark.fault("F22")
def test_a_record_of_another_cluster_touches_nothing(world: World) -> None:
    world.made("config", made.config_map("settings"))
    world.records["config"] = replace(world.records["config"], private={"cluster": "another"})
    seen = world.read("config")
    assert isinstance(seen, Unreadable)
    assert seen.elsewhere
    assert world.drifts()[0][0].kind == "unreadable"
    assert failed(world.update("config", made.config_map("settings", size="2"))).code == "another-world"
    assert failed(world.delete("config")).code == "another-world"
    assert world.live("configmaps", "settings")["data"] == {"size": "1"}


@pytest.mark.fault("F30")
def test_the_same_difference_three_times_is_left_alone_and_told(world: World) -> None:
    take = [{"manager": INTRUDER}]
    world.made("config", made.config_map("settings"), takeOver=take)
    for _ in range(3):
        world.edit("configmaps", "settings", {"data": {"size": "2"}})
        assert world.differences("config") == ["manifest.data.size"]
        assert isinstance(world.update("config"), Done)
    world.edit("configmaps", "settings", {"data": {"size": "2"}})
    seen = present(world.read("config"))
    assert seen.differences == ()
    assert "came back after each of 3 applies" in seen.stuck
    assert INTRUDER in seen.stuck
    assert [(each.kind, each.fields) for each in world.drifts()[0]] == [("stuck", ())]
    world.edit("configmaps", "settings", {"data": {"size": "3"}})  # another difference is news
    assert world.differences("config") == ["manifest.data.size"]
    assert isinstance(world.update("config", made.config_map("settings", size="4")), Done)
    world.edit("configmaps", "settings", {"data": {"size": "2"}})
    assert world.differences("config") == ["manifest.data.size"]  # of another manifest: counted anew


def test_what_was_there_is_taken_over_with_its_content(world: World) -> None:
    path = world.namespace.path("configmaps")
    world.namespace.api.create(path, {"metadata": {"name": "settings", "labels": {"tier": "back"}}, "data": {"size": "1", "theirs": "1"}})
    wanted = world.record("config", made.config_map("settings", size="2"))
    seen = world.provider.adopt(world.call(wanted), f"{world.namespace.name}/settings")
    found = present(seen)  # type: ignore[arg-type]  # it is not Failed
    assert found.inputs["manifest"]["data"] == {"size": "1"}
    assert found.inputs["manifest"]["metadata"]["labels"] == {"tier": "back"}
    live = world.live("configmaps", "settings")
    assert (live["data"], live["metadata"]["labels"][f"{OWNER}/stack"]) == ({"size": "1", "theirs": "1"}, "leuven")
    gone = world.provider.adopt(world.call(world.record("other", made.config_map("nothing"))), "nothing")
    assert failed(gone).code == "import-not-found"  # type: ignore[arg-type]  # it is not Present
    other = world.provider.adopt(world.call(world.record("other", made.config_map("settings"))), "settings")
    assert failed(other).code == "import-owned"  # type: ignore[arg-type]  # it is not Present


def _definition(group: str) -> dict[str, Any]:
    schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}, "subresources": {"status": {}}}
    names = {"plural": "things", "singular": "thing", "kind": "Thing"}
    spec = {"group": group, "scope": "Namespaced", "names": names, "versions": [version]}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"things.{group}"},
        "spec": spec,
    }


@pytest.mark.fault("F29")
def test_an_object_waits_for_the_definition_of_its_kind_and_is_ready_by_its_conditions(world: World) -> None:
    group = f"{world.namespace.name}.example.com"
    thing = {"apiVersion": f"{group}/v1", "kind": "Thing", "metadata": {"name": "one"}, "spec": {"size": "1"}}
    world.timeout = 1.5
    early = failed(world.create("thing", thing))
    assert (early.code, early.effect) == ("kind-unknown", Effect.NONE)
    world.timeout = 60.0
    world.made("definition", _definition(group))
    world.made("thing", thing)
    path = world.namespace.path("things", "one", group=f"{group}/v1")
    world.namespace.api.merge(f"{path}/status", {"status": {"conditions": [{"type": "Ready", "status": "False", "reason": "Slow"}]}})
    assert "Ready is False: Slow" in present(world.read("thing")).problem
    assert isinstance(world.delete("definition"), Gone)  # and what was of that kind with it
    assert world.read("thing") == Missing()
    assert isinstance(world.delete("thing"), Gone)


def test_many_are_seen_by_few_requests_also_when_marks_are_lost(world: World) -> None:
    for number in range(30):
        world.made(f"config{number}", made.config_map(f"settings-{number}"))
    asked = asked_of(world.provider._objects(world.address("x")).client)
    assert world.drifts() == ([], [])
    assert len([path for path in asked if "kube-system" not in path]) == 1
    for number in range(25):
        world.edit("configmaps", f"settings-{number}", {"metadata": {"labels": {f"{OWNER}/stack": None}}})
    asked.clear()
    assert len(world.drifts()[0]) == 25
    assert len(asked) == 2


def test_who_may_not_is_told_what_is_missing(world: World, tmp_path: Any) -> None:
    world.made("config", made.config_map("settings"))
    reader = world.namespace.create_service_account(
        "reader", [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]}], tmp_path
    )
    settings = ClusterSettings(reader, "", world.namespace.name)
    provider = KubernetesProvider(lambda _: settings)
    record = replace(world.records["config"], private={})
    assert present(provider.read(world.call(record))).problem == ""
    outcome = failed(provider.update(world.call(replace(record, inputs={"manifest": made.config_map("settings", size="2")}), record)))
    assert (outcome.code, outcome.effect) == ("cluster-forbids", Effect.NONE)
    assert "cannot patch" in outcome.detail
    assert isinstance(provider.survey([world.call(record)]).observations[0], Unreadable)  # it may not list: never taken for gone
    provider.close()
