"""Was the generator itself the bottleneck, or was the run cut short? Pure rules over a result.

A reason with `timing` spoils claims about time only: a profile that makes none may still
stand. Every other reason spoils the whole run. The limits come from measured runs: a
healthy generator stays far under them and each saturated one we made broke at least one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bouwsteen.documents.load_profiles import LoadProfileSpec
from bouwsteen.loadtest.histograms import Histogram
from bouwsteen.loadtest.results import LoadResult, WorkerReport

BUSY_CPU = 0.80
BUSY_QUEUE = 0.20
BUSY_SAMPLES = 0.10
LATE_LOOP = 0.250
LATE_WAKE = 0.010
LATE_WAKE_OF_LIMIT = 0.10
WAKE_OF_BURST = 0.0001
"""Seconds to issue one arrival of a burst: a burst of 300 takes some 25 ms however idle the machine."""
STARVED = 0.001
ISSUED = 0.99
WATCHED = 0.5


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a run proves nothing. `code` is stable, `text` says what and why, `remedy` what to do."""

    code: str
    text: str
    remedy: str
    timing: bool = False


ABORTS = {
    "operator": ("stopped-by-person", "The run was stopped before its end.", "Run the load test again and let it finish."),
    "worker": (
        "worker-lost",
        "A worker of the load generator stopped during the run.",
        "Look for a lack of memory, then run the load test again.",
    ),
    "journeys": ("journeys-not-loaded", "The journeys could not be loaded.", "Correct the journey file that the problem names."),
    "generator": (
        "generator-lost",
        "The load generator stopped without a result.",
        "Look for a lack of memory, then run the load test again.",
    ),
    "deadline": (
        "generator-hung",
        "The load generator did not finish in time and was ended.",
        "Run the load test again on a machine with more room.",
    ),
}


def judge_validity(profile: LoadProfileSpec, result: LoadResult) -> tuple[Reason, ...]:
    return (*_cut_short(result), *_not_as_planned(result), *_broken_inside(result), *_too_busy(profile, result))


def _cut_short(result: LoadResult) -> Iterator[Reason]:
    if result.aborted:
        code, text, remedy = ABORTS.get(result.aborted, ABORTS["generator"])
        yield Reason(code, " ".join([text, *result.problems]), remedy)
        return
    lost = [worker.index for worker in result.workers if not worker.final or worker.exit_code != 0]
    if lost or not result.workers:
        numbers = ", ".join(str(index) for index in lost) or "all"
        yield Reason(
            "worker-lost", f"The last message of a worker is missing, or it ended with an error (worker {numbers}).", ABORTS["worker"][2]
        )


def _not_as_planned(result: LoadResult) -> Iterator[Reason]:
    if result.started < result.planned * ISSUED and result.aborted != "journeys":
        yield Reason(
            "too-few-issued",
            f"Of {result.planned} planned arrivals {result.started} were made, and at least {ISSUED:.0%} are needed.",
            "Raise the number of virtual people in the pool, or use more workers.",
        )
    journeys = [tally for tally in result.tallies if tally.on.startswith("journey:")]
    requests = sum(tally.done for tally in result.tallies if tally.on.startswith("request:"))
    balanced = (
        result.started == result.done + result.unfinished
        and result.done == sum(tally.done for tally in journeys)
        and result.unfinished == sum(tally.unfinished for tally in journeys)
        and result.requests == requests == result.requests_of_locust
    )
    if not balanced and not result.aborted:
        yield Reason(
            "counts-do-not-balance",
            f"{result.started} journeys started, {result.done} ended and {result.unfinished} did not; "
            f"{result.requests} requests were recorded and locust counted {result.requests_of_locust}.",
            "Run the load test again. If it happens twice, report it: this is a bug in Bouwsteen.",
        )


def _broken_inside(result: LoadResult) -> Iterator[Reason]:
    errors = [f"{place} ({count} times)" for worker in result.workers for place, count in sorted(worker.script_errors.items())]
    if errors:
        yield Reason("journey-raised", f"A journey has a fault of its own: {'; '.join(errors[:5])}.", "Correct the journey at that place.")
    if any(worker.listener_error for worker in result.workers):
        yield Reason(
            "measurement-lost",
            "Part of the measurement raised an error and was lost.",
            "Look for listeners that the journey file adds to locust.",
        )
    if result.clamped:
        yield Reason(
            "too-long-to-measure", f"{result.clamped} durations were longer than an hour.", "Lower the request timeout of the profile."
        )


def _too_busy(profile: LoadProfileSpec, result: LoadResult) -> Iterator[Reason]:
    late_loop, late_wake = _loop_lag(result.workers), _wake_lag(profile, result)
    more_room = "Use more workers, a lower rate or a machine with nothing else to do."
    if share := _busy_share(result.workers, "cpu", BUSY_CPU):
        yield Reason(
            "generator-cpu", f"The generator used over {BUSY_CPU:.0%} of its core in {share:.0%} of the samples.", more_room, timing=True
        )
    if share := _busy_share(result.workers, "run_queue", BUSY_QUEUE):
        yield Reason(
            "generator-waited",
            f"The generator waited for a core over {BUSY_QUEUE:.0%} of the time in {share:.0%} of the samples.",
            more_room,
            timing=True,
        )
    if late_loop:
        yield Reason("generator-stalled", f"The generator stood still for {late_loop * 1000:.0f} ms.", more_room, timing=True)
    if late_wake:
        yield Reason("generator-late", f"One arrival in a hundred was sent {late_wake * 1000:.0f} ms late or more.", more_room, timing=True)
    if blind := [worker.index for worker in result.workers if _watched_seconds(worker) < WATCHED * profile.seconds]:
        yield Reason(
            "generator-unwatched",
            f"The generator was too busy to watch itself for most of the run (worker {', '.join(map(str, blind))}).",
            more_room,
            timing=True,
        )
    starved = sum(worker.starved for worker in result.workers)
    if starved > max(result.planned, 1) * STARVED:
        late = bool(late_loop or late_wake)
        cause = "because the generator was late" if late else "because the pool was too small"
        yield Reason(
            "arrivals-waited",
            f"{starved} of {result.planned} arrivals found no free virtual person, {cause}.",
            more_room if late else "Raise `pool.users` of the profile, or look why the service keeps people waiting.",
            timing=True,
        )


def _busy_share(workers: Iterable[WorkerReport], what: str, limit: float) -> float:
    """The share of samples over `limit` of the busiest worker, or 0 where it is acceptable."""
    worst = 0.0
    for worker in workers:
        values = [value for sample in worker.health if (value := getattr(sample, what)) is not None]
        if values:
            worst = max(worst, sum(value > limit for value in values) / len(values))
    return worst if worst > BUSY_SAMPLES else 0.0


def _watched_seconds(worker: WorkerReport) -> float:
    """Until the last sample of its health: each one covers the time since the one before."""
    return worker.health[-1].t if worker.health else 0.0


def _loop_lag(workers: Iterable[WorkerReport]) -> float:
    worst = max((sample.loop_lag for worker in workers for sample in worker.health), default=0.0)
    return worst if worst > LATE_LOOP else 0.0


def _wake_lag(profile: LoadProfileSpec, result: LoadResult) -> float:
    total = Histogram()
    for measure in result.measures:
        if measure.on == "lag:wake":
            total.add(Histogram.decode(measure.histogram))
    tightest = min((threshold.limit for threshold in profile.thresholds if threshold.is_latency), default=0.0)
    burst = max((stage.burst or 0 for stage in profile.stages), default=0)
    allowed = max(LATE_WAKE, LATE_WAKE_OF_LIMIT * tightest) + WAKE_OF_BURST * burst
    p99 = total.quantile(99) if total.count else 0.0
    return p99 if p99 > allowed else 0.0
