"""By hand: many inputs for each target, as long as `BOUWSTEEN_FUZZ` says, in minutes.

BOUWSTEEN_FUZZ=10 uv run pytest -m soak tests/hostile
"""

from __future__ import annotations

import os
import time
from random import Random

import pytest
from tests.hostile.corpora import cases
from tests.hostile.doors import TARGETS
from tests.hostile.mutations import make_one
from tests.hostile.outcomes import judge

_LARGEST_SEED = 20_000  # bytes; larger ones make slow and not better inputs


@pytest.mark.soak
@pytest.mark.parametrize("name", TARGETS)
def test_inputs_without_end(name: str) -> None:
    target = TARGETS[name]
    seed = Random().randrange(1 << 32)
    random = Random(seed)
    pool = [*target.samples, *(content for case in cases(name) if len(content := case.content) <= _LARGEST_SEED)]
    end = time.monotonic() + 60 * float(os.environ.get("BOUWSTEEN_FUZZ", "1"))
    while time.monotonic() < end:
        content = make_one(pool, target.words, random)
        try:
            judge(target, content)
        except BaseException as problem:
            problem.add_note(f"target {name}, seed {seed}, input {content[:2_000]!r}")
            raise
