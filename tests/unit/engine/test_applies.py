"""Apply: it asks, it holds what was approved against what is now, and it says what became of everything."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.towns import Town

from bouwsteen.addresses import Address
from bouwsteen.engine.applies import Applied, apply, raise_unless_applied
from bouwsteen.engine.approved_plans import Approved
from bouwsteen.engine.questioners import Questioner
from bouwsteen.engine.reporters import Reporter, Step
from bouwsteen.errors import ApplyError, CancelledError, InvalidInputError, StaleError
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.plans import Plan
from bouwsteen.providers.protocol import Call, Done, Outcome
from bouwsteen.state.records import Status

SERVICE = {"block": "service"}
APP = {"block": "app"}
BARE = {"block": "bare"}


def approved(plan: Plan) -> Approved:
    return Approved(plan.digest, plan.lineage, plan.serial, plan.parts)


class TestAsking:
    def test_no_changes_nothing(self, town: Town) -> None:
        town.write(BARE)
        town.adjust(questioner=Questioner())
        with pytest.raises(CancelledError) as caught:
            town.apply()
        assert caught.value.exit_code == 8
        assert caught.value.diagnostics[0].code == "not-confirmed"
        assert town.calls() == []
        assert town.snapshot().serial == 0

    def test_a_destroy_is_asked_as_one(self, town: Town) -> None:
        class OnlyApply(Questioner):
            def confirm_apply(self, plan: Plan) -> bool:
                return bool(plan.changes)

        town.write(BARE)
        town.adjust(questioner=OnlyApply())
        town.apply()
        with pytest.raises(CancelledError):
            town.destroy()
        assert len(town.world.objects()) == 1

    def test_nothing_to_do_is_not_asked(self, town: Town) -> None:
        town.write(BARE)
        town.apply()
        town.adjust(questioner=Questioner())
        applied = town.apply()
        assert applied.succeeded
        assert not applied.done


class TestApprovedPlans:
    def test_the_approved_plan_is_not_asked_about_and_carried_out_once(self, town: Town) -> None:
        town.write(BARE)
        saved = approved(town.plan().plan)
        assert saved.lineage == "", "nothing was ever recorded"
        town.adjust(questioner=Questioner())
        assert town.apply(approved=saved).succeeded
        with pytest.raises(StaleError):
            town.apply(approved=saved)

    def test_not_again_after_a_destroy_though_it_says_the_same(self, town: Town) -> None:
        town.write(BARE)
        town.apply()
        town.destroy()
        saved = approved(town.plan().plan)
        town.apply()
        town.destroy()
        assert town.plan().plan.digest == saved.digest
        with pytest.raises(StaleError) as caught:
            town.apply(approved=saved)
        assert "Something was recorded since" in caught.value.diagnostics[0].detail
        assert town.world.objects() == {}

    def test_a_moved_part_is_named(self, town: Town) -> None:
        town.write(BARE)
        saved = approved(town.plan().plan)
        town.write({**BARE, "parameters": {"size": 2}})
        with pytest.raises(StaleError) as caught:
            town.apply(approved=saved)
        assert caught.value.exit_code == 7
        assert "These moved: lock, stack." in caught.value.diagnostics[0].detail or "stack" in caught.value.diagnostics[0].detail
        assert town.calls() == []

    def test_another_serial_is_named(self, town: Town) -> None:
        town.write(BARE)
        town.apply()
        town.write({**BARE, "parameters": {"size": 2}})
        saved = approved(town.plan().plan)
        town.apply()
        town.write({**BARE, "parameters": {"size": 2}}, rotations={"bare.thing": 1})
        with pytest.raises(StaleError) as caught:
            town.apply(approved=saved)
        assert f"serial {saved.serial}" in caught.value.diagnostics[0].detail

    def test_another_state_is_refused(self, town: Town) -> None:
        town.write(BARE)
        town.apply()
        town.write(BARE, SERVICE)
        saved = approved(town.plan().plan)
        with pytest.raises(StaleError) as caught:
            town.apply(approved=Approved(saved.digest, "another", saved.serial, saved.parts))
        assert caught.value.diagnostics[0].code == "plan-of-another-state"

    def test_a_world_that_changed_meanwhile_is_noticed(self, town: Town) -> None:
        town.write(BARE, SERVICE)
        town.apply()
        town.write({**BARE, "parameters": {"size": 2}}, SERVICE)
        saved = approved(town.plan().plan)
        town.world.drop(town.known("service/main").id)
        with pytest.raises(StaleError) as caught:
            town.apply(approved=saved)
        assert "observed moved" in caught.value.diagnostics[0].detail
        assert "update bare/thing" not in town.calls()


class TestFailures:
    def test_dependants_are_skipped_and_the_rest_goes_on(self, town: Town) -> None:
        town.write(SERVICE, APP, BARE)
        town.world.faults = {"create service/main": "refused"}
        applied = town.apply()
        assert {each.local for each in applied.failed} == {"service/main"}
        assert {each.local for each in applied.skipped} == {'service/key["app"]/key', "app/config", "app/server"}
        assert {each.local for each in applied.done} == {"service/store", "bare/thing"}
        with pytest.raises(ApplyError) as caught:
            raise_unless_applied(applied)
        assert caught.value.exit_code == 4
        assert [each.code for each in caught.value.diagnostics] == ["test-refused"]
        assert town.snapshot().last_run is not None
        assert town.snapshot().runs[-1].result == "failed"

    def test_a_passing_failure_is_tried_again_within_bounds(self, town: Town) -> None:
        town.write(BARE)
        tries = []

        def busy_twice() -> None:
            tries.append(1)
            if len(tries) == 3:
                town.world.faults = {}

        town.world.faults = {"create bare/thing": "busy"}
        town.world._before_call = busy_twice
        assert town.apply().succeeded
        assert town.stop.waits == [0.5, 2.0]
        assert len(town.in_doubt()) == 0

    def test_and_then_it_is_a_failure(self, town: Town) -> None:
        town.write(BARE)
        town.world.faults = {"create bare/thing": "busy"}
        applied = town.apply()
        assert [each.code for each in applied.failed.values()] == ["test-busy"]
        assert town.calls() == ["create bare/thing"] * 4
        assert town.stop.waits == [0.5, 2.0, 5.0]

    def test_what_may_have_happened_is_never_tried_again(self, town: Town) -> None:
        town.write(BARE)
        town.world.faults = {"create bare/thing": "unknown"}
        town.apply()
        assert town.calls() == ["create bare/thing"]
        assert [begin.address.local for begin in town.in_doubt()] == ["bare/thing"]

    def test_an_exception_of_a_provider_ends_the_run_on_record(self, town: Town) -> None:
        town.write(BARE, SERVICE)

        def bug() -> None:
            raise ZeroDivisionError

        town.world._before_call = bug
        with pytest.raises(ZeroDivisionError):
            town.apply()
        run = town.snapshot().runs[-1]
        assert (run.result, bool(run.ended)) == ("failed", True)
        town.world._before_call = lambda: None
        assert town.apply().succeeded, "the call in doubt is resolved, and no lock is left"

    def test_awaiting_holds_up_only_what_needs_it(self, town: Town) -> None:
        town.write(SERVICE, APP, BARE)
        town.world.faults = {"create service/main": "awaiting"}
        applied = town.apply()
        assert {each.local: reason for each, reason in applied.awaiting.items()} == {"service/main": "Somebody must sign."}
        assert {each.local for each in applied.done} == {"service/store", "bare/thing"}
        assert town.known("service/main").status is Status.AWAITING
        town.world.faults = {}
        assert town.apply().succeeded

    def test_an_update_that_waits_keeps_what_is_known_of_the_object(self, town: Town) -> None:
        town.write(BARE)
        town.apply()
        before = town.known("bare/thing")
        town.write({**BARE, "parameters": {"size": 2}})
        town.world.faults = {"update bare/thing": "awaiting"}
        town.apply()
        record = town.known("bare/thing")
        assert (record.id, record.objects, record.outputs) == (before.id, before.objects, before.outputs)

    def test_both_halves_of_a_replacement_make_it_done(self, town: Town) -> None:
        town.write(BARE)
        town.apply()
        town.write({**BARE, "parameters": {"kind": "b"}})
        town.world.faults = {"create bare/thing": "refused"}
        applied = town.apply()
        assert not applied.done
        assert {each.local for each in applied.failed} == {"bare/thing"}
        assert town.actions() == {"bare/thing": Action.CREATE}, "its predecessor is gone, and it is not on record"
        town.world.faults = {}
        assert town.apply().succeeded

    def test_a_record_whose_provider_is_gone_fails_by_itself(self, town: Town) -> None:
        town.write(BARE, SERVICE)
        town.apply()
        providers = {name: provider for name, provider in town.engine.providers.items() if name != "test"}
        town.adjust(providers=providers)
        applied = town.destroy()
        assert {each.code for each in applied.failed.values()} == {"provider-missing"}
        assert len(town.world.objects()) == 3


class Weakenings(Reporter):
    def __init__(self) -> None:
        self.seen: dict[str, Action] = {}

    def step_weakened(self, step: Step, action: Action) -> None:
        self.seen[step.address.local] = action


class TestWeakening:
    """At apply an action may get weaker than planned, never stronger."""

    def test_an_update_to_nothing(self, town: Town) -> None:
        town.write(SERVICE, APP)
        town.apply()
        reporter = Weakenings()
        town.adjust(reporter=reporter)
        town.write({**SERVICE, "parameters": {"token": {"secretRef": {"env": "T"}}}}, APP)
        assert town.actions()["app/config"] is Action.UPDATE, "its size is not known before the service was updated"
        town.calls()
        assert town.apply().succeeded
        assert town.calls() == ["update service/main"]
        assert reporter.seen == {"app/config": Action.NO_OP}
        assert town.actions() == {}

    @pytest.mark.parametrize("wrong", [{"inputs": {"kind": "maat 1", "size": 7}}, {"problem": "HTTP 503"}, {"stopped": True}])
    def test_a_feared_replacement_to_the_update_that_was_due(self, town: Town, wrong: dict[str, Any]) -> None:
        """Its kind turns out as it was, so the object stays: and is still brought back to what is recorded."""
        town.write({"block": "echo"})
        town.apply()
        id_ = town.known("echo/mirror").id
        good = town.world.get(id_)
        assert good is not None
        town.world.put(id_, {**good, **wrong})
        town.write({"block": "echo", "parameters": {"text": "dag"}})
        assert town.actions()["echo/mirror"] is Action.REPLACE
        town.calls()
        assert town.apply().succeeded
        assert town.calls() == ["update echo/source", "update echo/mirror"]
        assert town.world.get(id_) == good
        assert town.actions() == {}

    def test_what_it_needs_is_recorded_all_the_same(self, town: Town) -> None:
        """Wired to another service that gives the same size, the configuration holds on to that one from now on."""
        two = [SERVICE, {"name": "bron", "block": "service"}]
        town.write(*two, {**APP, "uses": {"key": "service/key"}})
        town.apply()
        town.write(*two, {**APP, "uses": {"key": "bron/key"}})
        town.apply()
        needs = {address.local for address in town.known("app/config").needs}
        assert needs == {"bron/main", 'bron/key["app"]/key'}
        town.write({"name": "bron", "block": "service"}, {**APP, "uses": {"key": "bron/key"}})
        town.apply()
        assert town.destroy().succeeded

    def test_a_changed_output_that_was_to_stay_stops_what_would_change(self, town: Town) -> None:
        """A provider that breaks its promise of stable outputs: what was planned to stay is not touched, and says so."""
        town.write(SERVICE, APP)
        town.apply()
        town.write({**SERVICE, "parameters": {"token": {"secretRef": {"env": "T"}}}}, APP)
        town.adjust(providers={**town.engine.providers, "test": Wandering(town)})
        applied = town.apply()
        assert {each.local: problem.code for each, problem in applied.failed.items()} == {'service/key["app"]/key': "step-stale"}
        with pytest.raises(StaleError) as caught:
            raise_unless_applied(applied)
        assert caught.value.exit_code == 7
        town.adjust(providers={**town.engine.providers, "test": town.world})
        assert town.apply().succeeded
        assert town.actions() == {}


class Wandering:
    """The test world, where a process that is updated gets another address, against what its type says."""

    def __init__(self, town: Town) -> None:
        self._world = town.world

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world, name)

    def update(self, call: Call) -> Outcome:
        outcome = self._world.update(call)
        if isinstance(outcome, Done) and call.type == "test/process":
            return Done(outcome.id, {**outcome.outputs, "url": "test:elsewhere"}, outcome.objects)
        return outcome


class TestRecords:
    def test_what_becomes_of_an_object_is_recorded_where_nothing_else_changes(self, town: Town) -> None:
        """A block that says from now on that its data is to be kept must be believed at once."""
        town.write(SERVICE)
        town.apply()
        block = town.root / "blocks" / "service" / "block.yaml"
        text = block.read_text()
        block.write_text(text.replace("{id: store, type: test/data, with:", "{id: store, type: test/data, deletion: retain, with:"))
        applied = town.apply()
        assert applied.succeeded
        assert town.calls()[2:] == []
        town.write(BARE)
        assert town.actions() == {"service/main": Action.DELETE, "service/store": Action.RETAIN, "bare/thing": Action.CREATE}

    def test_secrets_count_up_once_for_each_change(self, town: Town) -> None:
        town.write(SERVICE, APP)
        town.apply()
        assert town.known("app/server").secret_versions == {"/inputs/secret": 1, "/outputs/secret": 1}
        town.apply()
        town.write(SERVICE, APP, rotations={"service.key": 1})
        town.apply()
        assert town.known("app/server").secret_versions == {"/inputs/secret": 2, "/outputs/secret": 1}
        assert town.known('service/key["app"]/key', 2).secret_versions == {"/outputs/secret": 1}
        assert town.record('service/key["app"]/key', 1) is None
        town.apply()
        assert town.known("app/server").secret_versions["/inputs/secret"] == 2

    def test_data_that_is_kept_is_never_replaced(self, town: Town) -> None:
        town.write(SERVICE)
        town.apply("cloud")
        town.write({**SERVICE, "parameters": {"kind": "b"}})
        with pytest.raises(InvalidInputError) as caught:
            town.apply("cloud")
        assert [each.code for each in caught.value.diagnostics] == ["data-would-be-lost"]
        assert "kind changed" in caught.value.diagnostics[0].detail
        assert town.actions("local") is not None
        town.write({**SERVICE, "name": "bron", "parameters": {"kind": "b"}})
        assert town.apply("cloud").succeeded
        assert town.known("service/store", environment="cloud").retained

    @pytest.mark.parametrize("size", [1, 2])
    def test_a_feared_replacement_of_kept_data_is_looked_at_before_anything_goes(self, town: Town, size: int) -> None:
        echo = {"block": "echo"}
        block = town.root / "blocks" / "echo" / "block.yaml"
        block.write_text(
            block.read_text()
            .replace("id: mirror, type: test/thing", "id: mirror, type: test/data, deletion: retain")
            .replace('"id": "mirror", "type": "test/thing"', '"id": "mirror", "type": "test/data", "deletion": "retain"')
        )
        town.write(echo)
        town.apply()
        id_ = town.known("echo/mirror").id
        town.write({**echo, "parameters": {"text": "dag", "size": size}})
        assert town.actions()["echo/mirror"] is Action.REPLACE
        applied = town.apply()
        assert [problem.code for problem in applied.failed.values()] == ([] if size == 1 else ["data-would-be-lost"])
        assert town.known("echo/mirror").id == id_
        assert id_ in town.world.objects()
        if size == 2:
            with pytest.raises(InvalidInputError):
                town.plan()

    def test_kept_data_of_another_kind_is_not_replaced_on_its_return(self, town: Town) -> None:
        town.write(SERVICE)
        town.apply("cloud")
        town.write(BARE)
        town.write({**SERVICE, "name": "bron"})
        town.apply("cloud")
        town.write({**SERVICE, "parameters": {"kind": "b"}})
        with pytest.raises(InvalidInputError):
            town.apply("cloud")

    def test_moved_and_rotated_at_once(self, town: Town) -> None:
        town.write(SERVICE, APP)
        town.apply()
        town.calls()
        ids = {place: town.known(place).id for place in ("service/store", "service/main", "app/server")}
        town.write({**SERVICE, "name": "bron"}, APP, moved=[{"from": "service", "to": "bron"}], rotations={"bron.key": 1})
        applied = town.apply()
        assert applied.succeeded
        assert town.calls() == ['create bron/key["app"]/key#2', "update app/server", 'delete bron/key["app"]/key']
        assert {place: town.known(place.replace("service", "bron")).id for place in ids} == ids
        assert town.actions() == {}

    def test_a_replacement_that_was_cut_short_ends_the_old_one_later(self, town: Town) -> None:
        town.write(SERVICE, APP)
        town.apply()
        town.write(SERVICE, APP, rotations={"service.key": 1})
        town.world.faults = {'delete service/key["app"]/key': "refused"}
        town.apply()
        assert town.record('service/key["app"]/key', 1) is not None
        assert town.record('service/key["app"]/key', 2) is not None
        town.world.faults = {}
        changes = [change for change in town.plan().plan.changes if change.is_change]
        assert [(change.generation, change.action, change.reason) for change in changes] == [(1, Action.DELETE, Reason.SUPERSEDED)]
        assert town.destroy().succeeded
        assert town.world.objects() == {}


def test_addresses_are_parsed_as_they_are_shown(town: Town) -> None:
    town.write(SERVICE, APP)
    applied: Applied = apply(town.engine, town.desired())
    assert {Address.parse(str(address)) for address in applied.done} == set(applied.done)
