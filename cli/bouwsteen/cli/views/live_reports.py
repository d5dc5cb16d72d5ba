"""A run on a terminal: what is done scrolls by, what is under way stands below with its time."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TextIO, cast

from rich.console import Console
from rich.live import Live
from rich.text import Text

from bouwsteen.cli.views.load_lines import LoadRates, load_line
from bouwsteen.cli.views.plans import STYLES
from bouwsteen.cli.views.runs import PlanPage, Running, RunReporter, step_name
from bouwsteen.cli.views.sheets import Look, Part, Sheet, Style, Styled
from bouwsteen.cli.views.times import seconds_text
from bouwsteen.loadtest.progress import Progress
from bouwsteen.planning.plans import Plan

_MOST_RUNNING = 12  # lines; a terminal has few
_MOST_SECONDS = 10  # lines of a load test
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_PLAIN_FRAMES = "|/-\\"


class TolerantStream:
    """Writes to a stream until that fails, then to nothing: a closed window must not stop a run."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._gone = False

    def write(self, text: str) -> int:
        if not self._gone:
            try:
                return self._stream.write(text)
            except OSError:
                self._gone = True
        return len(text)

    def flush(self) -> None:
        if not self._gone:
            try:
                self._stream.flush()
            except OSError:
                self._gone = True

    def isatty(self) -> bool:
        return True

    @property
    def encoding(self) -> str:
        return self._stream.encoding


class LiveReporter(RunReporter):
    """Live only between two things that stay: while a person is asked something, nothing moves."""

    def __init__(self, look: Look, stream: TextIO, plan_page: PlanPage = PlanPage.NONE, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(look, plan_page, clock)
        self._rates = LoadRates()
        self._load: list[list[Part]] = []
        self._console = Console(
            file=cast(TextIO, TolerantStream(stream)),
            force_terminal=True,
            no_color=not look.color,
            width=look.width,
            highlight=False,
            markup=False,
            emoji=False,
        )
        self._live: Live | None = None

    def close(self) -> None:
        live, self._live = self._live, None
        if live is not None:
            # Not under the lock: the thread that draws may be waiting for it.
            live.stop()

    def write(self, text: str) -> None:
        self._console.print(Text.from_ansi(text.rstrip("\n")), soft_wrap=True)

    def phase(self, name: str, total: int = 0) -> None:
        super().phase(name, total)
        with self.lock:
            self._load.clear()
        if self._live is None:
            self._live = Live(console=self._console, get_renderable=self._render, refresh_per_second=8, transient=True)
            self._live.start()

    def planned(self, plan: Plan) -> None:
        self.close()
        super().planned(plan)

    def load_progress(self, progress: Progress) -> None:
        with self.lock:
            self._load.append(load_line(self.texts, progress, self._rates.update(progress)))
            del self._load[:-_MOST_SECONDS]

    def _render(self) -> Text:
        with self.lock:
            page = self.page()
        return Text.from_ansi(page, no_wrap=True, overflow="ellipsis")

    def page(self) -> str:
        """What stands below the lines that stay: the phase, what is under way, the load per second."""
        sheet = Sheet(self.look)
        now = self.clock()
        key = f"phase.{self.phase_name}"
        if not self.phase_name:
            return ""
        frames = self.look.glyph(_FRAMES, _PLAIN_FRAMES)
        done = sum(self.tally.finished.values()) + len(self.tally.failed) + len(self.tally.skipped)
        counted = f"  {done}/{self.total}" if self.total else ""
        title = self.texts(key) if key in self.texts else self.phase_name
        sheet.line(
            Styled(frames[int(now * 8) % len(frames)], Style.INFO),
            Styled(f" {title}", Style.BOLD),
            Styled(f"{counted}  {seconds_text(now - self.began)}", Style.DIM),
        )
        rows = list(self.running.values())
        sheet.table([self._row(each, now) for each in rows[:_MOST_RUNNING]], indent=2)
        if len(rows) > _MOST_RUNNING:
            sheet.line(Styled(self.texts.count("run.more", len(rows) - _MOST_RUNNING), Style.DIM), indent=2)
        for line in self._load:
            sheet.line(*line, indent=2)
        return sheet.text().rstrip("\n")

    def _row(self, running: Running, now: float) -> list[Part]:
        action = running.step.action
        row: list[Part] = [
            Styled(self.texts(f"doing.{self.verb(running.step)}"), STYLES[action]),
            step_name(running.step),
            seconds_text(now - running.since),
        ]
        return [*row, Styled(running.text, Style.DIM)] if running.text else row
