"""A run, line by line: for pipes, logs of a CI and screen readers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

from bouwsteen.cli.views.load_lines import LoadRates, load_line
from bouwsteen.cli.views.runs import PlanPage, RunReporter, step_name
from bouwsteen.cli.views.sheets import Look, Style, Styled
from bouwsteen.cli.views.times import seconds_text
from bouwsteen.engine.reporters import Step
from bouwsteen.loadtest.progress import Progress
from bouwsteen.state.ports import Holder

_QUIET_SECONDS = 10.0  # between two lines of progress of one step, so that a log stays readable
_LOAD_SECONDS = 5.0


class LineReporter(RunReporter):
    """`write` gets whole lines. When it fails, nobody reads any more: the run goes on in silence."""

    def __init__(
        self, look: Look, write: Callable[[str], None], plan_page: PlanPage = PlanPage.NONE, clock: Callable[[], float] = monotonic
    ) -> None:
        super().__init__(look, plan_page, clock)
        self._write = write
        self._printing = threading.Lock()
        self._silent = False
        self._told: dict[Step, float] = {}
        self._rates = LoadRates()
        self._load_told = 0.0

    def write(self, text: str) -> None:
        with self._printing:
            if self._silent:
                return
            try:
                self._write(text)
            except OSError:
                self._silent = True

    def phase(self, name: str, total: int = 0) -> None:
        super().phase(name, total)
        key = f"phase.{name}"
        self.show(Styled(phase_text(self, key, name), Style.BOLD), f" ({total})" if total else "")

    def step_progress(self, step: Step, text: str) -> None:
        super().step_progress(step, text)
        with self.lock:
            running = self.running.get(step)
            if running is None:
                return
            now = self.clock()
            if now - self._told.get(step, running.since) < _QUIET_SECONDS:
                return
            self._told[step] = now
            doing, since = self.texts(f"doing.{self.verb(step)}"), seconds_text(now - running.since)
        self.show(Styled(f"{doing}  ", Style.DIM), step_name(step), Styled(f"  {since}  {text}", Style.DIM))

    def load_progress(self, progress: Progress) -> None:
        with self.lock:
            rates = self._rates.update(progress)
            if progress.phase != "done" and progress.t - self._load_told < _LOAD_SECONDS:
                return
            self._load_told = progress.t
        self.show(*load_line(self.texts, progress, rates))


class WaitReporter(RunReporter):
    """Says for whom it waits, through `complain`; else silent."""

    def __init__(self, look: Look, complain: Callable[[str], None]) -> None:
        super().__init__(look)
        self._complain = complain

    def lock_awaited(self, holder: Holder | None, seconds: float) -> None:
        line = self.lock_line(holder, seconds)
        if line is not None:
            self._complain(self.look.paint(line))


def phase_text(reporter: RunReporter, key: str, name: str) -> str:
    return reporter.texts(key) if key in reporter.texts else name
