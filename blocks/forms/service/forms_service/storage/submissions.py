"""What was submitted, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, exists, func, insert, select, update

from forms_service.references import make_reference
from forms_service.storage.tables import submissions

STATUSES: Final = ("received", "in-progress", "done", "refused")
# Who asked is told of these.
DECISIONS: Final = ("done", "refused")
# Not complete yet: nobody handles it before it was paid.
AWAITING_PAYMENT: Final = "awaiting-payment"


@dataclass(frozen=True)
class NewSubmission:
    """What is recorded when somebody submits. `channel` is web, desk or api."""

    draft_id: str | None
    form_id: str
    form_version: str
    form_digest: str
    owner: str
    channel: str
    language: str
    answers: Mapping[str, Any]
    applicant: Mapping[str, Any]
    desk: Mapping[str, Any] | None
    idempotency_key: str | None = None
    request_digest: str | None = None
    fee: str | None = None
    origins: Mapping[str, Any] | None = None
    asked_count: int | None = None
    known_count: int | None = None
    corrected_count: int | None = None


@dataclass(frozen=True)
class Share:
    """How much of a form was known: over how many submissions, how many answers, how many known beforehand and how many corrected."""

    submissions: int
    asked: int
    known: int
    corrected: int


@dataclass(frozen=True)
class Submission(NewSubmission):
    """A submission as it is kept."""

    reference: str = ""
    status: str = "received"
    reason: str | None = None
    received_at: float = 0.0
    changed_at: float = 0.0
    paid_at: float | None = None
    payment_id: str | None = None

    @property
    def awaits_payment(self) -> bool:
        return self.status == AWAITING_PAYMENT


@dataclass(frozen=True)
class Filter:
    """Which submissions a list shows; what is None does not count. `until` is exclusive."""

    owner: str | None = None
    form_id: str | None = None
    status: str | None = None
    reference: str | None = None
    since: float | None = None
    until: float | None = None


def add_submission(connection: Connection, new: NewSubmission, prefix: str, year: int, now: float) -> str:
    """Record a submission under a new reference. With a fee it waits until that is paid."""
    reference = make_reference(prefix, year)
    while connection.execute(select(exists().where(submissions.c.reference == reference))).scalar():
        reference = make_reference(prefix, year)
    status = "received" if new.fee is None else AWAITING_PAYMENT
    values = asdict(new) | {"reference": reference, "status": status, "received_at": now, "changed_at": now}
    connection.execute(insert(submissions).values(values))
    return reference


def find_submission(connection: Connection, reference: str, owner: str | None = None) -> Submission | None:
    """A submission by its reference; with `owner`, only if it is theirs."""
    return _first(connection, _conditions(Filter(reference=reference, owner=owner)))


def lock_submission(connection: Connection, reference: str) -> Submission | None:
    """A submission that nobody else changes until the transaction ends."""
    row = connection.execute(select(submissions).where(submissions.c.reference == reference).with_for_update()).mappings().first()
    return None if row is None else Submission(**row)


def complete_payment(connection: Connection, reference: str, payment_id: str, now: float) -> bool:
    """Record that a submission was paid: from now on it is received. False where it did not wait for that."""
    waiting = (submissions.c.reference == reference, submissions.c.status == AWAITING_PAYMENT)
    values = {"status": "received", "changed_at": now, "paid_at": now, "payment_id": payment_id}
    return connection.execute(update(submissions).where(*waiting).values(values)).rowcount == 1


def find_submission_of_draft(connection: Connection, draft_id: str) -> Submission | None:
    """What a draft became. The caller judges who may know."""
    return _first(connection, [submissions.c.draft_id == draft_id])


def find_repeated(connection: Connection, owner: str, key: str) -> Submission | None:
    """What was submitted with an idempotency key before."""
    return _first(connection, [submissions.c.owner == owner, submissions.c.idempotency_key == key])


def list_submissions(connection: Connection, wanted: Filter, offset: int, limit: int) -> list[Submission]:
    """One page of submissions, newest first."""
    statement = (
        select(submissions)
        .where(*_conditions(wanted))
        .order_by(submissions.c.received_at.desc(), submissions.c.reference)
        .offset(offset)
        .limit(limit)
    )
    return [Submission(**row) for row in connection.execute(statement).mappings()]


def count_submissions(connection: Connection, wanted: Filter) -> int:
    """How many submissions a filter finds."""
    return connection.execute(select(func.count()).select_from(submissions).where(*_conditions(wanted))).scalar_one()


def sum_up_shares(connection: Connection) -> dict[str, Share]:
    """By form, over all that was filled in on a page."""
    columns = submissions.c
    counts = (columns.asked_count, columns.known_count, columns.corrected_count)
    statement = (
        select(columns.form_id, func.count(), *(func.sum(each) for each in counts))
        .where(columns.asked_count.is_not(None))
        .group_by(columns.form_id)
        .order_by(columns.form_id)
    )
    return {form_id: Share(*(int(each) for each in sums)) for form_id, *sums in connection.execute(statement)}


def change_status(connection: Connection, reference: str, status: str, reason: str | None, now: float) -> None:
    """Record how far a submission is."""
    values = {"status": status, "reason": reason, "changed_at": now}
    connection.execute(update(submissions).where(submissions.c.reference == reference).values(values))


def _first(connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> Submission | None:
    row: RowMapping | None = connection.execute(select(submissions).where(*conditions)).mappings().first()
    return None if row is None else Submission(**row)


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    columns = submissions.c
    equal = {"owner": wanted.owner, "form_id": wanted.form_id, "status": wanted.status, "reference": wanted.reference}
    conditions: list[ColumnElement[bool]] = [columns[name] == value for name, value in equal.items() if value is not None]
    if wanted.since is not None:
        conditions.append(columns.received_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(columns.received_at < wanted.until)
    return conditions
