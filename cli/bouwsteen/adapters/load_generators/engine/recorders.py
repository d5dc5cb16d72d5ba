"""What a worker notes down between two reports.

Samples travel as raw microseconds, not as histograms: noting one is an append, and a
report costs the worker nearly nothing, so that measuring does not delay what is measured.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

MOST_NAMES = 200
MOST_REASONS = 200
OTHER = "other"


def microseconds(seconds: float) -> int:
    return max(1, round(seconds * 1e6))


@dataclass(slots=True)
class Recorder:
    """`drain` gives what came since the last one. After `close` nothing is noted any more: what
    still runs has been counted as unfinished, and must not be counted twice."""

    started: int = 0
    starved: int = 0
    in_flight: int = 0
    closed: bool = False
    journeys: list[list[Any]] = field(default_factory=list)
    requests: dict[str, list[Any]] = field(default_factory=dict)
    wake: list[list[int]] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    scripts: Counter[str] = field(default_factory=Counter)
    health: list[list[float | None]] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)

    def request(self, name: str, stage: int, service: float, corrected: float, *, failed: bool) -> None:
        if self.closed:
            return
        if name not in self._names:
            if len(self._names) >= MOST_NAMES:
                name = OTHER
            self._names.add(name)
        entry = self.requests.setdefault(f"{stage}|{name}", [[], [], 0])
        entry[0].append(microseconds(service))
        entry[1].append(microseconds(corrected))
        entry[2] += failed

    def journey(self, number: int, corrected: float, service: float, *, failed: bool) -> None:
        if not self.closed:
            self.journeys.append([number, microseconds(corrected), microseconds(service), int(failed)])

    def failure(self, journey: str, step: str, reason: str) -> None:
        key = f"{journey}\t{step}\t{reason}"
        if not self.closed:
            self.failures[key if key in self.failures or len(self.failures) < MOST_REASONS else f"{journey}\t{OTHER}\t{OTHER}"] += 1

    def script(self, place: str) -> None:
        if not self.closed:
            self.scripts[place if len(self.scripts) < MOST_REASONS else OTHER] += 1

    def drain(self) -> dict[str, Any]:
        report = {
            "started": self.started,
            "starved": self.starved,
            "inFlight": self.in_flight,
            "journeys": self.journeys,
            "requests": self.requests,
            "wake": self.wake,
            "failures": dict(self.failures),
            "scripts": dict(self.scripts),
            "health": self.health,
        }
        self.journeys, self.requests, self.wake, self.health = [], {}, [], []
        self.failures, self.scripts = Counter(), Counter()
        return report
