"""F24: what others did to an object between the plan and its step is seen there, and never undone unasked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.faults.places import DEADLINE, STACK, Place, Server
from tests.support import engines
from tests.support.file_worlds import FileWorld
from tests.support.towns import ORGANISATION, Town

from bouwsteen.engine.applies import Applied, raise_unless_applied
from bouwsteen.engine.downs import stop_environment
from bouwsteen.engine.questioners import Consenting
from bouwsteen.errors import ApplyError, StaleError
from bouwsteen.planning.actions import Action
from bouwsteen.planning.plans import Plan
from bouwsteen.providers.protocol import Call, Outcome

pytestmark = pytest.mark.fault("F24")
SERVICE = {"block": "service", "parameters": {"size": 1}}
BIGGER = {"block": "service", "parameters": {"size": 2}}
OTHER = {"block": "service", "parameters": {"kind": "b"}}
APP = {"block": "app", "uses": {"key": "service/key", "portal": "bare/gate"}}
BARE = {"block": "bare", "parameters": {"size": 1}}


class Meanwhile(Consenting):
    """While the question stands, somebody else works."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work

    def confirm_apply(self, plan: Plan) -> bool:
        self._work()
        return super().confirm_apply(plan)

    def confirm_destroy(self, plan: Plan) -> bool:
        self._work()
        return super().confirm_destroy(plan)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path)
    town.write(SERVICE, BARE, APP)
    assert town.apply().succeeded
    town.calls()
    return town


def by_others(town: Town, place: str, **inputs: Any) -> Callable[[], None]:
    """They change fields of an object; without any they take it away."""
    id_ = town.known(place).id

    def work() -> None:
        found = town.world.get(id_)
        assert found is not None
        if inputs:
            town.world.put(id_, {**found, "inputs": {**found["inputs"], **inputs}})
        else:
            town.world.drop(id_)

    return work


def problems(applied: Applied) -> dict[str, str]:
    return {address.local: problem.code for address, problem in applied.failed.items()}


def wait_for(place: Place, call: str) -> None:
    deadline = time.monotonic() + DEADLINE
    while all((line.what, line.call) != ("begin", call) for line in place.calls()):
        assert time.monotonic() < deadline, f"{call} never began"
        time.sleep(0.01)


def go_on(town: Town) -> None:
    """Nobody else works any more: the next run brings everything to what is wanted."""
    town.adjust(questioner=Consenting())
    assert town.apply().succeeded
    assert not town.plan().plan.has_changes


class TestAnUpdate:
    def test_does_not_overwrite_what_somebody_changed(self, town: Town) -> None:
        town.write(BIGGER, BARE, APP)
        town.adjust(questioner=Meanwhile(by_others(town, "service/main", size=7)))
        applied = town.apply()
        assert problems(applied) == {"service/main": "object-changed"}
        assert town.world.objects()[town.known("service/main").id]["inputs"]["size"] == 7
        assert "update service/main" not in town.calls()
        with pytest.raises(StaleError) as caught:
            raise_unless_applied(applied)
        assert caught.value.exit_code == 7
        assert "size changed" in caught.value.diagnostics[0].detail

    def test_is_planned_anew_on_what_is_there(self, town: Town) -> None:
        town.write(BIGGER, BARE, APP)
        town.adjust(questioner=Meanwhile(by_others(town, "service/main", size=7)))
        town.apply()
        change = next(each for each in town.plan().plan.changes if each.address.local == "service/main")
        assert change.action is Action.UPDATE
        go_on(town)
        assert town.world.objects()[town.known("service/main").id]["inputs"]["size"] == 2

    def test_does_not_make_again_what_somebody_took_away(self, town: Town) -> None:
        town.write(BIGGER, BARE, APP)
        town.adjust(questioner=Meanwhile(by_others(town, "service/main")))
        assert problems(town.apply()) == {"service/main": "object-changed"}
        assert town.actions()["service/main"] is Action.CREATE
        go_on(town)

    def test_goes_through_where_others_worked_on_something_else(self, town: Town) -> None:
        town.write(BIGGER, BARE, APP)
        town.adjust(questioner=Meanwhile(by_others(town, "bare/thing", size=7)))
        assert town.apply().succeeded
        assert town.world.objects()[town.known("bare/thing").id]["inputs"]["size"] == 7
        assert town.actions() == {"bare/thing": Action.UPDATE}

    def test_waits_for_a_world_that_can_be_looked_at(self, town: Town) -> None:
        def lose_sight() -> None:
            town.world.faults["read service/main"] = "unreadable"

        town.write(BIGGER, BARE, APP)
        town.adjust(questioner=Meanwhile(lose_sight))
        applied = town.apply()
        assert problems(applied) == {"service/main": "object-unreadable"}
        with pytest.raises(ApplyError):
            raise_unless_applied(applied)
        town.world.faults.clear()
        go_on(town)


class TestOfWhatIsNotWell:
    """Not all of its fields can be read."""

    @pytest.fixture
    def id_(self, town: Town) -> str:
        id_ = town.known("service/main").id
        found = town.world.get(id_)
        assert found is not None
        inputs = {name: item for name, item in found["inputs"].items() if name != "size"}
        town.world.put(id_, {**found, "inputs": inputs, "problem": "HTTP 503"})
        return id_

    def test_a_field_that_can_be_read_again_is_no_change(self, town: Town, id_: str) -> None:
        town.adjust(questioner=Meanwhile(by_others(town, "service/main", size=1)))
        assert town.apply().succeeded
        found = town.world.get(id_)
        assert found is not None
        assert "problem" not in found
        go_on(town)

    def test_a_field_that_reads_otherwise_than_recorded_is_one(self, town: Town, id_: str) -> None:
        town.adjust(questioner=Meanwhile(by_others(town, "service/main", size=7)))
        assert problems(town.apply()) == {"service/main": "object-changed"}
        found = town.world.get(id_)
        assert found is not None
        assert found["inputs"]["size"] == 7
        go_on(town)


class TestADeletion:
    def test_leaves_what_somebody_changed(self, town: Town) -> None:
        town.write(SERVICE, {**APP, "uses": {"key": "service/key"}})
        town.adjust(questioner=Meanwhile(by_others(town, "bare/thing", size=7)))
        id_ = town.known("bare/thing").id
        assert problems(town.apply()) == {"bare/thing": "object-changed"}
        assert id_ in town.world.objects()
        go_on(town)
        assert id_ not in town.world.objects()

    def test_is_done_where_somebody_did_it(self, town: Town) -> None:
        town.adjust(questioner=Meanwhile(by_others(town, "bare/thing")))
        assert town.destroy().succeeded
        assert not town.world.objects()
        assert not list(town.snapshot().records())

    def test_of_a_destroy_leaves_it_and_takes_the_rest(self, town: Town) -> None:
        town.adjust(questioner=Meanwhile(by_others(town, "bare/thing", size=7)))
        assert problems(town.destroy()) == {"bare/thing": "object-changed"}
        assert [found["address"] for found in town.world.objects().values()] == ["leuven/local/bare/thing"]


def test_a_destroy_is_not_surprised_by_what_it_started_itself(town: Town) -> None:
    """After `down`, what somebody changed is started to take away what runs on it, and so is as it was recorded."""
    stop_environment(town.engine, "leuven", "local", ORGANISATION)
    by_others(town, "service/main", size=7)()
    assert town.destroy().succeeded
    assert not town.world.objects()


@pytest.mark.parametrize("inputs", [{"size": 7}, {}], ids=["changed", "gone"])
def test_what_was_stopped_is_not_started_over_what_somebody_did(town: Town, inputs: dict[str, Any]) -> None:
    """What goes needs it running, and starting it would make it what was recorded."""
    stop_environment(town.engine, "leuven", "local", ORGANISATION)
    id_ = town.known("service/main").id
    town.write(OTHER, BARE)
    town.adjust(questioner=Meanwhile(by_others(town, "service/main", **inputs)))
    applied = town.apply()
    assert set(problems(applied).values()) == {"object-changed"}
    assert "app/server" in problems(applied)
    found = town.world.get(id_)
    assert (found["inputs"]["size"] == 7) if inputs and found is not None else found is None
    go_on(town)


class Overlapping(FileWorld):
    """Takes its time over one object: the first update of it waits a while for another one, which should not come."""

    place = ""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.overlaps = 0
        self._under_way = threading.Lock()
        self._another = threading.Event()

    def update(self, call: Call) -> Outcome:
        if call.address.local != self.place:
            return super().update(call)
        if not self._under_way.acquire(blocking=False):
            self.overlaps += 1
            self._another.set()
            return super().update(call)
        try:
            self._another.wait(1)
            return super().update(call)
        finally:
            self._under_way.release()


def test_what_was_stopped_is_not_started_by_two_at_once(town: Town) -> None:
    """What goes needs it running, and it has a step of its own, behind a replacement that waits for nothing."""
    town.world = world = Overlapping(town.world.folder)
    town.engine = replace(engines.make_engine(world, town.store, stop=town.stop), parallelism=4)
    stop_environment(town.engine, "leuven", "local", ORGANISATION)
    town.write(OTHER, BARE)
    world.place = "service/main"
    assert town.apply().succeeded
    assert world.overlaps == 0
    assert not town.plan().plan.has_changes


def test_a_replacement_does_not_take_away_what_somebody_changed(town: Town) -> None:
    town.write(OTHER, BARE, APP)
    town.adjust(questioner=Meanwhile(by_others(town, "service/store", text="met de hand")))
    id_ = town.known("service/store").id
    found = town.world.get(id_)
    assert found is not None
    town.world.put(id_, {**found, "inputs": {**found["inputs"], "text": "zoals het was"}})
    assert problems(town.apply()) == {"service/store": "object-changed"}
    assert town.world.objects()[id_]["inputs"]["text"] == "met de hand"
    go_on(town)


def test_what_came_back_is_not_made_twice(town: Town) -> None:
    id_ = town.known("bare/thing").id
    found = town.world.get(id_)
    assert found is not None
    town.world.drop(id_)
    town.adjust(questioner=Meanwhile(lambda: town.world.put(id_, found)))
    assert problems(town.apply()) == {"bare/thing": "object-changed"}
    go_on(town)
    assert sum(each["address"].endswith("bare/thing") for each in town.world.objects().values()) == 1


def test_a_plan_without_a_look_at_the_world_is_not_held_against_it(town: Town) -> None:
    town.write(BIGGER, BARE, APP)
    town.adjust(questioner=Meanwhile(by_others(town, "service/main", size=7)))
    assert town.apply(refresh=False).succeeded


def test_the_program_says_what_changed_and_stops_short_of_it(server: Server, place: Place) -> None:
    """While an earlier step is under way, somebody changes what a later one would."""
    bare, other = {"name": "een", "block": "bare"}, {"name": "twee", "block": "bare"}
    place.write({**bare, "parameters": {"size": 1}}, {**other, "parameters": {"size": 1}})
    server.run(place, "apply", STACK, "--yes")
    place.write({**bare, "parameters": {"size": 2}}, {**other, "parameters": {"size": 2}})
    place.hold("update een/thing")
    running = server.start(place, "apply", STACK, "--yes", "--parallelism", "1")
    wait_for(place, "update een/thing")
    world = FileWorld(place.world / "objects")
    for id_, found in world.objects().items():
        if found["address"].endswith("twee/thing"):
            world.put(id_, {**found, "inputs": {**found["inputs"], "size": 7}})
    place.let_go("update een/thing")
    ended = running.wait()
    assert ended.code == 7, ended.text
    assert "object-changed" in ended.err
    sizes = {found["address"]: found["inputs"]["size"] for found in place.objects().values()}
    assert sizes == {"leuven/local/een/thing": 2, "leuven/local/twee/thing": 7}
    server.run(place, "apply", STACK, "--yes")
    assert {found["inputs"]["size"] for found in place.objects().values()} == {2}
