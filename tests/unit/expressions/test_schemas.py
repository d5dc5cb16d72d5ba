"""JSON Schema read as types."""

from __future__ import annotations

from typing import Any

import pytest

from bouwsteen.expressions import schemas


def test_local_references_are_replaced_by_what_they_name() -> None:
    schema = {"type": "object", "properties": {"a": {"$ref": "#/$defs/name"}}, "$defs": {"name": {"type": "string"}}}
    assert schemas.inline(schema) == {"type": "object", "properties": {"a": {"type": "string"}}}


@pytest.mark.parametrize(
    "reference",
    ["#/nowhere", "https://example.com/x", "#"],
)
def test_a_reference_that_leads_nowhere_or_round_is_dyn(reference: str) -> None:
    inlined = schemas.inline({"type": "object", "properties": {"a": {"$ref": reference}}})
    innermost: Any = inlined
    for _ in range(3):
        innermost = innermost.get("properties", {}).get("a", {})
    assert innermost == {}


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({}, None),
        ({"type": "string"}, {"string"}),
        ({"type": ["string", "null"]}, {"string", "null"}),
        ({"enum": ["a", 1]}, {"string", "integer"}),
        ({"const": True}, {"boolean"}),
        ({"properties": {}}, {"object"}),
        ({"items": {}}, {"array"}),
    ],
)
def test_types_are_read_where_they_are_said_or_implied(schema: dict[str, Any], types: set[str] | None) -> None:
    assert schemas.types_of(schema) == types


RECORD = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string", "default": ""}}, "required": []}


@pytest.mark.parametrize(
    ("schema", "key", "expected"),
    [
        (RECORD, "a", schemas.Member({"type": "string"}, optional=True)),
        (RECORD, "b", schemas.Member({"type": "string", "default": ""})),
        ({**RECORD, "required": ["a"]}, "a", schemas.Member({"type": "string"})),
        (RECORD, "c", None),
        ({**RECORD, "additionalProperties": True}, "c", schemas.Member({}, dynamic=True)),
        ({**RECORD, "additionalProperties": {"type": "integer"}}, "c", schemas.Member({"type": "integer"}, dynamic=True)),
        ({**RECORD, "patternProperties": {"^x": {}}}, "c", schemas.Member({}, dynamic=True)),
        ({"type": "object"}, "c", schemas.Member({}, dynamic=True)),
        ({"type": "object", "additionalProperties": False}, "c", None),
        ({}, "c", schemas.Member({}, dynamic=True)),
        ({"anyOf": [RECORD]}, "c", schemas.Member({}, dynamic=True)),
        ({"type": "string"}, "c", None),
        ({"type": "array", "items": {"type": "string"}}, 3, schemas.Member({"type": "string"}, dynamic=True)),
        (RECORD, 3, None),
        ({**RECORD, "secret": True}, "a", schemas.Member({"type": "string", "secret": True}, optional=True)),
    ],
)
def test_a_member_is_what_the_schema_says_of_it(schema: dict[str, Any], key: str | int, expected: schemas.Member | None) -> None:
    assert schemas.member(schema, key) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"secret": True}, True),
        ({"properties": {"a": {"items": {"secret": True}}}}, True),
        ({"anyOf": [{}, {"additionalProperties": {"secret": True}}]}, True),
        ({"properties": {"secret": {"type": "boolean"}}}, False),
        ({"secret": False}, False),
    ],
)
def test_a_secret_is_found_at_any_depth(schema: dict[str, Any], expected: bool) -> None:
    assert schemas.holds_secret(schema) is expected
