"""Do the ledger, the submissions and the messages of a world agree? Read from the databases of its services, once all is quiet.

Nothing may be lost between two services, and nothing may be there twice: each payment for what was asked, each letter told once.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def find_disagreements(folder: Path) -> list[str]:
    """A sentence for each. `folder` is that of `tests.loadtests.services.Services`."""
    return [*_money(folder), *_letters(folder), *_messages(folder)]


def count_unsent(folder: Path) -> int:
    """What is still to go out: letters of the counters."""
    waiting = "select count(*) from letters where status = 'waiting'"
    return sum(rows[0][0] for file in _counters(folder) for rows in [read(file, waiting)])


def read(file: Path, query: str) -> list[Any]:
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=60) as database:
        return database.execute(query).fetchall()


def _counters(folder: Path) -> list[Path]:
    return sorted(folder.glob("forms-*.db"))


def _till(folder: Path) -> Path:
    return folder / "payments-service-data/payments.sqlite"


def _box(folder: Path) -> Path:
    return folder / "ebox-service-data/ebox.sqlite"


def _money(folder: Path) -> Iterator[str]:
    """What was paid is what the counters hold as paid, and what the books hold; a bill is paid once."""
    payments = read(_till(folder), "select payment_id, link_id, amount from payments where status = 'paid'")
    booked = Counter(dict(read(_till(folder), "select subject, amount from ledger_entries where account = 'organisation'")))
    entries = Counter(subject for (subject,) in read(_till(folder), "select subject from ledger_entries where account = 'organisation'"))
    for payment, _, amount in payments:
        if entries[payment] != 1 or booked[payment] != amount:
            yield f"payment {payment} of {amount} cents stands {entries[payment]} times in the books, with {booked[payment]} cents"
    if odd := entries.keys() - {payment for payment, _, _ in payments}:
        yield f"the books hold {sorted(odd)}, which nobody paid"
    if read(_till(folder), "select sum(amount) from ledger_entries")[0][0] not in {0, None}:
        yield "the books do not add up to nothing"
    for link, times in Counter(link for _, link, _ in payments if link is not None).items():
        if times > 1:
            yield f"link {link} was paid {times} times"

    query = "select payment_id, cast(round(fee * 100) as integer), reference from submissions where paid_at is not null"
    taken = [row for file in _counters(folder) for row in read(file, query)]
    without_link = {payment: amount for payment, link, amount in payments if link is None}
    if Counter(payment for payment, _, _ in taken) != Counter(without_link.keys()):
        yield f"the counters hold {len(taken)} submissions as paid, and the till {len(without_link)} payments"
    for payment, fee, reference in taken:
        if without_link.get(payment, fee) != fee:
            yield f"{reference} costs {fee} cents, and {without_link[payment]} were paid"


def _letters(folder: Path) -> Iterator[str]:
    """Each submission that was paid has its receipt, each that was decided its letter; and the post got each of them once."""
    told = Counter(reference for (reference,) in read(_box(folder), "select reference from notifications"))
    for file in _counters(folder):
        letters = read(file, "select reference, kind, status from letters")
        due = Counter((reference, "receipt") for (reference,) in read(file, "select reference from submissions where paid_at is not null"))
        due.update(
            (reference, "decision") for (reference,) in read(file, "select reference from submissions where status in ('done', 'refused')")
        )
        if (written := Counter((reference, kind) for reference, kind, _ in letters)) != due:
            yield f"letters {sorted((written - due).elements())} are too many, {sorted((due - written).elements())} too few"
        if unsent := [reference for reference, _, status in letters if status not in {"sent", "undelivered"}]:
            yield f"letters of {unsent} did not go out"
        for reference, number in Counter(reference for reference, _, _ in letters).items():
            if told[reference] != number:
                yield f"of {reference} there are {number} letters, and {told[reference]} came to the post"


def _messages(folder: Path) -> Iterator[str]:
    """Each bill and each thing told is one message in one box."""
    messages = read(_box(folder), "select message_id, document from messages")
    notified = [message for (message,) in read(_box(folder), "select message_id from notifications")]
    bills = read(_till(folder), "select count(*) from payment_links")[0][0]
    if len(messages) != len(notified) + bills or len(set(notified)) != len(notified):
        yield f"there are {len(messages)} messages for {len(notified)} things told and {bills} bills"
    delivered = Counter(message for (message,) in read(_box(folder), "select message_id from deliveries"))
    if odd := {message: delivered[message] for message, _ in messages if delivered[message] != 1}:
        yield f"messages that are not in one box: {odd}"
