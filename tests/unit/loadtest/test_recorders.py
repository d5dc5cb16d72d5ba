"""From a worker's notes to the leader's result, without locust."""

from __future__ import annotations

import json
import os

import pytest
from tests.unit.loadtest.factories import make_profile

from bouwsteen.adapters.load_generators.engine.collectors import Collector
from bouwsteen.adapters.load_generators.engine.pipes import write_progress
from bouwsteen.adapters.load_generators.engine.recorders import MOST_NAMES, Recorder
from bouwsteen.loadtest.results import empty_result, load_result
from bouwsteen.loadtest.schedules import plan_schedule

SPEC = make_profile(arrivals="uniform", stages=[{"name": "a", "rate": 2, "duration": "PT5S"}]).spec


def make_collector() -> Collector:
    collector = Collector(SPEC, plan_schedule(SPEC, 1), 1, workers=1)
    collector.weights = {"send": 1.0}
    return collector


def test_what_is_noted_arrives_in_the_result() -> None:
    recorder, collector = Recorder(started=3), make_collector()
    recorder.request("open GET /", 0, 0.010, 0.020, failed=False)
    recorder.request("open GET /", 0, 0.010, 0.010, failed=True)
    recorder.journey(0, 0.030, 0.020, failed=False)
    recorder.journey(1, 0.050, 0.040, failed=True)
    recorder.failure("send", "open", "HTTP 503")
    recorder.wake.append([0, 1_000])
    recorder.health.append([0.5, 0.1, None, 0.001])
    collector.add(0, json.loads(json.dumps(recorder.drain())))
    collector.add_unfinished(2, 4_000_000)
    result = load_result(json.loads(json.dumps(empty_result(**collector.to_fields()).to_json())))
    assert (result.planned, result.started, result.done, result.failed, result.unfinished, result.requests) == (10, 3, 2, 1, 1, 2)
    assert [(tally.on, tally.done, tally.failed, tally.unfinished) for tally in result.tallies] == [
        ("journey:send", 2, 1, 1),
        ("request:open GET /", 2, 1, 0),
    ]
    assert [(failure.step, failure.reason) for failure in result.failures] == [
        ("open", "HTTP 503"),
        ("unfinished", "still running at the end"),
    ]
    assert [(second.asked, second.done, second.failed) for second in result.series] == [
        (2, 2, 1),
        (2, 1, 1),
        (2, 0, 0),
        (2, 0, 0),
        (2, 0, 0),
    ]
    assert result.workers[0].health[0].run_queue is None


def test_a_report_holds_only_what_is_new() -> None:
    recorder = Recorder()
    recorder.request("a", 0, 0.01, 0.01, failed=False)
    assert recorder.drain()["requests"]
    again = recorder.drain()
    assert not any(again[name] for name in ("requests", "journeys", "wake", "failures", "scripts", "health"))


def test_nothing_is_noted_after_the_end() -> None:
    recorder = Recorder(closed=True)
    recorder.request("a", 0, 0.01, 0.01, failed=False)
    recorder.journey(0, 0.01, 0.01, failed=False)
    recorder.failure("a", "b", "c")
    recorder.script("d")
    assert not any(value for name, value in recorder.drain().items() if name != "inFlight")


def test_names_and_reasons_are_bounded() -> None:
    recorder = Recorder()
    for index in range(MOST_NAMES * 2):
        recorder.request(f"name {index}", 0, 0.01, 0.01, failed=False)
        recorder.failure("a", f"step {index}", "reason")
    report = recorder.drain()
    assert len(report["requests"]) == MOST_NAMES + 1
    assert len(report["requests"]["0|other"][0]) == MOST_NAMES
    assert len(report["failures"]) == MOST_NAMES + 1


def test_progress_shows_the_last_second_only() -> None:
    recorder, collector = Recorder(started=1), make_collector()
    recorder.journey(0, 0.030, 0.020, failed=False)
    collector.add(0, recorder.drain())
    first, second = collector.take_progress(0.0, "running", 0), collector.take_progress(0.0, "running", 0)
    assert (first.p95, [row.name for row in first.rows]) == (0.03, ["journey:send"])
    assert (second.p95, second.rows, second.done) == (0.0, (), 1)


@pytest.mark.parametrize("full", [True, False])
def test_a_reader_that_sleeps_loses_lines_and_holds_up_nothing(full: bool) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    if full:
        with pytest.raises(BlockingIOError):
            fill(writing)
    assert write_progress(writing, make_collector().take_progress(0.0, "running", 0)) is not full
    os.close(reading)
    os.close(writing)


def fill(pipe: int) -> None:
    while True:
        os.write(pipe, b"x" * 4_096)
