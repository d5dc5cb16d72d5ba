"""Runs that are stopped, killed, or not alone; and what the next run makes of what they left."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from tests.support.towns import Town

from bouwsteen.adapters.state_folders import FolderStore
from bouwsteen.adapters.state_keys import LocalKeys
from bouwsteen.engine.applies import Applied, apply, raise_unless_applied
from bouwsteen.engine.downs import stop_environment
from bouwsteen.engine.engines import Stop
from bouwsteen.engine.plans import make_plan
from bouwsteen.engine.statuses import read_status
from bouwsteen.errors import BouwsteenError, CancelledError, StateLockedError
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.steps import Phase, build_steps
from bouwsteen.state.journals import End, Entry, Move
from bouwsteen.state.records import Status

SERVICE = {"block": "service"}
APP = {"block": "app"}
BARE = {"block": "bare"}


class Killed(BaseException):
    pass


def die_before(town: Town, kind: type[Entry], number: int = 1) -> None:
    """The process dies before the entry of that kind is recorded, and can record nothing more."""
    seen: list[Entry] = []
    dead: list[bool] = []

    def before(entry: Entry) -> None:
        if dead:
            raise Killed
        if isinstance(entry, kind):
            seen.append(entry)
        if len(seen) == number:
            dead.append(True)
            raise Killed

    town.store.before = before


def revive(town: Town) -> None:
    town.store.before = lambda _: None
    town.store.abandon(town.name, "local")
    town.world.faults = {}
    town.world._before_call = lambda: None


class TestStopping:
    def test_once_finishes_and_records_what_is_in_flight(self, town: Town) -> None:
        town.write(SERVICE, APP)
        town.adjust(stop=Stop())
        town.world._before_call = town.engine.stop.request
        applied = town.apply()
        assert [each.local for each in applied.done] == ["service/store"]
        assert {each.local for each in applied.untouched} == {"service/main", 'service/key["app"]/key', "app/config", "app/server"}
        assert not town.in_doubt()
        assert town.snapshot().runs[-1].result == "stopped"
        with pytest.raises(CancelledError) as caught:
            raise_unless_applied(applied)
        assert caught.value.exit_code == 8

    def test_and_the_next_run_goes_on_from_there(self, town: Town) -> None:
        town.write(SERVICE, APP)
        town.adjust(stop=Stop())
        town.world._before_call = town.engine.stop.request
        town.apply()
        town.world._before_call = lambda: None
        town.adjust(stop=Stop())
        town.calls()
        assert town.apply().succeeded
        assert "create service/store" not in town.calls()

    def test_a_stop_ends_the_waiting_between_tries(self, town: Town) -> None:
        town.write(BARE)
        town.adjust(stop=Stop())
        town.world._before_call = town.engine.stop.request
        town.world.faults = {"create bare/thing": "busy"}
        assert town.apply().failed
        assert town.calls() == ["create bare/thing"]

    def test_a_stop_before_the_work_means_none_of_it(self, town: Town) -> None:
        town.write(BARE)
        town.adjust(stop=Stop())
        town.engine.stop.request()
        with pytest.raises(CancelledError):
            town.apply()
        assert town.calls() == []
        assert town.snapshot().runs == ()

    def test_twice_tells_providers_to_leave_it(self) -> None:
        stop = Stop()
        stop.request()
        assert (stop.requested, stop.aborted) == (True, False)
        stop.request()
        assert stop.aborted

    def test_down_says_what_it_did_not_come_to(self, town: Town) -> None:
        town.write(SERVICE, APP)
        town.apply()
        town.adjust(stop=Stop())
        town.world._before_call = town.engine.stop.request
        stopped = stop_environment(town.engine, "leuven", "local", "24062")
        assert [each.local for each in stopped.stopped] == ["app/server"]
        assert [each.local for each in stopped.untouched] == ["service/main"]
        assert town.snapshot().runs[-1].result == "stopped"

    @pytest.mark.parametrize("fault", ["half", "asked"])
    def test_down_does_not_make_whole_what_was_left_half_done(self, town: Town, fault: str) -> None:
        """What others read of it is not what it will be, so their steps are planned as well."""
        town.write(SERVICE, APP)
        town.apply()
        town.write({**SERVICE, "parameters": {"size": 2}}, APP)
        town.world.faults = {"update service/main": fault}
        assert not town.apply().succeeded
        town.world.faults = {}
        stop_environment(town.engine, "leuven", "local", "24062")
        main = next(change for change in town.plan().plan.changes if change.address.local == "service/main")
        assert (main.action, main.reason) == (Action.UPDATE, Reason.UNFINISHED)
        assert town.apply().succeeded
        sizes = {found["address"]: found["inputs"].get("size") for found in town.world.objects().values()}
        assert (sizes["leuven/local/service/main"], sizes["leuven/local/app/config"]) == (2, 2)
        assert not town.plan().plan.has_changes


class TestTwoAtOnce:
    def test_exactly_one_proceeds(self, tmp_path: Path) -> None:
        """Both on one folder of states: while the first is at work, the second is told who that is."""
        store = FolderStore(tmp_path / "state", LocalKeys(tmp_path / "keys"))
        town, rival = Town(tmp_path, store=store), Town(tmp_path, store=store)
        town.write(SERVICE, APP)
        desired = rival.desired()
        entered, release = threading.Event(), threading.Event()

        def hold() -> None:
            entered.set()
            assert release.wait(30)

        town.world._before_call = hold
        results: list[Applied] = []
        worker = threading.Thread(target=lambda: results.append(town.apply()))
        worker.start()
        assert entered.wait(30)
        try:
            with pytest.raises(StateLockedError) as caught:
                apply(rival.engine, desired)
            assert "tests" in caught.value.diagnostics[0].detail
        finally:
            release.set()
            worker.join(30)
        assert results[0].succeeded
        assert rival.calls() == []
        assert not make_plan(rival.engine, desired).plan.has_changes


class TestCallsInDoubt:
    """What a run died in, and what the world has of it → what the next plan does."""

    def test_a_creation_that_happened_is_found_and_completed(self, town: Town) -> None:
        town.write(BARE)
        die_before(town, End)
        with pytest.raises(Killed):
            town.apply()
        revive(town)
        (object_,) = town.world.objects()
        status = read_status(town.engine, "leuven", "local", "24062")
        assert [each.local for each in status.in_doubt] == ["bare/thing"]
        assert town.actions() == {"bare/thing": Action.UPDATE}
        assert town.apply().succeeded
        assert set(town.world.objects()) == {object_}
        assert town.known("bare/thing").id == object_

    def test_a_creation_that_never_was_is_made(self, town: Town) -> None:
        town.write(BARE)
        die_before(town, End)
        town.world.faults = {"create bare/thing": "lost"}
        with pytest.raises(Killed):
            town.apply()
        revive(town)
        assert [begin.address.local for begin in town.in_doubt()] == ["bare/thing"]
        assert town.actions() == {"bare/thing": Action.CREATE}
        assert town.apply().succeeded
        assert len(town.world.objects()) == 1

    @pytest.mark.parametrize("verb", ["update", "delete", "stop"])
    def test_the_object_is_still_there(self, town: Town, verb: str) -> None:
        self.leave_in_doubt(town, verb, "lost")
        expected = {"update": Action.UPDATE, "delete": Action.DELETE, "stop": None}
        assert town.actions().get("service/main") is expected[verb]
        assert town.apply().succeeded
        assert town.actions() == {}

    @pytest.mark.parametrize("verb", ["update", "delete", "stop"])
    def test_the_object_is_gone(self, town: Town, verb: str) -> None:
        self.leave_in_doubt(town, verb, "lost")
        town.world.drop(town.known("service/main").id)
        assert town.actions().get("service/main") is (None if verb == "delete" else Action.CREATE)
        assert town.apply().succeeded
        assert town.actions() == {}
        assert not town.in_doubt()

    @pytest.mark.parametrize("verb", ["create", "update", "delete", "stop"])
    def test_the_object_cannot_be_looked_at(self, town: Town, verb: str) -> None:
        self.leave_in_doubt(town, verb, "lost")
        town.world.faults = {"find service/main": "unreadable"}
        before = town.snapshot()
        town.calls()
        for attempt in (town.plan, town.apply, town.destroy, lambda: stop_environment(town.engine, "leuven", "local", "24062")):
            with pytest.raises(BouwsteenError) as caught:
                attempt()
            assert [each.code for each in caught.value.diagnostics] == ["call-in-doubt"]
        assert town.calls() == []
        assert town.snapshot() == before
        town.world.faults = {}
        assert town.apply().succeeded

    @pytest.mark.parametrize("fault", ["lost", "broken", "awaiting"])
    def test_what_an_object_may_still_hold_on_to_goes_after_it_moved_on(self, town: Town, fault: str) -> None:
        two = [SERVICE, {"name": "bron", "block": "service"}]
        town.write(*two, {**APP, "uses": {"key": "service/key"}})
        town.apply()
        town.write(*two, {**APP, "uses": {"key": "bron/key"}})
        town.world.faults = {"update app/server": fault}
        town.apply()
        town.world.faults = {}
        town.write(two[1], {**APP, "uses": {"key": "bron/key"}})
        planned = town.plan()
        records = list(planned.recovery.snapshot.records())
        graph = build_steps(planned.plan, planned.desired.expansion, records).graph
        (server,) = [step for step in graph if step.phase is Phase.APPLY and step.address.local == "app/server"]
        (key,) = [step for step in graph if step.phase is Phase.DELETE and step.address.local == 'service/key["app"]/key']
        assert server in graph.ancestors([key])
        assert town.apply().succeeded
        assert {address.local for address in town.known("app/server").needs} == {"app/config", "bron/main", 'bron/key["app"]/key'}

    def test_a_stop_that_happened_is_a_stop(self, town: Town) -> None:
        self.leave_in_doubt(town, "stop", "unknown")
        status = read_status(town.engine, "leuven", "local", "24062")
        assert [each.state for each in status.instances[0].resources] == ["stopped", "ready"]
        assert town.apply().succeeded
        assert town.known("service/main").status is Status.READY

    def test_a_deletion_that_was_cut_off_is_mended_where_it_is_wanted_again(self, town: Town) -> None:
        self.leave_in_doubt(town, "delete", "lost")
        town.write(SERVICE)
        assert town.actions()["service/main"] is Action.UPDATE
        assert town.apply().succeeded

    def leave_in_doubt(self, town: Town, verb: str, fault: str) -> None:
        """A call on service/main was begun and nobody knows what came of it."""
        town.write(SERVICE)
        if verb != "create":
            town.apply()
        town.world.faults = {f"{verb} service/main": fault}
        if verb == "update":
            town.write({**SERVICE, "parameters": {"size": 2}})
            town.apply()
        elif verb == "create":
            town.apply()
        elif verb == "delete":
            town.write(BARE)
            town.apply()
        else:
            stop_environment(town.engine, "leuven", "local", "24062")
        assert [begin.address.local for begin in town.in_doubt()] == ["service/main"]
        town.world.faults = {}


class TestKilledMoves:
    @pytest.mark.parametrize("number", [1, 2])
    def test_a_move_is_taken_up_where_it_was_left(self, town: Town, number: int) -> None:
        town.write(SERVICE, APP)
        town.apply()
        ids = set(town.world.objects())
        town.calls()
        town.write(SERVICE, {**APP, "name": "loket"}, moved=[{"from": "app", "to": "loket"}])
        die_before(town, Move, number)
        with pytest.raises(Killed):
            town.apply()
        revive(town)
        assert Action.DELETE not in town.actions().values()
        assert town.apply().succeeded
        assert set(town.world.objects()) == ids
        assert {call.partition(" ")[0] for call in town.calls()} <= {"update"}
        assert town.actions() == {}
