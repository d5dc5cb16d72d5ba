"""What came of a load test."""

from __future__ import annotations

from collections.abc import Sequence

from bouwsteen.cli.views.sheets import Look, Part, Sheet, Style, Styled
from bouwsteen.cli.views.times import seconds_text
from bouwsteen.loadtest.prefills import PrefillShare
from bouwsteen.loadtest.results import LoadResult
from bouwsteen.loadtest.thresholds import Line
from bouwsteen.loadtest.verdicts import Outcome, Verdict

_OUTCOMES = {
    Outcome.PASS: Style.GOOD,
    Outcome.FAILED: Style.ERROR,
    Outcome.INVALID: Style.ERROR,
    Outcome.INCONCLUSIVE: Style.WARNING,
}


def render_verdict(
    verdict: Verdict, result: LoadResult, look: Look, prefilled: Sequence[PrefillShare] = (), *, verbose: bool = False
) -> str:
    """The outcome, each limit with what was measured, how much of the forms was known beforehand, and where journeys failed.

    Notes on a run that passed are one line, in full with `verbose`: they say nothing about whether things work.
    """
    texts = look.texts
    sheet = Sheet(look)
    sheet.line(Styled(texts(f"load.{verdict.outcome.value}"), _OUTCOMES[verdict.outcome]))
    counts = texts.count("load.counts", result.done, time=seconds_text(result.seconds), failed=result.failed, requests=result.requests)
    sheet.line(counts, indent=2)
    if verdict.lines:
        names = ("limit", "measured", "samples")
        sheet.table([_limit_row(line, look) for line in verdict.lines], [texts(f"heading.{name}") for name in names], indent=2)
    for each in prefilled:
        sheet.line(texts("load.prefilled", form=each.form, share=f"{each.share:.0%}", asked=each.asked), indent=2)
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
