"""What a clerk or an application looks for, from the query of an address."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from fastapi import Query

from bouwsteen_service.calendars import begin_of, end_of
from forms_service.references import parse_reference
from forms_service.storage.submissions import AWAITING_PAYMENT, STATUSES, Filter

PAGE_SIZE: Final = 25
# As people write a day; programs write an ISO date.
_DAY: Final = re.compile(r"(?P<day>[0-9]{1,2})[/. -](?P<month>[0-9]{1,2})[/. -](?P<year>[0-9]{4})")
_FORM_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,59}")


@dataclass(frozen=True)
class Search:
    """The query as it was sent. What makes no sense is ignored, except a reference or a day that is none: that finds nothing."""

    reference: str = ""
    form: str = ""
    status: str = ""
    since: str = ""
    until: str = ""
    page: int = 1

    @property
    def has_bad_reference(self) -> bool:
        """Whether a reference was typed that cannot be one."""
        return bool(self.reference) and parse_reference(self.reference) is None

    @property
    def bad_days(self) -> list[str]:
        """What was typed as a day and is none."""
        return [text for text in (self.since, self.until) if text and read_day(text) is None]

    def to_filter(self, owner: str | None = None) -> Filter:
        """The filter for the database."""
        return Filter(
            owner=owner,
            form_id=(self.form if _FORM_ID.fullmatch(self.form) else "none") if self.form else None,
            status=self.status if self.status in {AWAITING_PAYMENT, *STATUSES} else None,
            reference=parse_reference(self.reference) or "none" if self.reference else "none" if self.bad_days else None,
            since=_bound(self.since, begin_of),
            until=_bound(self.until, end_of),
        )

    def query(self, page: int | None = None) -> str:
        """The query of an address that looks for the same, at another page."""
        values = {"reference": self.reference, "form": self.form, "status": self.status, "from": self.since, "to": self.until}
        kept: dict[str, str | int] = {name: value for name, value in values.items() if value}
        return urlencode(kept | ({"page": page} if page else {}))


def read_search(
    reference: str = Query("", max_length=60),
    form: str = Query("", max_length=60),
    status: str = Query("", max_length=20),
    since: str = Query("", alias="from", max_length=20),
    until: str = Query("", alias="to", max_length=20),
    page: int = Query(1, ge=1, le=100_000),
) -> Search:
    """The search in a query: reference, form, status, from and to (days, both included: 17/3/2026 or 2026-03-17), page."""
    return Search(reference.strip(), form.strip(), status.strip(), since.strip(), until.strip(), page)


def read_day(text: str) -> date | None:
    """A day, month and year in that order, or an ISO date; None for what is none."""
    found = _DAY.fullmatch(text)
    try:
        return date(*(int(found[part]) for part in ("year", "month", "day"))) if found else date.fromisoformat(text)
    except ValueError:
        return None


def show_day(text: str) -> str:
    """What was typed as a day, as people write it."""
    day = read_day(text)
    return text if day is None else f"{day.day}/{day.month}/{day.year:04}"


def _bound(text: str, moment: Callable[[date], float]) -> float | None:
    """The moment of a day that was typed; None where it is none."""
    day = read_day(text)
    try:
        return None if day is None else moment(day)
    except (ValueError, OverflowError):  # a day at the edge of all days
        return None
