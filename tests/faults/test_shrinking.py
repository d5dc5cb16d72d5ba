"""F18: the stack suddenly asks for nothing, or for much less: nothing goes until somebody names the number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.support.towns import Town

from bouwsteen.addresses import Address
from bouwsteen.engine.questioners import Consenting
from bouwsteen.errors import DeniedError
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change
from bouwsteen.planning.dangers import Approvals, Kind, find_dangers
from bouwsteen.planning.plans import Plan

pytestmark = pytest.mark.fault("F18")


def bare(*numbers: int) -> list[dict[str, str]]:
    return [{"block": "bare", "name": f"thing{number}"} for number in numbers]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Ten instances of one resource each, and somebody who says `--yes` to everything."""
    town = Town(tmp_path)
    town.write(*bare(*range(10)))
    town.apply()
    town.adjust(questioner=Consenting())
    town.calls()
    return town


def refusal(town: Town, **options: Any) -> str:
    before, serial = town.world.objects(), town.snapshot().serial
    with pytest.raises(DeniedError) as caught:
        town.apply(**options)
    assert town.calls() == []
    assert (town.world.objects(), town.snapshot().serial) == (before, serial), "a refusal changed something"
    return f"{[each.code for each in caught.value.diagnostics]} {caught.value}"


def test_an_empty_stack_removes_nothing_by_itself(town: Town) -> None:
    town.write()
    assert "All that is on record would go" in refusal(town)
    assert [each.code for each in town.plan().plan.warnings] == ["much-would-go"], "the plan says it beforehand"


@pytest.mark.parametrize("approved", [9, 11, 0])
def test_another_number_is_no_approval(town: Town, approved: int) -> None:
    town.write()
    assert "approved-another-count" in refusal(town, approvals=Approvals(deletions=approved))


def test_the_number_of_the_plan_lets_it_go(town: Town) -> None:
    town.write()
    assert town.apply(approvals=Approvals(deletions=10)).succeeded
    assert town.world.objects() == {}


def test_a_third_may_go_and_four_of_ten_may_not(town: Town) -> None:
    town.write(*bare(*range(4, 10)))
    assert "4 of the 10 parts on record would go: thing0, thing1, thing2, thing3." in refusal(town)
    town.write(*bare(*range(3, 10)))
    assert town.apply().succeeded
    assert len(town.world.objects()) == 7


def test_few_may_go_however_large_their_share(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.write(*bare(1, 2, 3))
    town.apply()
    town.adjust(questioner=Consenting())
    town.write(*bare(3))
    assert town.apply().succeeded
    assert len(town.world.objects()) == 1


def test_an_environment_has_its_own_limit(town: Town) -> None:
    strict = {"local": {"target": "local", "safeguards": {"mostRemoved": 10}}}
    town.write(*bare(*range(3, 10)), environments=strict)
    assert "3 of the 10 parts" in refusal(town)
    loose = {"local": {"target": "local", "safeguards": {"mostRemoved": 60}}}
    town.write(*bare(*range(6, 10)), environments=loose)
    assert town.apply().succeeded


def test_what_a_destroy_is_for_needs_no_number(town: Town) -> None:
    assert town.destroy().succeeded
    assert town.world.objects() == {}


def test_nothing_that_is_to_stay_counts(town: Town) -> None:
    """Ten come and ten go is no shrinking stack that is half gone: all that was there goes."""
    town.write(*({"block": "bare", "name": f"other{number}"} for number in range(10)))
    assert "All that is on record would go" in refusal(town)


def test_bindings_of_other_stacks_count_each() -> None:
    """A shared service that no longer serves 100 of its 285 municipalities, while no instance goes."""
    changes = [Change(Address("dv", "production", "identity", "server"), "test/process", Action.NO_OP, Reason.NONE)]
    for number in range(285):
        address = Address("dv", "production", "identity", "binding", output="client", consumer=f"town{number}")
        gone = number < 100
        changes.append(
            Change(address, "test/key", Action.DELETE if gone else Action.NO_OP, Reason.UNWANTED if gone else Reason.NONE),
        )
    plan = Plan("dv", "production", "1", "l", 1, tuple(changes))
    found = find_dangers(plan, target="cloud", data_types=())
    assert [(each.kind, each.answer) for each in found] == [(Kind.SHRINKING, "100")]
    assert "100 of the 286 parts" in found[0].diagnostic.detail
