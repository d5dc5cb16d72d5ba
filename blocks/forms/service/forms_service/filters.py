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
_FORM_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,59}")


@dataclass(frozen=True)
class Search:
    """The query as it was sent. What makes no sense is ignored, except a reference that is none: that finds nothing."""

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

    def to_filter(self, owner: str | None = None) -> Filter:
        """The filter for the database."""
        return Filter(
            owner=owner,
            form_id=(self.form if _FORM_ID.fullmatch(self.form) else "none") if self.form else None,
            status=self.status if self.status in {AWAITING_PAYMENT, *STATUSES} else None,
            reference=parse_reference(self.reference) or "none" if self.reference else None,
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
    since: str = Query("", alias="from", max_length=10),
    until: str = Query("", alias="to", max_length=10),
    page: int = Query(1, ge=1, le=100_000),
) -> Search:
    """The search in a query: reference, form, status, from and to (dates, both included), page."""
    return Search(reference.strip(), form.strip(), status.strip(), since.strip(), until.strip(), page)


def _bound(text: str, moment: Callable[[date], float]) -> float | None:
    """The moment of a day that was typed; None where it is none."""
    try:
        return moment(date.fromisoformat(text))
    except ValueError:
        return None
