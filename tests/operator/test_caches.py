"""What the watches saw last, and that it is known when that changed."""

from __future__ import annotations

from typing import Any

from bouwsteen_operator.caches import Cache


def stack(name: str, namespace: str = "a", version: str = "1") -> dict[str, Any]:
    return {"metadata": {"name": name, "namespace": namespace, "resourceVersion": version}}


def test_what_was_seen_last_is_found_by_name() -> None:
    cache = Cache()
    assert cache.get("Stack", "a", "x") is None
    cache.put("Stack", stack("x"))
    cache.put("Stack", stack("x", version="2"))
    assert cache.get("Stack", "a", "x") == stack("x", version="2")
    assert cache.drop("Stack", "a", "x")
    assert cache.get("Stack", "a", "x") is None


def test_lists_are_in_order_and_of_one_namespace() -> None:
    cache = Cache()
    for name, namespace in (("z", "a"), ("x", "b"), ("y", "a")):
        cache.put("Stack", stack(name, namespace))
    assert [each["metadata"]["name"] for each in cache.list("Stack")] == ["y", "z", "x"]
    assert [each["metadata"]["name"] for each in cache.list("Stack", "b")] == ["x"]


def test_a_version_rises_with_changes_alone() -> None:
    cache = Cache()
    assert cache.put("Stack", stack("x"))
    before = cache.version("Stack")
    assert not cache.put("Stack", stack("x"))
    assert not cache.drop("Stack", "a", "unknown")
    assert (cache.version("Stack"), cache.version("Policy")) == (before, 0)
    assert cache.put("Stack", stack("x", version="2"))
    assert cache.version("Stack") > before


def test_nothing_is_missing_before_all_was_listed() -> None:
    cache = Cache()
    assert not cache.is_synced("Stack")
    cache.mark_synced("Stack")
    assert cache.is_synced("Stack")


def test_what_is_dropped_is_gone_from_its_namespace_too() -> None:
    cache = Cache()
    cache.put("Stack", stack("x"))
    cache.put("Stack", stack("y"))
    cache.put("Organisation", stack("x"))
    assert cache.drop("Stack", "a", "x")
    assert [each["metadata"]["name"] for each in cache.list("Stack", "a")] == ["y"]
    assert cache.drop("Stack", "a", "y")
    assert not cache.list("Stack", "a")
    assert cache.list("Organisation", "a")
    cache.put("Stack", stack("x"))
    assert cache.list("Stack", "a") == cache.list("Stack") == [stack("x")]
