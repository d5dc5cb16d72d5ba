"""What a running load test says once a second: one line of JSON each."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

LONGEST_LINE = 4_096


@dataclass(frozen=True, slots=True)
class Row:
    """One journey or request over the last second. Times in seconds, corrected."""

    name: str
    count: int
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts are since the start; `p50`, `p95` and `rows` are of the last second. Times in seconds."""

    t: float
    phase: str
    """`starting`, `running`, `draining` or `done`."""
    seconds: float
    """How long the schedule takes."""
    planned: int
    asked: int
    started: int
    done: int
    failed: int
    in_flight: int
    starved: int = 0
    p50: float = 0.0
    p95: float = 0.0
    wake_p99: float = 0.0
    cpu: tuple[float, ...] = ()
    missing: int = 0
    rows: tuple[Row, ...] = ()


def format_progress(progress: Progress) -> bytes:
    """One line of at most `LONGEST_LINE` bytes, so that a pipe takes it whole or not at all."""
    rows = list(progress.rows)
    while True:
        document = {**asdict(progress), "rows": [asdict(row) for row in rows]}
        line = json.dumps(document, separators=(",", ":")).encode() + b"\n"
        if len(line) <= LONGEST_LINE or not rows:
            return line
        rows = rows[: len(rows) // 2]


def parse_progress(line: bytes) -> Progress | None:
    """None for a line that is not progress: whatever a journey prints must not stop a run."""
    try:
        document: Any = json.loads(line)
        rows = tuple(Row(**row) for row in document.pop("rows", ()))
        return Progress(**{**document, "cpu": tuple(document.pop("cpu", ())), "rows": rows})
    except (ValueError, TypeError, AttributeError):
        return None
