"""An answer that is kept is that of equal data and no other."""

from __future__ import annotations

from typing import Any

import pytest

from bouwsteen.expressions import Scope, cel_engine, compile_expression
from bouwsteen.values import Secret, Unknown, reveal


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What CEL was asked."""
    computed: list[str] = []
    evaluate = cel_engine.evaluate

    def count(text: str, *rest: Any, **options: Any) -> tuple[Any, ...]:
        computed.append(text)
        return evaluate(text, *rest, **options)

    monkeypatch.setattr(cel_engine, "evaluate", count)
    return computed


def test_what_was_read_before_is_not_computed_again(computed: list[str]) -> None:
    asked = compile_expression("a.b == 'x' && a.c.exists(each, each > 2)", Scope({"a": {}}))
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
def test_data_that_differ_are_each_asked(one: Any, other: Any, computed: list[str]) -> None:
    asked = compile_expression("type(a.x) == type(1)", Scope({"a": {}}))
    for _ in range(2):
        answers = [asked.evaluate({"a": {"x": each}}) for each in (one, other)]
        assert answers == [type(each) is int for each in (one, other)]
    assert len(computed) == 2


@pytest.mark.parametrize("large", [list(range(2_000)), "a" * 5_000])
def test_large_data_are_not_kept(large: Any, computed: list[str]) -> None:
    asked = compile_expression("size(a.x) > 1", Scope({"a": {}}))
    assert [asked.evaluate({"a": {"x": large}}) for _ in range(2)] == [True, True]
    assert len(computed) == 2
