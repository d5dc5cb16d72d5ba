"""Choosing how a run is shown: live on a terminal, else line by line."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.cli.views.line_reports import LineReporter, WaitReporter
from bouwsteen.cli.views.runs import PlanPage, RunReporter
from bouwsteen.cli.views.sheets import Sheet


@contextlib.contextmanager
def run_reporter(invocation: Invocation, plan_page: PlanPage = PlanPage.NONE) -> Iterator[RunReporter]:
    """For what changes the world. Where a document is asked for on standard output, the lines go to standard error."""
    terminal = invocation.terminal
    if invocation.output is not Output.TEXT:
        reporter: RunReporter = LineReporter(terminal.error_look, terminal.complain, plan_page)
    elif terminal.interactive:
        reporter = _live(invocation, plan_page)
    else:
        reporter = LineReporter(terminal.look, terminal.print, plan_page)
    with contextlib.closing(reporter):
        yield reporter


@contextlib.contextmanager
def looking_reporter(invocation: Invocation) -> Iterator[RunReporter]:
    """For what looks, or does one thing: moves on a terminal, and leaves nothing in a pipe, where the answer must be alone."""
    live = invocation.output is Output.TEXT and invocation.terminal.interactive
    reporter = _live(invocation, PlanPage.NONE) if live else waiting_reporter(invocation)
    with contextlib.closing(reporter):
        yield reporter


def waiting_reporter(invocation: Invocation) -> RunReporter:
    """For what is short: says on standard error for whom it waits, and nothing else."""
    return WaitReporter(invocation.terminal.error_look, invocation.terminal.complain)


def _live(invocation: Invocation, plan_page: PlanPage) -> RunReporter:
    from bouwsteen.cli.views.live_reports import LiveReporter  # noqa: PLC0415  rich is loaded only where somebody watches

    return LiveReporter(invocation.terminal.look, invocation.terminal.out, plan_page)


def finish(invocation: Invocation, reporter: RunReporter, data: Callable[[], object]) -> None:
    """What the run did: lines that count, or `data` where a document was asked for, which is made only then."""

    def text() -> str:
        sheet = Sheet(invocation.terminal.look)
        for line in reporter.finish_lines():
            sheet.line(*line)
        return sheet.text()

    invocation.emit(None if invocation.output is Output.TEXT else data(), text)
