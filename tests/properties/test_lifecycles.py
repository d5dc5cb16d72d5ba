"""Whole lives of an environment: stacks that change, worlds that fail, programs that are killed.

After every step the world and the record agree, whatever happened in it. After a clean apply there is nothing
left to do and exactly what the stack asks for is there; after a clean destroy only what must be kept is.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.properties.lives import Lifecycle
from tests.support.lifecycles import Workspaces


def live(examples: int, steps: int, folder: Path, number: int | None = None) -> None:
    """Without a `number` the same lives each time, so that a change is judged by what it changed."""
    Lifecycle.workspaces = Workspaces(folder / "workspace")

    class Drawn(Lifecycle):
        """One number belongs to these alone."""

    run_state_machine_as_test(
        Drawn if number is None else seed(number)(Drawn),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=number is None,
            print_blob=True,
            report_multiple_bugs=False,
            phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )


def told() -> str:
    """How many steps all lives had together, and of what kind."""
    steps = Lifecycle.steps
    return f"{steps.total()} steps without a fault: " + ", ".join(f"{number} {name}" for name, number in steps.most_common())


@pytest.fixture(autouse=True)
def _from_the_beginning() -> None:
    Lifecycle.steps.clear()


def test_lives(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    live(80, 16, tmp_path)
    record_property("steps", told())
    assert Lifecycle.steps.total() > 1000, told()


@pytest.mark.slow
def test_longer_lives(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    live(85, 40, tmp_path)
    record_property("steps", told())


@pytest.mark.soak
def test_many_lives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As many steps as BOUWSTEEN_STEPS says; BOUWSTEEN_SEED gives lives of one worker again."""
    wanted = int(os.environ.get("BOUWSTEEN_STEPS", "10000"))
    first = int(os.environ.get("BOUWSTEEN_SEED", random.randrange(10**6)))
    for number in itertools.count():
        live(60, 40, tmp_path / str(number), first + number)
        with capsys.disabled():
            sys.stdout.write(f"\nseed {first}, {told()}")
            sys.stdout.flush()
        if Lifecycle.steps.total() >= wanted:
            break
