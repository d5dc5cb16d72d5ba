"""Every part of an expression is changed, and nothing in quotes or of another meaning is taken for a part."""

from __future__ import annotations

import pytest

from bouwsteen.policy.mutations import mutate

ALWAYS = {"denied", "always true", "always false"}


def changes(expression: str) -> dict[str, str]:
    return {what: text for what, text in mutate(expression) if what not in ALWAYS}


@pytest.mark.parametrize(
    ("expression", "rest"),
    [
        ("a", []),
        ("a && b", ["b", "a"]),
        ("a && b || c", ["c", "a && b", "b || c", "a || c"]),
        ("a && (b || c)", ["(b || c)", "a", "a && (c)", "a && (b)"]),
        ("f('||') && [a || b][0]", ["[a || b][0]", "f('||')", "f('||') && [b][0]", "f('||') && [a][0]"]),
        ("a || b || c", ["b || c", "a || c", "a || b"]),
        ("x.all(y, y.a && y.b)", ["x.all(y, y.b)", "x.all(y, y.a)"]),
        ("a ? b && c : d || e", ["a ? c : d || e", "a ? b : d || e", "a ? b && c : e", "a ? b && c : d"]),
    ],
)
def test_each_term_of_each_chain_is_left_out(expression: str, rest: list[str]) -> None:
    assert [text for what, text in mutate(expression) if what.startswith("without ") and what != "without !"] == rest


@pytest.mark.parametrize(
    ("expression", "others"),
    [
        ("a == b", ["a != b"]),
        ("a != b", ["a == b"]),
        ("a <= 25", ["a > 25", "a < 25", "a <= 26", "a <= 24"]),
        ("a > 0", ["a <= 0", "a >= 0", "a > 1", "a > -1"]),
        ("!a", ["a"]),
        ("a.?b.orValue(true)", ["a.?b.orValue(false)"]),
        ("x.exists(y, y == 'z')", ["x.all(y, y == 'z')", "x.exists(y, y != 'z')", "x.exists(y, y == 'z~')"]),
        ("a in ['b', 'c==1']", ["a in ['b~', 'c==1']", "a in ['b', 'c==1~']"]),
        ("a.b2 && all", ["all", "a.b2", "a.b2 || all"]),
    ],
)
def test_each_comparison_operator_and_constant_is_changed(expression: str, others: list[str]) -> None:
    assert list(changes(expression).values()) == others


def test_the_whole_is_denied_and_made_constant() -> None:
    assert [text for what, text in mutate("a || b") if what in ALWAYS] == ["!(a || b)", "true", "false"]
