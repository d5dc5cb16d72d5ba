"""Expressions: what they give, and what is said of those that are wrong."""

from __future__ import annotations

from typing import Any

import pytest

from bouwsteen.expressions import EvaluationError, Scope, compile_expression
from bouwsteen.values import ABSENT, Unknown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Paths.
        ("uses.database.host", "db.local"),
        ("uses['database'][\"host\"]", "db.local"),
        ("uses . database . host", "db.local"),
        ("uses.database.tags[1].key", "b"),
        ("uses.database.tags", [{"key": "a"}, {"key": "b", "note": "second"}]),
        ("parameters.labels['a-b']", "x"),
        ("odd['a-b']", "dash"),
        ("resources.shares['herstappe'].id", "s-1"),
        ("parameters.days", 30),
        ("anything.nothing", None),
        # Optional paths.
        ("parameters.?title", ABSENT),
        ("parameters.?title.orValue('none')", "none"),
        ("parameters.?title.orValue(organisation.name)", "Herstappe"),
        ("uses.?mail.host", ABSENT),
        ("uses.?mail.host.orValue('m')", "m"),
        ("uses[?'mail'].?host.orValue('m')", "m"),
        ("uses.database.?replica.host.orValue(uses.database.host)", "db.local"),
        ("anything.?zero.orValue(7)", 0),
        ("parameters.labels[?'team'].orValue('x')", "burgerzaken"),
        ("anything.list[?9].orValue(4)", 4),
        # CEL.
        ("uses['database']['host'] + '!'", "db.local!"),
        ("organisation.languages.join(',')", "nl,fr"),
        ("organisation.name.lowerAscii().replace('e', '3')", "h3rstapp3"),
        ("uses.database.port + 1", 5433),
        ("parameters.ratio * 1.5", 3.0),
        ("parameters.ratios.map(r, r * 2.0)", [2.0, 5.0]),
        ("parameters.size == 'small' ? 1 : 2", 1),
        ("'fr' in organisation.languages", True),
        ("organisation.languages.exists(l, l == 'de')", False),
        ("uses.database.tags.filter(t, t.key == 'b').size()", 1),
        ("uses.database.tags.map(t, t.?note.orValue('-'))", ["-", "second"]),
        ("{'b': 1, 'a': [uses.database.port]}", {"a": [5432], "b": 1}),
        ("{'host': uses.database.host, ?'alias': uses.database.?alias}", {"host": "db.local"}),
        ("parameters.?title.optMap(t, t + '!').orValue('none')", "none"),
        ("optional.none()", ABSENT),
        ("optional.of('x')", "x"),
        ("parameters.labels.map(k, k + '=' + parameters.labels[k])", ["a-b=x", "team=burgerzaken"]),
        ("type(anything.text) == string", True),
        ("odd['a-b'] + odd.plain", "dashp"),
        ("has(anything.nothing)", True),
        ("size('é😀')", 2),
        ("9007199254740993 + 0", 9007199254740993),
        ("'a' // a comment", "a"),
    ],
)
def test_an_expression_gives_its_value(text: str, expected: Any, scope: Scope, activation: dict[str, Any]) -> None:
    compiled = compile_expression(text, scope)
    assert compiled.problems == ()
    value = compiled.evaluate(activation)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("text", "code", "column", "words"),
    [
        ("", "expression-syntax", 1, "nothing between"),
        ("a b", "expression-syntax", 3, "Extraneous input `b`"),
        ("1 +", "expression-syntax", 4, "end of expression"),
        ("'é😀' + )", "expression-syntax", 8, "`)`"),
        ("'a' + ($)", "expression-syntax", 8, "`$`"),
        ("'open", "expression-syntax", 1, "'open"),
        ("parameter.days", "undefined-name", 1, "Did you mean `parameters`?"),
        ("1 + nope", "undefined-name", 5, "`nope` is no variable here"),
        ("[1].map(x, y)", "undefined-name", 12, "`y`"),
        ("[1].map(x, x) == x", "undefined-name", 18, "`x`"),
        ("uses.database.hots", "undefined-field", 15, "Did you mean `host`?"),
        ("uses.database.hots + 'x'", "undefined-field", 15, "Did you mean `host`?"),
        ("uses.database.?hots.orValue('x')", "undefined-field", 16, "Did you mean `host`?"),
        ("has(uses.databse.host) && true", "undefined-field", 10, "Did you mean `database`?"),
        ("uses.database.tags.map(t, t.kee)", "undefined-field", 29, "Did you mean `key`?"),
        ("uses.database.host.name", "undefined-field", 20, "of type string"),
        ("organisation.name[0]", "undefined-field", 19, "no item 0"),
        ("uses.database.port + 'x'", "types-differ", 20, "`+` applied to `(int, string)`"),
        ("parameters.ratio * 2", "types-differ", 18, "(double, int)"),
        ("organisation.name == 1", "types-differ", 19, "(string, int)"),
        ("parameters.days ? 1 : 2", "types-differ", 17, "`? :` applied to `(int, int, int)`"),
        ("size(uses.database)", "types-differ", 5, "applied to `(object)`"),
        ("parameters.?title.orValue(1)", "wrong-type", None, "string"),
        ("duration('3s')", "wrong-type", None, "duration"),
        ("b'x'", "wrong-type", None, "bytes"),
        ("{1: 2}", "wrong-type", None, "keys are not text"),
        ("[duration('1s')]", "wrong-type", None, "duration"),
        ("{'a': [b'x']}", "wrong-type", None, "bytes"),
        ("[parameters.?title]", "wrong-type", None, "[?value]"),
        ("{'k': {'k': parameters.?title}}", "wrong-type", None, "{?key: value}"),
        ("size2(organisation.name)", "undefined-function", 6, "Did you mean `size`?"),
        ("organisation.name.lowerAsci()", "undefined-function", 28, "Did you mean `lowerAscii`?"),
        ("math.greatest(1, 2)", "undefined-function", 14, "`math.greatest`"),
        ("paramters.size()", "undefined-name", 1, "Did you mean `parameters`?"),
        ("1 in 2", "types-differ", 3, "`in` applied to"),
        ("-organisation.name", "types-differ", 1, "`-` applied to"),
        ("organisation.languages.map(1)", "macro-arguments", 27, "other arguments"),
        ("google.protobuf.Value{}", "expression-unsupported", 1, "message type"),
        ("parameters.title", "optional-unguarded", 12, "parameters.?title.orValue(…)"),
        ("parameters.title + '!'", "optional-unguarded", 12, "may be absent"),
        ("uses.mail.host", "optional-unguarded", 6, "`uses.mail` may be absent"),
        ("uses.database.tags.map(t, t.note)", "optional-unguarded", 29, "`t.note`"),
        ("uses.database.tags[0].note + 'x'", "optional-unguarded", 23, "note"),
        ("parameters.title == 'x' && has(parameters.title)", "optional-unguarded", 12, "title"),
        ("has(parameters.title) || parameters.title == 'x'", "optional-unguarded", 37, "title"),
        ("has(parameters.title) ? 'x' : parameters.title", "optional-unguarded", 42, "title"),
        ("has(uses.mail.host)", "optional-unguarded", 10, "`uses.mail`"),
        ("has(uses.mail) && uses.mail.alias == 'x'", "optional-unguarded", 29, "alias"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_a_remedy(text: str, code: str, column: int | None, words: str, scope: Scope) -> None:
    problems = compile_expression(text, scope).problems
    assert [problem.code for problem in problems[:1]] == [code]
    first = problems[0]
    assert first.column == column
    assert words in f"{first.detail} {first.remedy}"
    assert len(first.summary) < 60
    assert first.remedy
    assert first.detail.endswith(".")
    assert "bouwsteen." not in first.detail


@pytest.mark.parametrize(
    "text",
    [
        "has(parameters.title) ? parameters.title : 'none'",
        "has(parameters.title) && parameters.title == 'x'",
        "has(parameters.title) && has(uses.mail) && parameters.title == uses.mail.host",
        "has(uses.mail) && (uses.mail.port > 1 || uses.mail.host == 'x')",
        "!has(parameters.title) || parameters.title == 'x'",
        "!has(parameters.title) ? 'none' : parameters.title",
        "!(has(parameters.title) && true) || parameters.title == 'x'",
        "parameters.?title.hasValue() && parameters.title == 'x'",
        "has(uses.mail) && has(uses.mail.alias) ? uses.mail.alias : 'none'",
        "uses.database.tags.all(t, has(t.note) && t.note != '')",
        "uses.database.tags[0].?note.orValue('')",
        "parameters.days + 1",
        "parameters.?title",
        "has(uses.database.tags[0].note) ? uses.database.tags[0].note : ''",
    ],
)
def test_a_guard_makes_an_optional_field_readable(text: str, scope: Scope, activation: dict[str, Any]) -> None:
    compiled = compile_expression(text, scope)
    assert compiled.problems == ()
    compiled.evaluate(activation)


def test_all_mistakes_of_an_expression_are_told(scope: Scope) -> None:
    compiled = compile_expression("nope + parameters.title + uses.database.hots", scope)
    assert [problem.code for problem in compiled.problems] == ["undefined-name", "optional-unguarded", "undefined-field"]


def test_the_result_has_a_type(scope: Scope) -> None:
    types = {
        "uses.database.host": "string",
        "uses.database": "object",
        "size('x')": "integer",
        "1.0 + 2.0": "number",
        "1 == 2": "boolean",
        "[1]": "array",
        "{'a': 1}": "object",
        "anything": "any",
        "parameters.size": "string",
        "parameters.?title": "string",
        "resources.shares.x": "object",
        "[uses.database][0]": "object",
    }
    assert {text: compile_expression(text, scope).result_type for text in types} == types


@pytest.mark.parametrize(
    ("text", "expect", "codes"),
    [
        ("1 == 1", {"type": "boolean"}, []),
        ("1", {"type": "boolean"}, ["wrong-type"]),
        ("uses.database.password", {"type": "string"}, ["secret-in-plain-field"]),
        ("uses.database.password", {"type": "string", "secret": True}, []),
        ("anything.x", {"type": "boolean"}, []),
        ("parameters.size", {"enum": ["small", "large", "huge"]}, []),
        ("parameters.size", {"enum": ["a", "b"]}, ["invalid-value"]),
    ],
)
def test_a_result_is_held_against_what_is_expected(text: str, expect: dict[str, Any], codes: list[str], scope: Scope) -> None:
    assert [problem.code for problem in compile_expression(text, scope, expect).problems] == codes


def test_an_expression_is_compiled_once_for_a_scope(scope: Scope) -> None:
    assert compile_expression("1 + 2", scope) is compile_expression("1 + 2", scope)


def test_an_expression_with_mistakes_has_no_value(scope: Scope, activation: dict[str, Any]) -> None:
    with pytest.raises(EvaluationError) as caught:
        compile_expression("1 +", scope).evaluate(activation)
    assert caught.value.code == "not-compiled"


def test_two_scopes_with_the_same_names_do_not_mix() -> None:
    first = Scope({"v": {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}})
    second = Scope({"v": {"type": "object", "properties": {"b": {"type": "integer"}}, "required": ["b"]}})
    assert compile_expression("v.a + 'x'", first).problems == ()
    assert compile_expression("v.b + 1", second).problems == ()
    assert compile_expression("v.b + 1", first).problems[0].code == "undefined-field"


@pytest.mark.parametrize("name", ["", "a-b", "in", "true", "é", "1a", "a.b"])
def test_a_variable_has_a_name_that_can_be_written(name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        Scope({name: {}})


def test_an_unknown_result_keeps_the_checked_type(scope: Scope, activation: dict[str, Any]) -> None:
    assert compile_expression("size(resources.http.url) + 1", scope).evaluate(activation) == Unknown("integer")
