"""Counters and histograms in Prometheus' text format (version 0.0.4): the few lines of it that services need."""

from __future__ import annotations

import logging
import threading
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

TEXT_FORMAT: Final = "text/plain; version=0.0.4; charset=utf-8"
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

Labels = tuple[str, ...]

logger = logging.getLogger(__name__)


class _Metric(Protocol):
    def lines(self) -> list[str]: ...


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _sample(name: str, names: Labels, values: Labels, number: float) -> str:
    labels = ",".join(f'{key}="{_escape(value)}"' for key, value in zip(names, values, strict=True))
    return f"{name}{{{labels}}} {number:.10g}" if labels else f"{name} {number:.10g}"


class Counter:
    """Grows only. Label values must come from a small fixed set: each combination is kept for ever."""

    def __init__(self, name: str, description: str, labels: Labels) -> None:
        self._name, self._description, self._labels = name, description, labels
        self._lock = threading.Lock()
        self._values: dict[Labels, float] = {}

    def add(self, *labels: str, amount: float = 1) -> None:
        with self._lock:
            self._values[labels] = self._values.get(labels, 0) + amount

    def lines(self) -> list[str]:
        with self._lock:
            samples = [_sample(self._name, self._labels, key, value) for key, value in sorted(self._values.items())]
        return [f"# HELP {self._name} {self._description}", f"# TYPE {self._name} counter", *samples]


class Histogram:
    """Observations in buckets; bounds are upper and inclusive."""

    def __init__(self, name: str, description: str, labels: Labels, bounds: Sequence[float]) -> None:
        self._name, self._description, self._labels, self._bounds = name, description, labels, tuple(bounds)
        self._lock = threading.Lock()
        self._values: dict[Labels, tuple[list[int], float]] = {}

    def observe(self, value: float, *labels: str) -> None:
        with self._lock:
            counts, total = self._values.get(labels) or ([0] * (len(self._bounds) + 1), 0.0)
            counts[bisect_left(self._bounds, value)] += 1
            self._values[labels] = (counts, total + value)

    def lines(self) -> list[str]:
        with self._lock:
            values = {key: (list(counts), total) for key, (counts, total) in sorted(self._values.items())}
        result = [f"# HELP {self._name} {self._description}", f"# TYPE {self._name} histogram"]
        names = (*self._labels, "le")
        for key, (counts, total) in values.items():
            running = 0
            for bound, count in zip((*(f"{bound:g}" for bound in self._bounds), "+Inf"), counts, strict=True):
                running += count
                result.append(_sample(f"{self._name}_bucket", names, (*key, bound), running))
            result += [_sample(f"{self._name}_sum", self._labels, key, total), _sample(f"{self._name}_count", self._labels, key, running)]
        return result


class Gauge:
    """What `read` says at the moment that it is asked: a number for each value of the label. Nothing where it cannot say."""

    def __init__(self, name: str, description: str, label: str, read: Callable[[], Mapping[str, float]]) -> None:
        self._name, self._description, self._label, self._read = name, description, label, read

    def lines(self) -> list[str]:
        try:
            values = self._read()
        except Exception:
            logger.exception("A figure could not be read", extra={"fields": {"figure": self._name}})
            return []
        samples = [_sample(self._name, (self._label,), (value,), number) for value, number in sorted(values.items())]
        return [f"# HELP {self._name} {self._description}", f"# TYPE {self._name} gauge", *samples]


class Metrics:
    """The metrics of one service."""

    def __init__(self) -> None:
        self._metrics: list[_Metric] = []
        self.requests = self.histogram("http_request_duration_seconds", "Time to answer a request.", ("method", "route", "status"))

    def counter(self, name: str, description: str, labels: Labels = ()) -> Counter:
        counter = Counter(name, description, labels)
        self._metrics.append(counter)
        return counter

    def histogram(self, name: str, description: str, labels: Labels = (), bounds: Sequence[float] = SECONDS) -> Histogram:
        histogram = Histogram(name, description, labels, bounds)
        self._metrics.append(histogram)
        return histogram

    def gauge(self, name: str, description: str, label: str, read: Callable[[], Mapping[str, float]]) -> None:
        self._metrics.append(Gauge(name, description, label, read))

    def text(self) -> str:
        """It may ask the database: not for an event loop."""
        return "\n".join(line for metric in self._metrics for line in metric.lines()) + "\n"
