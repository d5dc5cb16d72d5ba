"""Inputs that are nearly right get an answer like every other: codes of the catalogue and places in the input, or acceptance.

The oracle is `outcomes.judge`: no exception but ours, the same answer twice. `slow` tries more of them.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.hostile.doors import TARGETS
from tests.hostile.mutations import make_one, nearly
from tests.hostile.outcomes import judge

# Those that start something for each input.
_DEAR = {"arguments": 8, "posts": 15, "folders": 30, "form-files": 30, "key-sets": 20, "discoveries": 20}
_DEAR |= dict.fromkeys(("shares", "client-bindings", "letter-bindings", "payment-bindings", "letters", "payments"), 8)
_FEW = 60
_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def try_some(name: str, count: int) -> None:
    target = TARGETS[name]

    @settings(max_examples=count, deadline=None, suppress_health_check=_CHECKS, database=None)
    @given(nearly(target.samples, target.words) | st.binary(max_size=60))
    def all_are_answered(content: bytes) -> None:
        judge(target, content)

    all_are_answered()


@pytest.mark.parametrize("name", TARGETS)
def test_nearly_right_input_gets_an_answer(name: str) -> None:
    try_some(name, _DEAR.get(name, _FEW))


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_much_nearly_right_input_gets_an_answer(name: str) -> None:
    """By a plain random: what draws so that it can shrink takes longer to draw than the readers take to read."""
    target, chances = TARGETS[name], Random(name)
    for _ in range(8 * _DEAR.get(name, _FEW)):
        content = make_one(target.samples, target.words, chances)
        try:
            judge(target, content)
        except Exception as problem:
            problem.add_note(f"The input: {content!r}")
            raise
