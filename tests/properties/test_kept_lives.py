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
