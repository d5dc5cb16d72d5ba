"""The pages where people choose a form, fill it in and see what became of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from forms_service import sources, submitting
from forms_service.conditions import asked_fields, asked_steps, prune_answers
from forms_service.contexts import FormsContext, context_of
from forms_service.corrections import find_unreasoned, judge_corrections, read_reasons
from forms_service.displays import show_amount, show_moment, show_retention, show_steps
from forms_service.forms import FormField, Step
from forms_service.hints import show_origins, show_sources
from forms_service.inputs import filled_inputs, link_errors, show_questions
from forms_service.judgements import Fault, find_unfinished_step, read_step
from forms_service.prefills import Prefill, describe_origins
from forms_service.routes.lookups import find_any, find_own
from forms_service.routes.opened_drafts import OpenDraft, asked_step, go, open_draft, submission_place
from forms_service.routes.payments import go_and_pay, look_again
from forms_service.routes.sign_in import login_path
from forms_service.standings import describe_decision, describe_payment, describe_standing
from forms_service.storage import drafts, submissions
from forms_service.submitting import digest_answers, person_of
from forms_service.visitors import CurrentPost, CurrentVisitor, Visitor, show

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(request: Request, visitor: CurrentVisitor) -> Response:
    """All forms."""
    context = context_of(request)
    return show(context, request, visitor, "home.html", forms=[loaded.form for loaded in context.forms.values()])


@router.get("/forms/{form_id}")
def describe(request: Request, form_id: str, visitor: CurrentVisitor) -> Response:
    """What a form is for and what one needs, before beginning."""
    context = context_of(request)
    form = context.form(form_id).form
    retention = show_retention(form.personal_data.retention, context.translator(request))
    fee = None if form.fee is None else show_amount(form.fee.amount, context.pages.language(request))
    return show(context, request, visitor, "start.html", form=form, draft_days=context.settings.draft_days, retention=retention, fee=fee)


@router.post("/forms/{form_id}/start")
def start(request: Request, form_id: str, visitor: CurrentVisitor, posted: CurrentPost) -> Response:
    """Begin a form; as what somebody does not act yet, they sign in first."""
    context = context_of(request)
    form = context.form(form_id).form
    capacity = next(iter(posted.get("capacity", ())), "")
    principal = visitor.principal
    changes = capacity in form.audience and form.submission.access == "signedIn" and (not principal or principal.capacity != capacity)
    owner = visitor.browser_owner if changes else visitor.owner
    with context.database.writing() as connection:
        draft_id = drafts.begin_draft(connection, form.id, owner, context.clock(), context.draft_lifetime, {})
    place = f"/drafts/{draft_id}/steps/{form.steps[0].id}"
    return go(login_path(place, form.minimum_level(), capacity=capacity) if changes else place)


@router.get("/drafts/{draft_id}")
def resume(request: Request, draft_id: str, visitor: CurrentVisitor) -> Response:
    """Go on where a draft was left."""
    context = context_of(request)
    opened = open_draft(context, request, visitor, draft_id)
    if isinstance(opened, Response):
        return opened
    step = _find_unfinished(context, opened, opened.draft.answers)
    return go(f"/drafts/{draft_id}/summary" if step is None else f"/drafts/{draft_id}/steps/{step.id}")


@router.get("/drafts/{draft_id}/steps/{step_id}")
def show_step(request: Request, draft_id: str, step_id: str, visitor: CurrentVisitor, then: str = "") -> Response:
    """The questions of a step."""
    context = context_of(request)
    opened = open_draft(context, request, visitor, draft_id)
    if isinstance(opened, Response):
        return opened
    step, fields = asked_step(opened, step_id)
    opened = _with_known(context, visitor, opened, fields)
    person = person_of(visitor.principal, opened.draft.desk)
    inputs = filled_inputs(fields, opened.draft.answers, Prefill.of(opened.draft.prefill), person)
    return _render_step(request, visitor, opened, step, fields, inputs, (), then)


@router.post("/drafts/{draft_id}/steps/{step_id}")
def answer_step(request: Request, draft_id: str, step_id: str, visitor: CurrentVisitor, posted: CurrentPost) -> Response:
    """Keep the answers of a step and go to the next one, or show what is wrong."""
    context = context_of(request)
    now = context.clock()
    with context.database.writing() as connection:
        opened = open_draft(context, request, visitor, draft_id, connection)
        if isinstance(opened, Response):
            return opened
        step, fields = asked_step(opened, step_id)
        reading = read_step(opened.loaded, fields, posted, opened.draft.answers, context.today())
        kept = {name: answer for name, answer in opened.draft.answers.items() if name not in {field.name for field in step.fields}}
        answers = kept | dict(reading.answers)
        drafts.save_answers(connection, draft_id, answers, now, context.draft_lifetime)
        prefill = Prefill.of(opened.draft.prefill).with_reasons(read_reasons(fields, posted))
        if prefill.fields:
            drafts.save_prefill(connection, draft_id, prefill.to_json())
            opened = replace(opened, draft=replace(opened.draft, prefill=prefill.to_json()))
    faults = (*reading.faults, *judge_corrections(prefill, fields, reading))
    if "save" in posted.get("action", ()):
        return go("/mine")
    then = next(iter(posted.get("then", ())), "")
    if faults:
        return _render_step(request, visitor, opened, step, fields, posted, faults, then)
    return go(_next_place(context, opened, step, answers, then))


@router.get("/drafts/{draft_id}/summary")
def summarise(request: Request, draft_id: str, visitor: CurrentVisitor, changed: bool = False) -> Response:
    """All answers, to check before submitting. `changed`: they are not what was shown when somebody submitted."""
    context = context_of(request)
    opened = open_draft(context, request, visitor, draft_id)
    if isinstance(opened, Response):
        return opened
    opened = replace(opened, draft=sources.check_consent(context, opened.draft))
    form, answers = opened.loaded.form, prune_answers(opened.loaded.form, opened.draft.answers)
    person = person_of(visitor.principal, opened.draft.desk)
    origins = describe_origins(form, answers, Prefill.of(opened.draft.prefill), person)
    language = context.pages.language(request)
    fields = tuple(field for _, field in asked_fields(form, answers))
    state = show_sources(context, opened.draft, fields, visitor, language).vault
    return show(
        context,
        request,
        visitor,
        "summary.html",
        form=form,
        draft=opened.draft,
        steps=show_steps(form, answers, language, context.translator(request), origins),
        unfinished=_find_unfinished(context, opened, answers),
        vault_over=state if state in {"withdrawn", "expired"} else "",
        is_changed=changed,
        shown=digest_answers(answers),
        fee=None if form.fee is None else show_amount(form.fee.amount, language),
        person=person,
    )


@router.post("/drafts/{draft_id}/submit")
def submit(request: Request, draft_id: str, visitor: CurrentVisitor, posted: CurrentPost) -> Response:
    """Submit a draft, as the summary showed it: what came from a vault and may be read no more is not in it.

    Submitting it twice gives the same reference.
    """
    context = context_of(request)
    opened = open_draft(context, request, visitor, draft_id)
    if isinstance(opened, Response):
        return opened
    sources.check_consent(context, opened.draft)  # before the transaction: a vault may be slow
    with context.database.writing() as connection:
        opened = open_draft(context, request, visitor, draft_id, connection)
        if isinstance(opened, Response):
            return opened
        if _find_unfinished(context, opened, opened.draft.answers) is not None:
            return go(f"/drafts/{draft_id}/summary")
        answers = prune_answers(opened.loaded.form, opened.draft.answers)
        if posted.get("shown", [""])[0] not in {"", digest_answers(answers)}:
            return go(f"/drafts/{draft_id}/summary?changed=true")
        reference = submitting.submit_draft(
            context, connection, opened.draft, opened.loaded, visitor.principal, context.pages.language(request)
        )
    context.submitted.add(opened.loaded.form.id, "desk" if opened.draft.desk else "web")
    if opened.loaded.form.fee is not None:
        with context.database.reading() as connection:
            return go_and_pay(context, find_any(connection, reference)[0])
    return go(submission_place(reference, is_desk=opened.draft.desk is not None))


@router.post("/drafts/{draft_id}/remove")
def remove(request: Request, draft_id: str, visitor: CurrentVisitor, _: CurrentPost) -> Response:
    """Throw a draft away."""
    context = context_of(request)
    with context.database.writing() as connection:
        for owner in (visitor.owner, visitor.browser_owner):
            drafts.remove_draft(connection, draft_id, owner)
    return go("/mine" if visitor.principal else "/")


@router.get("/mine")
def list_own(request: Request, visitor: CurrentVisitor, page: Annotated[int, Query(ge=1, le=10_000)] = 1) -> Response:
    """The drafts and submissions of whoever signed in."""
    context = context_of(request)
    if visitor.principal is None:
        return go(login_path("/mine"))
    size = 50
    wanted = submissions.Filter(owner=visitor.owner)
    with context.database.reading() as connection:
        own_drafts = drafts.list_drafts(connection, visitor.owner, context.clock())
        sent = submissions.list_submissions(connection, wanted, (page - 1) * size, size)
        total = submissions.count_submissions(connection, wanted)
    language = context.pages.language(request)
    return show(
        context,
        request,
        visitor,
        "mine.html",
        drafts=[(draft, _title(context, request, draft.form_id), _moment(context, request, draft.expires_at)) for draft in own_drafts],
        submissions=[
            (each, _title(context, request, each.form_id), _moment(context, request, each.received_at), describe_payment(each, language))
            for each in sent
        ],
        page=page,
        pages=max(1, -(-total // size)),
    )


@router.get("/submissions/{reference}")
def show_submission(
    request: Request, reference: str, visitor: CurrentVisitor, payment: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """What somebody submitted, and how far it is. Somebody else's does not exist."""
    context = context_of(request)
    found, form = find_own(context, visitor, reference)
    can_pay = payment != "unavailable"
    if found.awaits_payment:
        # Whoever comes back from paying need not wait for the webhook.
        can_pay = look_again(context, found) and can_pay
        found, form = find_own(context, visitor, reference)
    language, translate = context.pages.language(request), context.translator(request)
    with context.database.reading() as connection:
        standing = describe_standing(context, connection, found, language)
        told = describe_decision(connection, found.reference)
    return show(
        context,
        request,
        visitor,
        "submission.html",
        form=form,
        submission=found,
        standing=standing,
        told=told,
        can_pay=can_pay,
        kept_until=_moment(context, request, found.received_at + context.draft_lifetime),
        received=_moment(context, request, found.received_at),
        steps=show_steps(form, found.answers, language, translate, found.origins or {}),
    )


@router.get("/accessibility")
def explain_accessibility(request: Request, visitor: CurrentVisitor) -> Response:
    """The accessibility statement."""
    context = context_of(request)
    contacts = {loaded.form.contact.email: loaded.form.contact for loaded in context.forms.values()}
    return show(context, request, visitor, "accessibility.html", contacts=list(contacts.values()))


def _with_known(context: FormsContext, visitor: Visitor, opened: OpenDraft, fields: tuple[FormField, ...]) -> OpenDraft:
    """With what is known of whoever asks, of what these questions ask; and without what may not be known any more."""
    draft, principal = opened.draft, visitor.principal
    if principal is not None and any(each.datum for each in fields):
        draft = sources.look_up(context, draft, opened.loaded, principal, person_of(principal, draft.desk))
        draft = sources.check_consent(context, draft, fields)
    return replace(opened, draft=draft)


def _find_unfinished(context: FormsContext, opened: OpenDraft, answers: Mapping[str, Any]) -> Step | None:
    """The first step with an answer that is missing or wrong, or that corrects what is known without saying why."""
    wrong = find_unfinished_step(opened.loaded, answers, context.today())
    unreasoned = find_unreasoned(opened.loaded.form, answers, Prefill.of(opened.draft.prefill))
    ids = [step.id for step in opened.loaded.form.steps]
    return min((step for step in (wrong, unreasoned) if step is not None), key=lambda step: ids.index(step.id), default=None)


def _next_place(context: FormsContext, opened: OpenDraft, step: Step, answers: dict[str, Any], then: str) -> str:
    """The step after this one; when answers are being changed from the summary, the first one that needs attention."""
    base = f"/drafts/{opened.draft.id}"
    form = opened.loaded.form
    if then == "summary":
        unfinished = _find_unfinished(context, opened, answers)
        return f"{base}/summary" if unfinished is None else f"{base}/steps/{unfinished.id}?then=summary"
    asked = [each.id for each, _ in asked_steps(form, answers)]
    following = asked[asked.index(step.id) + 1 :] if step.id in asked else []
    return f"{base}/steps/{following[0]}" if following else f"{base}/summary"


def _render_step(
    request: Request,
    visitor: Visitor,
    opened: OpenDraft,
    step: Step,
    fields: tuple[FormField, ...],
    inputs: Any,
    faults: tuple[Fault, ...],
    then: str,
) -> Response:
    context = context_of(request)
    language, translate = context.pages.language(request), context.translator(request)
    form = opened.loaded.form
    asked = [each.id for each, _ in asked_steps(form, opened.draft.answers)]
    number = asked.index(step.id)
    origins = show_origins(context, opened.draft, fields, inputs, visitor, language)
    return show(
        context,
        request,
        visitor,
        "step.html",
        status=422 if faults else 200,
        form=form,
        draft=opened.draft,
        step=step,
        number=number + 1,
        total=len(asked),
        previous=asked[number - 1] if number else None,
        questions=show_questions(form, fields, inputs, faults, origins, language, translate),
        sources=show_sources(context, opened.draft, fields, visitor, language),
        errors=link_errors(form, fields, faults, language, translate),
        then="summary" if then == "summary" else "",
    )


def _title(context: FormsContext, request: Request, form_id: str) -> str:
    loaded = context.forms.get(form_id)
    return loaded.form.title.in_language(context.pages.language(request)) if loaded else form_id


def _moment(context: FormsContext, request: Request, at: float) -> str:
    return show_moment(context.local_time(at), context.pages.language(request))
