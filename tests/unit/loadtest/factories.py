"""Profiles, plans and results for the tests of load tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bouwsteen.documents.load_profiles import LoadProfile
from bouwsteen.loadtest.histograms import Histogram
from bouwsteen.loadtest.plans import JourneyFile, LoadPlan
from bouwsteen.loadtest.results import HealthSample, LoadResult, Measure, Tally, WorkerReport, empty_result

ERRORS = {"stat": "errorRatio", "atMost": 0}
P95 = {"on": "journey", "stat": "p95", "atMost": "PT1S"}


def make_profile(**spec: Any) -> LoadProfile:
    document = {
        "apiVersion": "bouwsteen.vlaanderen.be/v1alpha1",
        "kind": "LoadProfile",
        "metadata": {"name": "proef"},
        "spec": {"title": {"nl": "Proef"}, "stages": [{"name": "a", "rate": 10, "duration": "PT10S"}], "thresholds": [ERRORS], **spec},
    }
    return LoadProfile.model_validate_json(json.dumps(document))


def make_plan(**spec: Any) -> LoadPlan:
    return LoadPlan(make_profile(**spec), (JourneyFile(Path("journeys.py"), {}),), seed=7)


def make_histogram(*seconds: float) -> str:
    histogram = Histogram()
    histogram.record(round(value * 1e6) for value in seconds)
    return histogram.encode()


def make_worker(**changes: Any) -> WorkerReport:
    health = tuple(HealthSample(t / 2, 0.1, 0.01, 0.002) for t in range(1, 21))
    known = {"index": 0, "started": 300, "starved": 0, "final": True, "exit_code": 0, "listener_error": False, "script_errors": {}}
    return WorkerReport(**{**known, "health": health, **changes})


def make_result(*latencies: float, failed: int = 0, unfinished: int = 0, **changes: Any) -> LoadResult:
    """A healthy run of one journey with one request, 300 arrivals of 10 ms each unless told otherwise."""
    taken = latencies or (0.01,) * 300
    done, started = len(taken), len(taken) + unfinished
    known: dict[str, Any] = {
        "run": "r",
        "seconds": 10.0,
        "planned": started,
        "started": started,
        "done": done,
        "failed": failed,
        "unfinished": unfinished,
        "requests": done,
        "requests_of_locust": done,
        "planned_by_stage": {"a": started},
        "tallies": (Tally("journey:send", "a", done, failed, unfinished), Tally("request:open", "a", done, failed)),
        "measures": (
            Measure("journey:send", "corrected", "a", make_histogram(*taken)),
            Measure("journey:send", "service", "a", make_histogram(*(0.005 for _ in taken))),
            Measure("lag:wake", "service", "a", make_histogram(*(0.001 for _ in taken))),
        ),
        "workers": (make_worker(started=started),),
    }
    return empty_result(**{**known, **changes})
