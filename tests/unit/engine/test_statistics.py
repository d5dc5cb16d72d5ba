"""Time by phase, counted on a clock of the test."""

from __future__ import annotations

import threading

import pytest

from bouwsteen.cli.texts import CATALOGUE
from bouwsteen.cli.texts.statistics import STATISTICS_TEXTS
from bouwsteen.engine.statistics import Statistics
from bouwsteen.formats.statistics_json import statistics_json


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


def test_a_phase_ends_where_the_next_begins() -> None:
    clock = Clock()
    statistics = Statistics(clock)
    clock.time += 5  # before the first phase: nobody's
    statistics.begin("load")
    clock.time += 2
    statistics.begin("plan")
    clock.time += 3
    statistics.begin("load")
    clock.time += 1
    statistics.end()
    clock.time += 9
    statistics.end()
    assert statistics.seconds == {"load": 3.0, "plan": 3.0}
    assert list(statistics.seconds) == ["load", "plan"]


def test_counting_from_several_threads_loses_nothing() -> None:
    statistics = Statistics()

    def count() -> None:
        for _ in range(1000):
            statistics.count("reads")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert statistics.counts == {"reads": 4000}


def test_as_a_document() -> None:
    clock = Clock()
    statistics = Statistics(clock)
    statistics.add("start", 0.25)
    statistics.begin("plan")
    clock.time += 1
    statistics.end()
    statistics.count("instances", 3)
    assert statistics_json(statistics, 7) == {
        "phases": [{"name": "start", "seconds": 0.25}, {"name": "plan", "seconds": 1.0}],
        "seconds": 1.25,
        "counts": {"instances": 3},
        "peak_memory_bytes": 7,
    }


@pytest.mark.parametrize(
    "phase", ["load", "validate", "resolve", "compile", "expand", "state", "recover", "observe", "plan", "apply", "verify"]
)
def test_every_phase_has_a_text(phase: str) -> None:
    assert f"stats.phase.{phase}" in CATALOGUE
    assert all(STATISTICS_TEXTS[f"stats.phase.{phase}"])
