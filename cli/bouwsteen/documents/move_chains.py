"""Moves that follow one another, as `moved` of a stack or a block has them. A leaf module."""

from __future__ import annotations

from collections.abc import Mapping


def comes_back(name: str, moves: Mapping[str, str]) -> bool:
    """Whether moves that follow one another lead round to a name: at each plan they would go round once more."""
    seen: set[str] = set()
    at = moves.get(name)
    while at is not None and at != name and at not in seen:
        seen.add(at)
        at = moves.get(at)
    return at == name
