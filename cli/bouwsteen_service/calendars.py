"""Days and times of day in Belgium, where the people are whom a service serves, whatever zone its machine is in.

Moments are seconds since 1970, as everywhere in the kit. Nothing else makes a day of one.
"""

from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Europe/Brussels")


def local_time(at: float) -> datetime:
    """A moment in Belgian time."""
    return datetime.fromtimestamp(at, ZONE)


def day_of(at: float) -> date:
    """The day in Belgium."""
    return local_time(at).date()


def begin_of(day: date) -> float:
    """The moment at which a day begins."""
    return datetime.combine(day, time(), ZONE).timestamp()


def end_of(day: date) -> float:
    """The moment at which it has ended: after 23 or 25 hours where clocks are changed. The last day that there is has an end too."""
    return datetime.combine(day, time(23, 59, 59), ZONE).timestamp() + 1


def show_time(at: float) -> str:
    """`26/11/2026 14:05`"""
    return local_time(at).strftime("%d/%m/%Y %H:%M")
