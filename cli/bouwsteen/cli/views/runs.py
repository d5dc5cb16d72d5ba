"""What a run did so far, told by the engine from several threads at once. What is shown of it differs per place."""

from __future__ import annotations

import enum
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

from bouwsteen.addresses import Address
from bouwsteen.cli.views.diagnostics import render_diagnostics, told
from bouwsteen.cli.views.plans import STYLES, render_plan, render_plan_briefly
from bouwsteen.cli.views.sheets import Look, Part, Style, Styled
from bouwsteen.cli.views.times import seconds_text
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.engine.reporters import Reporter, Step
from bouwsteen.loadtest.progress import Progress
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.plans import Plan
from bouwsteen.state.ports import Holder

_LOCK_SECONDS = 10.0  # between two lines about a lock that is waited for


def step_name(step: Step) -> str:
    return step.address.local if step.generation == 1 else f"{step.address.local}#{step.generation}"


class PlanPage(enum.Enum):
    """What a run shows of its plan before it begins. `apply` and `destroy` ask about all of it; `up` goes on."""

    NONE = "none"
    SHORT = "short"
    FULL = "full"


@dataclass(slots=True)
class Running:
    step: Step
    since: float
    text: str = ""


@dataclass(slots=True)
class RunTally:
    """Counts of one run. Read it when the run has ended, or under its owner's lock."""

    finished: Counter[str] = field(default_factory=Counter)
    failed: list[Step] = field(default_factory=list)
    skipped: list[tuple[Step, Address]] = field(default_factory=list)
    stopped: bool = False


class RunReporter(Reporter):
    """Counts, and shows each event as one line through `show`. Subclasses choose what is shown beside that."""

    def __init__(self, look: Look, plan_page: PlanPage = PlanPage.NONE, clock: Callable[[], float] = monotonic) -> None:
        self.look = look
        self.texts = look.texts
        self.plan_page = plan_page
        self.clock = clock
        self.began = clock()
        self.lock = threading.RLock()
        self.tally = RunTally()
        self.running: dict[Step, Running] = {}
        self.weakened: dict[Step, Action] = {}
        self.stopped: frozenset[Address] = frozenset()
        self.awaited: float | None = None  # when the wait for a lock was last told, in seconds of waiting
        self.phase_name = ""
        self.total = 0

    def show(self, *parts: Part) -> None:
        """One line that stays. Never called under the lock: what draws holds a lock of its own and asks for ours."""
        self.write("".join(map(self.look.paint, parts)))

    def write(self, text: str) -> None:
        """Lines that stay, ready to be printed."""

    def close(self) -> None:
        """The run has ended: nothing moves any more."""

    def verb(self, step: Step, action: Action | None = None) -> str:
        """The key of what is done. In `down` an update is a stop; of what was stopped it is a start."""
        action = action or step.action
        if action is not Action.UPDATE:
            return action.value
        return "stop" if self.phase_name == "stop" else "start" if step.address in self.stopped else action.value

    def phase(self, name: str, total: int = 0) -> None:
        with self.lock:
            self.phase_name, self.total = name, total

    def planned(self, plan: Plan) -> None:
        self.stopped = frozenset(change.address for change in plan.changes if change.reason is Reason.STOPPED)
        if self.plan_page is PlanPage.FULL:
            self.write(render_plan(plan, self.look))
        elif self.plan_page is PlanPage.SHORT:
            self.write(render_plan_briefly(plan, self.look))

    def lock_awaited(self, holder: Holder | None, seconds: float) -> None:
        line = self.lock_line(holder, seconds)
        if line is not None:
            self.show(line)

    def lock_line(self, holder: Holder | None, seconds: float) -> Styled | None:
        """At the first look, and now and then: a log should not fill up with it."""
        if self.awaited is not None and seconds - self.awaited < _LOCK_SECONDS:
            return None
        self.awaited = seconds
        text = self.texts("run.locked.unknown")
        if holder is not None:
            time = seconds_text(holder.held)
            text = self.texts("run.locked", who=holder.who, command=holder.command, time=time, host=holder.host, pid=holder.pid)
        return Styled(text, Style.WARNING)

    def warn(self, diagnostics: Sequence[Diagnostic]) -> None:
        if diagnostics:
            self.write(render_diagnostics(diagnostics, self.look))

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
            verb = self.verb(step, action)
            self.tally.finished[verb] += 1
        done = Styled(f"{self.texts(f'done.{verb}')}  ", STYLES[action])
        self.show(done, step_name(step), Styled(f"  {seconds_text(seconds)}", Style.DIM))

    def step_failed(self, step: Step, seconds: float, diagnostic: Diagnostic) -> None:
        with self.lock:
            self.running.pop(step, None)
            self.tally.failed.append(step)
        failed = Styled(f"{self.texts('run.failed')}  ", Style.ERROR)
        self.show(failed, step_name(step), Styled(f"  {seconds_text(seconds)}", Style.DIM), f"  {told(diagnostic, self.look).summary}")

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
            (number, self.texts(f"done.{verb}")) for verb, number in sorted(self.tally.finished.items()) if verb != Action.NO_OP.value
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
