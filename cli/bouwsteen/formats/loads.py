"""A load test, for programs.

format_version  "2.2"
stack           whose it is; since 2.2
tests[]         one for each run: {name}, which journeys and at which instance, and what follows
outcome         pass, failed, invalid or inconclusive; exit_code as the command gives it
limits[]        {limit, measured, at, samples, holds}: `holds` null where the samples are too few; seconds or ratios
reasons[]       {code, text, remedy}: why the run proves nothing; notes[] the same, that this profile can live with
run             {id, environment, profile, seed, started_at, seconds, planned, started, done, failed, unfinished, requests}
prefilled[]     {form, asked, known, share}: questions that were answered, and of these known beforehand; since 2.1
failures[]      {journey, step, reason, count}
series[]        {t, asked, done, failed, p50, p95, p99}, by the second in which people came; seconds
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from bouwsteen.loadtest.prefills import PrefillShare
from bouwsteen.loadtest.results import LoadResult
from bouwsteen.loadtest.validity import Reason
from bouwsteen.loadtest.verdicts import Verdict

FORMAT_VERSION: Final = "2.2"
_COUNTS: Final = ("planned", "started", "done", "failed", "unfinished", "requests")


def loads_json(stack: str, tested: Iterable[tuple[str, Verdict, LoadResult, Iterable[PrefillShare]]]) -> dict[str, Any]:
    return {
        "format_version": FORMAT_VERSION,
        "stack": stack,
        "tests": [{"name": name, **load_json(verdict, result, prefilled)} for name, verdict, result, prefilled in tested],
    }


def load_json(verdict: Verdict, result: LoadResult, prefilled: Iterable[PrefillShare] = ()) -> dict[str, Any]:
    return {
        "outcome": verdict.outcome.value,
        "exit_code": verdict.exit_code,
        "limits": [
            {"limit": line.threshold, "measured": line.measured, "at": line.limit, "samples": line.samples, "holds": line.holds}
            for line in verdict.lines
        ],
        "reasons": _reasons(verdict.reasons),
        "notes": _reasons(verdict.notes),
        "run": {
            "id": result.run,
            "environment": result.environment,
            "profile": result.profile,
            "seed": result.seed,
            "started_at": result.started_at,
            "seconds": result.seconds,
            **{name: getattr(result, name) for name in _COUNTS},
        },
        "prefilled": [{**asdict(each), "share": each.share} for each in prefilled],
        "failures": [asdict(failure) for failure in result.failures],
        "series": [asdict(second) for second in result.series],
    }


def _reasons(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    return [{"code": reason.code, "text": reason.text, "remedy": reason.remedy} for reason in reasons]
