"""What is told of a stack beside its status: what an emergency changed, what stays of it, which Secret is a binding. Pure."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from bouwsteen.addresses import Address
from bouwsteen.documents.wirings import Edge, Offer
from bouwsteen.providers.protocol import Difference, Missing, Observation, Present
from bouwsteen.state.records import ObjectRecord, RecordKey, ResourceRecord
from bouwsteen.values import ABSENT, Secret
from bouwsteen_operator.emergencies import FOLLOW_UP_KEY, follow_up_manifest, write_follow_up
from bouwsteen_operator.instances import Seen, find_bindings
from bouwsteen_operator.keys import Key
from bouwsteen_operator.retentions import RETAINED_KEY, retained_keys, retained_manifest

KEY = Key("leuven-test", "leuven")
DECLARED = {"by": "an", "reason": "Het loket ligt stil.", "until": "2026-12-01T18:00:00Z"}
STACK: dict[str, Any] = {
    "metadata": {"name": "leuven", "namespace": "leuven-test", "uid": "u"},
    "spec": {"breakGlass": DECLARED, "environments": {"test": {"target": "kubernetes"}}},
}


def record(resource: str, instance: str = "web", **more: Any) -> ResourceRecord:
    return ResourceRecord(Address("leuven", "test", instance, resource), more.pop("type", "kubernetes/object"), id=resource, **more)


def present(*differences: Difference) -> Present:
    return Present("x", {}, {}, (), {}, "", differences=differences)


def test_a_secret_that_a_hand_changed_is_told_and_not_shown() -> None:
    known = record("secret")
    seen = present(
        Difference(("manifest", "data", "password"), Secret("c2VjcmV0"), Secret("YW5kZXJz")),
        Difference(("manifest", "data", "more"), Secret("bWVlcg=="), ABSENT),
    )
    document = write_follow_up(KEY, STACK, "test", None, Seen((known,), {known.key: seen}))
    assert document["changes"] == [
        {
            "address": "web/secret",
            "instance": "web",
            "field": "manifest.data.password",
            "before": {"$secret": True},
            "after": {"$secret": True},
        },
        {"address": "web/secret", "instance": "web", "field": "manifest.data.more", "before": {"$secret": True}},
    ]
    assert document["diff"] == ""
    text = orjson.dumps(follow_up_manifest(KEY, STACK, document)).decode()
    assert not [each for each in ("c2VjcmV0", "YW5kZXJz", "bWVlcg") if each in text]


def test_what_is_gone_is_told_and_what_is_as_it_was_or_retained_is_not() -> None:
    gone, same, kept = record("gone"), record("same"), record("kept", retained=True)
    observations: dict[RecordKey, Observation] = {gone.key: Missing(), same.key: present(), kept.key: Missing()}
    document = write_follow_up(KEY, STACK, "test", None, Seen((gone, same, kept), observations))
    assert document["changes"] == [{"address": "web/gone", "instance": "web", "field": ""}]
    assert {name: document[name] for name in ("stack", "environment", *DECLARED)} == {"stack": "leuven", "environment": "test", **DECLARED}


def test_very_many_changes_are_counted() -> None:
    records = [record(f"r{number:03}") for number in range(250)]
    document = write_follow_up(KEY, STACK, "test", None, Seen(tuple(records), {each.key: Missing() for each in records}))
    assert (len(document["changes"]), document["more"]) == (200, 50)


def test_what_stays_is_listed_with_its_objects_within_bounds() -> None:
    server = record("server", "database", objects=(ObjectRecord("apps/v1/StatefulSet", "leuven-test/database"),))
    document = orjson.loads(retained_manifest(KEY, "test", [server], is_deleted=True)["data"][RETAINED_KEY])
    assert document["retained"] == [
        {"address": "database/server", "type": "kubernetes/object", "id": "server", "objects": ["StatefulSet leuven-test/database"]}
    ]
    assert document["deleted"] is True
    assert retained_manifest(KEY, "test", [], is_deleted=True)["data"] == {}
    many = orjson.loads(retained_manifest(KEY, "test", [record(f"r{each}") for each in range(600)], is_deleted=False)["data"][RETAINED_KEY])
    assert (len(many["retained"]), many["more"]) == (500, 100)
    assert retained_keys([server, record("kept", retained=True)]) == {record("kept").key}


def workload(instance: str, *uses: str) -> ResourceRecord:
    objects = tuple(ObjectRecord("v1/Secret", f"leuven-test/{instance}-binding-{use}") for use in uses)
    return record("server", instance, type="kubernetes/workload", objects=objects, private={"name": instance})


def edge(consumer: str, use: str, instance: str, stack: str = "") -> Edge:
    return Edge(consumer, use, Offer(instance, "out", "sql-database", "1.0.0", instance, stack), is_named=False)


@pytest.mark.parametrize(
    ("edges", "found"),
    [
        ([edge("forms", "database", "data")], {"data": "forms-binding-database"}),
        ([edge("forms", "database", "data"), edge("news", "database", "data")], {}),  # each has its own
        ([edge("forms", "database", "data", stack="gent")], {}),
        ([edge("forms", "mail", "post")], {}),  # no Secret of it is on record
        ([edge("elsewhere", "database", "data")], {}),
    ],
)
def test_an_instance_that_one_uses_names_the_secret_of_it(edges: list[Edge], found: dict[str, str]) -> None:
    assert find_bindings("leuven-test", edges, [workload("forms", "database"), workload("news", "database")]) == found


def test_the_document_is_in_the_config_map_of_the_stack() -> None:
    manifest = follow_up_manifest(KEY, STACK, write_follow_up(KEY, STACK, "test", None, Seen()))
    assert manifest["metadata"]["name"] == "leuven-emergency"
    assert manifest["metadata"]["ownerReferences"][0]["uid"] == "u"
    assert orjson.loads(manifest["data"][FOLLOW_UP_KEY])["changes"] == []
