"""Moves that lead round, and how much it costs to see it."""

from __future__ import annotations

import itertools
from functools import partial

import pytest
from tests.support.efforts import growth

from bouwsteen.documents.move_chains import names_that_come_back


@pytest.mark.parametrize(
    ("moves", "found"),
    [
        ({}, ""),
        ({"a": "b", "b": "c"}, ""),
        ({"a": "a"}, "a"),
        ({"a": "b", "b": "a"}, "ab"),
        ({"x": "a", "a": "b", "b": "c", "c": "a"}, "abc"),
        ({"a": "b", "b": "a", "x": "y", "y": "x", "z": "a"}, "abxy"),
        ({"c": "d", "d": "e", "a": "c", "b": "c"}, ""),
    ],
)
def test_the_names_of_rings_and_no_others(moves: dict[str, str], found: str) -> None:
    assert names_that_come_back(moves) == frozenset(found)
    assert names_that_come_back(dict(reversed(moves.items()))) == frozenset(found)


@pytest.mark.parametrize("last", ["end", "m0"], ids=["a chain", "a ring"])
def test_long_chains_cost_in_proportion(last: str) -> None:
    def moves(size: int) -> dict[str, str]:
        chain = [*(f"m{number}" for number in range(size)), last]
        pairs = list(itertools.pairwise(chain))
        return dict(pairs[::2] + pairs[1::2])

    assert growth(lambda size: partial(names_that_come_back, moves(size)), 200, 800) < 1.2
