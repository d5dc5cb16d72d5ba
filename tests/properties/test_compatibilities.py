"""A difference that is called harmless is one: told by validating values, not by comparing schemas."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
from hypothesis import given, settings
from hypothesis import strategies as st

from bouwsteen.documents.schema_changes import compare_schemas

NAMES = st.sampled_from(["a", "b", "c"])
LEAVES: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 6), st.sampled_from([0.5, 2.5]), st.text("xy", max_size=4)
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6)
BOUNDS = st.integers(0, 4)


def _object(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"type": st.just("object")},
        optional={
            "properties": st.dictionaries(NAMES, inner, max_size=3),
            "required": st.lists(NAMES, unique=True, max_size=2),
            "additionalProperties": st.booleans() | inner,
            "minProperties": BOUNDS,
            "maxProperties": BOUNDS,
        },
    )


PLAIN = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["string", "integer", "number", "boolean", "null", "array", "object"])
        | st.lists(st.sampled_from(["string", "integer", "number", "null"]), min_size=1, unique=True),
        "enum": st.lists(LEAVES, min_size=1, max_size=3),
        "const": LEAVES,
        "minimum": BOUNDS,
        "exclusiveMaximum": BOUNDS,
        "minLength": BOUNDS,
        "maxLength": BOUNDS,
        "pattern": st.sampled_from(["^x", "y$"]),
        "maxItems": BOUNDS,
        "uniqueItems": st.booleans(),
        "not": st.sampled_from([{"type": "null"}, {"type": "string"}]),
        "secret": st.booleans(),
        "title": st.text("t", max_size=2),
    },
)
SCHEMAS = st.recursive(
    PLAIN,
    lambda inner: _object(inner) | st.fixed_dictionaries({"type": st.just("array")}, optional={"items": inner, "minItems": BOUNDS}),
    max_leaves=5,
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two schemas, mostly near each other: the second has some words of a third."""
    before, other = draw(SCHEMAS), draw(SCHEMAS)
    after = {word: value for word, value in before.items() if draw(st.integers(0, 3))}
    after |= {word: value for word, value in other.items() if not draw(st.integers(0, 2))}
    return before, after


@settings(max_examples=300, deadline=None)
@given(pairs(), st.lists(VALUES, min_size=1, max_size=12))
def test_what_changes_for_a_value_is_told(schemas: tuple[dict[str, Any], dict[str, Any]], values: list[Any]) -> None:
    before, after = (jsonschema_rs.validator_for(schema) for schema in schemas)
    changes = compare_schemas(*schemas)
    for value in values:
        if before.is_valid(value) and not after.is_valid(value):
            assert any(change.may_refuse for change in changes), (value, changes)
        if after.is_valid(value) and not before.is_valid(value):
            assert any(change.may_surprise for change in changes), (value, changes)


@settings(max_examples=100, deadline=None)
@given(pairs())
def test_there_and_back(schemas: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """What is narrowed one way is widened the other; and nothing differs from itself."""
    before, after = schemas
    assert compare_schemas(before, before) == []
    assert any(each.may_refuse for each in compare_schemas(before, after)) == any(
        each.may_surprise for each in compare_schemas(after, before)
    )
