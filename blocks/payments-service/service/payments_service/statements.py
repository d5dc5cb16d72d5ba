"""What came to and went from an organisation, as CSV for its bookkeeping: a line for each booking of its account.

Written in pieces as it is read: a year of a large town needs no more memory than a day. A cell that a spreadsheet would take for a
formula is written as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, select

from bouwsteen_service.calendars import begin_of, end_of
from bouwsteen_service.databases import Database
from payments_service.amounts import CURRENCY, write_cents
from payments_service.communications import write_communication
from payments_service.documents import write_time
from payments_service.ids import PAYMENT, PAYOUT
from payments_service.ledger import Account
from payments_service.tables import ledger_entries, payments, payout_items, payouts, refunds

COLUMNS: Final = (
    "bookedAt",
    "kind",
    "amount",
    "currency",
    "paymentId",
    "refundId",
    "payoutId",
    "method",
    "reference",
    "description",
)
_ROWS: Final = 500
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write_statement(database: Database, profile_id: str, first: date, last: date) -> Iterator[str]:
    """The lines of the days in Belgium from `first` to `last`, the oldest first, in pieces: the names of the columns before all."""
    begins, ends = begin_of(first), end_of(last)
    yield _lines([COLUMNS])
    entry = ledger_entries.c
    mine = (entry.profile_id == profile_id, entry.account == Account.ORGANISATION.value, entry.booked_at >= begins, entry.booked_at < ends)
    with database.reading() as connection:
        # What is booked while this is being written comes in the next one.
        newest = connection.execute(select(func.max(entry.number)).where(*mine)).scalar() or 0
    after = 0
    while after < newest:
        with database.reading() as connection:
            found = connection.execute(_page(*mine, entry.number > after, entry.number <= newest)).mappings().all()
        if not found:
            return
        yield _lines([_line(row) for row in found])
        after = found[-1]["number"]


def _page(*wanted: ColumnElement[bool]) -> Select[Any]:
    entry = ledger_entries.c
    payment_id = func.coalesce(refunds.c.payment_id, entry.subject)
    return (
        select(
            entry.number,
            entry.booked_at,
            entry.amount,
            entry.subject,
            refunds.c.refund_id,
            payments.c.payment_id,
            payments.c.method,
            payments.c.communication,
            func.coalesce(payouts.c.payout_id, payout_items.c.payout_id).label("payout_id"),
            func.coalesce(func.nullif(refunds.c.description, ""), payouts.c.description, payments.c.description).label("description"),
        )
        .outerjoin(refunds, refunds.c.refund_id == entry.subject)
        .outerjoin(payments, payments.c.payment_id == payment_id)
        .outerjoin(payouts, payouts.c.payout_id == entry.subject)
        .outerjoin(payout_items, payout_items.c.entry_number == entry.number)
        .where(and_(*wanted))
        .order_by(entry.number)
        .limit(_ROWS)
    )


def _line(row: RowMapping) -> list[str]:
    cents = int(row["amount"])
    amount = ("-" if cents < 0 else "") + write_cents(abs(cents))
    communication = row["communication"]
    # Without the signs around it, with which a spreadsheet would begin to reckon.
    reference = "" if communication is None else write_communication(communication).strip("+")
    ids = [row["payment_id"] or "", row["refund_id"] or "", row["payout_id"] or ""]
    kind = _kind(row["subject"], returned=cents > 0)
    return [write_time(row["booked_at"]), kind, amount, CURRENCY, *ids, row["method"] or "", reference, as_text(row["description"] or "")]


def _kind(subject: str, *, returned: bool) -> str:
    if subject.startswith(PAYMENT):
        return "payment"
    kind = "payout" if subject.startswith(PAYOUT) else "refund"
    return f"{kind}-returned" if returned else kind


def as_text(cell: str) -> str:
    """An apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _lines(rows: Sequence[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue()
