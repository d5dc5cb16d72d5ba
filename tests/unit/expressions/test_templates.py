"""Templates in YAML values."""

from __future__ import annotations

from typing import Any

import pytest

from bouwsteen.expressions import CompiledTemplate, EvaluationError, Problem, Scope, compile_template
from bouwsteen.values import ABSENT, Secret, Unknown


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        # Exactly one expression keeps its type.
        ("${uses.database.port}", 5432),
        ("${organisation.languages}", ["nl", "fr"]),
        ("${parameters.labels}", {"team": "burgerzaken", "a-b": "x"}),
        ("${1 == 1}", True),
        ("${null}", None),
        # Anything around it makes text.
        (" ${uses.database.port}", " 5432"),
        ("${uses.database.port}${1 == 1}${1.5}${3.0}${'x'}", "5432true1.53x"),
        ("postgres://${uses.database.host}:${uses.database.port}/db", "postgres://db.local:5432/db"),
        ("${organisation.name}\n", "Herstappe\n"),
        # Escapes.
        ("$${x}", "${x}"),
        ("$${x} ${organisation.nis}", "${x} 73028"),
        ({"$raw": "${x"}, "${x"),
        ({"a": {"$raw": {"${k}": ["${", 1]}}, "b": "${organisation.nis}"}, {"a": {"${k}": ["${", 1]}, "b": "73028"}),
        # Structures.
        ({"a": [1, "${uses.database.port}", {"b": None}], "c": True}, {"a": [1, 5432, {"b": None}], "c": True}),
        ({}, {}),
        ([], []),
        # Absent parts are left out.
        ({"a": "${parameters.?title}", "b": 1}, {"b": 1}),
        (["${parameters.?title}", 1], [1]),
        ({"a": "x ${parameters.?title}"}, {}),
        ("${parameters.?title}", ABSENT),
        ({"a": {"b": "${parameters.?title}"}}, {"a": {}}),
        # A brace or a quote in an expression does not end it.
        ("${'}' + \"}\"}", "}}"),
        ("${{'a': {'b': '}'}}}", {"a": {"b": "}"}}),
    ],
)
def test_a_template_gives_its_value(template: Any, expected: Any, scope: Scope, activation: dict[str, Any]) -> None:
    compiled = compile_template(template, scope)
    assert compiled.problems == ()
    assert compiled.evaluate(activation) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("${uses.database.password}", "Secret"),
        ("user:${uses.database.password}@", "Secret"),
        ("${resources.http.url}", Unknown("string")),
        ("${resources.http.url}/callback", Unknown("string")),
        ("${anything.later}", Unknown("integer")),
        ("${uses.database.password}${resources.http.url}", Unknown("string")),
        ("${resources.http.url}${parameters.?title}", ABSENT),
    ],
)
def test_text_is_as_secret_or_unknown_as_its_pieces(template: str, expected: Any, scope: Scope, activation: dict[str, Any]) -> None:
    value = compile_template(template, scope).evaluate(activation)
    assert value == expected if expected != "Secret" else isinstance(value, Secret)


@pytest.mark.parametrize(
    ("template", "path", "code", "column"),
    [
        ("x ${a", (), "unclosed-template", 3),
        ("${'}", (), "unclosed-template", 1),
        ({"a": {"b": ["", "${"]}}, ("a", "b", 1), "unclosed-template", 1),
        ({"${a}": 1}, ("${a}",), "template-in-key", None),
        ({"x": {"$${a}": 1}}, ("x", "$${a}"), "template-in-key", None),
        ({"$raw": 1, "b": 2}, (), "raw-not-alone", None),
        ({1: "x"}, (), "key-not-text", None),
        ("a ${organisation.languages}", (), "not-text", 5),
        ("a ${uses.database}", (), "not-text", 5),
        ("ab ${uses.database.hots}", (), "undefined-field", 20),
        ("ab ${1 +\n nope}", (), "undefined-name", 11),
        ("${}", (), "expression-syntax", 3),
        ("${" + "1" * 5000 + "}", (), "expression-too-large", 1),
        ({"a": "${x" + " " * 70_000}, ("a",), "expression-too-large", None),
    ],
)
def test_a_mistake_has_its_path_and_column(template: Any, path: tuple[Any, ...], code: str, column: int | None, scope: Scope) -> None:
    compiled = compile_template(template, scope)
    assert [(problem.path, problem.code, problem.column) for problem in compiled.problems] == [(path, code, column)]
    assert compiled.problems[0].remedy
    with pytest.raises(EvaluationError):
        compiled.evaluate({})


def test_every_mistake_of_a_template_is_told(scope: Scope) -> None:
    compiled = compile_template({"a": "${nope}", "b": ["${1 +}", "${parameters.title}"]}, scope)
    assert [(problem.path, problem.code) for problem in compiled.problems] == [
        (("a",), "undefined-name"),
        (("b", 0), "expression-syntax"),
        (("b", 1), "optional-unguarded"),
    ]


def test_a_template_that_nests_too_deep_is_a_problem(scope: Scope) -> None:
    value: Any = "${organisation.nis}"
    for _ in range(5000):
        value = [value]
    assert [problem.code for problem in compile_template(value, scope).problems] == ["template-too-deep"]


@pytest.mark.parametrize(
    ("template", "expected"), [({"a": ["$${x}", {"$raw": "${"}]}, True), ({"a": ["${organisation.nis}"]}, False), (3, True)]
)
def test_a_template_without_expressions_is_literal(template: Any, expected: bool, scope: Scope) -> None:
    assert compile_template(template, scope).is_literal is expected


def test_a_part_of_a_template_is_a_template(scope: Scope, activation: dict[str, Any]) -> None:
    template = compile_template({"a": {"b": ["${organisation.nis}", "${nope}", "x"]}, "c": "${uses.database}", "d": {"e": [1]}}, scope)
    part = template.at(("a", "b"))
    assert [str(reference) for reference in part.references] == ["organisation.nis"]
    assert [problem.path for problem in part.problems] == [(1,)]
    assert template.at(("a", "b", 0)).evaluate(activation) == "73028"
    assert template.at(("d", "e", 0)).evaluate(activation) == 1
    assert [str(reference) for reference in template.at(("c", "host")).references] == ["uses.database"]
    for path in (("x",), ("a", "b", 9), ("a", 0), ("d", "e", "f")):
        with pytest.raises(KeyError):
            template.at(path)


def test_a_run_time_fault_carries_the_path(scope: Scope, activation: dict[str, Any]) -> None:
    compiled = compile_template({"a": ["${1 / anything.zero}"]}, scope)
    with pytest.raises(EvaluationError) as caught:
        compiled.evaluate(activation)
    assert caught.value.path == ("a", 0)
    assert caught.value.code == "evaluation-failed"
    assert "divide by zero" in caught.value.detail
    assert caught.value.diagnostics[0].code == "evaluation-failed"


def test_text_that_turns_out_to_be_no_text_is_a_fault(scope: Scope, activation: dict[str, Any]) -> None:
    with pytest.raises(EvaluationError) as caught:
        compile_template("x ${anything.list}", scope).evaluate(activation)
    assert caught.value.code == "not-text"
    assert ".join(', ')" in caught.value.remedy


def test_an_evaluation_does_not_change_its_input(scope: Scope, activation: dict[str, Any]) -> None:
    before = repr(activation)
    compile_template({"a": "${anything}", "b": "${uses.database.tags.map(t, t.key)}"}, scope).evaluate(activation)
    assert repr(activation) == before


def test_a_problem_becomes_a_diagnostic() -> None:
    problem = Problem(("a",), "undefined-name", "A name is not defined", "'x' is no variable here.", "Did you mean 'y'?", 3)
    diagnostic = problem.to_diagnostic(address="s/e/i/r")
    assert (diagnostic.code, diagnostic.remedy, diagnostic.address) == ("undefined-name", "Did you mean 'y'?", "s/e/i/r")


def test_a_literal_template_is_handed_out_as_it_is(scope: Scope) -> None:
    assert isinstance(compile_template([1], scope), CompiledTemplate)
    assert compile_template({"a": [1, "$${"]}, scope).evaluate({}) == {"a": [1, "${"]}
