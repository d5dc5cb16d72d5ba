"""What is relied on of the CEL library: when a version changes it, this says so."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from typing import Any

import pytest

from bouwsteen.expressions import cel_engine
from bouwsteen.expressions.syntax import Call, Constant, Fold, Listing, Mapped, Name, Select

RECORD = {"type": "object", "properties": {"f": {"type": "string"}, "inner": {"type": "object", "properties": {"g": {"type": "integer"}}}}}


@pytest.fixture(scope="module")
def checker() -> cel_engine.Checker:
    nested = {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}
    return cel_engine.Checker(
        {"m": RECORD, "d": {}, "n": {"type": "object", "properties": {"l": nested, "o": {"type": "array", "items": RECORD}}}}
    )


def test_optional_selection_works_on_messages(checker: cel_engine.Checker) -> None:
    for text in ("m.?f", "m.?inner.g", "m.?inner.?g"):
        checked = checker.check(text)
        assert isinstance(checked, cel_engine.Checked)
        assert checked.optional
    assert isinstance(checker.check("m.?nope"), tuple)


def test_lists_of_lists_are_open_and_lists_of_records_are_not(checker: cel_engine.Checker) -> None:
    assert isinstance(checker.check("n.l[0][0] + 'x'"), cel_engine.Checked)
    assert isinstance(checker.check("n.o[0].inner.g + 1"), cel_engine.Checked)
    assert isinstance(checker.check("n.o[0].inner.h + 1"), tuple)


def test_errors_have_places_in_characters(checker: cel_engine.Checker) -> None:
    errors = checker.check("'😀é' +\n  m.nope")
    assert isinstance(errors, tuple)
    assert errors[0].offset == 10


def test_the_tree_is_read() -> None:
    assert cel_engine.parse("a.?b[0] + has(c.d)") == Call(
        "_+_",
        None,
        (
            Call("_[_]", None, (Call("_?._", None, (Name("a"), Constant("b"))), Constant(0))),
            Select(Name("c"), "d", presence=True),
        ),
    )
    assert cel_engine.parse("[1, ?x]") == Listing((Constant(1), Name("x")), optional=True)
    assert cel_engine.parse("{'a': null}") == Mapped(((Constant("a"), Constant(None)),))
    fold = cel_engine.parse("l.map(x, x)")
    assert isinstance(fold, Fold)
    assert (fold.variables, fold.range) == (("x",), Name("l"))


def test_values_of_errors_do_not_come_back_as_values() -> None:
    with pytest.raises(cel_engine.EvaluationFaultError, match="divide by zero") as caught:
        cel_engine.evaluate("1/0", {}, optional=False)
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_an_optional_result_is_none_or_one() -> None:
    assert cel_engine.evaluate("a.?b", {"a": {}}, optional=True) == ()
    assert cel_engine.evaluate("a.?b // why", {"a": {"b": 1}}, optional=True) == (1,)


@pytest.mark.parametrize("text", ["null", "[null]", "{'a': {'b': null}}", "v", "v.l", "v.l.map(x, x)"])
def test_nulls_cost_no_reference_to_none(text: str) -> None:
    values = {"v": {"n": None, "l": [None, None]}}
    cel_engine.evaluate(text, values)
    before = sys.getrefcount(None)
    for _ in range(3000):
        cel_engine.evaluate(text, values)
    assert abs(sys.getrefcount(None) - before) < 1000


@pytest.mark.parametrize("text", ["[[v.?x]]", "{'a': {'b': v.?l}}", "v.l.map(i, [v.?x])", "[optional.of([v.?x])]", "dyn(v.?x)"])
def test_an_optional_inside_of_a_value_is_a_fault_and_no_crash(text: str) -> None:
    for _ in range(3000):
        with pytest.raises(cel_engine.EvaluationFaultError):
            cel_engine.evaluate(text, {"v": {"l": [1, 2]}})


@pytest.mark.parametrize(("value", "expected"), [([2, 1], [2, 1]), ({"b": 1}, None)])
def test_the_keys_of_a_computed_map_are_refused_at_run_time(value: Any, expected: Any) -> None:
    text = "v.map(y, y)"
    tree = cel_engine.parse(text)
    assert isinstance(tree, Fold)
    ranges = (cel_engine.Range(tree.number),)
    if expected is not None:
        assert cel_engine.evaluate(text, {"v": value}, ranges=ranges) == (expected,)
        return
    with pytest.raises(cel_engine.EvaluationFaultError, match="no order"):
        cel_engine.evaluate(text, {"v": value}, ranges=ranges)


def test_an_interrupt_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cel_engine, "_program", interrupt)
    with pytest.raises(KeyboardInterrupt):
        cel_engine.evaluate("1", {}, optional=False)


def test_a_panic_of_the_library_is_contained(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicError(BaseException):
        pass

    def panic(*_: Any) -> None:
        raise PanicError("lost")

    monkeypatch.setattr(cel_engine, "_program", panic)
    with pytest.raises(cel_engine.EvaluationFaultError, match="lost"):
        cel_engine.evaluate("1", {}, optional=False)


def _run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True, env={"PYTHONPATH": "cli"}
    )
    assert done.stderr == ""
    return done.stdout


def test_bare_paths_never_load_the_library() -> None:
    printed = _run(
        """
        import sys
        from bouwsteen.expressions import Scope, compile_template
        scope = Scope({"a": {"type": "object", "properties": {"b": {"type": "string"}}, "required": ["b"]}})
        template = compile_template({"x": "${a.b}", "y": "${a['b']}/z", "z": "${a.?c.orValue(1)}"}, scope)
        template.evaluate
        assert [problem.code for problem in template.problems] == ["undefined-field"]
        assert template.at(("y",)).evaluate({"a": {"b": "v"}}) == "v/z"
        print([name for name in ("cel_expr_python", "google.protobuf", "jsonschema_rs") if name in sys.modules])
        """
    )
    assert printed.strip() == "[]"


def test_names_that_protobuf_dislikes_print_nothing() -> None:
    _run(
        """
        from bouwsteen.expressions import Scope, compile_expression
        names = ["foo_bar", "fooBar", "a__b", "a_b", "A_B", "_", "__", "x", "X", "package", "message", "class", "1a", "e1_entry", "E1Entry"]
        for first in names:
            for second in names:
                fields = {name: {"type": "object", "additionalProperties": {"type": "string"}} for name in {first, second}}
                scope = Scope({"v": {"type": "object", "properties": fields}})
                assert compile_expression("size('x') + 1", scope).problems == ()
        """
    )
