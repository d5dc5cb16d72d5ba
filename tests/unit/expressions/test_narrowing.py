"""What a condition makes sure of may be read without a guard, and nothing else."""

from __future__ import annotations

import pytest

from bouwsteen.expressions import Scope, compile_expression, narrow

PLACE = {"type": "object", "properties": {"city": {"type": "string"}, "zone": {"type": "string"}}, "required": ["city"]}
VARIABLES = {
    "a": {"type": "object", "properties": {"place": PLACE, "name": {"type": "string"}}, "required": []},
    "b": {"type": "object", "properties": {"name": {"type": "string"}}, "required": []},
}


@pytest.mark.parametrize(
    ("condition", "expression", "is_sound"),
    [
        ("has(a.place)", "a.place.city == 'x'", True),
        ("has(a.place)", "a.place.zone == 'x'", False),
        ("has(a.place.zone)", "a.place.zone == 'x'", True),
        ("has(a.place) && has(b.name)", "a.place.city == b.name", True),
        ("has(a.place) || has(b.name)", "b.name == 'x'", False),
        ("!has(b.name)", "b.name == 'x'", False),
        ("!(!has(b.name))", "b.name == 'x'", True),
        ("has(a.name) && a.name == 'y'", "a.name == 'x'", True),
        ("1 == 1", "a.name == 'x'", False),
    ],
)
def test_what_a_condition_makes_sure_of(condition: str, expression: str, is_sound: bool) -> None:
    scope = Scope(VARIABLES)
    assert compile_expression(expression, scope).problems, "it is not certain by itself"
    within = narrow(scope, compile_expression(condition, scope))
    assert (not compile_expression(expression, within).problems) == is_sound


def test_a_condition_with_a_mistake_makes_sure_of_nothing() -> None:
    scope = Scope(VARIABLES)
    assert narrow(scope, compile_expression("has(a.", scope)) is scope


def test_the_scope_itself_does_not_change() -> None:
    scope = Scope(VARIABLES)
    narrow(scope, compile_expression("has(a.name)", scope))
    assert compile_expression("a.name == 'x'", scope).problems
