"""What holds of every template, expression and value, whatever they are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, example, given, settings
from hypothesis import strategies as st

from bouwsteen.expressions import EvaluationError, Scope, compile_expression, compile_template
from bouwsteen.values import ABSENT, Secret, Unknown, has_secret, has_unknown, map_leaves

CANARY = "kanarie-7f3a9"
PRIVATE = "\ue000"  # drawn by no strategy here
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])

DYN = Scope({"a": {}, "b": {}})

texts = st.text(st.characters(codec="utf-8", exclude_characters=PRIVATE), max_size=30)
plain_texts = texts.filter(lambda text: "${" not in text)
scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | texts
keys = st.sampled_from(["x", "y", "z", "a-b"])
json_values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=8)


def literals(leaves: st.SearchStrategy[Any], names: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=8)


# Expressions of the dialect over variables `a` and `b`, most of which have a value.
paths = st.lists(st.sampled_from([".x", ".y", ".?z", "['a-b']", "[0]", "[?1]"]), max_size=3).flatmap(
    lambda steps: st.sampled_from(["a", "b"]).map(lambda root: root + "".join(steps))
)
expressions = st.recursive(
    paths
    | st.sampled_from(["1", "'t'", "true", "null", "[1, 2]", "{'k': 1}"])
    | paths.map(lambda path: f"{path}.orValue('o')" if "?" in path else path),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "==", "&&", "||", "<", "in"]), inner).map(lambda parts: f"({' '.join(parts)})"),
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} ? {parts[1]} : {parts[2]})"),
        inner.map(lambda text: f"[{text}]"),
        inner.map(lambda text: f"{{'k': {text}}}"),
        inner.map(lambda text: f"string({text})"),
        inner.map(lambda text: f"size({text})"),
        inner.map(lambda text: f"[1].map(i, {text})"),
        st.tuples(paths, inner).map(lambda parts: f"(has({parts[0]}.x) && {parts[1]} == 1)"),
        inner.map(lambda text: f"!{text}"),
    ),
    max_leaves=5,
)


def outcome(text: str, activation: dict[str, Any]) -> Any:
    """The value, or None where it did not compile or had a fault."""
    compiled = compile_expression(text, DYN)
    if compiled.problems:
        return None
    try:
        return compiled.evaluate(activation)
    except EvaluationError as error:
        fault = str(error) + repr(error.diagnostics) + repr(error.__context__) + repr(error.__cause__)
    assert CANARY not in fault
    return None


@QUICK
@given(literals(scalars.filter(lambda leaf: not isinstance(leaf, str)) | plain_texts, plain_texts.filter(lambda key: key != "$raw")))
def test_a_value_without_expressions_is_its_own_template(value: Any) -> None:
    template = compile_template(value, DYN)
    assert template.problems == ()
    assert template.is_literal
    assert template.evaluate({}) == value


@QUICK
@given(literals(scalars, texts))
def test_raw_is_handed_out_as_it_stands(value: Any) -> None:
    assert compile_template({"$raw": value}, DYN).evaluate({}) == value


@QUICK
@given(st.text(alphabet="${}ab '\"", max_size=20))
def test_an_escaped_text_writes_itself(text: str) -> None:
    # `$${` is the only escape; a dollar before it belongs to the text and needs none.
    assume("$${" not in text)
    template = compile_template(text.replace("${", "$${"), DYN)
    assert template.problems == ()
    assert template.evaluate({}) == text


@QUICK
@given(texts, json_values)
@example("${", {})
@example("'", {"x": "\ud800"})
@example("a.x.matches('(')", {"x": ""})
def test_any_text_compiles_and_fails_only_with_an_evaluation_error(text: str, value: Any) -> None:
    for template in (text, "${" + text, "${" + text + "}", "t ${" + text + "}"):
        compiled = compile_template({"k": template}, DYN)
        if compiled.problems:
            assert all(problem.path[:1] == ("k",) and problem.detail and problem.summary for problem in compiled.problems)
            continue
        place: Any = ("k",)
        try:
            compiled.evaluate({"a": value, "b": value})
        except EvaluationError as error:
            place = error.path
        assert place == ("k",)


@QUICK
@given(expressions, json_values, json_values)
def test_expressions_of_the_dialect_fail_only_with_an_evaluation_error(text: str, first: Any, second: Any) -> None:
    outcome(text, {"a": first, "b": second})


@QUICK
@given(expressions, json_values)
def test_an_unknown_never_becomes_known(text: str, value: Any) -> None:
    """With every part of `a` unknown, what reads it is not known, whatever the rest."""
    compiled = compile_expression(text, DYN)
    event(f"compiles: {not compiled.problems}")
    assume(not compiled.problems and any(reference.root == "a" for reference in compiled.references))
    result = outcome(text, {"a": Unknown(), "b": value})
    assert result is None or result is ABSENT or has_unknown(result)


@QUICK
@given(expressions, json_values, json_values)
def test_a_taint_is_never_lost(text: str, value: Any, other: Any) -> None:
    """With a secret in every leaf, no leaf of a result shows the canary unless it is secret."""
    secret = map_leaves(value, lambda _, leaf: Secret(CANARY if isinstance(leaf, str) else leaf))
    result = outcome(text, {"a": secret, "b": other})
    assert CANARY not in repr(result)


@QUICK
@given(expressions, json_values)
def test_what_a_secret_decides_is_secret(text: str, other: Any) -> None:
    """Two runs that differ only in a secret either give the same plain value, or a secret one."""
    first = outcome(text, {"a": Secret("one"), "b": other})
    second = outcome(text, {"a": Secret("two"), "b": other})
    if not has_secret(first) and not has_secret(second) and first is not None and second is not None:
        assert first == second


@QUICK
@given(
    st.lists(st.sampled_from([".x", ".y", ".?x", ".?y", "['x']", "[?'y']"]), max_size=4),
    st.none() | st.sampled_from(["'o'", "b.x", "3"]),
    json_values,
)
@example([], None, "0\0")
@example([".x"], None, {"x": {"y": "\0"}})
@example([], None, {"\0": None})
def test_the_short_way_and_cel_agree(steps: list[str], fallback: str | None, value: Any) -> None:
    """A null character, which CEL cannot hold, may be handed on: CEL is asked with another in its place."""
    text = "a" + "".join(steps)
    if fallback is not None and "?" in text:
        text += f".orValue({fallback})"
    short = outcome(text, {"a": value, "b": {"x": "bx"}})
    by_cel = outcome(f"true ? {text} : {text}", {"a": replaced(value, "\0", PRIVATE), "b": {"x": "bx"}})
    assert shown(short) == shown(replaced(by_cel, PRIVATE, "\0"))


@QUICK
@given(json_values)
@example("0\0")
@example({"\0": None})
def test_cel_refuses_what_it_would_cut_off(value: Any) -> None:
    result = outcome("true ? a : a", {"a": value, "b": None})
    assert (result is None) == (value is None or replaced(value, "\0", "") != value)


def replaced(value: Any, old: str, new: str) -> Any:
    """The value with one character for another in all texts, names included."""
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, list):
        return [replaced(item, old, new) for item in value]
    if isinstance(value, dict):
        return {replaced(name, old, new): replaced(item, old, new) for name, item in value.items()}
    return value


def shown(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=repr)


@QUICK
@given(json_values)
def test_a_value_goes_through_cel_unchanged(value: Any) -> None:
    result = outcome("[a][0]", {"a": value, "b": None})
    if result is not None:
        assert result == value


@QUICK
@given(st.lists(texts, min_size=1, max_size=4))
def test_text_is_joined_in_order(values: list[str]) -> None:
    template = compile_template("-".join(f"${{a[{index}]}}" for index in range(len(values))) + "!", DYN)
    assert template.evaluate({"a": values, "b": None}) == "-".join(values) + "!"


@QUICK
@given(st.lists(st.text(min_size=1, max_size=6) | st.from_regex(r"[A-Za-z_]{1,4}", fullmatch=True), max_size=6), st.data())
def test_fields_of_any_name_make_a_scope(names: list[str], data: st.DataObject) -> None:
    kinds = st.sampled_from([{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}, {"type": "array"}, {}])
    scope = Scope({"v": {"type": "object", "properties": {name: data.draw(kinds) for name in names}}})
    assert compile_expression("size('x') + 1", scope).problems == ()
    problems = compile_expression("v.nope_ + 'x'", scope).problems
    assert bool(names) is bool(problems)


@pytest.mark.parametrize("text", ["a + b", "[a, b]", "{'k': a}", "a == b ? a : b"])
def test_equal_input_gives_equal_output(text: str) -> None:
    compiled = compile_expression(text, DYN)
    values = {"a": {"y": 1, "x": 2}, "b": {"x": 2, "y": 1}}
    results = set()
    for _ in range(5):
        try:
            results.add(repr(compiled.evaluate(values)))
        except EvaluationError as error:
            results.add(error.code)
    assert len(results) == 1
