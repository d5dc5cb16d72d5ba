"""Lives in which something went wrong once, each cut down to the steps that it took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
from tests.properties.lives import Lifecycle
from tests.support.lifecycles import App, Small, Workspaces

Begin: TypeAlias = Callable[[Small, str], Lifecycle]


@pytest.fixture(scope="module")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> Workspaces:
    return Workspaces(tmp_path_factory.mktemp("lives") / "workspace")


@pytest.fixture
def begin(workspaces: Workspaces, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begin]:
    monkeypatch.setattr(Lifecycle, "workspaces", workspaces, raising=False)
    lives: list[Lifecycle] = []

    def begin(stack: Small, environment: str) -> Lifecycle:
        lives.append(Lifecycle())
        lives[-1].begin(stack=stack.repaired(), environment=environment)
        return lives[-1]

    yield begin
    for life in lives:
        life.teardown()


@pytest.fixture
def gate_that_makes_room(begin: Begin) -> Lifecycle:
    """The application leaves a page for a gate that must first make room for itself, and under that gate stands the page."""
    behind = {"app": App("service", gate="portal"), "loket": App("service", gate="kaal")}
    life = begin(Small(services={"service": {}}, apps=behind, bares={"kaal": {}}, portal="loket"), "local")
    life.stack = Small(services={"service": {}}, apps={"app": App("service", gate="kaal")}, bares={"kaal": {"kind": "b"}})
    return life


def test_what_stays_keeps_its_own_until_it_moved_on(gate_that_makes_room: Lifecycle) -> None:
    gate_that_makes_room.apply_without_trouble(data=None, workers=1)


def test_what_stays_keeps_its_own_where_it_cannot_move_on(gate_that_makes_room: Lifecycle) -> None:
    life = gate_that_makes_room
    place = [life.world.objects()[id_]["address"] for id_ in life.ids()].index("leuven/local/kaal/thing")
    life.apply_while_others_work(data=None, place=place, gone=False, workers=1)
    assert "leuven/local/portal/page" in {found["address"] for found in life.world.objects().values()}
    life.apply_without_trouble(data=None, workers=1)


def test_data_that_may_have_been_made_makes_no_room_either(begin: Begin) -> None:
    """Its creation was begun, and nobody knows what came of it."""
    life = begin(Small(services={"service": {}}), "cloud")
    life.stack = Small(services={"service": {}, "bron": {"kind": "a"}})
    life.apply_with_trouble(data=None, faults=[("create", life.places().index("bron/store"), "unknown")], workers=1, kill=None, stop=None)
    assert [begin.address.local for begin in life.in_doubt()] == ["bron/store"]
    life.stack = Small(services={"service": {}, "bron": {"kind": "b"}})
    assert life.refusals() == {"data-would-be-lost"}
    life.apply_without_trouble(data=None, workers=1)
    life.stack = Small(services={"service": {}, "bron": {"kind": "a"}})
    life.apply_without_trouble(data=None, workers=1)
    assert not life.in_doubt()


def test_what_is_kept_and_not_well_is_not_restored_over_what_somebody_did(begin: Begin) -> None:
    life = begin(Small(services={"service": {}}, vaults={"vault": {}}), "cloud")
    life.destroy_without_trouble(workers=1)
    place = [life.world.objects()[id_]["address"] for id_ in life.ids()].index("leuven/cloud/vault/key")
    life.tamper(place=place, what="problem")
    life.apply_while_others_work(data=None, place=place, gone=False, workers=1)
    life.apply_without_trouble(data=None, workers=1)
