"""What becomes of resources that nothing asks for any more, and of more than one generation of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bouwsteen.addresses import Address
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.builder import Intent, Recorded, build_destroy_plan
from bouwsteen.state.records import Deletion, Dependency, ResourceRecord

INTENT = Intent("leuven", "cloud", "24062", "cloud")


def record(name: str, *needs: str, **changes: Any) -> ResourceRecord:
    """`needs` are names, or `name#generation`."""
    address = Address("leuven", "cloud", "vault", name)
    parts = [need.partition("#") for need in needs]
    dependencies = tuple(Dependency(Address("leuven", "cloud", "vault", need), int(number or 0)) for need, _, number in parts)
    return ResourceRecord(address, "test/thing", id=name, dependencies=dependencies, **changes)


def destroy(records: Sequence[ResourceRecord]) -> list[tuple[str, int, Action, Reason]]:
    plan, problems = build_destroy_plan(INTENT, Recorded("lineage", 1, records))
    assert not problems
    return [(change.address.resource, change.generation, change.action, change.reason) for change in plan.changes]


def test_what_kept_data_needs_is_kept_with_it_whatever_lies_between() -> None:
    records = [record("page", "data"), record("data", "key", deletion=Deletion.RETAIN), record("key", "host"), record("host")]
    assert destroy(records) == [
        ("page", 1, Action.DELETE, Reason.DESTROY),
        ("data", 1, Action.RETAIN, Reason.DESTROY),
        ("key", 1, Action.RETAIN, Reason.DESTROY),
        ("host", 1, Action.RETAIN, Reason.DESTROY),
    ]


def test_what_is_kept_already_is_not_spoken_of() -> None:
    records = [record("data", "key", deletion=Deletion.RETAIN, retained=True), record("key", retained=True)]
    assert destroy(records) == []


def test_what_was_kept_for_data_that_is_gone_goes() -> None:
    assert destroy([record("key", retained=True)]) == [("key", 1, Action.DELETE, Reason.DESTROY)]


def generations(*needs: str) -> list[ResourceRecord]:
    """A rotation was cut short before the old object went, and then the data it belongs to is no longer wanted."""
    return [record("data", *needs, deletion=Deletion.RETAIN), record("key", generation=1), record("key", generation=3)]


def test_older_generations_go_and_the_one_that_kept_data_was_made_with_is_kept() -> None:
    assert set(destroy(generations("key#3"))) == {
        ("data", 1, Action.RETAIN, Reason.DESTROY),
        ("key", 1, Action.DELETE, Reason.SUPERSEDED),
        ("key", 3, Action.RETAIN, Reason.DESTROY),
    }


def test_the_older_generation_is_kept_where_the_data_did_not_move_on() -> None:
    assert set(destroy(generations("key#1"))) == {
        ("data", 1, Action.RETAIN, Reason.DESTROY),
        ("key", 1, Action.RETAIN, Reason.SUPERSEDED),
        ("key", 3, Action.DELETE, Reason.DESTROY),
    }


@pytest.mark.parametrize("needs", [("key",), ("key#1", "key#3")], ids=["not on record", "half moved on"])
def test_all_generations_are_kept_that_data_may_hold_on_to(needs: tuple[str, ...]) -> None:
    assert set(destroy(generations(*needs))) == {
        ("data", 1, Action.RETAIN, Reason.DESTROY),
        ("key", 1, Action.RETAIN, Reason.SUPERSEDED),
        ("key", 3, Action.RETAIN, Reason.DESTROY),
    }


def test_what_older_generations_need_is_kept_with_them() -> None:
    hosts = [record("host", generation=1), record("host", generation=2)]
    keys = [record("key", "host#1", generation=1), record("key", "host#2", generation=2)]
    data = record("data", "key#1", deletion=Deletion.RETAIN)
    assert destroy([data, *keys, *hosts]) == [
        ("data", 1, Action.RETAIN, Reason.DESTROY),
        ("key", 1, Action.RETAIN, Reason.SUPERSEDED),
        ("host", 1, Action.RETAIN, Reason.SUPERSEDED),
        ("key", 2, Action.DELETE, Reason.DESTROY),
        ("host", 2, Action.DELETE, Reason.DESTROY),
    ]


def test_all_generations_of_what_may_go_do() -> None:
    records = [record("key", generation=1), record("key", generation=2)]
    assert set(destroy(records)) == {("key", 1, Action.DELETE, Reason.SUPERSEDED), ("key", 2, Action.DELETE, Reason.DESTROY)}


def test_records_that_point_both_ways_do_not_stop_a_destroy() -> None:
    records = [record("one", "other"), record("other", "one")]
    assert {name for name, *_ in destroy(records)} == {"one", "other"}
