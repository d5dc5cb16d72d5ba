"""Latency histograms. The only module that knows HdrHistogram.

Values are whole microseconds with three significant digits, up to an hour. What lies
above is recorded as an hour: it must not disappear.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hdrh.histogram import HdrHistogram

LONGEST_US = 3_600_000_000


def _new() -> HdrHistogram:
    from hdrh.histogram import HdrHistogram  # noqa: PLC0415  part of the load test, which need not be installed to plan

    return HdrHistogram(1, LONGEST_US, 3)


class Histogram:
    """A count of durations. `quantile` answers in seconds."""

    __slots__ = ("_inner", "clamped")

    def __init__(self, inner: HdrHistogram | None = None) -> None:
        self._inner = inner or _new()
        self.clamped = 0

    def record(self, microseconds: Iterable[int]) -> None:
        for value in microseconds:
            if not self._inner.record_value(max(1, value)):
                self._inner.record_value(LONGEST_US)
                self.clamped += 1

    def add(self, other: Histogram) -> None:
        self._inner.add(other._inner)
        self.clamped += other.clamped

    @property
    def count(self) -> int:
        return int(self._inner.get_total_count())

    def quantile(self, percent: float) -> float:
        return float(self._inner.get_value_at_percentile(percent)) / 1e6

    @property
    def longest(self) -> float:
        return float(self._inner.get_max_value()) / 1e6 if self.count else 0.0

    def encode(self) -> str:
        """The compressed V2 form of HdrHistogram, in base64, which other tools read too."""
        return str(self._inner.encode(), "ascii")

    @classmethod
    def decode(cls, text: str) -> Histogram:
        """Raises ValueError when `text` is not a histogram."""
        from hdrh.histogram import HdrHistogram  # noqa: PLC0415  as above

        try:
            return cls(HdrHistogram.decode(text))
        except Exception as error:
            raise ValueError(f"not a histogram: {type(error).__name__}") from error


def quantile_of(values: Iterable[int], percent: float) -> float:
    """Seconds, from raw microseconds: for the few samples of one second. 0 where there are none."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    rank = max(1, int(percent / 100 * len(ordered) + 0.5))
    return ordered[min(rank, len(ordered)) - 1] / 1e6
