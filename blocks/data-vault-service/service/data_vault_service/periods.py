"""How long a grant lasts: a duration of ISO 8601, as `P30D`. A year is 365 days, a month 30."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

PATTERN: Final = (
    r"^P(?=[0-9T])([0-9]{1,2}Y)?([0-9]{1,3}M)?([0-9]{1,3}W)?([0-9]{1,4}D)?(T(?=[0-9])([0-9]{1,4}H)?([0-9]{1,5}M)?([0-9]{1,6}S)?)?$"
)
_PERIOD: Final = re.compile(PATTERN)
_DAYS: Final = {1: 365, 2: 30, 3: 7, 4: 1}
_SECONDS: Final = {6: 3600, 7: 60, 8: 1}
LONGEST: Final = timedelta(days=10 * 366)


def read_period(text: str) -> timedelta:
    """Raises ValueError for what is no duration, is none at all, or is longer than ten years."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise ValueError("is not a duration such as P30D")
    days = sum(int(found[group][:-1]) * days for group, days in _DAYS.items() if found[group])
    seconds = sum(int(found[group][:-1]) * seconds for group, seconds in _SECONDS.items() if found[group])
    period = timedelta(days=days, seconds=seconds)
    if not timedelta(0) < period <= LONGEST:
        raise ValueError("is not a duration of at most ten years")
    return period
