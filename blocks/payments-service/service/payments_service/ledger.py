"""The books, in double entry: each booking takes from one account what it gives to another, to the cent."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection, func, insert, select

from payments_service.ids import BOOKING, new_id
from payments_service.tables import ledger_entries


class Account(StrEnum):
    """Where money is.

    `payers`: what came from people and went back. `organisation`: what is the organisation's and still here. `transit`: refunds on their
    way. `payouts`: what went, or is going, to the organisation's bank account.
    """

    PAYERS = "payers"
    ORGANISATION = "organisation"
    TRANSIT = "transit"
    PAYOUTS = "payouts"


def book(connection: Connection, profile_id: str, *, giving: Account, receiving: Account, cents: int, subject: str, now: float) -> None:
    """Move `cents` between two accounts because of `subject`, the id of a payment or a refund."""
    assert cents > 0
    assert giving is not receiving
    row = {"booking_id": new_id(BOOKING), "profile_id": profile_id, "subject": subject, "booked_at": now}
    sides = [row | {"account": giving.value, "amount": -cents}, row | {"account": receiving.value, "amount": cents}]
    connection.execute(insert(ledger_entries), sides)


def balance(connection: Connection, profile_id: str, account: Account) -> int:
    """Cents on one account."""
    mine = (ledger_entries.c.profile_id == profile_id, ledger_entries.c.account == account.value)
    total = select(func.coalesce(func.sum(ledger_entries.c.amount), 0)).where(*mine)
    return int(connection.execute(total).scalar_one())


def balances(connection: Connection, profile_id: str) -> dict[Account, int]:
    """Cents by account; they add up to 0."""
    total = func.sum(ledger_entries.c.amount)
    query = select(ledger_entries.c.account, total).where(ledger_entries.c.profile_id == profile_id).group_by(ledger_entries.c.account)
    found = {Account(account): int(amount) for account, amount in connection.execute(query)}
    return {account: found.get(account, 0) for account in Account}
