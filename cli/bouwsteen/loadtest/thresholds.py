"""What the limits of a profile say about a result. Pure: the same result gives the same lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bouwsteen.documents.load_profiles import LoadProfileSpec, Threshold
from bouwsteen.loadtest.histograms import Histogram
from bouwsteen.loadtest.results import LoadResult, Measure, Tally


@dataclass(frozen=True, slots=True)
class Line:
    """One threshold, judged. `measured` is seconds or a ratio, None where there was nothing to
    measure; `holds` is None where the samples are too few to say."""

    threshold: str
    measured: float | None
    limit: float
    samples: int
    holds: bool | None
    is_latency: bool

    @property
    def measured_text(self) -> str:
        if self.measured is None:
            return "nothing measured"
        return f"{self.measured * 1000:.0f} ms" if self.is_latency else f"{self.measured:.2%}"


def judge_thresholds(profile: LoadProfileSpec, result: LoadResult) -> tuple[Line, ...]:
    judged = {stage.name for stage in profile.stages if stage.judged}
    return tuple(_judge(threshold, result, judged) for threshold in profile.thresholds)


def describe_threshold(threshold: Threshold) -> str:
    """`journey p95 corrected at most 2000 ms`."""
    side = "at most" if threshold.at_most is not None else "at least"
    if threshold.is_latency:
        return f"{threshold.on} {threshold.stat} {threshold.view} {side} {threshold.limit * 1000:.0f} ms"
    return f"{threshold.on} {threshold.stat} {side} {threshold.limit:.2%}"


def _judge(threshold: Threshold, result: LoadResult, judged: set[str]) -> Line:
    if threshold.is_latency:
        measured, samples = _percentile(threshold, result.measures, judged)
    elif threshold.stat == "errorRatio":
        measured, samples = _error_ratio(threshold.on, result.tallies, judged)
    else:
        measured, samples = _rate_ratio(result, judged)
    holds = None
    if measured is not None and samples >= threshold.enough:
        holds = measured <= threshold.limit if threshold.at_most is not None else measured >= threshold.limit
    return Line(describe_threshold(threshold), measured, threshold.limit, samples, holds, threshold.is_latency)


def _is_about(wanted: str, on: str) -> bool:
    """`run` and `journey` are about every journey."""
    return on.startswith("journey:") if wanted in {"run", "journey"} else on == wanted


def _percentile(threshold: Threshold, measures: Iterable[Measure], judged: set[str]) -> tuple[float | None, int]:
    total = Histogram()
    for measure in measures:
        if measure.stage in judged and measure.view == threshold.view and _is_about(threshold.on, measure.on):
            total.add(Histogram.decode(measure.histogram))
    if not total.count:
        return None, 0
    return total.quantile(float(threshold.stat.removeprefix("p"))), total.count


def _error_ratio(on: str, tallies: Iterable[Tally], judged: set[str]) -> tuple[float | None, int]:
    about = [tally for tally in tallies if tally.stage in judged and _is_about(on, tally.on)]
    started = sum(tally.done + tally.unfinished for tally in about)
    if not started:
        return None, 0
    return sum(tally.failed + tally.unfinished for tally in about) / started, started


def _rate_ratio(result: LoadResult, judged: set[str]) -> tuple[float | None, int]:
    planned = sum(count for stage, count in result.planned_by_stage.items() if stage in judged)
    done = sum(tally.done for tally in result.tallies if tally.stage in judged and tally.on.startswith("journey:"))
    return (done / planned, planned) if planned else (None, 0)
