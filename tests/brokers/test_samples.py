"""What is tried on a plan comes from its catalog alone, and is not tried where it says nothing."""

from __future__ import annotations

from typing import Any

import pytest

from bouwsteen.adapters.broker_checks.samples import NoSampleError, bindable_plans, sample_of

SERVICE: dict[str, Any] = {"id": "s", "name": "folders", "bindable": True}
SIZE: dict[str, Any] = {"type": "object", "properties": {"size": {"type": "integer"}}, "examples": [{"size": 1}, {"size": 2}]}


def plan(create: Any, bind: Any) -> dict[str, Any]:
    return {
        "id": "p",
        "schemas": {"service_instance": {"create": {"parameters": create}}, "service_binding": {"create": {"parameters": bind}}},
    }


def test_the_examples_are_tried_and_what_the_schema_refuses() -> None:
    sample = sample_of(SERVICE, plan(SIZE, SIZE))
    assert (sample.service, sample.plan) == ("s", "p")
    assert (sample.create, sample.changed, sample.bind, sample.bind_changed) == ({"size": 1}, {"size": 2}, {"size": 1}, {"size": 2})
    assert sample.wrong == {"size": []}


@pytest.mark.parametrize("schemas", [{}, {"schemas": {}}, {"schemas": {"service_instance": {"create": {"parameters": {"$schema": "x"}}}}}])
def test_a_plan_without_parameters_needs_no_examples(schemas: dict[str, Any]) -> None:
    sample = sample_of(SERVICE, {"id": "p", **schemas})
    assert (sample.create, sample.changed, sample.wrong, sample.bind, sample.bind_changed) == ({}, None, None, {}, None)


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({**SIZE, "examples": []}, "has no two `examples` that differ"),
        ({**SIZE, "examples": [{"size": 1}]}, "has no two `examples` that differ"),
        ({**SIZE, "examples": [{"size": 1}, {"size": 1}]}, "has no two `examples` that differ"),
        ({**SIZE, "examples": "text"}, "has no two `examples` that differ"),
        ({**SIZE, "examples": [{"size": 1}, {"size": "x"}]}, "does not accept its own example 1"),
        ({**SIZE, "type": "nothing"}, "is not a JSON Schema that can be read"),
        ({**SIZE, "$ref": "https://example.org/schema"}, "is not a JSON Schema that can be read"),
    ],
)
def test_what_a_schema_lacks_is_told_with_its_place(schema: dict[str, Any], told: str) -> None:
    for place, given in {"service_instance": plan(schema, SIZE), "service_binding": plan(SIZE, schema)}.items():
        with pytest.raises(NoSampleError, match=rf"^schemas\.{place}\.create\.parameters {told}"):
            sample_of(SERVICE, given)


def test_plans_that_nothing_can_be_bound_to_are_left_out() -> None:
    plans = [{"id": "a"}, {"id": "b", "bindable": False}, {"id": "c", "bindable": True}]
    services = [{**SERVICE, "plans": plans}, {**SERVICE, "bindable": False, "plans": plans}]
    assert [plan["id"] for _, plan in bindable_plans(services)] == ["a", "c", "c"]
