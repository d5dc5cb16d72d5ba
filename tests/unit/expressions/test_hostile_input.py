"""Input that means harm: refused or bounded, and never more than an EvaluationError."""

from __future__ import annotations

import contextlib
import resource
from functools import partial
from typing import Any

import pytest
from tests.hostile.measures import MARK_CALLS
from tests.support.efforts import count_calls, growth

from bouwsteen.expressions import EvaluationError, Scope, compile_expression, compile_template

DYN = Scope({"a": {}})


HOSTILE = {
    "300 parentheses": "(" * 300 + "1" + ")" * 300,
    "300 brackets": "[" * 300 + "]" * 300,
    "300 braces": "{'a':" * 300 + "1" + "}" * 300,
    "unclosed parentheses": "(" * 4000,
    "a sum of 500 terms": "+".join(["1"] * 500),
    "a path of 1000 fields": "a" + ".b" * 1000,
    "a chain of 300 calls": "a" + ".f()" * 300,
    "4000 minus signs": "-" * 4000 + "1",
    "4000 exclamation marks": "!" * 4000 + "true",
    "100000 characters": "a" * 100_000,
    "100000 quotes": "'" * 100_000,
    "doubling macros": "optional.of(a)" + ".optMap(x,x)" * 30,
    "nested doubling macros": "optional.of(" * 12 + "a" + ").optMap(x,x)" * 12,
    "deep conditions": "a?" * 40 + "1" + ":2" * 40,
    "null character": "a\0b",
    "half a character": "'\ud800'",
    "nested comprehensions": "a.all(x," * 20 + "true" + ")" * 20,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_compiles_quickly_to_problems_or_a_program(text: str) -> None:
    assert count_calls(lambda: compile_expression(text, Scope({"a": {}}))) < MARK_CALLS
    compiled = compile_expression(text, DYN)
    in_template = compile_template({"x": "${" + text + "}", "y": "t ${" + text + "}"}, DYN)
    for problem in (*compiled.problems, *in_template.problems):
        assert len(problem.detail) < 600
    if not compiled.problems:
        with contextlib.suppress(EvaluationError):
            compiled.evaluate({"a": {}})


def test_the_refused_are_named() -> None:
    codes = {name: [problem.code for problem in compile_expression(text, DYN).problems] for name, text in HOSTILE.items()}
    for name in ("300 parentheses", "300 brackets", "a sum of 500 terms", "a path of 1000 fields", "100000 characters", "doubling macros"):
        assert codes[name] == ["expression-too-large"], name
    assert codes["null character"] == ["expression-syntax"]
    assert codes["half a character"] == ["expression-syntax"]


COSTLY = {
    "replace that squares": ("a.s.replace('a', a.s).replace('a', a.s)", {"s": "a" * 3000}),
    "replace of nothing": ("a.s.replace('', a.s)", {"s": "a" * 3000}),
    "doubled by optMap": (
        "optional.of(a.s).optMap(x, x+x+x+x+x+x+x+x+x+x).optMap(x, x+x+x+x+x+x+x+x+x+x).optMap(x, x+x+x+x+x+x+x+x).orValue('')",
        {"s": "a" * 3000},
    ),
    "map of a long list": ("a.l.map(x, x).size()", {"l": list(range(9000))}),
    "map of a split": ("a.s.split('').map(x, x).size()", {"s": "a" * 9000}),
    "a variable that hides another": ("a.l.map(a, a.split(',')).size() + size(a)", {"l": ["x," * 400] * 3000}),
    "map of map": ("a.l.map(x, a.l.map(y, y)).size()", {"l": list(range(400))}),
    "text in a map": ("a.l.map(x, a.s).join('')", {"l": list(range(900)), "s": "a" * 9000}),
    "format": ("'%s%s%s%s%s%s'.format([a.l, a.l, a.l, a.l, a.l, a.l])", {"l": ["a" * 60_000] * 4}),
    "matches in a loop": ("a.l.all(x, a.s.matches('(a*)*(b*)*(c*)*$'))", {"l": list(range(9000)), "s": "a" * 9000}),
    "equal in a loop": ("a.l.all(x, a.m == a.m)", {"l": list(range(9000)), "m": list(range(5000))}),
    "three loops": ("a.l.all(x, a.l.all(y, a.l.all(z, x + y + z >= 0)))", {"l": list(range(300))}),
}


@pytest.mark.parametrize(("text", "value"), COSTLY.values(), ids=COSTLY.keys())
@pytest.mark.fault("F42")
def test_an_evaluation_that_would_cost_too_much_is_not_started(text: str, value: Any) -> None:
    compiled = compile_expression(text, DYN)
    assert compiled.problems == ()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(EvaluationError) as caught:
        compiled.evaluate({"a": value})
    assert caught.value.code in {"evaluation-too-large", "evaluation-failed"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KiB


@pytest.mark.parametrize(
    ("text", "value", "size"),
    [
        ("a.l.map(x, x + 1).size()", {"l": list(range(1000))}, 1000),
        ("a.l.map(x, 'item-' + string(x)).join(', ').size()", {"l": list(range(300))}, None),
        ("a.s.replace('/', '-').replace('.', '-').lowerAscii().size()", {"s": "a/b." * 5000}, 20_000),
        ("a.l.filter(x, x.matches('^[a-z]+$')).size()", {"l": ["abc"] * 500}, 500),
        ("a.l.all(x, a.l.exists(y, x == y))", {"l": list(range(90))}, None),
        ("'%s-%s'.format([a.s, a.s]).size()", {"s": "x" * 1000}, 2001),
        ("a.s.split(',').map(x, x.trim()).filter(x, x != '').join(';').size()", {"s": "aap, noot, mies, " * 60}, None),
    ],
)
def test_an_honest_evaluation_is_not_refused(text: str, value: Any, size: int | None) -> None:
    result = compile_expression(text, DYN).evaluate({"a": value})
    assert size is None or result == size


def test_many_hostile_texts_in_one_document_stay_linear() -> None:
    def texts(size: int) -> list[str]:
        return ["${" + "'" * size, "${" + "{" * size, "${a}" * (size // 4), "$" * size + "{", "${" * (size // 2)]

    assert growth(lambda size: partial(compile_template, texts(size), DYN), 4_000, 16_000) < 1.2


def test_a_schema_of_great_depth_or_width_makes_a_scope() -> None:
    deep: Any = {"type": "string"}
    for _ in range(300):
        deep = {"type": "object", "properties": {"a": deep}, "required": ["a"]}
    wide = {"type": "object", "properties": {f"f{number}": {"type": "string"} for number in range(3000)}}
    names = {"type": "object", "properties": {"foo_bar": {"type": "string"}, "fooBar": {"type": "string"}, "": {}, "é": {}}}
    scope = Scope({"deep": deep, "wide": wide, "names": names})
    assert compile_expression("has(deep.a.a.a.a) && true", scope).problems == ()
    assert [problem.code for problem in compile_expression("wide.f2999 + 'x'", scope).problems] == ["optional-unguarded"]
    assert [problem.code for problem in compile_expression("names.fooBaz + 'x'", scope).problems] == ["undefined-field"]


def test_references_that_double_at_every_step_are_bounded() -> None:
    definitions: dict[str, Any] = {
        f"d{number}": {"type": "object", "properties": {name: {"$ref": f"#/$defs/d{number + 1}"} for name in "ab"}} for number in range(40)
    }
    variables = {"v": {"$ref": "#/$defs/d0", "$defs": definitions}}
    assert count_calls(lambda: compile_expression("has(v.a) && true", Scope(variables))) < MARK_CALLS


def test_alternatives_within_alternatives_are_bounded() -> None:
    schema: Any = {"type": "string"}
    for _ in range(30):
        schema = {"anyOf": [schema, {"type": "object", "properties": {"a": schema}}]}
    assert count_calls(lambda: compile_template("${a.b + 1}", DYN, schema)) < MARK_CALLS
