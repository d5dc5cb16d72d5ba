"""The verdict over a run. Invalid outranks failed, failed outranks inconclusive."""

from __future__ import annotations

import enum
from dataclasses import asdict, dataclass
from typing import Any

from bouwsteen.diagnostics import error
from bouwsteen.errors import BouwsteenError, CancelledError, LoadGateError, LoadInvalidError
from bouwsteen.loadtest.plans import LoadPlan
from bouwsteen.loadtest.results import LoadResult
from bouwsteen.loadtest.thresholds import Line, judge_thresholds
from bouwsteen.loadtest.validity import Reason, judge_validity

FORMAT_VERSION = 1


class Outcome(enum.StrEnum):
    PASS = "pass"  # noqa: S105  an outcome
    FAILED = "failed"
    INVALID = "invalid"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reasons` say why the run proves nothing; `notes` are reasons that this profile can live with."""

    outcome: Outcome
    lines: tuple[Line, ...]
    reasons: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    exit_code: int

    @property
    def passed(self) -> bool:
        return self.exit_code == 0

    def to_json(self) -> dict[str, Any]:
        document = asdict(self)
        return {"formatVersion": FORMAT_VERSION, **document, "outcome": str(self.outcome)}


def judge(plan: LoadPlan, result: LoadResult) -> Verdict:
    """Pure: the same plan and result give the same verdict, anywhere and at any time."""
    profile = plan.profile.spec
    lines = judge_thresholds(profile, result)
    found = judge_validity(profile, result)
    notes = tuple(reason for reason in found if reason.timing and not profile.claims_latency)
    reasons = tuple(reason for reason in found if reason not in notes)
    outcome = _outcome(lines, reasons)
    must_answer = profile.claims_latency or any(line.measured is None for line in lines)
    return Verdict(outcome, lines, reasons, notes, _exit_code(outcome, result, must_answer=must_answer))


def _outcome(lines: tuple[Line, ...], reasons: tuple[Reason, ...]) -> Outcome:
    if reasons:
        return Outcome.INVALID
    if any(line.holds is False for line in lines):
        return Outcome.FAILED
    if any(line.holds is None for line in lines):
        return Outcome.INCONCLUSIVE
    return Outcome.PASS


def _exit_code(outcome: Outcome, result: LoadResult, *, must_answer: bool) -> int:
    """Too few samples is no proof of a latency, and nothing measured is no proof of anything.

    Otherwise a profile only asked whether things work, and what was seen of them worked.
    """
    if result.aborted == "operator":
        return CancelledError.exit_code
    if outcome is Outcome.FAILED:
        return LoadGateError.exit_code
    if outcome is Outcome.INVALID or (outcome is Outcome.INCONCLUSIVE and must_answer):
        return LoadInvalidError.exit_code
    return 0


def error_of(verdict: Verdict, result: LoadResult) -> BouwsteenError | None:
    """What a command raises for this verdict; None where it has nothing to raise."""
    if verdict.exit_code == CancelledError.exit_code:
        return CancelledError(
            *(error("load-test-stopped", "The load test was stopped", reason.text, reason.remedy) for reason in verdict.reasons[:1])
        )
    if verdict.exit_code == LoadGateError.exit_code:
        broken = [line for line in verdict.lines if line.holds is False]
        return LoadGateError(*(_broken_limit(line, result) for line in broken))
    if verdict.exit_code == LoadInvalidError.exit_code:
        if verdict.reasons:
            return LoadInvalidError(
                *(error(f"load-{reason.code}", "The load test proves nothing", reason.text, reason.remedy) for reason in verdict.reasons)
            )
        return LoadInvalidError(*(_too_few(line) for line in verdict.lines if line.holds is None))
    return None


def _broken_limit(line: Line, result: LoadResult) -> Any:
    failures = sorted(result.failures, key=lambda failure: -failure.count)[:3]
    seen = "".join(f" {failure.count} times at step `{failure.step}`: {failure.reason}." for failure in failures)
    return error(
        "load-limit-broken",
        "A limit of the load test does not hold",
        f"The limit is {line.threshold}, and {line.measured_text} was measured over {line.samples} samples.{seen}",
        "Look at the logs of the services at the time of the test, or lower what the profile asks if it asks too much.",
    )


def _too_few(line: Line) -> Any:
    return error(
        "load-too-few-samples",
        "The load test has too few samples",
        f"The limit {line.threshold} was asked of {line.samples} samples, too few for an answer.",
        "Lengthen the stages of the profile, or ask for a lower percentile.",
    )
