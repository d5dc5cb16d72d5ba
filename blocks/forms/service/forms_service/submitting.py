"""Submitting: from a draft or a request of another application to a submission with a reference."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection

from forms_service.conditions import prune_answers
from forms_service.contexts import FormsContext
from forms_service.forms import Form
from forms_service.loading import LoadedForm, parse_form
from forms_service.prefills import Prefill, count_origins, describe_origins
from forms_service.principals import Principal, owner_of_person
from forms_service.storage import audits, drafts, submissions
from forms_service.storage.drafts import Draft
from forms_service.storage.submissions import NewSubmission, Submission


def submit_draft(
    context: FormsContext, connection: Connection, draft: Draft, loaded: LoadedForm, principal: Principal | None, language: str
) -> str:
    """Turn a locked draft without faults into a submission; its reference."""
    now = context.clock()
    answers = prune_answers(loaded.form, draft.answers)
    person = person_of(principal, draft.desk)
    origins = describe_origins(loaded.form, answers, Prefill.of(draft.prefill), person)
    counts = count_origins(loaded.form, answers, origins)
    new = NewSubmission(
        draft_id=draft.id,
        form_id=loaded.form.id,
        form_version=loaded.form.version,
        form_digest=loaded.digest,
        owner=_owner_of(draft, principal),
        channel="web" if draft.desk is None else "desk",
        language=language,
        answers=answers,
        applicant=person | ({} if principal is None or draft.desk else {"level": principal.level}),
        desk=None if draft.desk is None else {name: draft.desk[name] for name in ("clerk", "clerkName", "reason")},
        fee=None if loaded.form.fee is None else loaded.form.fee.amount,
        origins=origins or None,
        asked_count=counts["asked_count"],
        known_count=counts["known_count"],
        corrected_count=counts["corrected_count"],
    )
    reference = submissions.add_submission(connection, new, loaded.form.reference_prefix, context.local_time(now).year, now)
    drafts.remove_draft(connection, draft.id, draft.owner)
    if draft.desk is not None and principal is not None:
        audits.record(connection, principal, "desk", [reference], now, draft.desk["reason"])
    _count(context, loaded.form.id, counts, origins)
    return reference


def _count(context: FormsContext, form_id: str, counts: Mapping[str, int], origins: Mapping[str, Mapping[str, Any]]) -> None:
    """What the metrics tell of how much people had to type."""
    for origin in origins.values():
        context.answered.add(form_id, "corrected" if "reason" in origin else origin["source"])
    context.answered.add(form_id, "typed", amount=counts["asked_count"] - len(origins))


def digest_answers(answers: Mapping[str, Any]) -> str:
    """By which a summary says which answers it showed."""
    return hashlib.sha256(orjson.dumps(answers, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _owner_of(draft: Draft, principal: Principal | None) -> str:
    if draft.desk is not None:
        return owner_of_person(draft.desk["insz"])
    return draft.owner if principal is None else principal.owner


def person_of(principal: Principal | None, desk: Mapping[str, Any] | None) -> dict[str, Any]:
    """Whose request it is: the person at the desk, or who signed in, with the organisation for which they act. Empty for somebody who
    did not sign in."""
    if desk is not None:
        return {name: desk[name] for name in ("givenName", "familyName", "insz")}
    if principal is None:
        return {}
    named: dict[str, Any] = {"givenName": principal.given_name, "familyName": principal.family_name, "insz": principal.insz}
    named["organisation"] = None if principal.organisation is None else dict(principal.organisation)
    return {name: value for name, value in named.items() if value}


def is_filled_in_by(submission: Submission, principal: Principal) -> bool:
    """Whether this clerk filled it in at the desk."""
    return principal.may_handle and submission.desk is not None and submission.desk.get("clerk") == principal.subject


@lru_cache(maxsize=256)
def form_of_text(text: str) -> Form:
    """The form in a text that was kept."""
    return parse_form(text)
