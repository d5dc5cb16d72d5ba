"""How much lies around in a command, and in a process that stays."""

from __future__ import annotations

import atexit
import gc
import weakref
from collections.abc import Iterator

import pytest

from bouwsteen.cli.memories import collect_rarely, collect_steadily

MANY = 50_000


class Ring:
    """Nobody needs it any more, and it refers to itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()
    atexit.unregister(gc.freeze)


def left_lying() -> int:
    rings: weakref.WeakSet[Ring] = weakref.WeakSet()
    for _ in range(MANY):
        rings.add(Ring())
    return len(rings)


def test_a_command_does_not_look_for_garbage_and_a_process_that_stays_does() -> None:
    collect_rarely()
    gc.collect()  # else what other tests made counts too
    assert left_lying() == MANY
    collect_steadily()
    assert left_lying() < MANY / 2
