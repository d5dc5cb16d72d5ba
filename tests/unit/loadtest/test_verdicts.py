"""Thresholds, validity and verdict together: results in, verdicts out."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from tests.unit.loadtest.factories import ERRORS, P95, make_histogram, make_plan, make_result, make_worker

from bouwsteen.errors import CancelledError, LoadGateError, LoadInvalidError
from bouwsteen.loadtest.results import HealthSample, LoadResult, Measure, ResultFormatError, Tally, WorkerReport, empty_result, load_result
from bouwsteen.loadtest.verdicts import Outcome, error_of, judge

TIMED = [ERRORS, P95]


def codes(result: LoadResult, **spec: Any) -> list[str]:
    return [reason.code for reason in judge(make_plan(thresholds=TIMED, **spec), result).reasons]


def test_a_healthy_run_within_its_limits_passes() -> None:
    verdict = judge(make_plan(thresholds=TIMED), make_result())
    assert (verdict.outcome, verdict.exit_code, verdict.reasons, verdict.notes) == (Outcome.PASS, 0, (), ())
    assert [line.measured_text for line in verdict.lines] == ["0.00%", "10 ms"]
    assert error_of(verdict, make_result()) is None


def test_a_slow_service_fails_in_the_corrected_view_only() -> None:
    slow = make_result(*[0.01] * 270, *[3.0] * 30)
    verdict = judge(make_plan(thresholds=TIMED), slow)
    assert (verdict.outcome, verdict.exit_code) == (Outcome.FAILED, 11)
    uncorrected = judge(make_plan(thresholds=[ERRORS, {**P95, "view": "service"}]), slow)
    assert uncorrected.outcome is Outcome.PASS
    error = error_of(verdict, slow)
    assert isinstance(error, LoadGateError)
    assert "journey p95 corrected at most 1000 ms" in error.diagnostics[0].detail
    assert "300" in error.diagnostics[0].detail


def test_one_failed_journey_breaks_a_limit_of_none() -> None:
    assert judge(make_plan(), make_result(failed=1)).outcome is Outcome.FAILED
    assert judge(make_plan(thresholds=[{"stat": "errorRatio", "atMost": 0.01}]), make_result(failed=1)).outcome is Outcome.PASS


def test_a_journey_that_never_ended_counts_as_an_error() -> None:
    verdict = judge(make_plan(), make_result(unfinished=3))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.lines[0].measured == pytest.approx(3 / 303)


def test_the_rate_is_what_ended_of_what_was_planned() -> None:
    plan = make_plan(thresholds=[{"stat": "rateRatio", "atLeast": 0.995}])
    assert judge(plan, make_result()).outcome is Outcome.PASS
    assert judge(plan, make_result(unfinished=3)).outcome is Outcome.FAILED


def test_too_few_samples_say_nothing_about_a_percentile() -> None:
    few = make_result(*[5.0] * 50)
    verdict = judge(make_plan(thresholds=TIMED), few)
    assert (verdict.outcome, verdict.exit_code) == (Outcome.INCONCLUSIVE, 12)
    assert isinstance(error_of(verdict, few), LoadInvalidError)
    assert judge(make_plan(thresholds=[ERRORS, {**P95, "samples": 50}]), few).outcome is Outcome.FAILED


def test_too_few_samples_do_not_fail_a_profile_without_a_percentile() -> None:
    verdict = judge(make_plan(thresholds=[{**ERRORS, "samples": 1_000}]), make_result())
    assert (verdict.outcome, verdict.exit_code) == (Outcome.INCONCLUSIVE, 0)


def test_a_limit_on_what_never_happened_is_no_pass() -> None:
    verdict = judge(make_plan(thresholds=[{**ERRORS, "on": "request:mistyped"}]), make_result())
    assert (verdict.outcome, verdict.exit_code) == (Outcome.INCONCLUSIVE, 12)


def test_a_warm_up_is_not_judged() -> None:
    stages = [{"name": "warm", "rate": 10, "duration": "PT5S", "judged": False}, {"name": "a", "rate": 10, "duration": "PT10S"}]
    result = make_result()
    warm = (Tally("journey:send", "warm", 20, 20), Tally("request:open", "warm", 20, 20))
    slow = Measure("journey:send", "corrected", "warm", make_histogram(*[9.0] * 20))
    result = dataclasses.replace(result, tallies=(*result.tallies, *warm), measures=(*result.measures, slow), failed=20)
    result = dataclasses.replace(result, planned=320, started=320, done=320, requests=320, requests_of_locust=320)
    verdict = judge(make_plan(stages=stages, thresholds=TIMED), result)
    assert (verdict.outcome, verdict.reasons) == (Outcome.PASS, ())


def busy(cpu: float = 0.1, run_queue: float = 0.0, loop_lag: float = 0.0) -> WorkerReport:
    """A worker with three busy samples of twenty: up to a tenth is tolerated."""
    late = tuple(HealthSample(t / 2, cpu, run_queue, loop_lag) for t in (18, 19, 20))
    return make_worker(health=make_worker().health[:17] + late)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"aborted": "worker", "problems": ("Worker 0 ended with code -9.",)}, "worker-lost"),
        ({"aborted": "generator"}, "generator-lost"),
        ({"aborted": "deadline"}, "generator-hung"),
        ({"workers": (make_worker(final=False),)}, "worker-lost"),
        ({"workers": (make_worker(exit_code=1),)}, "worker-lost"),
        ({"workers": ()}, "worker-lost"),
        ({"planned": 400}, "too-few-issued"),
        ({"requests_of_locust": 299}, "counts-do-not-balance"),
        ({"started": 301}, "counts-do-not-balance"),
        ({"workers": (make_worker(script_errors={"KeyError at x.py:3": 2}),)}, "journey-raised"),
        ({"workers": (make_worker(listener_error=True),)}, "measurement-lost"),
        ({"clamped": 1}, "too-long-to-measure"),
        ({"workers": (busy(cpu=0.9),)}, "generator-cpu"),
        ({"workers": (busy(run_queue=0.5),)}, "generator-waited"),
        ({"workers": (busy(loop_lag=0.3),)}, "generator-stalled"),
        ({"workers": (make_worker(health=()),)}, "generator-unwatched"),
        ({"workers": (make_worker(starved=2),)}, "arrivals-waited"),
    ],
)
def test_each_rule_makes_a_timed_run_invalid(changes: dict[str, Any], code: str) -> None:
    result = make_result(**changes)
    assert codes(result) == [code]
    verdict = judge(make_plan(thresholds=TIMED), result)
    assert (verdict.outcome, verdict.exit_code) == (Outcome.INVALID, 12)
    assert isinstance(error_of(verdict, result), LoadInvalidError)


def test_a_late_generator_is_invalid_and_a_burst_gives_it_some_slack() -> None:
    late = make_result()
    late = dataclasses.replace(late, measures=(*late.measures, Measure("lag:wake", "service", "a", make_histogram(*[0.120] * 10))))
    tight = [ERRORS, {**P95, "atMost": "PT0.5S"}]
    assert [reason.code for reason in judge(make_plan(thresholds=tight), late).reasons] == ["generator-late"]
    bursts = [{"name": "a", "rate": 10, "duration": "PT10S"}, {"name": "b", "burst": 1_000}]
    assert judge(make_plan(thresholds=tight, stages=bursts), late).reasons == ()


def test_starved_arrivals_are_blamed_on_the_pool_or_on_the_generator() -> None:
    pool = judge(make_plan(thresholds=TIMED), make_result(workers=(make_worker(starved=30),))).reasons
    assert "the pool was too small" in pool[0].text
    late = judge(make_plan(thresholds=TIMED), make_result(workers=(dataclasses.replace(busy(loop_lag=0.9), starved=30),))).reasons
    assert "the generator was late" in late[-1].text


def test_a_busy_generator_is_only_a_note_where_nothing_is_claimed_about_time() -> None:
    verdict = judge(make_plan(), make_result(workers=(busy(cpu=0.9),)))
    assert (verdict.outcome, verdict.exit_code) == (Outcome.PASS, 0)
    assert [note.code for note in verdict.notes] == ["generator-cpu"]


def test_a_lost_worker_is_invalid_whatever_the_profile_claims() -> None:
    assert judge(make_plan(), make_result(workers=(make_worker(final=False),))).outcome is Outcome.INVALID


def test_invalid_outranks_failed_and_failed_outranks_inconclusive() -> None:
    assert judge(make_plan(), make_result(failed=5, aborted="worker")).outcome is Outcome.INVALID
    assert judge(make_plan(thresholds=TIMED), make_result(*[0.01] * 50, failed=5)).outcome is Outcome.FAILED


def test_a_person_who_stops_the_run_gets_the_code_of_cancelling() -> None:
    result = make_result(aborted="operator")
    verdict = judge(make_plan(), result)
    assert (verdict.outcome, verdict.exit_code) == (Outcome.INVALID, 8)
    assert isinstance(error_of(verdict, result), CancelledError)


def test_summaries_are_stable_and_short() -> None:
    results = [make_result(failed=3), make_result(aborted="worker"), make_result(aborted="operator")]
    for result in results:
        error = error_of(judge(make_plan(), result), result)
        assert error is not None
        assert all(len(item.summary) < 60 and item.remedy and item.detail.endswith(".") for item in error.diagnostics)


def test_a_result_survives_json_and_gives_the_same_verdict() -> None:
    result = make_result(*[0.01] * 270, *[3.0] * 30)
    again = load_result(json.loads(json.dumps(result.to_json())))
    plan = make_plan(thresholds=TIMED)
    assert again == dataclasses.replace(result, failures=())
    assert judge(plan, again) == judge(plan, result)
    json.dumps(judge(plan, result).to_json())


@pytest.mark.parametrize("document", [None, [], {}, {"formatVersion": 2}, {"formatVersion": 1}, {"formatVersion": 1, "workers": [3]}])
def test_what_is_not_a_result_is_refused(document: Any) -> None:
    with pytest.raises(ResultFormatError):
        load_result(document)


def test_nothing_measured_is_never_a_pass() -> None:
    verdict = judge(make_plan(), empty_result(aborted="generator"))
    assert verdict.outcome is Outcome.INVALID
    assert verdict.lines[0].measured_text == "nothing measured"
