"""Days are Belgian: for what is decided by the command line and the operator, and for what services say and count."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouwsteen import calendars
from bouwsteen_service import calendars as service_calendars

DAYS = st.dates(dt.date(1970, 1, 2), dt.date(9999, 12, 30))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-12-31T22:59:59.999+00:00", "2026-12-31"),
        ("2026-12-31T23:00:00Z", "2027-01-01"),
        ("2027-06-30T21:59:59Z", "2027-06-30"),
        ("2027-06-30T22:00:00Z", "2027-07-01"),
        ("2027-03-28T00:59:59Z", "2027-03-28"),  # summer time begins
        ("2027-10-31T01:00:00Z", "2027-10-31"),  # and ends
        ("2028-02-28T23:00:00+00:00", "2028-02-29"),
        ("2027-01-01T08:00:00+13:00", "2026-12-31"),
        ("2026-12-31T16:00:00-08:00", "2027-01-01"),
    ],
)
def test_a_day_begins_at_midnight_in_belgium(moment: str, day: str) -> None:
    assert calendars.read_day(moment).isoformat() == day
    assert service_calendars.day_of(dt.datetime.fromisoformat(moment).timestamp()).isoformat() == day


def test_a_moment_of_no_zone_is_on_no_day() -> None:
    with pytest.raises(ValueError, match="without an offset"):
        calendars.day_of(dt.datetime(2027, 1, 1, 12))  # noqa: DTZ001  that is what is refused


@given(DAYS)
def test_a_day_ends_where_the_next_begins(day: dt.date) -> None:
    begin, end = service_calendars.begin_of(day), service_calendars.end_of(day)
    assert end == service_calendars.begin_of(day + dt.timedelta(days=1))
    assert (end - begin) / 3600 in {23, 24, 25}
    assert {service_calendars.day_of(at) for at in (begin, end - 1)} == {day}
    assert service_calendars.day_of(end) != day


@pytest.mark.parametrize(("day", "hours"), [("2027-03-27", 24), ("2027-03-28", 23), ("2027-10-31", 25), ("9999-12-31", 24)])
def test_days_on_which_clocks_are_changed(day: str, hours: int) -> None:
    read = dt.date.fromisoformat(day)
    assert service_calendars.end_of(read) - service_calendars.begin_of(read) == hours * 3600


def test_a_time_is_shown_as_clocks_show_it() -> None:
    assert [service_calendars.show_time(at) for at in (1_806_192_000.0, 1_806_195_600.0)] == ["28/03/2027 01:00", "28/03/2027 03:00"]
