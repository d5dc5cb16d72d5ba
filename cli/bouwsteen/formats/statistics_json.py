"""Where the time of a run went, for programs.

phases[]            {name, seconds} in the order of the run
seconds             of all phases
counts              {instances, resources, expressions, compiled, reused, reads}; what did not occur is left out
peak_memory_bytes   the most that the process held at once; 0 where the system does not tell
"""

from __future__ import annotations

from typing import Any

from bouwsteen.engine.statistics import Statistics


def statistics_json(statistics: Statistics, peak_bytes: int) -> dict[str, Any]:
    return {
        "phases": [{"name": name, "seconds": round(seconds, 6)} for name, seconds in statistics.seconds.items()],
        "seconds": round(sum(statistics.seconds.values()), 6),
        "counts": dict(statistics.counts),
        "peak_memory_bytes": peak_bytes,
    }
