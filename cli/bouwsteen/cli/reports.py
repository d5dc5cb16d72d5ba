"""Choosing how a run is shown: live on a terminal, else line by line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.cli.views.line_reports import LineReporter
from bouwsteen.cli.views.runs import RunReporter


@contextlib.contextmanager
def run_reporter(invocation: Invocation) -> Iterator[RunReporter]:
    """A reporter for the engine, closed at the end. Where a document is asked for on standard output, the lines go to standard error."""
    reporter = _choose(invocation)
    try:
        yield reporter
    finally:
        reporter.close()


def _choose(invocation: Invocation) -> RunReporter:
    terminal = invocation.terminal
    if invocation.output is not Output.TEXT:
        return LineReporter(terminal.error_look, terminal.complain)
    if not terminal.interactive:
        return LineReporter(terminal.look, terminal.print)
    from bouwsteen.cli.views.live_reports import LiveReporter  # noqa: PLC0415  rich is loaded only where somebody watches

    return LiveReporter(terminal.look, terminal.out)
