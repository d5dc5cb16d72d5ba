"""What is said of an environment without changing it: drift, status, outputs, readiness. And `down`, which changes little."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.support import engines
from tests.support.towns import Town

from bouwsteen.engine.applies import apply
from bouwsteen.engine.downs import stop_environment
from bouwsteen.engine.drifts import find_drift
from bouwsteen.engine.outputs import of_instance, read_outputs
from bouwsteen.engine.statuses import read_status
from bouwsteen.engine.verifies import check_ready
from bouwsteen.errors import ApplyError
from bouwsteen.planning.actions import Action
from bouwsteen.state.ports import Mode
from bouwsteen.state.records import Status
from bouwsteen.values import Secret

SERVICE = {"block": "service"}
APP = {"block": "app"}
BARE = {"block": "bare"}


def change(town: Town, place: str, **facts: Any) -> None:
    id_ = town.known(place).id
    found = town.world.get(id_)
    assert found is not None
    found["inputs"] |= facts.pop("inputs", {})
    town.world.put(id_, {**found, **facts})


def drifts(town: Town) -> dict[str, str]:
    return {each.address.local: each.kind for each in find_drift(town.engine, "leuven", "local", "24062").drifts}


def states(town: Town) -> dict[str, str]:
    status = read_status(town.engine, "leuven", "local", "24062")
    return {each.address.local: each.state for instance in status.instances for each in instance.resources}


class TestDrift:
    def test_each_kind(self, town: Town) -> None:
        town.write(SERVICE, APP, BARE)
        town.apply()
        assert drifts(town) == {}
        town.world.drop(town.known("bare/thing").id)
        change(town, "app/config", inputs={"text": "anders"})
        change(town, "service/main", stopped=True)
        change(town, "app/server", problem="HTTP 503")
        town.world.faults = {"read service/store": "unreadable"}
        expected = {
            "bare/thing": "missing",
            "app/config": "changed",
            "service/main": "stopped",
            "app/server": "not-ready",
            "service/store": "unreadable",
        }
        assert drifts(town) == expected
        assert states(town).items() >= expected.items()
        (changed,) = [each for each in find_drift(town.engine, "leuven", "local", "24062").drifts if each.kind == "changed"]
        assert [(each.name, each.before, each.after) for each in changed.fields] == [("text", "hallo", "anders")]

    @pytest.mark.fault("F30")
    def test_what_comes_back_each_time_is_told_and_left(self, town: Town) -> None:
        town.write(SERVICE, BARE)
        town.apply()
        change(town, "bare/thing", stuck="replicas: it came back after each of 3 applies.")
        assert drifts(town) == {"bare/thing": "stuck"}
        assert states(town)["bare/thing"] == "stuck"
        plan = town.plan().plan
        assert not plan.has_changes
        (told,) = plan.warnings
        assert (told.code, told.address) == ("comes-back", "leuven/local/bare/thing")
        assert "bare/thing: replicas: it came back after each of 3 applies." in told.detail

    def test_what_down_stopped_is_as_recorded(self, town: Town) -> None:
        town.write(SERVICE, APP)
        town.apply()
        stop_environment(town.engine, "leuven", "local", "24062")
        assert drifts(town) == {}
        assert states(town)["app/server"] == "stopped"

    def test_what_people_have_yet_to_allow_is_not_missing(self, town: Town) -> None:
        town.write(SERVICE)
        town.world.faults = {"create service/main": "awaiting"}
        town.apply()
        assert drifts(town) == {}
        assert states(town) == {"service/main": "awaiting", "service/store": "ready"}


class TestDown:
    def test_dependants_stop_first_also_through_what_cannot_be_stopped(self, town: Town) -> None:
        """Between the application's server and the service stands a key, which nobody can stop."""
        town.write(SERVICE, APP)
        town.apply()
        town.calls()
        stopped = stop_environment(town.engine, "leuven", "local", "24062")
        assert town.calls() == ["stop app/server", "stop service/main"]
        assert not stopped.failed

    def test_what_is_stopped_is_left_alone(self, town: Town) -> None:
        town.write(SERVICE)
        town.apply()
        stop_environment(town.engine, "leuven", "local", "24062")
        town.calls()
        assert stop_environment(town.engine, "leuven", "local", "24062").stopped == ()
        assert town.calls() == []

    def test_a_failure_leaves_the_rest_stopped(self, town: Town) -> None:
        town.write(SERVICE, APP)
        town.apply()
        town.world.faults = {"stop app/server": "refused"}
        stopped = stop_environment(town.engine, "leuven", "local", "24062")
        assert [each.local for each in stopped.stopped] == ["service/main"]
        assert {each.local: problem.code for each, problem in stopped.failed.items()} == {"app/server": "test-refused"}
        assert town.known("app/server").status is Status.READY

    def test_a_busy_world_is_tried_again(self, town: Town) -> None:
        town.write(SERVICE)
        town.apply()
        town.world.faults = {"stop service/main": "busy"}
        assert stop_environment(town.engine, "leuven", "local", "24062").failed
        assert town.stop.waits == [0.5, 2.0, 5.0]

    def test_what_waits_for_people_goes_on_waiting(self, town: Town) -> None:
        town.write(SERVICE)
        town.world.faults = {"create service/main": "awaiting"}
        town.apply()
        assert not stop_environment(town.engine, "leuven", "local", "24062").stopped
        assert town.known("service/main").status is Status.AWAITING

    def test_a_deletion_afterwards_starts_what_it_needs_once(self, town: Town) -> None:
        town.write(SERVICE, APP, {**APP, "name": "loket"})
        town.apply()
        stop_environment(town.engine, "leuven", "local", "24062")
        town.calls()
        assert town.destroy().succeeded
        calls = town.calls()
        assert calls.count("update service/main") == 1
        assert calls.index("update service/main") < min(calls.index(f'delete service/key["{name}"]/key') for name in ("app", "loket"))
        assert calls[-1] == "delete service/store"
        assert town.world.objects() == {}

    def test_a_deletion_waits_for_what_is_started_anyway(self, town: Town) -> None:
        town.write(SERVICE, APP, {**APP, "name": "loket"})
        town.apply()
        stop_environment(town.engine, "leuven", "local", "24062")
        town.calls()
        town.write(SERVICE, APP)
        town.adjust(parallelism=4)
        assert town.apply().succeeded
        calls = town.calls()
        assert calls.count("update service/main") == 1
        assert calls.index("update service/main") < calls.index('delete service/key["loket"]/key')


class TestReadiness:
    def test_all_is_ready(self, town: Town) -> None:
        town.write(SERVICE, APP)
        town.apply()
        compiled = engines.compiled(town.engine, engines.load(town.root, "leuven"), "leuven")
        assert check_ready(town.engine, compiled).ready

    def test_each_that_is_not_is_named_with_why(self, town: Town) -> None:
        town.write(SERVICE, APP)
        town.apply()
        change(town, "service/main", problem="HTTP 503")
        change(town, "app/server", stopped=True)
        compiled = engines.compiled(town.engine, engines.load(town.root, "leuven"), "leuven")
        with pytest.raises(ApplyError) as caught:
            check_ready(town.engine, compiled)
        details = {each.detail for each in caught.value.diagnostics}
        assert details == {"service/main is not-ready. HTTP 503", "app/server is stopped."}


class TestOutputs:
    def test_bindings_and_what_is_the_same_for_everybody(self, town: Town) -> None:
        town.write(SERVICE, APP)
        before = read_outputs(town.engine, town.desired())
        assert {each.name: each.is_known for each in before} == {"app/site": False, "service/key": False}
        town.apply()
        outputs = {each.name: each for each in read_outputs(town.engine, town.desired())}
        assert outputs["service/key"].consumer == "app"
        assert isinstance(outputs["service/key"].value["secret"], Secret)
        assert outputs["app/site"].consumer is None
        site = of_instance(list(outputs.values()), "app")
        assert site == {"site": {"type": "site", "url": f"test:{town.known('app/server').id}"}}


class TestExports:
    EXPORT = ({"output": "service/key", "to": ["gent"]},)

    def read(self, town: Town) -> Any:
        def read_export(stack: str, environment: str, output: str) -> Any:
            with town.store.open(stack, environment, Mode.READ) as session:
                return session.snapshot.exports.get(output, {}).get("gent")

        return read_export

    def neighbours(self, folder: Path) -> tuple[Town, Town]:
        leuven = Town(folder)
        gent = Town(folder, "gent", leuven.store)
        gent.write({**APP, "uses": {"key": "leuven/service/key"}})
        leuven.write(SERVICE, exports=[*self.EXPORT])
        return leuven, gent

    def test_another_stack_reads_what_is_published(self, tmp_path: Path) -> None:
        leuven, gent = self.neighbours(tmp_path)
        leuven.apply()
        desired = gent.desired(read_export=self.read(leuven))
        assert apply(gent.engine, desired).succeeded
        server = gent.known("app/server")
        key = leuven.known('service/key["gent/*"]/key')
        assert server.inputs["map"]["url"] == f"test:{leuven.known('service/main').id}"
        assert server.inputs["secret"] == Secret(f"geheim-{key.id}")

    def test_what_is_not_published_yet_holds_up_only_what_asks_for_it(self, tmp_path: Path) -> None:
        leuven, gent = self.neighbours(tmp_path)
        gent.write({**APP, "uses": {"key": "leuven/service/key"}}, BARE)
        applied = apply(gent.engine, gent.desired(read_export=self.read(leuven)))
        told = {address.local: problem for address, problem in applied.failed.items()}
        assert {place: problem.code for place, problem in told.items()} == {"app/config": "output-not-there"}
        assert "comes from the stack leuven, whose environment local was not applied" in told["app/config"].detail
        assert "bouwsteen apply leuven --environment local" in (told["app/config"].remedy or "")
        assert [record.address.local for record in gent.snapshot().records()] == ["bare/thing"]
        leuven.apply()
        assert apply(gent.engine, gent.desired(read_export=self.read(leuven))).succeeded

    def test_an_export_of_what_is_there_already_is_published(self, tmp_path: Path) -> None:
        """Nothing is to be done in the world, and others may read from now on."""
        town = Town(tmp_path)
        Town(tmp_path, "gent").write(BARE)
        town.write(BARE)
        town.apply()
        town.write(BARE, exports=[{"output": "bare/gate", "to": ["gent"]}])
        assert town.actions() == {}
        town.calls()
        town.apply()
        assert town.calls() == []
        assert town.snapshot().exports == {"bare/gate": {"gent": {"type": "gate", "url": f"test:{town.known('bare/thing').id}"}}}
        town.write(BARE)
        town.apply()
        assert town.snapshot().exports == {}

    def test_a_run_that_fails_leaves_to_others_what_they_had(self, tmp_path: Path) -> None:
        leuven, _ = self.neighbours(tmp_path)
        leuven.apply()
        before = leuven.snapshot().exports
        leuven.write({**SERVICE, "parameters": {"size": 2}}, exports=[*self.EXPORT])
        leuven.world.faults = {"update service/main": "refused"}
        assert leuven.apply().failed
        assert leuven.snapshot().exports == before
        leuven.world.faults = {}
        leuven.apply()
        assert leuven.snapshot().exports["service/key"]["gent"]["size"] == 2

    def test_a_destroyed_stack_exports_nothing(self, tmp_path: Path) -> None:
        leuven, _ = self.neighbours(tmp_path)
        leuven.apply()
        leuven.destroy()
        assert leuven.snapshot().exports == {}


def test_kept_things_that_nothing_kept_needs_go(town: Town) -> None:
    """A key is kept for the data that it opens; with the data wanted again and opened otherwise, the key may go."""
    town.write(SERVICE)
    town.apply("cloud")
    town.write(BARE)
    town.apply("cloud")
    assert town.known("service/store", environment="cloud").retained
    assert town.record("service/main", environment="cloud") is None
    town.write(SERVICE)
    assert town.actions("cloud")["service/store"] is Action.RESTORE
    id_ = town.known("service/store", environment="cloud").id
    town.apply("cloud")
    assert town.known("service/store", environment="cloud").id == id_
