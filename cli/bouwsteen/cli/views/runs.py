"""What a run did so far, told by the engine from several threads at once. What is shown of it differs per place."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

from bouwsteen.addresses import Address
from bouwsteen.cli.texts import Texts
from bouwsteen.cli.views.plans import STYLES
from bouwsteen.cli.views.sheets import Part, Style, Styled
from bouwsteen.cli.views.times import seconds_text
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.engine.reporters import Reporter, Step
from bouwsteen.loadtest.progress import Progress
from bouwsteen.planning.actions import Action


def step_name(step: Step) -> str:
    return step.address.local if step.generation == 1 else f"{step.address.local}#{step.generation}"


@dataclass(slots=True)
class Running:
    step: Step
    since: float
    text: str = ""


@dataclass(slots=True)
class RunTally:
    """Counts of one run. Read it when the run has ended, or under its owner's lock."""

    finished: Counter[Action] = field(default_factory=Counter)
    failed: list[Step] = field(default_factory=list)
    skipped: list[tuple[Step, Address]] = field(default_factory=list)
    stopped: bool = False


class RunReporter(Reporter):
    """Counts, and shows each event as one line through `show`. Subclasses choose what is shown beside that."""

    def __init__(self, texts: Texts, clock: Callable[[], float] = monotonic) -> None:
        self.texts = texts
        self.clock = clock
        self.began = clock()
        self.lock = threading.RLock()
        self.tally = RunTally()
        self.running: dict[Step, Running] = {}
        self.weakened: dict[Step, Action] = {}
        self.phase_name = ""
        self.total = 0

    def show(self, *parts: Part) -> None:
        """One line that stays. Called under the lock."""

    def close(self) -> None:
        """The run has ended: nothing moves any more."""

    def phase(self, name: str, total: int = 0) -> None:
        with self.lock:
            self.phase_name, self.total = name, total

    def step_started(self, step: Step) -> None:
        with self.lock:
            self.running[step] = Running(step, self.clock())

    def step_progress(self, step: Step, text: str) -> None:
        with self.lock:
            if step in self.running:
                self.running[step].text = text

    def step_weakened(self, step: Step, action: Action) -> None:
        with self.lock:
            self.weakened[step] = action

    def step_finished(self, step: Step, seconds: float) -> None:
        with self.lock:
            self.running.pop(step, None)
            action = self.weakened.pop(step, step.action)
            self.tally.finished[action] += 1
            self.show(
                Styled(f"{self.texts(f'done.{action.value}')}  ", STYLES[action]),
                step_name(step),
                Styled(f"  {seconds_text(seconds)}", Style.DIM),
            )

    def step_failed(self, step: Step, seconds: float, diagnostic: Diagnostic) -> None:
        with self.lock:
            self.running.pop(step, None)
            self.tally.failed.append(step)
            self.show(
                Styled(f"{self.texts('run.failed')}  ", Style.ERROR),
                step_name(step),
                Styled(f"  {seconds_text(seconds)}", Style.DIM),
                f"  {diagnostic.summary}",
            )

    def step_skipped(self, step: Step, cause: Address) -> None:
        """Not shown one by one: the end says what was skipped, and why once."""
        with self.lock:
            self.tally.skipped.append((step, cause))

    def stopping(self) -> None:
        with self.lock:
            self.tally.stopped = True
            self.show(Styled(self.texts("run.stopping"), Style.WARNING))

    def load_progress(self, progress: Progress) -> None:
        """Once a second while a journey runs."""

    def finish_lines(self) -> list[Sequence[Part]]:
        """What the run did: counts, and what was skipped because of what."""
        with self.lock:
            lines: list[Sequence[Part]] = []
            by_cause: dict[Address, list[Step]] = {}
            for step, cause in self.tally.skipped:
                by_cause.setdefault(cause, []).append(step)
            for cause, steps in by_cause.items():
                why = self.texts("run.skipped", cause=cause.local)
                lines.append([", ".join(map(step_name, steps)), Styled(f"  {why}", Style.WARNING)])
            lines.append([self._count_line()])
            return lines

    def _count_line(self) -> Part:
        counts = [
            (number, self.texts(f"done.{action.value}"))
            for action, number in sorted(self.tally.finished.items())
            if action is not Action.NO_OP
        ]
        complete = not (self.tally.failed or self.tally.skipped or self.tally.stopped)
        counts += [(len(self.tally.failed), self.texts("run.failed")), (len(self.tally.skipped), self.texts("run.skipped.count"))]
        shown = ", ".join(self.texts("run.count", n=number, what=what) for number, what in counts if number)
        time = seconds_text(self.clock() - self.began)
        if complete and not shown:
            return Styled(self.texts("run.nothing", time=time), Style.GOOD)
        return Styled(
            self.texts("run.done" if complete else "run.incomplete", time=time, counts=shown or "-"),
            Style.GOOD if complete else Style.ERROR,
        )
