"""What expressions cost, as figures. They are printed (`pytest -m benchmark -s`); nothing here judges them."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bouwsteen.expressions import Scope, compile_expression, compile_template

EVALUATIONS = 30_000


@pytest.mark.benchmark
def test_evaluating_bare_paths_is_fast(scope: Scope, activation: dict[str, Any]) -> None:
    fields = {
        "a": "${uses.database.host}",
        "b": "${organisation.name}/callback",
        "c": "${resources['http'].port}",
        "d": "${uses.database.password}",
    }
    template = compile_template(fields, scope)
    started = time.perf_counter()
    for _ in range(EVALUATIONS // len(fields)):
        template.evaluate(activation)
    seconds = time.perf_counter() - started
    print(f"{EVALUATIONS} evaluations of bare paths: {seconds:.3f} s")  # noqa: T201  the figure is the point


@pytest.mark.benchmark
def test_compiling_distinct_expressions(scope: Scope, activation: dict[str, Any]) -> None:
    compile_expression("1 + 1", scope)  # loads the library
    texts = [
        f"organisation.name + '-{number}-' + string(uses.database.port) + (has(uses.mail) ? uses.mail.host : '')" for number in range(50)
    ]
    started = time.perf_counter()
    compiled = [compile_expression(text, scope) for text in texts]
    middle = time.perf_counter()
    assert all(expression.problems == () for expression in compiled)
    for expression in compiled:
        expression.evaluate(activation)
    after = time.perf_counter()
    print(f"50 distinct expressions: {(middle - started) * 1000:.1f} ms to compile, {(after - middle) * 1000:.1f} ms to evaluate first")  # noqa: T201  the figure is the point
