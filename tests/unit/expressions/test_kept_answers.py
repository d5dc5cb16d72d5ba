"""An answer that is kept is that of equal data and no other."""

from __future__ import annotations

from typing import Any

import pytest

from bouwsteen.expressions import Scope, cel_engine, compile_expression
from bouwsteen.expressions.evaluation import _frozen
from bouwsteen.values import Secret, Unknown, reveal


def test_what_was_read_before_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = compile_expression("a.b == 'x' && a.c.exists(each, each > 2)", Scope({"a": {}}))
    computed: list[str] = []
    evaluate = cel_engine.evaluate

    def count(text: str, *rest: Any, **options: Any) -> tuple[Any, ...]:
        computed.append(text)
        return evaluate(text, *rest, **options)

    monkeypatch.setattr(cel_engine, "evaluate", count)
    data = [{"b": "x", "c": [1, 3]}, {"b": "x", "c": [1, 2]}, {"b": "y", "c": [1, 3]}, {"b": "x", "c": [1, 3], "other": 1}]
    expected = [True, False, False, True]
    for _ in range(3):
        assert [asked.evaluate({"a": each}) for each in data] == expected
    assert len(computed) == 3


def test_a_secret_leaves_nothing_behind() -> None:
    asked = compile_expression("a.b == 'x'", Scope({"a": {}}))
    for value, expected in (("x", True), ("y", False)):
        found = asked.evaluate({"a": {"b": Secret(value)}})
        assert reveal(found) is expected
    assert isinstance(asked.evaluate({"a": {"b": Unknown("string")}}), Unknown)
    assert asked.evaluate({"a": {"b": "x"}}) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (1, 1.0),
        (0.0, -0.0),
        ("1", 1),
        ([], {}),
        ([[1], 2], [[1, 2]]),
        ([[], []], [[[]]]),
        ({"a": {"b": 1}}, {"a": {"b": "1"}}),
        ({"a": [], "b": {}}, {"a": {}, "b": []}),
        ({"a": 1}, ["a", 1]),
        (None, False),
    ],
)
def test_data_that_differ_have_other_keys(one: Any, other: Any) -> None:
    assert _frozen({"x": one}) != _frozen({"x": other})
    assert _frozen({"x": one}) == _frozen({"x": one})


def test_large_data_have_no_key() -> None:
    assert _frozen({"x": list(range(100))}) is None
    assert _frozen({"x": "a" * 2_000}) is None
