"""Defaults, references to secrets, and schemas that are not sound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.support.efforts import growth

from bouwsteen.diagnostics import SourceRange
from bouwsteen.documents.json_schemas import check_schema
from bouwsteen.documents.parameters import check_values, fill_defaults, prepare

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "$defs": {"size": {"type": "integer", "default": 3}},
    "properties": {
        "size": {"$ref": "#/$defs/size"},
        "key": {"type": "string", "secret": True},
        "rooms": {
            "type": "array",
            "items": {"type": "object", "properties": {"size": {"$ref": "#/$defs/size"}, "key": {"type": "string", "secret": True}}},
        },
        "door": {"type": "object", "default": {}, "properties": {"colour": {"default": "red"}}},
        "free": {"type": "object"},
    },
}


def codes(values: dict[str, Any]) -> list[tuple[str, str]]:
    found = check_values(prepare(SCHEMA), values, lambda path, _: SourceRange(".".join(map(str, path))))[1]
    return [(problem.code, problem.source.file if problem.source else "") for problem in found]


def test_defaults_at_every_depth() -> None:
    given: dict[str, Any] = {"rooms": [{}, {"size": 1}]}
    assert fill_defaults(SCHEMA, given) == {"size": 3, "rooms": [{"size": 3}, {"size": 1}], "door": {"colour": "red"}}
    assert given == {"rooms": [{}, {"size": 1}]}


def test_a_secret_is_a_reference_and_nothing_else_is() -> None:
    assert codes({"key": {"secretRef": {"env": "KEY"}}, "rooms": [{"key": {"secretRef": {"file": "x"}}}]}) == []
    assert codes({"key": "hunter2"}) == [("secret-literal", "key")]
    assert codes({"rooms": [{"key": ["hunter2"]}]}) == [("secret-literal", "rooms.0.key")]
    assert codes({"size": {"secretRef": {"env": "KEY"}}}) == [("secret-misplaced", "size")]
    assert codes({"free": {"deep": [{"secretRef": {"env": "KEY"}}]}}) == [("secret-misplaced", "free.deep.0")]
    assert codes({"key": {"secretRef": {"env": "KEY", "file": "x"}}}) == [("bad-secret-reference", "key.secretRef")]
    assert codes({"key": {"secretRef": {}, "x": 1}}) == [("bad-secret-reference", "key.secretRef"), ("unknown-field", "key.x")]


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"$ref": "http://127.0.0.1:1/x"},
        {"$ref": "other.json"},
        {"allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}]}, "b": {"$ref": "#/$defs/a"}}},
        {"properties": {"a": {"$ref": "#"}}},
        {"$id": "http://x.example/"},
        {"$dynamicRef": "#x"},
        {"$schema": "http://json-schema.org/draft-07/schema#"},
        {"pattern": "(?<=a)b"},
        {"pattern": "(\\w{100}){1000}"},
        {"type": "text"},
        {"properties": []},
        {"properties": {"a": 1}},
        {"minimum": "1"},
    ],
)
@pytest.mark.fault("F41")
def test_schemas_that_are_refused(schema: dict[str, Any]) -> None:
    assert check_schema(schema)
    with pytest.raises(ValueError, match="not sound"):
        prepare(schema)


def test_a_schema_that_multiplies_is_refused() -> None:
    parts: dict[str, Any] = {"a0": {"type": "string"}}
    for number in range(1, 40):
        reference = {"$ref": f"#/$defs/a{number - 1}"}
        parts[f"a{number}"] = {"properties": {"x": reference, "y": dict(reference)}}
    assert [problem.code for problem in check_schema({"$defs": parts, "$ref": "#/$defs/a39"})] == ["schema-too-large"]


def test_content_may_describe_a_tree() -> None:
    tree = {"type": "object", "properties": {"below": {"type": "array", "items": {"$ref": "#"}}}, "formWord": 1}
    assert check_schema(tree, recursive=True, strict=False) == []
    assert check_schema({"anyOf": [{"$ref": "#"}]}, recursive=True, strict=False)


ITSELF = {"$ref": "#"}
LIST = {"items": ITSELF}


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param({"anyOf": [{"type": "string"}, LIST, {"additionalProperties": ITSELF}]}, id="all that JSON can say"),
        pytest.param({"allOf": [{"properties": {"a": ITSELF}}, {"properties": {"b": ITSELF}}]}, id="another field each"),
        pytest.param({"properties": {"a": ITSELF}, "additionalProperties": ITSELF}, id="this field or others"),
        pytest.param({"properties": {"a": ITSELF}, "patternProperties": {"^x-": ITSELF}}, id="a pattern that does not match"),
        pytest.param({"prefixItems": [ITSELF, ITSELF], "items": ITSELF}, id="this place or others"),
        pytest.param({"allOf": [{"items": {"type": "string"}}, LIST]}, id="another schema beside it"),
        pytest.param({"properties": {"a": ITSELF}, "unevaluatedProperties": ITSELF}, id="what others leave"),
    ],
)
def test_a_tree_that_is_checked_once_is_sound(schema: dict[str, Any]) -> None:
    assert check_schema(schema, recursive=True) == []


@pytest.mark.fault("F41")
@pytest.mark.parametrize(
    "schema",
    [
        pytest.param({"allOf": [LIST, LIST]}, id="items twice"),
        pytest.param({"allOf": [LIST, {"anyOf": [LIST]}]}, id="items twice, not side by side"),
        pytest.param({"items": ITSELF, "contains": ITSELF}, id="items that count twice"),
        pytest.param({"allOf": [{"properties": {"a": ITSELF}}, {"additionalProperties": ITSELF}]}, id="a field that is another's rest"),
        pytest.param({"properties": {"ab": ITSELF}, "patternProperties": {"^a": ITSELF}}, id="a pattern that matches"),
        pytest.param({"allOf": [{"prefixItems": [{}, ITSELF]}, LIST]}, id="a place among others"),
        pytest.param({"allOf": [{"$ref": "#/$defs/l"}, {"$ref": "#/$defs/l"}], "$defs": {"l": LIST}}, id="by references"),
    ],
)
def test_a_tree_that_is_checked_twice_at_each_level_is_refused(schema: dict[str, Any]) -> None:
    assert [problem.code for problem in check_schema(schema, recursive=True)] == ["schema-too-large"]


def test_looking_at_a_tree_costs_in_proportion_to_its_schema() -> None:
    def check(size: int) -> Callable[[], object]:
        schema = {"properties": {f"f{number}": {"items": ITSELF} for number in range(size)}}
        return lambda: check_schema(schema, recursive=True)

    assert growth(check, 100, 400) < 1.2
