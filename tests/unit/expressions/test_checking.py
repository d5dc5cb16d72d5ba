"""Templates and values held against the schema of where they go."""

from __future__ import annotations

from typing import Any

import pytest

from bouwsteen.expressions import Scope, check_against, check_value, compile_template
from bouwsteen.values import ABSENT, Secret, Unknown

CANARY = "kanarie-7f3a9"

PROCESS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "program": {"type": "string", "minLength": 2},
        "port": {"type": "integer", "maximum": 65535},
        "timeout": {"type": "integer", "default": 60},
        "mode": {"enum": ["fast", "slow"]},
        "title": {"type": "string"},
        "scopes": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "environment": {"type": "object", "additionalProperties": {"type": ["string", "integer", "boolean"]}},
        "bindings": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {"secret": True}}},
        "target": {"oneOf": [{"type": "string"}, {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}]},
    },
    "required": ["program", "port", "timeout"],
}

GOOD = {"program": "x_service", "port": "${uses.database.port}"}


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"title": "${parameters.?title}"},
        {"title": "a ${organisation.name}"},
        {"scopes": "${organisation.languages}"},
        {"scopes": ["${organisation.name}", "b"]},
        {"mode": "fast"},
        {"mode": "${anything.text}"},
        {"environment": {"A": "${organisation.name}", "B": 3, "C": "${uses.database.port}"}},
        {"environment": "${parameters.labels}"},
        {"bindings": {"own": {"key": "${uses.database.password}"}, "database": "${uses.database}"}},
        {"bindings": {"own": {"key": "x${uses.database.password}"}}},
        {"target": "a"},
        {"target": {"id": "${organisation.nis}"}},
        {"target": "${organisation.nis}"},
    ],
)
def test_a_template_that_fits_has_no_problems(extra: dict[str, Any], scope: Scope) -> None:
    assert compile_template({**GOOD, **extra}, scope, PROCESS).problems == ()


@pytest.mark.parametrize(
    ("template", "path", "code", "words"),
    [
        ({"program": "x_service"}, (), "missing-field", "Add `port`"),
        ({**GOOD, "prot": 1}, ("prot",), "unknown-field", "Did you mean `port`?"),
        ({**GOOD, "prot": "${organisation.nis}"}, ("prot",), "unknown-field", "Did you mean `port`?"),
        ({**GOOD, "program": "x"}, ("program",), "invalid-value", "shorter than 2"),
        ({**GOOD, "program": 3}, ("program",), "wrong-type", "of type integer, and string is expected"),
        ({**GOOD, "port": "${organisation.name}"}, ("port",), "wrong-type", "of type string, and integer"),
        ({**GOOD, "port": "${uses.database.port}0"}, ("port",), "wrong-type", "of type string, and integer"),
        ({**GOOD, "port": 70000}, ("port",), "invalid-value", "maximum"),
        ({**GOOD, "program": "${parameters.?title}"}, ("program",), "absent-in-required-field", "orValue"),
        ({**GOOD, "program": "x ${parameters.?title}"}, ("program",), "absent-in-required-field", "orValue"),
        ({**GOOD, "mode": "${parameters.size}"}, ("mode",), "invalid-value", "`fast`, `slow`"),
        ({**GOOD, "mode": "medium"}, ("mode",), "invalid-value", '"fast"'),
        ({**GOOD, "scopes": "${organisation.name}"}, ("scopes",), "wrong-type", "array is expected"),
        ({**GOOD, "scopes": ["${uses.database.port}"]}, ("scopes", 0), "wrong-type", "string is expected"),
        ({**GOOD, "scopes": []}, ("scopes",), "invalid-value", "less than 1"),
        ({**GOOD, "environment": ["${organisation.name}"]}, ("environment",), "wrong-type", "array, and object"),
        ({**GOOD, "environment": {"A": "${uses.database.password}"}}, ("environment", "A"), "secret-in-plain-field", "binding"),
        ({**GOOD, "title": "${uses.database.password}"}, ("title",), "secret-in-plain-field", "not marked secret"),
        ({**GOOD, "title": "x ${uses.database.password}"}, ("title",), "secret-in-plain-field", "not marked secret"),
        ({**GOOD, "title": "${uses.database.password + 'x'}"}, ("title",), "secret-in-plain-field", "not marked secret"),
        ({**GOOD, "title": "${has(uses.database.password) ? 'a' : 'b'}"}, ("title",), "secret-in-plain-field", "secret"),
        ({**GOOD, "title": "${string(size(uses.database.tags.map(t, uses.database)))}"}, ("title",), "secret-in-plain-field", "secret"),
        ({**GOOD, "title": "${parameters.?title.orValue(uses.database.password)}"}, ("title",), "secret-in-plain-field", "secret"),
        ({**GOOD, "environment": "${uses.database}"}, ("environment", "password"), "secret-in-plain-field", "environment.password"),
        ({**GOOD, "target": {"id": "${uses.database.port}"}}, ("target", "id"), "wrong-type", "string"),
        ({**GOOD, "target": "${uses.database.port}"}, ("target",), "wrong-type", "integer"),
    ],
)
def test_a_template_that_does_not_fit_says_where_and_why(template: Any, path: tuple[Any, ...], code: str, words: str, scope: Scope) -> None:
    problems = compile_template(template, scope, PROCESS).problems
    assert (problems[0].path, problems[0].code) == (path, code)
    assert words in f"{problems[0].detail} {problems[0].remedy}"
    assert problems[0].remedy
    assert len(problems[0].summary) < 60


def test_a_whole_object_is_compared_field_by_field(scope: Scope) -> None:
    template = compile_template("${uses.database}", scope)
    wanted = {
        "type": "object",
        "properties": {"host": {"type": "integer"}, "password": {"type": "string", "secret": True}, "alias": {}, "user": {}},
        "required": ["alias", "user"],
    }
    assert [(problem.path, problem.code) for problem in check_against(template, wanted)] == [
        (("host",), "wrong-type"),
        (("alias",), "absent-in-required-field"),
        ((), "missing-field"),
    ]


def test_an_open_object_may_be_anything(scope: Scope) -> None:
    template = compile_template("${anything.x}", scope)
    assert check_against(template, PROCESS) == ()


def test_a_secret_around_a_field_covers_it(scope: Scope) -> None:
    wanted = {"type": "object", "secret": True, "properties": {"a": {"properties": {"b": {"type": "string"}}}}}
    assert compile_template({"a": {"b": "${uses.database.password}"}}, scope, wanted).problems == ()


def test_a_secret_is_refused_where_nothing_is_said_of_it(scope: Scope) -> None:
    for wanted in ({}, {"type": "object"}, {"type": "object", "additionalProperties": {}}):
        problems = compile_template({"a": "${uses.database.password}"}, scope, wanted).problems
        assert [(problem.path, problem.code) for problem in problems] == [(("a",), "secret-in-plain-field")]


def test_references_in_the_expected_schema_are_followed(scope: Scope) -> None:
    wanted = {"type": "object", "properties": {"a": {"$ref": "#/$defs/word"}}, "$defs": {"word": {"type": "string"}}}
    assert [problem.code for problem in compile_template({"a": "${uses.database.port}"}, scope, wanted).problems] == ["wrong-type"]
    assert [problem.code for problem in compile_template({"a": 3}, scope, wanted).problems] == ["wrong-type"]


def test_mistakes_in_an_expression_do_not_also_count_against_the_schema(scope: Scope) -> None:
    assert [problem.code for problem in compile_template({**GOOD, "title": "${nope}"}, scope, PROCESS).problems] == ["undefined-name"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"program": "ok", "port": 1}, []),
        ({"program": "ok", "port": Unknown("integer")}, []),
        ({"program": "ok", "port": Unknown("any")}, []),
        ({"program": "ok", "port": Unknown("string")}, [(("port",), "wrong-type")]),
        ({"program": "ok", "port": 1, "title": ABSENT}, []),
        ({"program": "ok", "port": ABSENT}, [((), "missing-field")]),
        ({"program": "ok", "port": 1, "title": Secret(CANARY)}, [(("title",), "secret-in-plain-field")]),
        ({"program": "ok", "port": 1, "title": Unknown("string")}, []),
        ({"program": "ok", "port": 1, "bindings": {"a": {"b": Secret(CANARY)}}}, []),
        ({"program": "ok", "port": 1, "bindings": Secret({"a": {"b": CANARY}})}, [(("bindings",), "secret-in-plain-field")]),
        ({"program": CANARY, "port": CANARY, "mode": CANARY}, [(("port",), "wrong-type"), (("mode",), "invalid-value")]),
    ],
)
def test_a_value_is_checked_again_when_it_is_there(value: Any, found: list[Any]) -> None:
    problems = check_value(value, PROCESS)
    assert [(problem.path, problem.code) for problem in problems] == found
    assert CANARY not in repr(problems)


def test_plain_parts_of_a_value_are_validated_in_full() -> None:
    wanted = {"type": "object", "properties": {"a": {"type": "object", "minProperties": 2}, "b": {"type": "string", "secret": True}}}
    assert [problem.path for problem in check_value({"a": {"x": 1}, "b": Secret(CANARY)}, wanted)] == [("a",)]


def test_values_in_a_literal_template_count_too(scope: Scope) -> None:
    template = compile_template({"a": {"b": Secret(CANARY), "c": Unknown("string")}}, scope)
    assert [problem.path for problem in check_against(template, {"type": "object"})] == [("a", "b")]


def test_a_secret_value_is_checked_and_not_shown() -> None:
    wanted = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 3, "secret": True}}}
    problems = check_value({"a": Secret(CANARY)}, wanted)
    assert [problem.code for problem in problems] == ["invalid-value"]
    assert CANARY not in repr(problems)


def test_a_schema_that_is_none_is_a_problem() -> None:
    assert [problem.code for problem in check_value("x", {"type": "strnig"})] == ["schema-invalid"]
    assert [problem.code for problem in check_value("x", {"pattern": "("})] == ["schema-invalid"]


def test_what_compiled_is_checked_beside_what_did_not() -> None:
    schema = {
        "type": "object",
        "properties": {"size": {"type": "integer"}, "name": {"type": "string"}, "rooms": {"type": "array", "items": {"type": "string"}}},
        "required": ["size", "owner"],
        "additionalProperties": False,
    }
    scope = Scope({"title": {"type": "string"}})
    template = compile_template({"size": "${title}", "name": "${titel}", "rooms": ["${", 1]}, scope)
    assert {problem.path for problem in template.problems} == {("name",), ("rooms", 0)}
    found = [(problem.path, problem.code) for problem in check_against(template, schema)]
    assert found == [(("size",), "wrong-type"), (("rooms", 1), "wrong-type"), ((), "missing-field")]


def test_a_field_without_a_proper_name_may_be_the_one_that_is_missing() -> None:
    template = compile_template({"${title}": 1}, Scope({"title": {"type": "string"}}))
    assert [(problem.code, problem.on_key) for problem in template.problems] == [("template-in-key", True)]
    assert check_against(template, {"type": "object", "required": ["owner"], "additionalProperties": False}) == ()
