"""Which day it is. The organisations are Belgian, and so are the days of their policies, waivers and offers: each begins at midnight there,
whatever zone a machine is in. Nothing else makes a day of a moment."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Europe/Brussels")


def day_of(moment: dt.datetime) -> dt.date:
    """The day in Belgium. Raises ValueError for a moment without an offset: nobody knows which one it is."""
    if moment.utcoffset() is None:
        raise ValueError("a moment without an offset is on no day")
    return moment.astimezone(ZONE).date()


def read_day(moment: str) -> dt.date:
    """`day_of`, of a moment as records have it, `2027-01-31T23:30:00+00:00`."""
    return day_of(dt.datetime.fromisoformat(moment))


def today() -> dt.date:
    return day_of(dt.datetime.now(dt.UTC))
