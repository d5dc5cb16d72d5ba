"""Drafts that a visitor may go on with, and where else to go: to sign in, to a stronger key, to what the draft became."""

import re
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from bouwsteen_service.problems import ProblemError
from forms_service import submitting
from forms_service.conditions import asked_steps
from forms_service.contexts import FormsContext
from forms_service.forms import FormField, Step
from forms_service.loading import LoadedForm
from forms_service.routes.sign_in import login_path
from forms_service.storage import drafts, submissions
from forms_service.storage.drafts import Draft
from forms_service.visitors import Visitor, show

_DRAFT_ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class OpenDraft:
    """A draft that this visitor may go on with, and its form."""

    draft: Draft
    loaded: LoadedForm


def open_draft(context: FormsContext, request: Request, visitor: Visitor, draft_id: str, connection: Any = None) -> OpenDraft | Response:
    """The draft, or where to go instead: to sign in, to a stronger key, to what the draft became.

    With a connection of a writing transaction the draft is locked. It raises a problem 404 for anybody else's draft.
    """
    if connection is None:
        with context.database.reading() as reading:
            return open_draft(context, request, visitor, draft_id, reading)
    if not _DRAFT_ID.fullmatch(draft_id):
        raise ProblemError(404, "no-such-draft", "There is no such draft.")
    draft = drafts.find_draft(connection, draft_id, visitor.owner, context.clock(), lock=request.method == "POST")
    if draft is None and visitor.principal is not None:
        draft = drafts.find_draft(connection, draft_id, visitor.browser_owner, context.clock(), lock=request.method == "POST")
    if draft is None:
        return _find_successor(connection, visitor, draft_id)
    loaded = context.form(draft.form_id)
    if draft.desk is not None:
        if visitor.principal is None or not visitor.principal.may_handle:
            raise ProblemError(403, "not-a-clerk", "This draft is for a clerk to fill in.")
        return OpenDraft(draft, loaded)
    return _check_sign_in(context, request, visitor, loaded) or OpenDraft(draft, loaded)


def _check_sign_in(context: FormsContext, request: Request, visitor: Visitor, loaded: LoadedForm) -> Response | None:
    level = loaded.form.minimum_level()
    if loaded.form.submission.access == "anyone":
        return None
    if visitor.principal is not None and visitor.level >= level and visitor.principal.capacity in loaded.form.audience:
        return None
    here = request.url.path if request.method == "GET" else request.url.path.removesuffix("/submit")
    target = login_path(here, level)
    if visitor.principal is None:
        return go(target)
    if visitor.level < level:
        return show(context, request, visitor, "step_up.html", status=403, form=loaded.form, target=target)
    return show(context, request, visitor, "capacity.html", status=403, form=loaded.form, path_back=here)


def _find_successor(connection: Any, visitor: Visitor, draft_id: str) -> Response:
    """Where a draft went that is no more: to the submission that it became."""
    owners = [visitor.owner, visitor.browser_owner]
    found = submissions.find_submission_of_draft(connection, draft_id)
    if found is not None and found.owner in owners:
        return go(submission_place(found.reference, is_desk=False))
    if found is not None and visitor.principal is not None and submitting.is_filled_in_by(found, visitor.principal):
        return go(submission_place(found.reference, is_desk=True))
    if visitor.principal is None and drafts.is_kept(connection, draft_id):
        return go(login_path(f"/drafts/{draft_id}"))
    raise ProblemError(404, "no-such-draft", "There is no such draft.")


def asked_step(opened: OpenDraft, step_id: str) -> tuple[Step, tuple[FormField, ...]]:
    for step, fields in asked_steps(opened.loaded.form, opened.draft.answers):
        if step.id == step_id:
            return step, fields
    raise ProblemError(404, "no-such-step", "This form has no such step, or it is not asked.")


def submission_place(reference: str, *, is_desk: bool) -> str:
    return f"/clerk/submissions/{reference}" if is_desk else f"/submissions/{reference}"


def go(place: str) -> Response:
    return RedirectResponse(place, 303)
