"""What is said of the cluster, in whatever order: the cache ends as the cluster is, and who is concerned is woken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouwsteen_operator.caches import Cache
from bouwsteen_operator.feeds import Feed
from bouwsteen_operator.keys import Key
from bouwsteen_operator.objects import GROUP, REQUESTED_AT
from bouwsteen_operator.queues import Lane

Obj = dict[str, Any]
MACHINE = [{"manager": "bouwsteen-operator", "operation": "Apply"}]
PERSON = [*MACHINE, {"manager": "kubectl-edit", "operation": "Update"}]


def make(name: str, version: int, namespace: str = "town", **more: Any) -> Obj:
    metadata = {"name": name, "namespace": namespace, "uid": f"uid-{name}", "resourceVersion": str(version), "generation": 1}
    return {"metadata": {**metadata, **more.pop("metadata", {})}, **more}


class World:
    def __init__(self) -> None:
        self.cache = Cache()
        self.woken: list[tuple[Key, Lane]] = []
        self.feed = Feed(self.cache, self._wake)

    def _wake(self, keys: Iterable[Key], lane: Lane) -> None:
        self.woken += [(key, lane) for key in keys]

    def versions(self, kind: str = "Stack") -> dict[str, str]:
        return {each["metadata"]["name"]: each["metadata"]["resourceVersion"] for each in self.cache.list(kind)}

    def look_away(self) -> None:
        self.woken.clear()


@pytest.fixture
def world() -> World:
    return World()


def stacks(*names: str) -> list[tuple[Key, Lane]]:
    return [(Key("town", name), Lane.CHANGE) for name in names]


@pytest.mark.fault("F27")
def test_an_older_version_never_takes_the_place_of_a_newer_one(world: World) -> None:
    world.feed.see("Stack", make("a", 5))
    assert not world.feed.see("Stack", make("a", 4))
    assert not world.feed.see("Stack", make("a", 5))
    assert world.versions() == {"a": "5"}


@pytest.mark.fault("F27")
def test_what_was_deleted_does_not_come_back_with_an_older_list(world: World) -> None:
    world.feed.see("Stack", make("a", 5))
    world.feed.miss("Stack", make("a", 8))
    world.feed.take_list("Stack", [make("a", 5)], 7)
    assert world.versions() == {}

    world.feed.see("Stack", make("a", 9, metadata={"uid": "another"}))
    assert world.versions() == {"a": "9"}


@pytest.mark.fault("F27")
def test_a_deletion_that_no_watch_told_of_is_found_by_a_list(world: World) -> None:
    world.feed.see("Stack", make("a", 5))
    world.feed.see("Stack", make("newer", 12))
    world.look_away()

    assert world.feed.take_list("Stack", [], 10) == 1

    assert world.versions() == {"newer": "12"}
    assert world.woken == stacks("a")


def test_a_deletion_that_is_told_late_is_not_one_of_what_was_made_since(world: World) -> None:
    world.feed.see("Stack", make("a", 9, metadata={"uid": "another"}))
    assert not world.feed.miss("Stack", make("a", 8))
    assert world.versions() == {"a": "9"}


def test_a_list_of_one_namespace_says_nothing_of_others(world: World) -> None:
    world.feed.see("Stack", make("a", 5))
    world.feed.see("Stack", make("b", 5, "city"))
    world.feed.take_list("Stack", [], 10, ["town"])
    assert world.versions() == {"b": "5"}


@given(st.data())
def test_whatever_comes_in_whatever_order_the_next_list_makes_it_right(data: st.DataObject) -> None:
    """Events of a history of three objects, some lost, some twice, all shuffled, between lists of any moment of it."""
    history: list[dict[str, int]] = [{}]
    said: list[tuple[str, str, int]] = []
    for version in range(1, 13):
        now = dict(history[-1])
        name = data.draw(st.sampled_from("abc"))
        if name in now and data.draw(st.booleans()):
            del now[name]
            said.append(("miss", name, version))
        else:
            now[name] = version
            said.append(("see", name, version))
        history.append(now)
    told = data.draw(st.lists(st.one_of(st.sampled_from(said), st.integers(0, 12)), max_size=20))
    world = World()
    for each in [*told, 12]:
        if isinstance(each, int):
            world.feed.take_list("Stack", [make(name, at) for name, at in history[each].items()], each)
        else:
            act = world.feed.see if each[0] == "see" else world.feed.miss
            act("Stack", make(each[1], each[2]))
    assert world.versions() == {name: str(version) for name, version in history[-1].items()}


def test_a_change_of_what_is_wanted_wakes_its_stack_and_a_status_does_not(world: World) -> None:
    world.feed.see("Stack", make("a", 1))
    world.feed.see("Stack", make("a", 2, metadata={"generation": 2}))
    assert world.woken == stacks("a", "a")
    world.look_away()

    world.feed.see("Stack", make("a", 3, metadata={"generation": 2, "finalizers": ["x"]}, status={"observedGeneration": 2}))
    assert world.woken == []


def test_who_asks_to_reconcile_now_is_heard(world: World) -> None:
    world.feed.see("Stack", make("a", 1))
    world.look_away()
    world.feed.see("Stack", make("a", 2, metadata={"annotations": {REQUESTED_AT: "now"}}))
    world.feed.see("Stack", make("a", 3, metadata={"annotations": {REQUESTED_AT: "now", "somebody/else": "x"}}))
    assert world.woken == stacks("a")


def test_after_a_start_what_was_handled_already_is_only_swept(world: World) -> None:
    world.feed.take_list("Stack", [make("a", 1), make("b", 1, status={"observedGeneration": 1})], 5)
    assert world.woken == [(Key("town", "a"), Lane.CHANGE), (Key("town", "b"), Lane.SWEEP)]


def test_what_the_operator_writes_in_an_instance_wakes_nobody_and_a_hand_does(world: World) -> None:
    def instance(version: int, generation: int, writers: list[Obj]) -> Obj:
        return make("a.web", version, metadata={"generation": generation, "managedFields": writers}, spec={"stack": "a"})

    world.feed.see("BlockInstance", instance(1, 1, MACHINE))
    world.feed.see("BlockInstance", instance(2, 2, MACHINE))
    assert world.woken == []

    world.feed.see("BlockInstance", instance(3, 3, PERSON))
    assert world.woken == stacks("a")
    world.feed.miss("BlockInstance", instance(4, 3, MACHINE))
    assert world.woken == stacks("a", "a")
    assert all("managedFields" not in each["metadata"] for each in world.cache.list("BlockInstance"))


def test_what_belongs_to_a_stack_wakes_it(world: World) -> None:
    world.feed.see("Stack", make("a", 1))
    world.feed.see("Stack", make("b", 1))
    world.look_away()

    world.feed.see("Approval", make("yes", 2, spec={"stack": "b"}))
    assert world.woken == stacks("b")
    world.feed.see("Approval", make("lost", 2, spec={"stack": "nobody's"}))
    world.feed.see("Waiver", make("w", 3))
    world.feed.see("Organisation", make("organisation", 4, "city"))
    assert world.woken == stacks("b", "a", "b")


def test_what_the_catalog_publishes_is_swept_by_who_looks_at_it(world: World) -> None:
    pins: Obj = {"resolved": {"lock": {"blocks": {"forms": {}}}}}
    world.feed.see("Stack", make("a", 1, spec=pins))
    world.feed.see("Stack", make("b", 1))
    world.look_away()

    world.feed.see("BuildingBlock", make("forms-1.0.0", 2, "", spec={"published": {"name": "forms"}}))
    assert world.woken == [(Key("town", "a"), Lane.SWEEP)]
    world.look_away()
    world.feed.see("Policy", make("eu", 3, "", spec={}))
    assert {key.name for key, _ in world.woken} == {"a", "b"}


def test_a_block_that_is_stopped_or_let_go_wakes_who_has_a_stack(world: World) -> None:
    world.feed.see("Stack", make("leuven", 1))
    world.feed.see("CatalogEntry", make("forms", 2, namespace=""))
    world.look_away()
    stopped = {"annotations": {f"{GROUP}/stop": "Versie 1.0 verliest berichten"}}
    world.feed.see("CatalogEntry", make("forms", 3, namespace="", metadata=stopped))
    assert world.woken == [(Key("town", "leuven"), Lane.SWEEP)]
    world.feed.see(
        "CatalogEntry",
        make("forms", 4, namespace="", metadata={"annotations": {"kubectl.kubernetes.io/note": "x", **stopped["annotations"]}}),
    )
    assert world.woken == [(Key("town", "leuven"), Lane.SWEEP)]
    world.feed.see("CatalogEntry", make("forms", 5, namespace=""))
    assert world.woken == [(Key("town", "leuven"), Lane.SWEEP)] * 2
