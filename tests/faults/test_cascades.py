"""F20: what holds data of people goes only when somebody names it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import ryaml
from tests.support import engines
from tests.support.towns import ORGANISATION, Town

from bouwsteen.engine.applies import Applied, apply
from bouwsteen.engine.plans import Desired, make_plan
from bouwsteen.engine.questioners import Consenting
from bouwsteen.errors import DeniedError, InvalidInputError
from bouwsteen.planning.actions import Action
from bouwsteen.planning.builder import Intent
from bouwsteen.planning.dangers import Approvals

pytestmark = pytest.mark.fault("F20")
STORE = "service/store"


def change_block(town: Town, name: str, change: Any) -> None:
    path = town.root / f"blocks/{name}/block.yaml"
    block = ryaml.loads(path.read_text())
    change(block["spec"])
    path.write_text(json.dumps(block))


def let_go(spec: dict[str, Any]) -> None:
    """The author of the block says that its store need not be kept."""
    spec["targets"]["cloud"]["resources"][0]["deletion"] = "delete"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path)
    town.write({"block": "service"}, {"block": "bare"})
    return town


def applied_disposable(town: Town) -> None:
    change_block(town, "service", let_go)
    town.apply("cloud")
    town.adjust(questioner=Consenting())
    town.calls()


def named(wanted: Desired, *losses: str) -> Desired:
    intent = wanted.intent
    return Desired(
        Intent(intent.stack, intent.environment, intent.organisation, intent.target, intent.parts, losses=frozenset(losses)),
        wanted.expansion,
    )


def test_data_that_may_go_still_asks_outside_of_this_machine(town: Town) -> None:
    applied_disposable(town)
    town.write({"block": "bare"})
    with pytest.raises(DeniedError, match="1 object of the type test/data would be removed or replaced"):
        town.apply("cloud")
    assert town.calls() == []
    assert town.apply("cloud", approvals=Approvals(losses=frozenset({STORE}))).succeeded
    assert town.record(STORE, environment="cloud") is None


@pytest.mark.parametrize("name", ["bare", "service/main", "service/sto"])
def test_another_name_is_no_approval(town: Town, name: str) -> None:
    applied_disposable(town)
    town.write({"block": "bare"})
    with pytest.raises(DeniedError):
        town.apply("cloud", approvals=Approvals(losses=frozenset({name})))
    assert town.calls() == []


def test_an_instance_may_be_named_with_all_it_has(town: Town) -> None:
    applied_disposable(town)
    town.write({"block": "bare"})
    assert town.apply("cloud", approvals=Approvals(losses=frozenset({"service"}))).succeeded


def test_a_replacement_is_a_loss_as_well(town: Town) -> None:
    applied_disposable(town)
    town.write({"block": "service", "parameters": {"kind": "b"}}, {"block": "bare"})
    with pytest.raises(DeniedError, match="service/store"):
        town.apply("cloud")
    assert town.calls() == []


def test_on_this_machine_nobody_is_asked(town: Town) -> None:
    town.apply()
    town.adjust(questioner=Consenting())
    town.write({"block": "bare"})
    assert town.apply().succeeded
    assert town.record(STORE) is None


class TestKept:
    """Data that is to be kept: no way of applying removes it, unless it is named while planning."""

    @pytest.fixture
    def kept(self, town: Town) -> Town:
        town.apply("cloud")
        town.adjust(questioner=Consenting())
        town.calls()
        return town

    def apply(self, town: Town, *losses: str) -> Applied:
        return apply(town.engine, named(town.desired("cloud"), *losses), approvals=Approvals(losses=frozenset(losses)))

    def destroy(self, town: Town, *losses: str) -> Applied:
        wanted = named(engines.nothing(town.name, "cloud", ORGANISATION), *losses)
        return apply(town.engine, wanted, approvals=Approvals(losses=frozenset(losses), place="leuven/cloud"))

    def test_no_longer_wanted_it_stays(self, kept: Town) -> None:
        kept.write({"block": "bare"})
        assert kept.apply("cloud").succeeded
        assert kept.known(STORE, environment="cloud").retained
        assert kept.actions("cloud") == {}

    def test_kept_it_goes_when_it_is_named(self, kept: Town) -> None:
        kept.write({"block": "bare"})
        kept.apply("cloud")
        kept.calls()
        assert self.apply(kept, STORE).succeeded
        assert kept.calls() == [f"delete {STORE}"]
        assert kept.record(STORE, environment="cloud") is None

    def test_a_replacement_of_it_is_no_plan(self, kept: Town) -> None:
        kept.write({"block": "service", "parameters": {"kind": "b"}}, {"block": "bare"})
        with pytest.raises(InvalidInputError, match="would be replaced"):
            kept.apply("cloud")
        assert kept.calls() == []

    def test_it_is_replaced_when_it_is_named(self, kept: Town) -> None:
        kept.write({"block": "service", "parameters": {"kind": "b"}}, {"block": "bare"})
        assert self.apply(kept, STORE).succeeded
        record = kept.known(STORE, 2, environment="cloud")
        assert record.inputs["kind"] == "b"
        assert kept.record(STORE, 1, environment="cloud") is None
        assert [each["inputs"]["kind"] for each in kept.world.objects().values() if each["type"] == "test/data"] == ["b"]

    def test_a_destroy_leaves_it_and_takes_it_when_it_is_named(self, kept: Town) -> None:
        assert self.destroy(kept).succeeded
        assert kept.known(STORE, environment="cloud").retained
        assert self.destroy(kept, "service").succeeded
        assert kept.world.objects() == {}

    def test_what_other_kept_data_needs_stays_even_so(self, kept: Town) -> None:
        """Named is the store alone; a second thing made with it and kept cannot do without."""

        def keep_main(spec: dict[str, Any]) -> None:
            spec["targets"]["cloud"]["resources"][1]["deletion"] = "retain"

        change_block(kept, "service", keep_main)
        kept.apply("cloud")
        assert self.destroy(kept, STORE).succeeded
        assert kept.known(STORE, environment="cloud").retained
        assert kept.known("service/main", environment="cloud").retained

    def test_a_plan_of_it_says_what_goes(self, kept: Town) -> None:
        kept.write({"block": "bare"})
        kept.apply("cloud")
        wanted = named(kept.desired("cloud"), STORE)
        plan = make_plan(kept.engine, wanted).plan
        assert {change.address.local: change.action for change in plan.changes if change.is_change} == {STORE: Action.DELETE}
        assert [each.code for each in plan.warnings] == ["data-would-go"]
