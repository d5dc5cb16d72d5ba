"""Whom an obligation of the catalog is for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from bouwsteen.expressions import CompiledTemplate, EvaluationError, Scope, compile_template
from bouwsteen.planning.shapes import ORGANISATION
from bouwsteen.policy.shapes import TRUTH


def applies(condition: str, organisation: Mapping[str, Any]) -> bool:
    """Whom an obligation is for. One that cannot be read is for everybody: nobody gets out of it by a mistake."""
    compiled = _obliged(condition)
    if compiled.problems:
        return True
    try:
        return compiled.evaluate({"organisation": organisation}) is not False
    except EvaluationError:
        return True


@lru_cache(maxsize=1000)
def _obliged(condition: str) -> CompiledTemplate:
    return compile_template(condition, _organisations(), TRUTH)


@cache
def _organisations() -> Scope:
    return Scope({"organisation": ORGANISATION})
