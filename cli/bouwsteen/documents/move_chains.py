"""Moves that follow one another, as `moved` of a stack or a block has them. A leaf module."""

from __future__ import annotations

from collections.abc import Mapping


def names_that_come_back(moves: Mapping[str, str]) -> frozenset[str]:
    """Those to which moves that follow one another lead round: at each plan they would go round once more."""
    settled: set[str] = set()
    found: set[str] = set()
    for name in moves:
        trail: dict[str, int] = {}
        at = name
        while at in moves and at not in settled and at not in trail:
            trail[at] = len(trail)
            at = moves[at]
        if at in trail:
            found.update(each for each, number in trail.items() if number >= trail[at])
        settled.update(trail)
    return frozenset(found)
