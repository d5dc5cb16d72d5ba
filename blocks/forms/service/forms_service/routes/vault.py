"""To the citizen's own vault and back: whom to ask, the way there, what was decided. And asking the registers once more."""

from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from bouwsteen_service.addresses import check_address
from bouwsteen_service.outboxes import SIGNATURE_HEADER
from bouwsteen_service.problems import ProblemError
from forms_service import sources
from forms_service.contexts import FormsContext, context_of
from forms_service.hints import may_use_vault
from forms_service.prefills import wanted_data
from forms_service.routes.opened_drafts import OpenDraft, go, open_draft
from forms_service.routes.signed_events import read_signed
from forms_service.submitting import person_of
from forms_service.vaults import REQUEST_ID, VaultError, in_language
from forms_service.visitors import CurrentPost, CurrentVisitor, Visitor, show

router = APIRouter(include_in_schema=False)

_CHARACTERS: Final = 1000
StepId = Annotated[str, Query(alias="step", pattern=r"^[a-z][a-z0-9-]{0,39}$")]


@router.post("/drafts/{draft_id}/registers")
def ask_registers_again(request: Request, draft_id: str, visitor: CurrentVisitor, posted: CurrentPost) -> Response:
    """Forget that the registers said nothing; the next page asks them."""
    context = context_of(request)
    opened = open_draft(context, request, visitor, draft_id)
    if isinstance(opened, Response):
        return opened
    sources.forget_failure(context, opened.draft)
    return go(_place(opened, next(iter(posted.get("step", ())), "")))


@router.get("/drafts/{draft_id}/vault")
def explain_vault(request: Request, draft_id: str, visitor: CurrentVisitor, step_id: StepId) -> Response:
    """What is asked of a vault, why, and for how long; where the vault is."""
    context = context_of(request)
    opened = _open(context, request, visitor, draft_id)
    return opened if isinstance(opened, Response) else _explain(request, visitor, opened, step_id)


@router.post("/drafts/{draft_id}/vault")
def ask_vault(request: Request, draft_id: str, visitor: CurrentVisitor, posted: CurrentPost) -> Response:
    """Ask, and go to where the citizen decides."""
    context = context_of(request)
    opened = _open(context, request, visitor, draft_id)
    if isinstance(opened, Response):
        return opened
    step_id, web_id = (next(iter(posted.get(name, ())), "").strip() for name in ("step", "webId"))
    step_id = _place(opened, step_id).rsplit("/", 1)[1]
    if not _is_address(web_id):
        return _explain(request, visitor, opened, step_id, error="vault.bad-address", typed=web_id[:_CHARACTERS])
    try:
        asked = sources.ask_vault(context, opened.draft, opened.loaded, web_id, context.pages.language(request), step_id)
    except VaultError as error:
        reason = "vault.bad-address" if error.status == 422 else "vault.refuses" if error.is_refusal else "vault.is-away"
        return _explain(request, visitor, opened, step_id, error=reason, typed=web_id)
    assert context.vault is not None
    place = in_language(asked.url, context.pages.language(request))
    if context.vault.leads_there(asked.url):
        return go(place)
    # A browser lets a form of ours lead to the places that the page named. Elsewhere it goes by a link.
    return _explain(request, visitor, opened, step_id, place=place)


@router.get("/drafts/{draft_id}/vault/return")
def come_back(request: Request, draft_id: str, visitor: CurrentVisitor, step_id: StepId) -> Response:
    """From the vault, or to look again. What the address says was decided is not believed: the vault is asked."""
    context = context_of(request)
    opened = _open(context, request, visitor, draft_id)
    if isinstance(opened, Response):
        return opened
    person = person_of(visitor.principal, opened.draft.desk)
    sources.hear_vault(context, opened.draft, opened.loaded, person.get("insz", ""))
    return go(_place(opened, step_id))


@router.post("/vault/events", status_code=204)
async def hear(request: Request) -> Response:
    """A citizen is said to have decided, or taken back. Whoever says so must have signed it; how it stands is asked, not read here."""
    context = context_of(request)
    body = await read_signed(
        request, context.vault, SIGNATURE_HEADER, without="This counter asks nothing of vaults.", by="the service of the vaults"
    )
    told = _read_event(body)
    if told is not None:
        try:
            await run_in_threadpool(sources.hear_event, context, *told)
        except VaultError as error:
            raise ProblemError(503, "vault-away", "The service of the vaults does not say how the request stands.") from error
    return Response(status_code=204)


def _read_event(body: bytes) -> tuple[str, str] | None:
    """(draft, request)."""
    try:
        event: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    found = [event.get(name) for name in ("reference", "accessRequest")] if isinstance(event, dict) else []
    texts = [text for text in found if isinstance(text, str) and REQUEST_ID.fullmatch(text)]
    return (texts[0], texts[1]) if len(texts) == 2 else None


def _open(context: FormsContext, request: Request, visitor: Visitor, draft_id: str) -> OpenDraft | Response:
    """It raises a problem 404 for who has no vault to show here."""
    opened = open_draft(context, request, visitor, draft_id)
    if isinstance(opened, OpenDraft) and not (may_use_vault(context, opened.draft, visitor) and _asked(opened)):
        raise ProblemError(404, "no-vault", "This form asks nothing of a vault here.")
    return opened


def _asked(opened: OpenDraft) -> list[str]:
    return wanted_data(opened.loaded.form, of_vault=True)


def _place(opened: OpenDraft, step_id: str) -> str:
    """The page of a step of this form, of its first one where there is no such step."""
    ids = [step.id for step in opened.loaded.form.steps]
    return f"/drafts/{opened.draft.id}/steps/{step_id if step_id in ids else ids[0]}"


def _is_address(web_id: str) -> bool:
    if len(web_id) > _CHARACTERS:
        return False
    try:
        check_address(web_id.split("#", maxsplit=1)[0])
    except ValueError:
        return False
    return True


def _explain(
    request: Request, visitor: Visitor, opened: OpenDraft, step_id: str, *, error: str = "", typed: str = "", place: str = ""
) -> Response:
    context = context_of(request)
    return show(
        context,
        request,
        visitor,
        "vault.html",
        status=422 if error == "vault.bad-address" else 503 if error else 200,
        form=opened.loaded.form,
        draft=opened.draft,
        consent_days=context.settings.consent_days,
        data=_asked(opened),
        step_id=step_id,
        error=error,
        typed=typed,
        place=place,
    )
