"""Two values of `with` → the fields that differ."""

from __future__ import annotations

from typing import Any

import pytest

from bouwsteen.planning.differences import diff_fields, observed_drift, same
from bouwsteen.values import ABSENT, Secret, Unknown

SAME: list[tuple[Any, Any]] = [
    (1, 1),
    ("a", "a"),
    (None, None),
    ({"a": [1, {"b": True}]}, {"a": [1, {"b": True}]}),
    (Secret("x"), Secret("x")),
    (ABSENT, ABSENT),
]
DIFFERENT: list[tuple[Any, Any]] = [
    (1, True),
    (0, False),
    (1, "1"),
    ([1, 2], [2, 1]),
    ({"a": 1}, {"a": 1, "b": 2}),
    (Secret("x"), Secret("y")),
    (Secret("x"), "x"),
    (Unknown("string"), Unknown("string")),
    (None, ABSENT),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_equal_values_are_the_same(one: Any, other: Any) -> None:
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_values_are_not_the_same(one: Any, other: Any) -> None:
    assert not same(one, other)
    assert not same(other, one)


def test_maps_differ_by_their_deepest_fields_in_order_of_name() -> None:
    before = {"environment": {"LANG": "nl", "PORT": 1}, "program": "a", "gone": 1}
    after = {"environment": {"LANG": "fr", "PORT": 1, "NEW": "x"}, "program": "a"}
    changes = diff_fields(before, after)
    assert [(each.name, each.before, each.after) for each in changes] == [
        ("environment.LANG", "nl", "fr"),
        ("environment.NEW", ABSENT, "x"),
        ("gone", 1, ABSENT),
    ]


def test_a_list_differs_as_a_whole() -> None:
    assert [each.name for each in diff_fields({"uris": ["a", "b"]}, {"uris": ["b", "a"]})] == ["uris"]


def test_forcing_is_by_the_first_part_of_the_path() -> None:
    changes = diff_fields({"broker": {"url": "a"}, "plan": "s"}, {"broker": {"url": "b"}, "plan": "m"}, {"broker"})
    assert [(each.name, each.forces_replacement) for each in changes] == [("broker.url", True), ("plan", False)]


def test_an_unknown_after_a_recorded_value_is_a_difference() -> None:
    assert [each.name for each in diff_fields({"port": 1}, {"port": Unknown("integer")})] == ["port"]


def test_drift_looks_at_observed_fields_only() -> None:
    recorded = {"program": "a", "port": 1, "bindings": {"x": Secret("s")}}
    assert observed_drift(recorded, {"port": 1}) == ()
    assert [each.name for each in observed_drift(recorded, {"port": 2})] == ["port"]
