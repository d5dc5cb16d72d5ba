"""What we own of an object, told from what others, the server and webhooks put there."""

from __future__ import annotations

from typing import Any

import pytest

from bouwsteen.adapters.kubernetes.fields import describe, digest_differences, look, quantity
from bouwsteen.values import ABSENT, Secret


def live(content: dict[str, Any], owned: dict[str, Any] | None = None) -> dict[str, Any]:
    managed = [{"manager": "bouwsteen", "operation": "Apply", "fieldsV1": owned}] if owned is not None else []
    return {"metadata": {"uid": "1", "managedFields": managed}, **content}


def names(applied: dict[str, Any], seen: dict[str, Any], settled: dict[str, str] | None = None) -> list[str]:
    return ["/".join(map(str, each.path)) for each in look(applied, seen, settled).differences]


CONTAINERS: dict[str, Any] = {"f:containers": {'k:{"name":"a"}': {".": {}, "f:name": {}, "f:image": {}}}}


def test_what_the_manifest_does_not_say_is_of_others() -> None:
    assert names({"data": {"a": "1"}}, live({"data": {"a": "1", "b": "2"}, "spec": {}})) == []
    assert names({"data": {"a": "1"}}, live({"data": {"a": "2"}})) == ["data/a"]
    assert names({"data": {"a": "1", "b": "2"}}, live({})) == ["data/a", "data/b"]


def test_items_of_a_keyed_list_are_found_by_their_key() -> None:
    applied = {"containers": [{"name": "a", "image": "x"}]}
    other = {"name": "b", "image": "y"}
    assert names(applied, live({"containers": [other, {"name": "a", "image": "x", "tty": False}]}, CONTAINERS)) == []
    assert names(applied, live({"containers": [other, {"name": "a", "image": "z"}]}, CONTAINERS)) == ["containers/[a]/image"]
    assert names(applied, live({"containers": [other]}, CONTAINERS)) == ["containers/[a]"]


def test_a_set_may_hold_more_than_ours() -> None:
    owned: dict[str, Any] = {"f:finalizers": {'v:"ours"': {}}}
    assert names({"finalizers": ["ours"]}, live({"finalizers": ["theirs", "ours"]}, owned)) == []
    assert names({"finalizers": ["ours"]}, live({"finalizers": ["theirs"]}, owned)) == ["finalizers/[ours]"]


def test_what_is_owned_as_a_whole_may_hold_nothing_more() -> None:
    owned: dict[str, Any] = {"f:selector": {}, "f:args": {}}
    assert names({"selector": {"app": "a"}}, live({"selector": {"app": "a", "more": "b"}}, owned), {}) == ["selector"]
    assert names({"args": ["a"]}, live({"args": ["a", "b"]}, owned), {}) == ["args"]


def test_what_the_server_keeps_otherwise_is_settled_and_the_same_until_it_changes() -> None:
    applied = {"ports": [{"port": 80}], "image": "web", "off": False}
    kept = live({"ports": [{"port": 80, "protocol": "TCP"}], "image": "mirror/web"}, {"f:ports": {}, "f:image": {}})
    settled = look(applied, kept).settling
    assert sorted(settled) == ["image", "off", "ports"]
    assert names(applied, kept, settled) == []
    assert names(applied, {**kept, "ports": [{"port": 80, "protocol": "UDP"}]}, settled) == ["ports"]
    assert names(applied, {**kept, "image": "evil/web"}, settled) == ["image"]
    assert names(applied, {**kept, "off": True}, settled) == ["off"]


@pytest.mark.parametrize(("one", "other"), [("500m", "0.5"), ("1Gi", "1024Mi"), (2, "2"), ("1e3", "1k"), ("0.1", "100m"), ("1E", "1e18")])
def test_quantities_are_numbers(one: Any, other: Any) -> None:
    assert quantity(one) == quantity(other) is not None
    assert names({"limits": {"cpu": one}}, live({"limits": {"cpu": other}})) == []
    assert names({"labels": {"size": one}}, live({"labels": {"size": other}})) == ["labels/size"]


@pytest.mark.parametrize("text", ["", "much", "1.2.3", "1XB", True, None, [], "9" * 20 + "Q"])
def test_what_is_no_quantity(text: Any) -> None:
    assert quantity(text) is None


def test_a_secret_shows_in_no_difference() -> None:
    applied = {"kind": "Secret", "data": {"a": Secret("b3Vycw=="), "b": "cGxhaW4="}}
    found = look(applied, live({"kind": "Secret", "data": {"a": "c3RvbGVu", "b": "c3RvbGVu"}}))
    assert [each.observed for each in found.differences] == [Secret("c3RvbGVu"), Secret("c3RvbGVu")]
    assert "c3RvbGVu" not in repr(found.differences) + describe(found.differences)
    same = look(applied, live({"kind": "Secret", "data": {"a": "b3Vycw==", "b": "cGxhaW4="}}))
    assert same.differences == []
    assert same.observed == applied


def test_the_same_differences_have_the_same_digest_in_any_order() -> None:
    one = look({"a": 1, "b": 2}, live({"a": 3})).differences
    assert digest_differences(one) == digest_differences(one[::-1])
    assert digest_differences(one) != digest_differences(look({"a": 1, "b": 2}, live({"a": 4})).differences)
    assert [each.observed for each in one] == [3, ABSENT]
    assert describe(one) == "a is 3 instead of 1, b is gone"
