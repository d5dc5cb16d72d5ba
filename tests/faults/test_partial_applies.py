"""F23: one of ten steps fails. What stands behind it is left, all else is finished, and the next run goes on from there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from tests.faults.places import STACK, Place, Server
from tests.support.towns import Town

from bouwsteen.engine.applies import Applied, raise_unless_applied
from bouwsteen.errors import ApplyError
from bouwsteen.planning.actions import Action

pytestmark = pytest.mark.fault("F23")
KEY: Final = 'service/key["app"]/key'
# Ten resources and what each of them needs, written by hand.
NEEDS: Final[Mapping[str, set[str]]] = {
    "service/store": set(),
    "service/main": {"service/store"},
    KEY: {"service/main"},
    "app/config": {"service/main", KEY},  # a value stands when all of it does
    'app/worker["een"]': {"app/config"},
    'app/worker["twee"]': {"app/config"},
    "app/probe": {"app/config"},
    "app/server": {"app/config", "service/main", KEY, "bare/thing"},
    "portal/page": {"app/server"},
    "bare/thing": set(),
}
BLOCKS: Final[tuple[dict[str, Any], ...]] = (
    {"block": "service"},
    {
        "block": "app",
        "parameters": {"debug": True, "workers": {"een": 1, "twee": 2}},
        "uses": {"key": "service/key", "portal": "bare/gate"},
    },
    {"block": "portal", "uses": {"site": "app/site"}},
    {"block": "bare"},
)
each_node = pytest.mark.parametrize("node", NEEDS)
each_fault = pytest.mark.parametrize("fault", ["refused", "broken", "unknown"])


def behind(node: str) -> set[str]:
    """What needs it, directly or not."""
    found = {other for other, needs in NEEDS.items() if node in needs}
    while more := {other for other, needs in NEEDS.items() if needs & found} - found:
        found |= more
    return found


def before(node: str) -> set[str]:
    """What it needs, directly or not."""
    return {other for other in NEEDS if node in behind(other)}


def report(applied: Applied) -> tuple[set[str], set[str], dict[str, str]]:
    """(done, failed, skipped with what each stood behind)."""
    skipped = {each.local: cause.local for each, cause in applied.skipped.items()}
    return {each.local for each in applied.done}, {each.local for each in applied.failed}, skipped


def there(town: Town) -> list[str]:
    return sorted(found["address"].removeprefix("leuven/local/") for found in town.world.objects().values())


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path)
    town.write(*BLOCKS)
    return town


@each_node
@each_fault
def test_an_apply_leaves_what_stands_behind_the_failed_one_and_finishes_the_rest(town: Town, node: str, fault: str) -> None:
    town.adjust(parallelism=4)
    town.world.faults[f"create {node}"] = fault
    applied = town.apply()
    left = behind(node)
    assert report(applied) == ({*NEEDS} - left - {node}, {node}, dict.fromkeys(left, node))
    assert there(town) == sorted({*NEEDS} - left - ({node} if fault == "refused" else set()))
    with pytest.raises(ApplyError) as caught:
        raise_unless_applied(applied)
    assert caught.value.exit_code == 4
    assert len(caught.value.diagnostics) == 1, "the cause is told once"


@each_node
def test_the_next_run_goes_on_from_there(town: Town, node: str) -> None:
    town.world.faults[f"create {node}"] = "broken"
    town.apply()
    town.world.faults.clear()
    town.calls()
    assert report(town.apply()) == ({node, *behind(node)}, set(), {})
    assert sorted(town.calls()) == sorted([f"update {node}", *(f"create {other}" for other in behind(node))])
    assert there(town) == sorted(NEEDS)
    assert not town.plan().plan.has_changes


@each_node
def test_a_destroy_leaves_what_the_failed_one_needs_and_takes_the_rest(town: Town, node: str) -> None:
    assert town.apply().succeeded
    town.world.faults[f"delete {node}"] = "refused"
    left = before(node)
    assert report(town.destroy()) == ({*NEEDS} - left - {node}, {node}, dict.fromkeys(left, node))
    assert there(town) == sorted({node, *left})
    town.world.faults.clear()
    assert town.destroy().succeeded
    assert there(town) == []


def test_two_that_fail_are_both_told_and_each_left_one_once(town: Town) -> None:
    town.world.faults |= {"create app/config": "refused", "create bare/thing": "refused"}
    done, failed, skipped = report(town.apply())
    assert failed == {"app/config", "bare/thing"}
    assert skipped.keys() == behind("app/config") | behind("bare/thing")
    assert done == {"service/store", "service/main", KEY}


def test_an_update_that_fails_holds_up_what_would_read_it(town: Town) -> None:
    assert town.apply().succeeded
    bigger = {"block": "service", "parameters": {"size": 2}}
    town.write(bigger, *BLOCKS[1:])
    town.world.faults["update service/main"] = "refused"
    done, failed, skipped = report(town.apply())
    assert (done, failed) == (set(), {"service/main"})
    assert set(skipped.values()) == {"service/main"}
    assert "app/config" in skipped, "it would have read the new size"
    town.world.faults.clear()
    assert town.actions()["service/main"] is Action.UPDATE
    assert town.apply().succeeded


def test_the_program_ends_with_four_and_says_what_became_of_each(server: Server, place: Place) -> None:
    place.write(*BLOCKS)
    place.fail({"create app/config": "refused"})
    ended = server.run(place, "apply", STACK, "--yes", code=4)
    lines = ended.text.splitlines()
    for name in behind("app/config"):
        assert any(name in line and "app/config" in line for line in lines), f"nothing says that {name} was left, and why"
    for name in ("service/store", "service/main", KEY, "bare/thing"):
        assert any(name in line and "created" in line for line in lines), f"nothing says that {name} was made"
    assert ended.text.count("test-refused") == 1
    assert "5 skipped" in ended.text
    place.fail({})
    server.run(place, "apply", STACK, "--yes")
    assert sorted(found["address"] for found in place.objects().values()) == sorted(f"leuven/local/{name}" for name in NEEDS)
    again = server.run(place, "plan", STACK, "--detailed-exitcode")
    assert again.code == 0
