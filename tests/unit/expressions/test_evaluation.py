"""Unknown, absent and secret: decided by what is read, never by what the library says."""

from __future__ import annotations

import traceback
from typing import Any

import pytest

from bouwsteen.expressions import EvaluationError, Scope, compile_expression
from bouwsteen.values import ABSENT, Secret, Unknown, has_unknown

CANARY = "kanarie-7f3a9"
DYN = Scope(
    {"a": {}, "b": {}, "n": {"type": "object", "properties": {"i": {"type": "integer"}, "f": {"type": "number"}}, "required": ["i", "f"]}}
)


def evaluate(text: str, **values: Any) -> Any:
    compiled = compile_expression(text, DYN)
    assert compiled.problems == ()
    return compiled.evaluate({"a": {}, "b": {}, **values})


@pytest.mark.parametrize(
    ("text", "a", "expected"),
    [
        ("a.x", {"x": Unknown("string")}, Unknown("string")),
        ("a.x.y", {"x": Unknown("object")}, Unknown("any")),
        ("a.x + 'y'", {"x": Unknown("string")}, Unknown("string")),
        ("a.x.y + 1", {"x": Unknown("object")}, Unknown("integer")),
        ("size(a)", {"x": [Unknown("string")]}, Unknown("integer")),
        ("true ? 'known' : a.x", {"x": Unknown("string")}, Unknown("any")),
        ("has(a.x)", {"x": Unknown("string")}, Unknown("boolean")),
        ("has(a.x)", {"x": {"y": Unknown("string")}}, True),
        ("has(a.x.y)", {"x": Unknown("object")}, Unknown("boolean")),
        ("a.z + 'y'", {"x": Unknown("string"), "z": "z"}, "zy"),
        ("a.l[1] + 1", {"l": [Unknown("integer"), 2]}, 3),
        ("a", {"x": Unknown("string")}, {"x": Unknown("string")}),
        ("a.?x.orValue('d')", {"x": Unknown("string")}, Unknown("string")),
        ("a.x", {"x": Secret(Unknown("string"))}, Unknown("string")),
        ("a.x + 'y'", {"x": Secret(Unknown("string"))}, Unknown("string")),
    ],
)
def test_one_unknown_read_makes_the_result_unknown(text: str, a: Any, expected: Any) -> None:
    assert evaluate(text, a=a) == expected


@pytest.mark.parametrize(
    ("text", "a", "expected"),
    [
        ("a.x", {}, ABSENT),
        ("a.x.y", {}, ABSENT),
        ("a.x", {"x": ABSENT}, ABSENT),
        ("a.x + 'y'", {}, ABSENT),
        ("a.x == null", {}, ABSENT),
        ("a.x == null", {"x": None}, True),
        ("a.l[3] + 1", {"l": [1]}, ABSENT),
        ("has(a.x)", {}, False),
        ("has(a.x)", {"x": ABSENT}, False),
        ("has(a.x.y)", {}, ABSENT),
        ("has(a.x) && a.x.y == 1", {}, False),
        ("has(a.x) && a.x.y == 1", {"x": {}}, ABSENT),
        ("a.?x.orValue('d')", {}, "d"),
        ("a.?x.y.orValue('d')", {"x": {}}, "d"),
        ("a.?x.orValue(b.y)", {}, ABSENT),
        ("a.?x.orValue('d') + '!'", {"x": ABSENT}, "d!"),
        ("a.?x[1].orValue('d')", {}, "d"),
        ("a.?x[1].orValue('d')", {"x": []}, ABSENT),
        ("a.?x[1].orValue('d') + '!'", {"x": []}, ABSENT),
        ("a.?x[?1].orValue('d')", {"x": []}, "d"),
        ("[?a.?x, 'z']", {}, ["z"]),
        ("a", {"x": ABSENT, "y": [ABSENT, 1]}, {"y": [1]}),
        ("size(a)", {"x": ABSENT, "y": 1}, 1),
        ("a.x + a.y", {"x": Unknown("string")}, ABSENT),
    ],
)
def test_an_absent_read_without_a_guard_makes_the_result_absent(text: str, a: Any, expected: Any) -> None:
    result = evaluate(text, a=a)
    assert result == expected


@pytest.mark.parametrize(
    ("text", "a", "expected"),
    [
        ("a.x", {"x": Secret("s")}, Secret("s")),
        ("a.x.y", {"x": Secret({"y": "s"})}, Secret("s")),
        ("a", {"x": Secret("s"), "y": 1}, {"x": Secret("s"), "y": 1}),
        ("a.x + '!'", {"x": Secret("s")}, Secret("s!")),
        ("a.x == 's'", {"x": Secret("s")}, Secret(True)),
        ("size(a)", {"x": Secret("s")}, Secret(1)),
        ("false ? a.x : 'plain'", {"x": Secret("s")}, Secret("plain")),
        ("has(a.x)", {"x": Secret("s")}, Secret(True)),
        ("has(a.x)", {"x": {"y": Secret("s")}}, True),
        ("a.y + '!'", {"x": Secret("s"), "y": "y"}, "y!"),
        (
            "{'user': 'u', 'password': a.x, 'list': [a.x]}",
            {"x": Secret("s")},
            {"user": "u", "password": Secret("s"), "list": [Secret("s")]},
        ),
        ("{a.x: 'v'}", {"x": Secret("s")}, Secret({"s": "v"})),
        ("[?a.?x]", {"x": Secret("s")}, Secret(["s"])),
        ("a.x.map(i, i)", {"x": Secret(["s"])}, Secret(["s"])),
        ("a.?x.orValue('d')", {"x": Secret("s")}, Secret("s")),
        ("a.?x.orValue('d')", {}, "d"),
        ("a.x", {"x": Secret({"y": Unknown("string"), "z": "s"})}, {"y": Unknown("string"), "z": Secret("s")}),
    ],
)
def test_one_secret_read_makes_the_result_secret(text: str, a: Any, expected: Any) -> None:
    assert evaluate(text, a=a) == expected


@pytest.mark.parametrize(
    "text",
    ["int(a.x)", "a.x / 0", "a.x.nope", "a.x[0]", "a.x ? 1 : 2", "'%d'.format([a.x])", "timestamp(a.x) == b", "a.x.matches(a.x + '(')"],
)
def test_a_fault_in_a_tainted_expression_shows_no_value(text: str) -> None:
    for secret in (Secret(CANARY), Secret({CANARY: CANARY}), Secret([CANARY]), Secret("\ud800" + CANARY), Secret(2**70)):
        try:
            value = evaluate(text, a={"x": secret})
        except EvaluationError as error:
            shown = "".join(traceback.format_exception(error)) + repr(error.diagnostics) + repr(error.args)
            cause: BaseException | None = error
            while cause is not None:
                shown += repr(cause) + repr(vars(cause))
                cause = cause.__cause__ or cause.__context__
            assert CANARY not in shown
            assert str(2**70) not in shown
        else:
            assert CANARY not in repr(value)


@pytest.mark.parametrize(
    ("text", "values", "code"),
    [
        ("1 / a.x", {"a": {"x": 0}}, "evaluation-failed"),
        ("9223372036854775807 + a.x", {"a": {"x": 1}}, "evaluation-failed"),
        ("a.x + 1", {"a": {"x": "s"}}, "evaluation-failed"),
        ("a.x + 1", {"a": {"x": 2**70}}, "evaluation-failed"),
        ("a.x + 'y'", {"a": {"x": "\ud800"}}, "evaluation-failed"),
        ("a + 'y'", {"a": object()}, "evaluation-failed"),
        ("a.x.all(y, a.x.all(z, y == z || y != z))", {"a": {"x": list(range(300))}}, "evaluation-failed"),
        ("a.x == 'root'", {"a": {"x": "root\0"}}, "evaluation-failed"),
        ("size(a)", {"a": {"x\0": 1}}, "evaluation-failed"),
        ("a.x.y", {"a": {"x": "s"}}, "not-an-object"),
        ("a.x.y + 1", {"a": {"x": None}}, "not-an-object"),
        ("a.?x.y", {"a": {"x": 3}}, "not-an-object"),
        ("1.0 / a.x", {"a": {"x": 0.0}}, "wrong-type"),
        ("dyn(timestamp(a.x))", {"a": {"x": "2026-01-01T00:00:00Z"}}, "wrong-type"),
        ("dyn({a.x: 1})", {"a": {"x": 1}}, "wrong-type"),
        ("[dyn(duration('1s'))]", {}, "wrong-type"),
        ("{'a': dyn(b'x')}", {}, "wrong-type"),
    ],
)
def test_a_fault_is_an_evaluation_error(text: str, values: dict[str, Any], code: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        evaluate(text, **values)
    assert caught.value.code == code
    assert caught.value.detail.endswith(".")
    assert caught.value.remedy


def test_a_variable_without_a_value_is_a_fault() -> None:
    for text in ("a.x", "a.x + 'y'"):
        with pytest.raises(EvaluationError, match="not available") as caught:
            compile_expression(text, DYN).evaluate({})
        assert caught.value.code == "missing-variable"


def test_numbers_are_what_their_schema_says() -> None:
    assert evaluate("n.f * 2.0", n={"i": 1, "f": 3}) == 6.0
    assert evaluate("n.i * 2", n={"i": 3.0, "f": 1}) == 6
    assert evaluate("n.f", n={"i": 1, "f": 3}) == 3


def test_maps_come_out_in_one_order() -> None:
    keys = [f"k{number}" for number in range(40)]
    shuffled = dict.fromkeys(reversed(keys), 1)
    assert evaluate("a.map(k, k)", a=shuffled) == sorted(keys)
    assert evaluate("a.filter(k, k != 'k1').size()", a=shuffled) == 39
    assert evaluate("a.m.map(k, k + a.m[k])", a={"m": dict.fromkeys(reversed(keys), "!")}) == [f"{key}!" for key in sorted(keys)]
    assert evaluate("has(a.m) ? a.m.map(k, k) : ['none']", a={}) == ["none"]
    assert evaluate("a.map(i, i.l.map(j, j))", a=[{"l": [2, 1]}, {"l": []}]) == [[2, 1], []]
    assert evaluate("a.?l.orValue([]).map(j, j)", a={"l": [2, 1]}) == [2, 1]
    assert list(evaluate("[a][0]", a=shuffled)) == sorted(keys)


def test_a_computed_map_has_no_order_to_run_in() -> None:
    problems = compile_expression("{'b': 1, 'a': 2}.map(k, k)", DYN).problems
    assert [problem.code for problem in problems] == ["map-without-order"]
    with pytest.raises(EvaluationError, match="no order"):
        evaluate("a.map(i, i.m.map(k, k))", a=[{"m": {"x": 1}}])
    assert evaluate("a.all(i, i.m.all(k, k == 'x'))", a=[{"m": {"x": 1}}]) is True


@pytest.mark.parametrize(
    "text",
    [
        "a.x",
        "a.x.y",
        "a['x']",
        "a.?x",
        "a.?x.y",
        "a[?'x'].orValue('d')",
        "a.?x.y.orValue(b.z)",
        "a.x[0]",
        "a[?'x'][?1].orValue(0)",
        "a",
        "a.?x.orValue(3)",
    ],
)
def test_the_short_way_answers_as_cel_does(text: str) -> None:
    worlds: list[Any] = [
        {},
        {"x": 1},
        {"x": None},
        {"x": {"y": "v"}},
        {"x": {}},
        {"x": [1, 2]},
        {"x": []},
        {"x": Secret("s")},
        {"x": Unknown("string")},
        {"x": ABSENT},
    ]
    for world in worlds:
        assert _outcome(text, world) == _outcome(f"dyn({text})" if "?" not in text else f"true ? {text} : {text}", world), world


def _outcome(text: str, world: Any) -> Any:
    try:
        value = evaluate(text, a=world, b={"z": "zz"})
    except EvaluationError:
        return "fault"
    if has_unknown(value):
        return "unknown"
    return "secret" if "(secret)" in repr(value) else value
