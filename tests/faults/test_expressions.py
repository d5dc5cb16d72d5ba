"""An expression that harms the library which reads it: refused by name, and the program lives on.

What an expression itself says wrong is in `test_conditions.py`, as seen by an environment that would lose something; what it may
cost is in `tests/unit/expressions/test_hostile_input.py`; what it may look like in `tests/hostile`.
"""

from __future__ import annotations

from typing import Any

import pytest

from bouwsteen.expressions import EvaluationError, Scope, cel_engine, compile_expression, compile_template
from bouwsteen.expressions.scanning import MAX_EXPRESSION

SCOPE = Scope({"a": {"type": "integer"}, "b": {}})
HUGE = {
    "a character too many": "a + " + "1" * (MAX_EXPRESSION - 3),
    "100000 parentheses": "(" * 100_000 + "a" + ")" * 100_000,
    "a text without end": "'" + "x" * 200_000,
    "a mebibyte of terms": "a" + " + a" * 262_144,
}


class Panic(BaseException):
    """As native code throws it: no Exception."""


class Panicking:
    """The library's environment, which panics at one of its calls."""

    def __init__(self, real: Any, at: str, panic: BaseException) -> None:
        self._real, self._at, self._panic = real, at, panic

    def compile(self, text: str, **options: Any) -> Any:
        if self._at == "compile":
            raise self._panic
        return Panicking(self._real.compile(text, **options), self._at, self._panic)

    def deserialize(self, data: bytes) -> Any:
        return Panicking(self._real.deserialize(data), self._at, self._panic)

    def eval(self, **options: Any) -> Any:
        if self._at == "eval":
            raise self._panic
        return self._real.eval(**options)

    def serialize(self) -> Any:
        return self._real.serialize()


@pytest.fixture
def _forgotten() -> Any:
    """Compiled programs are kept; those of a library that panics must not be, nor hide that it does."""
    cel_engine._program.cache_clear()
    yield
    cel_engine._program.cache_clear()


def panicking(monkeypatch: pytest.MonkeyPatch, at: str, panic: BaseException) -> None:
    real = cel_engine._plain_environment()
    checking = cel_engine._checking_environment
    monkeypatch.setattr(cel_engine, "_plain_environment", lambda: Panicking(real, at, panic))
    monkeypatch.setattr(cel_engine, "_checking_environment", lambda pool, types: Panicking(checking(pool, types), at, panic))


@pytest.mark.fault("F42")
@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_the_library_never_sees_what_is_too_large(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(cel_engine, "_compile", lambda _, given, **__: seen.append(given))
    (problem,) = compile_expression(text, SCOPE).problems
    assert problem.code == "expression-too-large"
    assert len(problem.detail) < 600
    in_template = compile_template({"x": "${" + text + "}"}, SCOPE).problems
    assert [(each.code, each.path) for each in in_template] == [("expression-too-large", ("x",))]
    assert seen == []


@pytest.mark.fault("F42")
@pytest.mark.usefixtures("_forgotten")
def test_a_panic_while_it_is_evaluated_is_its_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compile_expression("b + 1 - 1", SCOPE)
    assert compiled.problems == ()
    panicking(monkeypatch, "eval", Panic("index out of bounds"))
    with pytest.raises(EvaluationError) as caught:
        compiled.evaluate({"a": 1, "b": 2})
    assert caught.value.code == "evaluation-failed"
    assert "b + 1 - 1" in caught.value.detail
    assert caught.value.__cause__ is None


@pytest.mark.fault("F42")
@pytest.mark.usefixtures("_forgotten")
def test_a_panic_while_it_is_read_is_its_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    panicking(monkeypatch, "compile", Panic("index out of bounds"))
    fresh = Scope({"a": {"type": "integer"}})
    (problem, *_) = compile_expression("a + 7 - 7", fresh).problems
    assert problem.code == "expression-syntax"
    monkeypatch.undo()
    assert compile_expression("a + 7 - 7", Scope({"a": {"type": "integer"}})).evaluate({"a": 1}) == 1


@pytest.mark.fault("F42")
def test_a_panic_over_schemas_leaves_what_we_see_ourselves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Types are not checked then; names and fields still are."""
    real = cel_engine._checking_environment

    def panic(pool: Any, types: Any) -> Any:
        if pool is not None:
            raise Panic("descriptor")
        return real(pool, types)

    monkeypatch.setattr(cel_engine, "_checking_environment", panic)
    fresh = Scope({"m": {"type": "object", "properties": {"f": {"type": "integer"}}, "required": ["f"], "additionalProperties": False}})
    assert compile_expression("m.f + 3", fresh).evaluate({"m": {"f": 1}}) == 4
    assert [each.code for each in compile_expression("m.g + 3", fresh).problems] == ["undefined-field"]


@pytest.mark.usefixtures("_forgotten")
@pytest.mark.parametrize("end", [KeyboardInterrupt(), SystemExit(3)])
def test_a_person_who_ends_the_program_ends_it(end: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compile_expression("b + 2 - 2", SCOPE)
    panicking(monkeypatch, "eval", end)
    with pytest.raises(type(end)):
        compiled.evaluate({"a": 1, "b": 2})
