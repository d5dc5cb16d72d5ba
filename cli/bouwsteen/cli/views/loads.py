"""A load test while it runs, second by second, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bouwsteen.cli.texts import Texts
from bouwsteen.cli.views.sheets import Look, Part, Sheet, Style, Styled
from bouwsteen.cli.views.times import milliseconds, seconds_text
from bouwsteen.loadtest.progress import Progress
from bouwsteen.loadtest.results import LoadResult
from bouwsteen.loadtest.thresholds import Line
from bouwsteen.loadtest.verdicts import Outcome, Verdict

_OUTCOMES = {
    Outcome.PASS: Style.GOOD,
    Outcome.FAILED: Style.ERROR,
    Outcome.INVALID: Style.ERROR,
    Outcome.INCONCLUSIVE: Style.WARNING,
}

_COUNTS = ("asked", "started", "done", "failed")


@dataclass(slots=True)
class LoadRates:
    """Progress counts from the start; people read per second."""

    before: dict[str, int] = field(default_factory=dict)
    time: float = 0.0

    def update(self, progress: Progress) -> dict[str, float]:
        """Per second since the last update."""
        counts = {name: int(getattr(progress, name)) for name in _COUNTS}
        seconds = progress.t - self.time
        rates = {name: (counts[name] - self.before.get(name, 0)) / seconds if seconds > 0 else 0.0 for name in _COUNTS}
        self.before, self.time = counts, progress.t
        return rates


def load_line(texts: Texts, progress: Progress, rates: dict[str, float]) -> list[Part]:
    """Counts so far, with the rate of the last second behind each."""
    shown = {name: f"{getattr(progress, name)} ({rates[name]:.1f}/s)" for name in _COUNTS}
    line: list[Part] = [texts("run.load", t=f"{progress.t:.0f}", in_flight=progress.in_flight, **shown)]
    if progress.p95:
        latency = texts("run.load.latency", p50=milliseconds(progress.p50), p95=milliseconds(progress.p95))
        line.append(Styled(f"  {latency}", Style.DIM))
    return line


def render_verdict(verdict: Verdict, result: LoadResult, look: Look, *, verbose: bool = False) -> str:
    """The outcome, each limit with what was measured, and where journeys failed.

    Notes on a run that passed are one line, in full with `verbose`: they say nothing about whether things work.
    """
    texts = look.texts
    sheet = Sheet(look)
    sheet.line(Styled(texts(f"load.{verdict.outcome.value}"), _OUTCOMES[verdict.outcome]))
    counts = texts("load.counts", done=result.done, time=seconds_text(result.seconds), failed=result.failed, requests=result.requests)
    sheet.line(counts, indent=2)
    if verdict.lines:
        names = ("limit", "measured", "samples")
        sheet.table([_limit_row(line, look) for line in verdict.lines], [texts(f"heading.{name}") for name in names], indent=2)
    for failure in sorted(result.failures, key=lambda each: -each.count)[:5]:
        line = texts("load.failure", n=failure.count, journey=failure.journey, step=failure.step, reason=failure.reason)
        sheet.line(Styled(line, Style.ERROR), indent=2)
    for reason in verdict.reasons:
        sheet.line(Styled(reason.text, Style.WARNING), f" {reason.remedy}", indent=2)
    if verdict.notes and verdict.passed and not verbose:
        sheet.line(Styled(texts("load.notes.brief"), Style.DIM), indent=2)
        return sheet.text()
    if verdict.notes:
        sheet.line(Styled(texts("load.notes"), Style.DIM), indent=2)
    for note in verdict.notes:
        sheet.line(Styled(note.text, Style.DIM), f" {note.remedy}", indent=4)
    return sheet.text()


def _limit_row(line: Line, look: Look) -> list[Part]:
    style = Style.WARNING if line.holds is None else Style.GOOD if line.holds else Style.ERROR
    mark = {None: "?", True: look.glyph("✓", "+"), False: look.glyph("✗", "x")}[line.holds]
    return [Styled(f"{mark} {line.threshold}", style), line.measured_text, str(line.samples)]
