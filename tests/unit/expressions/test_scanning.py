"""Where expressions begin and end in text."""

from __future__ import annotations

import pytest

from bouwsteen.expressions import scanning


def pieces(text: str) -> list[tuple[str, str]]:
    return [(piece.fault or ("expression" if piece.is_expression else "text"), piece.text) for piece in scanning.split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("plain", [("text", "plain")]),
        ("${a}", [("expression", "a")]),
        ("x${a}y${b}z", [("text", "x"), ("expression", "a"), ("text", "y"), ("expression", "b"), ("text", "z")]),
        ("${a}${b}", [("expression", "a"), ("expression", "b")]),
        ("${ a }", [("expression", " a ")]),
        ("$${a}", [("text", "${a}")]),
        ("$$${a}", [("text", "$${a}")]),
        ("x $${ ${a}", [("text", "x ${ "), ("expression", "a")]),
        ("$ {a} $", [("text", "$ {a} $")]),
        ("${'}'}", [("expression", "'}'")]),
        ('${"}"}', [("expression", '"}"')]),
        (r"${'\'}'}", [("expression", r"'\'}'")]),
        (r"${r'\'}", [("expression", r"r'\'")]),
        ("${'''a'}\n'''}", [("expression", "'''a'}\n'''")]),
        ('${"""}"""}', [("expression", '"""}"""')]),
        ("${{'a': {'b': 1}}}", [("expression", "{'a': {'b': 1}}")]),
        ("${{'a': '}'}}!", [("expression", "{'a': '}'}"), ("text", "!")]),
        ("${a.`b}c`}", [("expression", "a.`b}c`")]),
        ("${a // } no\n}", [("expression", "a // } no\n")]),
        ("${'http://x'}", [("expression", "'http://x'")]),
        ("${a", [("unclosed", "")]),
        ("ok ${a} ${'b}", [("text", "ok "), ("expression", "a"), ("text", " "), ("unclosed", "")]),
        ("${{}", [("unclosed", "")]),
        ("${a}}", [("expression", "a"), ("text", "}")]),
    ],
)
def test_text_is_split_at_its_expressions(text: str, expected: list[tuple[str, str]]) -> None:
    assert pieces(text) == expected


def test_an_expression_longer_than_the_limit_is_not_searched_for_its_end() -> None:
    text = "${" + "a" * scanning.MAX_EXPRESSION * 2 + "}"
    assert pieces(text) == [("too-large", "")]


def test_an_expression_of_just_the_limit_is_found() -> None:
    text = "${" + "a" * scanning.MAX_EXPRESSION + "}"
    assert pieces(text) == [("expression", "a" * scanning.MAX_EXPRESSION)]


def test_places_count_from_the_start_of_the_text() -> None:
    assert [piece.start for piece in scanning.split("ab${c}d${e}")] == [0, 4, 6, 9]
