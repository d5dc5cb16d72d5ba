"""What is written of a status is the whole of it: nothing of an older one shines through."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cluster_faults.towns import config_map, resource
from tests.support.stack_objects import StackTown

from bouwsteen_operator.writes import replacing


@pytest.mark.parametrize(
    ("before", "after", "patch"),
    [
        ({}, {"a": 1}, {"a": 1}),
        ({"a": 1}, {}, {"a": None}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}}, {"a": {"b": None, "c": 3}}),
        ({"a": {"b": {"c": 1}}}, {"a": {"b": {"d": 1}}}, {"a": {"b": {"c": None, "d": 1}}}),
        ({"a": {"b": 1}}, {"a": [1]}, {"a": [1]}),
        ({"a": [1]}, {"a": {"b": 1}}, {"a": {"b": 1}}),
    ],
)
def test_a_merge_takes_away_what_is_no_longer_said(before: dict[str, Any], after: dict[str, Any], patch: dict[str, Any]) -> None:
    assert replacing(before, after) == patch


@pytest.mark.cluster
def test_the_counts_of_an_earlier_plan_are_gone_from_the_status(town: StackTown) -> None:
    town.stand({name: [resource(config_map(name))] for name in ("a", "b", "c", "d")})
    town.look()
    assert town.object["status"]["plan"]["summary"] == {"create": 4}
    town.stand({"a": [resource(config_map("a"))]})
    town.look()
    assert town.object["status"]["plan"]["summary"] == {"delete": 3}
    before = town.object["metadata"]["resourceVersion"]
    town.look()
    assert town.object["metadata"]["resourceVersion"] == before
