"""A load test while it runs, second by second. Apart from what came of it, since every run has this in its hands."""

from __future__ import annotations

from dataclasses import dataclass, field

from bouwsteen.cli.texts import Texts
from bouwsteen.cli.views.sheets import Part, Style, Styled
from bouwsteen.cli.views.times import milliseconds
from bouwsteen.loadtest.progress import Progress

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
