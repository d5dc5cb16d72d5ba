"""Submissions as a file: JSON as it is kept, CSV for a spreadsheet.

A spreadsheet runs a cell that begins like a formula; such a cell gets an apostrophe in front, which it shows as text.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, Final

from bouwsteen_service.calendars import local_time
from forms_service.answers import ADDRESS_PARTS
from forms_service.forms import Form
from forms_service.storage.submissions import Submission

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "|", "%")
# With a dot in their names, so that no question has the same.
_FIXED: Final = (
    *(f"submission.{name}" for name in ("reference", "form", "version", "status", "reason", "received", "channel")),
    *(f"applicant.{name}" for name in ("givenName", "familyName", "insz")),
    *(f"organisation.{name}" for name in ("kind", "number", "name")),
    *(f"payment.{name}" for name in ("amount", "paid", "reference")),
)


def describe_submission(submission: Submission) -> dict[str, Any]:
    """A submission as JSON, for an export and for the interface."""
    return {
        "reference": submission.reference,
        "form": submission.form_id,
        "formVersion": submission.form_version,
        "status": submission.status,
        "reason": submission.reason,
        "receivedAt": _iso(submission.received_at),
        "changedAt": _iso(submission.changed_at),
        "channel": submission.channel,
        "language": submission.language,
        "applicant": dict(submission.applicant),
        "desk": None if submission.desk is None else dict(submission.desk),
        "payment": _describe_payment(submission),
        "origins": None if submission.origins is None else dict(submission.origins),
        "data": dict(submission.answers),
    }


def _describe_payment(submission: Submission) -> dict[str, Any] | None:
    if submission.fee is None:
        return None
    return {
        "amount": submission.fee,
        "currency": "EUR",
        "status": "waiting" if submission.paid_at is None else "paid",
        "reference": submission.payment_id,
        "paidAt": None if submission.paid_at is None else _iso(submission.paid_at),
    }


def write_csv(form: Form, submissions: Iterable[Submission]) -> str:
    """A table with a column for each question (an address has one for each part), separated by semicolons, as spreadsheets here expect."""
    columns = list(_columns(form))
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([*_FIXED, *columns])
    for submission in submissions:
        answers = _flatten(submission.answers)
        writer.writerow([guard_cell(value) for value in [*_fixed_values(submission), *(answers.get(column, "") for column in columns)]])
    # The mark by which spreadsheets recognise UTF-8.
    return "\ufeff" + output.getvalue()


def guard_cell(value: Any) -> str:
    """The text of a cell that no spreadsheet runs. Numbers of ours may keep their sign."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, float)):
        return str(value).replace(".", ",")
    text = str(value)
    return "'" + text if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def _columns(form: Form) -> Iterable[str]:
    for _, field in form.fields():
        if field.widget == "address":
            yield from (f"{field.name}.{part}" for part in ADDRESS_PARTS)
        else:
            yield field.name


def _flatten(answers: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, answer in answers.items():
        if isinstance(answer, dict):
            flat |= {f"{name}.{part}": text for part, text in answer.items()}
        else:
            flat[name] = ", ".join(answer) if isinstance(answer, list) else answer
    return flat


def _fixed_values(submission: Submission) -> list[str]:
    person = submission.applicant
    return [
        submission.reference,
        submission.form_id,
        submission.form_version,
        submission.status,
        submission.reason or "",
        _iso(submission.received_at),
        submission.channel,
        *(str(person.get(name, "")) for name in ("givenName", "familyName", "insz")),
        *(str((person.get("organisation") or {}).get(name, "")) for name in ("kind", "number", "name")),
        (submission.fee or "").replace(".", ","),
        "" if submission.paid_at is None else _iso(submission.paid_at),
        submission.payment_id or "",
    ]


def _iso(at: float) -> str:
    return local_time(at).isoformat(timespec="seconds")
