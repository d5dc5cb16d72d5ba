"""The load generator against a small site: what it counts, and whether it notices when it is no good.

Each test starts real processes. A run takes some six seconds, most of it locust's start.
"""

from __future__ import annotations

import dataclasses
import os
import signal
import threading
import time
from pathlib import Path

import psutil
import pytest
from tests.loadtests.conftest import Site
from tests.loadtests.runners import SECRET, generators, make_plan, measure, run, watch

from bouwsteen.adapters.load_generators.runs import run_load_test
from bouwsteen.loadtest.plans import JourneyFile, LoadPlan
from bouwsteen.loadtest.progress import Progress
from bouwsteen.loadtest.results import LoadResult
from bouwsteen.loadtest.verdicts import Outcome, judge

pytestmark = pytest.mark.xdist_group("generator")


def reasons(plan: LoadPlan, result: LoadResult) -> set[str]:
    return {reason.code for reason in judge(plan, result).reasons}


def test_every_person_gets_through_and_is_counted_once(site: Site) -> None:
    plan = make_plan(site.url, "send-message", workers=2)
    result, seen = watch(plan)
    counts = site.counts()
    assert result.started == result.done == result.planned == len(plan.schedule)
    assert counts["counts"]["/sent"] == result.planned
    assert counts["correlations"] == {f"{result.run}-{number}": 3 for number in range(result.planned)}
    assert result.requests == result.requests_of_locust == 3 * result.planned
    assert [worker.exit_code for worker in result.workers] == [0, 0]
    assert judge(plan, result).lines[0].holds
    assert seen[0].phase == "starting"
    assert seen[-1].phase == "done"
    assert seen[-1].done == result.planned
    assert (result.environment, result.seed, result.plan_digest) == ("proef/local", 3, plan.digest)
    assert SECRET not in str(result.to_json())


def test_a_failing_service_fails_the_test_and_says_at_which_step(site: Site) -> None:
    plan = make_plan(site.url, "fail", seconds=2)
    result = run(plan)
    verdict = judge(plan, result)
    assert (verdict.outcome, verdict.exit_code) == (Outcome.FAILED, 11)
    assert [(failure.step, failure.reason, failure.count) for failure in result.failures] == [("fail", "HTTP 503", result.planned)]


@pytest.mark.slow
def test_a_journey_with_a_fault_makes_the_run_invalid_without_showing_values(site: Site) -> None:
    plan = make_plan(site.url, "crash", seconds=2)
    result = run(plan)
    assert "journey-raised" in reasons(plan, result)
    assert "KeyError at site_journeys.py:" in next(iter(result.workers[0].script_errors))
    assert SECRET not in str(result.to_json())


def test_a_journey_file_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("import nothing_like_this\n")
    plan = make_plan("http://127.0.0.1:9", "ping")
    result = run(dataclasses.replace(plan, files=(JourneyFile(broken, {}),)))
    assert result.aborted == "journeys"
    assert result.problems == ("The file cannot be run: ModuleNotFoundError at broken.py:1.",)
    assert judge(plan, result).exit_code == 12


def test_a_journey_that_the_file_lacks_is_named() -> None:
    result = run(make_plan("http://127.0.0.1:9", "nowhere"))
    assert result.aborted == "journeys"
    assert "'nowhere'" in result.problems[0]


def test_a_person_can_stop_a_run_and_keeps_what_was_measured(site: Site) -> None:
    plan = make_plan(site.url, "ping", seconds=30)
    stop = threading.Event()
    result = run_load_test(plan, lambda line: stop.set() if line.t > 1.5 else None, stop.is_set)
    assert result.aborted == "operator"
    assert result.done > 3
    assert all(worker.final for worker in result.workers)
    assert judge(plan, result).exit_code == 8
    assert generators() == []


@pytest.mark.slow
def test_a_journey_that_outlasts_the_drain_counts_as_unfinished(site: Site) -> None:
    plan = make_plan(site.url, "ping", seconds=2, drain="PT1S", ms="30000")
    result = run(plan)
    assert result.unfinished == result.started == result.planned
    assert judge(plan, result).lines[0].measured == 1.0
    assert "counts-do-not-balance" not in reasons(plan, result)


@pytest.mark.slow
@pytest.mark.fault("F46")
def test_a_stalled_service_shows_in_the_corrected_view_only(site: Site) -> None:
    """The proof that waiting is measured: four people are too few to see a stall of three seconds otherwise."""
    plan = make_plan(site.url, "ping", rate=100, seconds=8, users=4)

    def stall(_: list[psutil.Process]) -> None:
        threading.Thread(target=stop_for, args=(site.process.pid, 3.0)).start()

    result = run(plan, at=2, act=stall)
    assert result.started == result.planned
    corrected = measure(plan, result, "p95", "corrected")
    assert corrected > 2  # of the three seconds that it stood still
    assert measure(plan, result, "p99", "service") < corrected / 5
    assert "arrivals-waited" in reasons(plan, result)


@pytest.mark.slow
def test_a_generator_that_stood_still_is_noticed(site: Site) -> None:
    plan = make_plan(site.url, "ping", rate=50, seconds=8, users=200)

    def stall(processes: list[psutil.Process]) -> None:
        stop_for(processes[-1].pid, 2.0)

    assert {"generator-stalled", "generator-late"} <= reasons(plan, run(plan, at=2, act=stall))


@pytest.mark.slow
def test_a_worker_that_is_killed_makes_the_run_invalid_at_once(site: Site) -> None:
    plan = make_plan(site.url, "ping", rate=20, seconds=20, workers=2)
    result = run(plan, at=2, act=lambda processes: processes[-1].kill())
    assert result.started < result.planned
    assert result.aborted == "worker"
    assert "worker-lost" in reasons(plan, result)
    assert judge(plan, result).exit_code == 12


@pytest.mark.slow
def test_workers_stop_when_their_leader_is_killed(site: Site) -> None:
    plan = make_plan(site.url, "ping", rate=20, seconds=20, workers=2)
    result = run(plan, at=2, act=lambda processes: processes[0].kill())
    before = site.counts()["counts"].get("/slow", 0)
    time.sleep(1.5)
    assert site.counts()["counts"].get("/slow", 0) == before
    assert result.aborted == "generator"
    assert judge(plan, result).exit_code == 12


@pytest.mark.slow
def test_a_reader_that_sleeps_does_not_hold_up_the_run(site: Site) -> None:
    plan = make_plan(site.url, "ping", rate=20, seconds=5)
    slept: list[bool] = []

    def sleep_once(_: Progress) -> None:
        if not slept:
            slept.append(True)
            time.sleep(7)

    result = run_load_test(plan, sleep_once, lambda: False)
    assert result.done == result.planned
    assert "worker-lost" not in reasons(plan, result)


@pytest.mark.slow
def test_a_journey_that_burns_the_processor_is_noticed(site: Site) -> None:
    plan = make_plan(site.url, "burn", rate=400, seconds=5, users=800)
    assert {"generator-cpu", "generator-late"} & reasons(plan, run(plan))


def stop_for(process: int, seconds: float) -> None:
    os.kill(process, signal.SIGSTOP)
    time.sleep(seconds)
    os.kill(process, signal.SIGCONT)
