"""LoadResult: what a run measured. The generator writes it and never judges itself.

Everything that a verdict needs is in here as raw as it can be (histograms, samples of the
generator's own health, counts), so that anybody can judge the same result again.
Times are seconds unless a name says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

FORMAT_VERSION = 1


class ResultFormatError(ValueError):
    """A document that is not a load result of a version this program reads."""


@dataclass(frozen=True, slots=True)
class Tally:
    """`on` is `journey:NAME` or `request:NAME`. `done` counts all that ended, the failed ones too."""

    on: str
    stage: str
    done: int
    failed: int
    unfinished: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """A histogram. `on` as in `Tally`, or `lag:wake`: how late the generator itself was."""

    on: str
    view: str
    stage: str
    histogram: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why journeys ended early: the step that failed, and how. `journey` is its name."""

    journey: str
    step: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class HealthSample:
    """About half a second of one worker. Shares are of one core; `run_queue` is None where the
    system does not tell."""

    t: float
    cpu: float
    run_queue: float | None
    loop_lag: float


@dataclass(frozen=True, slots=True)
class WorkerReport:
    index: int
    started: int
    starved: int
    """Arrivals whose due time passed while no virtual person was free."""
    final: bool
    """Whether its last message came in."""
    exit_code: int | None
    listener_error: bool
    script_errors: Mapping[str, int]
    """Type and place of an exception in a journey, and how often. Never its text."""
    health: tuple[HealthSample, ...]


@dataclass(frozen=True, slots=True)
class Second:
    """Arrivals by the second in which they were due: how the people who came then fared.

    Times are corrected, in seconds; `failed` and the times include journeys that never ended.
    """

    t: int
    asked: int
    done: int
    failed: int
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class LoadResult:
    run: str
    environment: str
    profile: str
    plan_digest: str
    seed: int
    started_at: str
    seconds: float
    """How long the run took, drain included."""
    aborted: str
    """Empty, or what ended the run early: `operator`, `worker`, `journeys`, `generator`, `deadline`."""
    planned: int
    started: int
    done: int
    failed: int
    unfinished: int
    requests: int
    requests_of_locust: int
    """Locust's own count of the same requests."""
    clamped: int
    planned_by_stage: Mapping[str, int]
    tallies: tuple[Tally, ...] = ()
    measures: tuple[Measure, ...] = ()
    failures: tuple[Failure, ...] = ()
    series: tuple[Second, ...] = ()
    workers: tuple[WorkerReport, ...] = ()
    problems: tuple[str, ...] = ()
    versions: Mapping[str, str] | None = None
    machine: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        return {"formatVersion": FORMAT_VERSION, **asdict(self)}


def empty_result(**known: Any) -> LoadResult:
    """A run that measured nothing, with what is known of it."""
    nothing: dict[str, Any] = dict.fromkeys(
        ("planned", "started", "done", "failed", "unfinished", "requests", "requests_of_locust", "clamped"), 0
    )
    names: dict[str, Any] = dict.fromkeys(("run", "environment", "profile", "plan_digest", "started_at", "aborted"), "")
    return LoadResult(**{**nothing, **names, "seed": 0, "seconds": 0.0, "planned_by_stage": {}, **known})


def load_result(document: Any) -> LoadResult:
    """Raises ResultFormatError."""
    if not isinstance(document, dict) or document.get("formatVersion") != FORMAT_VERSION:
        raise ResultFormatError(f"a load result of formatVersion {FORMAT_VERSION} was expected")
    values = {field.name: document[field.name] for field in fields(LoadResult) if field.name in document}
    try:
        for name, kind in _PARTS.items():
            values[name] = tuple(kind(**item) for item in values.get(name, ()))
        values["workers"] = tuple(_load_worker(item) for item in values.get("workers", ()))
        values["problems"] = tuple(values.get("problems", ()))
        return LoadResult(**values)
    except (TypeError, KeyError, AttributeError) as error:
        raise ResultFormatError("the load result lacks a field, or has one that is not known") from error


_PARTS: Mapping[str, type[Any]] = {"tallies": Tally, "measures": Measure, "failures": Failure, "series": Second}


def _load_worker(item: dict[str, Any]) -> WorkerReport:
    return WorkerReport(**{**item, "health": tuple(HealthSample(**sample) for sample in item["health"])})
