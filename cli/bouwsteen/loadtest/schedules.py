"""When arrivals are due: an open model, fixed before the first request is sent.

People do not wait for each other. So due times come from the profile and a seed alone,
and a slow service cannot slow down its own test.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bouwsteen.documents.load_profiles import LoadProfileSpec, Stage


@dataclass(frozen=True, slots=True)
class Schedule:
    """`dues` are seconds from the start, rising; `stages[i]` is the stage that arrival i belongs to."""

    dues: tuple[float, ...]
    stages: tuple[int, ...]
    seconds: float

    def __len__(self) -> int:
        return len(self.dues)


def plan_schedule(profile: LoadProfileSpec, seed: int) -> Schedule:
    """The same profile and seed give the same schedule, in every process that asks."""
    rng = random.Random(seed)  # noqa: S311  arrivals, not secrets
    spaced = profile.arrivals == "uniform"
    dues: list[float] = []
    stages: list[int] = []
    start, area, target = 0.0, 0.0, (0.5 if spaced else rng.expovariate(1))
    for index, stage in enumerate(profile.stages):
        if stage.burst is not None:
            dues += [start] * stage.burst
            stages += [index] * stage.burst
            continue
        while target <= area + stage.expected_arrivals:
            dues.append(start + _time_of(stage, target - area))
            stages.append(index)
            target += 1 if spaced else rng.expovariate(1)
        area += stage.expected_arrivals
        start += stage.seconds
    return Schedule(tuple(dues), tuple(stages), start)


def _time_of(stage: Stage, arrivals: float) -> float:
    """Seconds into `stage` at which its expected number of arrivals reaches `arrivals`."""
    first, last = stage.rates
    slope = (last - first) / stage.seconds
    if abs(slope) < 1e-12:
        return arrivals / first
    return (-first + math.sqrt(max(0.0, first * first + 2 * slope * arrivals))) / slope


def choose_journey(weights: Mapping[str, float], seed: int, number: int) -> str:
    """What arrival `number` does. Depends on the seed and the number, not on who serves it."""
    rng = random.Random(f"{seed}/{number}/journey")  # noqa: S311
    return rng.choices(list(weights), list(weights.values()))[0]


def weigh_journeys(wanted: Mapping[str, float], offered: Iterable[str]) -> dict[str, float]:
    """The weights to use. Raises KeyError with the first journey that the module lacks."""
    names = sorted(offered)
    for name in wanted:
        if name not in names:
            raise KeyError(name)
    return dict(sorted(wanted.items())) or dict.fromkeys(names, 1.0)


def count_by_second(dues: Sequence[float], seconds: int) -> list[int]:
    """How many arrivals are due in each second; the last second takes what lies beyond."""
    counts = [0] * max(1, seconds)
    for due in dues:
        counts[min(int(due), len(counts) - 1)] += 1
    return counts
