"""The pages of clerks: find, read, decide, export, fill in for somebody at the desk. Each reading is written down."""

from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from bouwsteen_service.problems import ProblemError
from forms_service import exports
from forms_service.answers import ABSENT, Unreadable, is_clean, read_answer
from forms_service.contexts import FormsContext, context_of
from forms_service.displays import show_insz, show_moment, show_retention, show_steps
from forms_service.filters import PAGE_SIZE, Search, read_search, show_day
from forms_service.forms import FormField, ReferenceProperty
from forms_service.linked_data import MEDIA_TYPE, describe_linked
from forms_service.principals import Principal
from forms_service.references import parse_reference
from forms_service.routes.lookups import find_any
from forms_service.routes.payments import look_again
from forms_service.schemas import is_insz
from forms_service.standings import describe_decision, describe_standing
from forms_service.storage import audits, drafts, letters, submissions
from forms_service.visitors import CurrentClerk, CurrentPost, CurrentVisitor, show

router = APIRouter(prefix="/clerk", include_in_schema=False)
CurrentSearch = Annotated[Search, Depends(read_search)]

EXPORT_ROWS: Final = 10_000
_REASON_CHARACTERS: Final = range(10, 1001)
_INSZ_FIELD: Final = FormField.model_validate({"name": "insz", "widget": "insz", "label": {"nl": "insz"}})
_INSZ_PROPERTY: Final = ReferenceProperty.model_validate({"$ref": "#/$defs/insz"})


@router.get("")
def list_submissions(request: Request, visitor: CurrentVisitor, search: CurrentSearch) -> Response:
    """What was submitted, newest first. Whoever is no clerk is told how to become one."""
    context = context_of(request)
    if visitor.principal is None or not visitor.principal.may_handle:
        return show(context, request, visitor, "clerk_sign_in.html", status=200 if visitor.principal is None else 403)
    wanted = search.to_filter()
    with context.database.reading() as connection:
        total = submissions.count_submissions(connection, wanted)
        found = submissions.list_submissions(connection, wanted, (search.page - 1) * PAGE_SIZE, PAGE_SIZE)
    language = context.pages.language(request)
    return show(
        context,
        request,
        visitor,
        "clerk_list.html",
        search=search,
        show_day=show_day,
        rows=[
            (each, _title(context, each.form_id, language), show_moment(context.local_time(each.received_at), language)) for each in found
        ],
        total=total,
        pages=max(1, -(-total // PAGE_SIZE)),
        forms=[loaded.form for loaded in context.forms.values()],
        statuses=(submissions.AWAITING_PAYMENT, *submissions.STATUSES),
    )


@router.get("/submissions/{reference}")
def read_submission(request: Request, reference: str, visitor: CurrentVisitor, clerk: CurrentClerk, saved: bool = False) -> Response:
    """One submission; that it was read is written down."""
    return _show_submission(request, reference, visitor, clerk, saved=saved)


@router.post("/submissions/{reference}/status")
def change_status(request: Request, reference: str, visitor: CurrentVisitor, clerk: CurrentClerk, posted: CurrentPost) -> Response:
    """Say how far a submission is; refusing needs a reason."""
    context = context_of(request)
    status = next(iter(posted.get("status", ())), "")
    reason = " ".join(next(iter(posted.get("reason", ())), "").split())
    error = check_status(status, reason)
    if error is not None:
        return _show_submission(request, reference, visitor, clerk, error=error, typed=(status, reason))
    known = parse_reference(reference)
    with context.database.writing() as connection:
        found = submissions.lock_submission(connection, known) if known else None
        if found is None or known is None:
            raise ProblemError(404, "no-such-submission", "There is no such submission.")
        require_paid(found)
        decide(context, connection, clerk, found, status, reason)
    return RedirectResponse(f"/clerk/submissions/{known}?saved=true", 303)


@router.post("/submissions/{reference}/letters")
def send_letters_again(request: Request, reference: str, clerk: CurrentClerk, posted: CurrentPost) -> Response:  # noqa: ARG001  it is one of our forms
    """Have the letters sent again whose sending was given up; nothing where there are none."""
    context = context_of(request)
    with context.database.writing() as connection:
        found, _ = find_any(connection, reference)
        if letters.revive_letters(connection, found.reference, context.clock()):
            audits.record(connection, clerk, "letters", [found.reference], context.clock())
    return RedirectResponse(f"/clerk/submissions/{found.reference}", 303)


def check_status(status: str, reason: str) -> str | None:
    """The key of the text that says what is wrong with a new status, or None."""
    if status not in submissions.STATUSES:
        return "status.unknown"
    if not is_clean(reason):
        return "status.needs-reason"
    if (status == "refused" and len(reason) not in _REASON_CHARACTERS) or len(reason) >= _REASON_CHARACTERS.stop:
        return "status.needs-reason"
    return None


def require_paid(submission: submissions.Submission) -> None:
    """It raises a problem 409 for a submission that is not complete: it is not paid yet."""
    if submission.awaits_payment:
        raise ProblemError(409, "not-paid", "This submission waits for its payment; it can be handled after.")


def decide(
    context: FormsContext, connection: Connection, clerk: Principal, found: submissions.Submission, status: str, reason: str
) -> None:
    """Change a status and write it down. A reason is kept with a refusal alone. Who asked is told of a decision, where anybody can be.

    Who says again what was said changes nothing.
    """
    kept, now = (reason if status == "refused" else None), context.clock()
    if (status, kept) == (found.status, found.reason):
        return
    submissions.change_status(connection, found.reference, status, kept, now)
    audits.record(connection, clerk, "status", [found.reference], now, f"{found.status} → {status}")
    if status not in submissions.DECISIONS:
        letters.drop_decision(connection, found.reference)
    elif context.notifications is not None and found.applicant.get("insz"):
        letters.add_decision(connection, found.reference, status, kept, now)


@router.get("/export.csv")
def export_csv(request: Request, clerk: CurrentClerk, search: CurrentSearch) -> Response:
    """What was found, for a spreadsheet."""
    context = context_of(request)
    if search.form not in context.forms:
        raise ProblemError(400, "export-needs-form", "A spreadsheet is of one form: say which.")
    found = _export(context, clerk, search, "CSV")
    content = exports.write_csv(context.forms[search.form].form, found)
    return _download(content.encode(), "text/csv; charset=utf-8", f"{search.form}.csv")


@router.get("/export.json")
def export_json(request: Request, clerk: CurrentClerk, search: CurrentSearch) -> Response:
    """What was found, as JSON."""
    found = _export(context_of(request), clerk, search, "JSON")
    content = orjson.dumps([exports.describe_submission(each) for each in found], option=orjson.OPT_INDENT_2)
    return _download(content, "application/json", "submissions.json")


@router.get("/submissions/{reference}/linked-data")
def export_linked_data(request: Request, reference: str, clerk: CurrentClerk, personal: bool = True) -> Response:
    """One submission as JSON-LD."""
    context = context_of(request)
    with context.database.writing() as connection:
        found, form = find_any(connection, reference)
        audits.record(connection, clerk, "export", [found.reference], context.clock(), "JSON-LD")
    document = describe_linked(found, form, context.settings.service.public_url, with_personal=personal)
    return _download(orjson.dumps(document, option=orjson.OPT_INDENT_2), MEDIA_TYPE, f"{found.reference}.jsonld")


@router.get("/desk")
def open_desk(request: Request, visitor: CurrentVisitor, _: CurrentClerk) -> Response:
    """Begin a form for somebody at the desk."""
    return _show_desk(request, visitor, {}, {})


@router.post("/desk")
def begin_at_desk(request: Request, visitor: CurrentVisitor, clerk: CurrentClerk, posted: CurrentPost) -> Response:
    """Record for whom and why, and begin."""
    context = context_of(request)
    typed = {
        name: next(iter(posted.get(name, ())), "").strip().replace("\r\n", "\n")[:400]
        for name in ("form", "givenName", "familyName", "insz", "reason")
    }
    insz = read_answer(_INSZ_FIELD, _INSZ_PROPERTY, {"insz": [typed["insz"]]})
    errors = _check_desk(context, typed, insz)
    if errors:
        return _show_desk(request, visitor, typed, errors)
    desk = {"clerk": clerk.subject, "clerkName": clerk.name, "insz": insz} | {
        name: typed[name] for name in ("givenName", "familyName", "reason")
    }
    form = context.forms[typed["form"]].form
    with context.database.writing() as connection:
        draft_id = drafts.begin_draft(connection, form.id, visitor.owner, context.clock(), context.draft_lifetime, {}, desk)
    return RedirectResponse(f"/drafts/{draft_id}/steps/{form.steps[0].id}", 303)


@router.get("/figures")
def show_figures(request: Request, visitor: CurrentVisitor, _: CurrentClerk) -> Response:
    """How much people need not type, by form."""
    context = context_of(request)
    language = context.pages.language(request)
    with context.database.reading() as connection:
        shares = submissions.sum_up_shares(connection)
    rows = [
        (_title(context, form_id, language), share, round(100 * share.known / max(1, share.asked))) for form_id, share in shares.items()
    ]
    return show(context, request, visitor, "clerk_figures.html", rows=rows)


@router.get("/audit")
def show_audit(
    request: Request,
    visitor: CurrentVisitor,
    _: CurrentClerk,
    reference: Annotated[str, Query(max_length=60)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """Who read or changed what."""
    context = context_of(request)
    wanted = (parse_reference(reference) or "none") if reference.strip() else None
    size = 50
    with context.database.reading() as connection:
        total = audits.count_entries(connection, wanted)
        entries = audits.list_entries(connection, wanted, (page - 1) * size, size)
    language = context.pages.language(request)
    return show(
        context,
        request,
        visitor,
        "clerk_audit.html",
        entries=[(entry, show_moment(context.local_time(entry.at), language)) for entry in entries],
        reference=reference,
        page=page,
        pages=max(1, -(-total // size)),
        total=total,
    )


def _show_submission(
    request: Request,
    reference: str,
    visitor: Any,
    clerk: Principal,
    *,
    saved: bool = False,
    error: str | None = None,
    typed: tuple[str, str] | None = None,
) -> Response:
    context = context_of(request)
    language, translate = context.pages.language(request), context.translator(request)
    with context.database.reading() as connection:
        found, _ = find_any(connection, reference)
    can_pay = look_again(context, found) if found.awaits_payment else True
    with context.database.writing() as connection:
        found, form = find_any(connection, reference)
        standing = describe_standing(context, connection, found, language)
        told = describe_decision(connection, found.reference)
        audits.record(connection, clerk, "read", [found.reference], context.clock())
    return show(
        context,
        request,
        visitor,
        "clerk_submission.html",
        status=422 if error else 200,
        form=form,
        submission=found,
        standing=standing,
        told=told,
        can_pay=can_pay,
        received=show_moment(context.local_time(found.received_at), language),
        retention=show_retention(form.personal_data.retention, translate),
        insz=show_insz(str(found.applicant.get("insz", ""))),
        steps=show_steps(form, found.answers, language, translate, found.origins or {}),
        statuses=submissions.STATUSES,
        saved=saved,
        error=error,
        typed_status=typed[0] if typed else found.status,
        typed_reason=typed[1] if typed else found.reason or "",
    )


def _export(context: FormsContext, clerk: Principal, search: Search, kind: str) -> list[submissions.Submission]:
    wanted = search.to_filter()
    with context.database.writing() as connection:
        if submissions.count_submissions(connection, wanted) > EXPORT_ROWS:
            raise ProblemError(400, "export-too-large", f"An export holds at most {EXPORT_ROWS} submissions.")
        found = submissions.list_submissions(connection, wanted, 0, EXPORT_ROWS)
        audits.record(connection, clerk, "export", [each.reference for each in found], context.clock(), kind)
    return found


def _download(content: bytes, media_type: str, name: str) -> Response:
    return Response(content, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


def _check_desk(context: FormsContext, typed: dict[str, str], insz: Any) -> dict[str, str]:
    errors = {name: "fault.required" for name in ("givenName", "familyName", "reason") if len(typed[name]) < 2}
    errors |= {name: "fault.characters" for name in ("givenName", "familyName") if not is_clean(typed[name])}
    if not is_clean(typed["reason"], lines=True):
        errors["reason"] = "fault.characters"
    if typed["form"] not in context.forms:
        errors["form"] = "fault.required.radio"
    if insz is ABSENT:
        errors["insz"] = "fault.required"
    elif isinstance(insz, Unreadable) or not is_insz(insz):
        errors["insz"] = "fault.invalid.insz"
    # As they stand on the page, for whoever follows the summary from its top.
    return {name: errors[name] for name in ("form", "givenName", "familyName", "insz", "reason") if name in errors}


def _show_desk(request: Request, visitor: Any, typed: dict[str, str], errors: dict[str, str]) -> Response:
    context = context_of(request)
    forms = [loaded.form for loaded in context.forms.values()]
    return show(context, request, visitor, "clerk_desk.html", status=422 if errors else 200, forms=forms, typed=typed, errors=errors)


def _title(context: FormsContext, form_id: str, language: str) -> str:
    loaded = context.forms.get(form_id)
    return loaded.form.title.in_language(language) if loaded else form_id
