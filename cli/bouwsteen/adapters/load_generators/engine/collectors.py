"""What the leader gathers from the workers' reports, and the raw result it makes of it."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from bouwsteen.documents.load_profiles import LoadProfileSpec
from bouwsteen.loadtest.histograms import Histogram, quantile_of
from bouwsteen.loadtest.progress import Progress, Row
from bouwsteen.loadtest.results import Failure, HealthSample, Measure, Second, Tally, WorkerReport
from bouwsteen.loadtest.schedules import Schedule, choose_journey, count_by_second

MOST_ROWS = 20


@dataclass(slots=True)
class Worker:
    index: int
    started: int = 0
    starved: int = 0
    in_flight: int = 0
    final: bool = False
    exit_code: int | None = None
    listener_error: bool = False
    scripts: Counter[str] = field(default_factory=Counter)
    health: list[HealthSample] = field(default_factory=list)


class Collector:
    """Everything measured so far. `add` takes a report; `take_progress` also closes a one-second window."""

    def __init__(self, profile: LoadProfileSpec, schedule: Schedule, seed: int, workers: int) -> None:
        self.profile = profile
        self.schedule = schedule
        self.seed = seed
        self.weights: dict[str, float] = {}
        self.workers = {index: Worker(index) for index in range(workers)}
        self.histograms: dict[tuple[str, str, int], Histogram] = defaultdict(Histogram)
        self.tallies: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
        self.failures: Counter[str] = Counter()
        self.by_second: dict[int, list[int]] = defaultdict(list)
        self.failed_by_second: Counter[int] = Counter()
        self.done = self.failed = self.unfinished = self.requests = self.requests_of_locust = 0
        self._asked = count_by_second(schedule.dues, int(schedule.seconds) or 1)
        self._window: dict[str, list[int]] = defaultdict(list)
        self._window_wake: list[int] = []

    def add(self, index: int, report: dict[str, Any]) -> None:
        worker = self.workers[index]
        worker.started, worker.starved, worker.in_flight = report["started"], report["starved"], report["inFlight"]
        worker.scripts.update(report["scripts"])
        worker.health += [HealthSample(*sample) for sample in report["health"]]
        self.failures.update(report["failures"])
        for number, corrected, service, failed in report["journeys"]:
            self._add_journey(number, corrected, service, failed)
        for key, (service, corrected, failed) in report["requests"].items():
            self._add_requests(key, service, corrected, failed)
        for stage, lag in report["wake"]:
            self.histograms["lag:wake", "service", stage].record([lag])
            self._window_wake.append(lag)

    def _add_journey(self, number: int, corrected: int, service: int, failed: int) -> None:
        on, stage = self._of(number)
        self.histograms[on, "corrected", stage].record([corrected])
        self.histograms[on, "service", stage].record([service])
        tally = self.tallies[on, stage]
        tally[0] += 1
        tally[1] += failed
        self.done += 1
        self.failed += failed
        second = int(self.schedule.dues[number])
        self.by_second[second].append(corrected)
        self.failed_by_second[second] += failed
        self._window[on].append(corrected)

    def add_unfinished(self, number: int, age: int) -> None:
        """A journey that never ended took at least as long as it has lasted, so its age counts."""
        on, stage = self._of(number)
        self.histograms[on, "corrected", stage].record([age])
        self.tallies[on, stage][2] += 1
        self.unfinished += 1
        self.failures[f"{on.removeprefix('journey:')}\tunfinished\tstill running at the end"] += 1
        self.by_second[int(self.schedule.dues[number])].append(age)
        self.failed_by_second[int(self.schedule.dues[number])] += 1

    def _of(self, number: int) -> tuple[str, int]:
        return f"journey:{choose_journey(self.weights, self.seed, number)}", self.schedule.stages[number]

    def _add_requests(self, key: str, service: list[int], corrected: list[int], failed: int) -> None:
        stage, _, name = key.partition("|")
        on = f"request:{name}"
        self.histograms[on, "service", int(stage)].record(service)
        self.histograms[on, "corrected", int(stage)].record(corrected)
        tally = self.tallies[on, int(stage)]
        tally[0] += len(service)
        tally[1] += failed
        self.requests += len(service)
        self._window[on] += corrected

    @property
    def started(self) -> int:
        return sum(worker.started for worker in self.workers.values())

    @property
    def in_flight(self) -> int:
        return sum(worker.in_flight for worker in self.workers.values())

    @property
    def is_all_done(self) -> bool:
        return self.done >= len(self.schedule)

    def take_progress(self, start: float, phase: str, missing: int) -> Progress:
        t = max(0.0, time.monotonic() - start) if start else 0.0
        journeys = [value for name, values in self._window.items() if name.startswith("journey:") for value in values]
        rows = sorted(self._window.items(), key=lambda item: (not item[0].startswith("journey:"), -len(item[1])))[:MOST_ROWS]
        progress = Progress(
            t=round(t, 2),
            phase=phase,
            seconds=self.schedule.seconds,
            planned=len(self.schedule),
            asked=sum(self._asked[: int(t)]) if t < self.schedule.seconds else len(self.schedule),
            started=self.started,
            done=self.done,
            failed=self.failed,
            in_flight=self.in_flight,
            starved=sum(worker.starved for worker in self.workers.values()),
            p50=quantile_of(journeys, 50),
            p95=quantile_of(journeys, 95),
            wake_p99=quantile_of(self._window_wake, 99),
            cpu=tuple(worker.health[-1].cpu if worker.health else 0.0 for worker in self.workers.values()),
            missing=missing,
            rows=tuple(Row(name, len(values), quantile_of(values, 50), quantile_of(values, 95)) for name, values in rows),
        )
        self._window, self._window_wake = defaultdict(list), []
        return progress

    def to_fields(self) -> dict[str, Any]:
        """The fields of a `LoadResult` that come from here."""
        stages = [stage.name for stage in self.profile.stages]
        planned = Counter(stages[stage] for stage in self.schedule.stages)
        return {
            "planned": len(self.schedule),
            "planned_by_stage": {stage: planned[stage] for stage in stages},
            "started": self.started,
            "done": self.done,
            "failed": self.failed,
            "unfinished": self.unfinished,
            "requests": self.requests,
            "requests_of_locust": self.requests_of_locust,
            "clamped": sum(histogram.clamped for histogram in self.histograms.values()),
            "tallies": tuple(Tally(on, stages[stage], *counts) for (on, stage), counts in sorted(self.tallies.items())),
            "measures": tuple(
                Measure(on, view, stages[stage], histogram.encode()) for (on, view, stage), histogram in sorted(self.histograms.items())
            ),
            "failures": tuple(_failure(key, count) for key, count in sorted(self.failures.items())),
            "series": tuple(self._second(second) for second in range(len(self._asked))),
            "workers": tuple(self._report(worker) for worker in self.workers.values()),
        }

    def _second(self, second: int) -> Second:
        values = self.by_second[second]
        failed = self.failed_by_second[second]
        p50, p95, p99 = (quantile_of(values, percent) for percent in (50, 95, 99))
        return Second(second, self._asked[second], len(values), failed, p50, p95, p99)

    @staticmethod
    def _report(worker: Worker) -> WorkerReport:
        return WorkerReport(
            worker.index,
            worker.started,
            worker.starved,
            worker.final,
            worker.exit_code,
            worker.listener_error,
            dict(worker.scripts),
            tuple(worker.health),
        )


def _failure(key: str, count: int) -> Failure:
    journey, step, reason = key.split("\t")
    return Failure(journey, step, reason, count)
