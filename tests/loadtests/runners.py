"""Running a load test in a test, with a hand on its processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from tests.unit.loadtest.factories import make_profile

from bouwsteen.adapters.load_generators.runs import ENGINE, run_load_test
from bouwsteen.loadtest.plans import JourneyFile, LoadPlan
from bouwsteen.loadtest.progress import Progress
from bouwsteen.loadtest.results import LoadResult
from bouwsteen.loadtest.thresholds import judge_thresholds
from bouwsteen.values import Secret

JOURNEYS = Path(__file__).parent / "site_journeys.py"
SECRET = "hunter22-in-a-binding"


def make_plan(
    url: str, journey: str, *, rate: float = 5, seconds: float = 3, users: int = 40, workers: int = 1, drain: str = "PT6S", **binding: Any
) -> LoadPlan:
    profile = make_profile(
        stages=[{"name": "a", "rate": rate, "duration": f"PT{seconds}S"}],
        pool={"users": users},
        drain=drain,
        journeys={journey: 1},
        thresholds=[{"stat": "errorRatio", "atMost": 0}, {"on": "journey", "stat": "p95", "atMost": "PT1S", "samples": 10}],
    )
    bindings = {"site": {"url": url, "password": Secret(SECRET), **binding}}
    return LoadPlan(profile, (JourneyFile(JOURNEYS, bindings),), seed=3, environment="proef/local", workers=workers)


def run(plan: LoadPlan, at: float | None = None, act: Callable[[list[psutil.Process]], None] | None = None) -> LoadResult:
    """The result; `act` gets [leader, workers…] once, `at` seconds into the run."""
    return watch(plan, at, act)[0]


def watch(
    plan: LoadPlan, at: float | None = None, act: Callable[[list[psutil.Process]], None] | None = None
) -> tuple[LoadResult, list[Progress]]:
    seen: list[Progress] = []
    acted: list[bool] = []

    def progress(line: Progress) -> None:
        seen.append(line)
        if act is not None and at is not None and not acted and line.phase == "running" and line.t >= at:
            acted.append(True)
            act(generators())

    result = run_load_test(plan, progress, lambda: False)
    assert acted or act is None
    assert generators() == []
    return result, seen


def generators() -> list[psutil.Process]:
    """Processes of a load generator that this test started, its leader first."""
    return [child for child in psutil.Process().children(recursive=True) if ENGINE in command(child)]


def command(process: psutil.Process) -> str:
    """Its command line; nothing of one that has ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie too
        return ""


def measure(plan: LoadPlan, result: LoadResult, stat: str, view: str) -> float:
    """Seconds: one percentile over the journeys of a result."""
    threshold = plan.profile.spec.thresholds[1].model_copy(update={"stat": stat, "view": view})
    spec = plan.profile.spec.model_copy(update={"thresholds": (threshold,)})
    measured = judge_thresholds(spec, result)[0].measured
    assert measured is not None
    return measured
