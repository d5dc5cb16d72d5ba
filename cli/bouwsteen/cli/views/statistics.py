"""Where the time of a run went, for people: phases with their seconds, then what was counted."""

from __future__ import annotations

from bouwsteen.cli.views.sheets import Look, Sheet, Style, Styled
from bouwsteen.engine.statistics import Statistics


def render_statistics(statistics: Statistics, peak_bytes: int, look: Look) -> str:
    """`peak_bytes` is 0 where it is not known."""
    texts = look.texts
    rows = [(texts(f"stats.phase.{phase}"), seconds) for phase, seconds in statistics.seconds.items()]
    rows.append((texts("stats.total"), sum(statistics.seconds.values())))
    width = max(len(name) for name, _ in rows)
    sheet = Sheet(look)
    sheet.line(Styled(texts("stats.title"), Style.BOLD))
    for name, seconds in rows:
        sheet.line(f"{name.ljust(width)}  {seconds:8.3f} s", indent=2)
    if statistics.counts:
        sheet.gap()
    digits = max((len(str(number)) for number in statistics.counts.values()), default=0)
    for what, number in statistics.counts.items():
        sheet.line(f"{number:>{digits}} {texts(f'stats.count.{what}')}", indent=2)
    if peak_bytes:
        sheet.gap()
        sheet.line(texts("stats.memory", megabytes=round(peak_bytes / 1024 / 1024)))
    return sheet.text()
