"""The interface for other applications: forms, their JSON Schemas, submissions.

Whoever calls shows an access token of the issuer with the scope of this service; the issuer says by introspection whom it was
given to. A clerk's token sees everything and is written down; anybody else's sees what is theirs.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.exc import IntegrityError

from bouwsteen_service.openid import IssuerError
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.rates import limits_of
from forms_service import exports, payments
from forms_service.checkouts import CheckoutError
from forms_service.conditions import prune_answers
from forms_service.contexts import FormsContext, context_of
from forms_service.displays import describe_fault
from forms_service.filters import PAGE_SIZE, Search, read_search
from forms_service.judgements import Fault, judge_answers
from forms_service.linked_data import MEDIA_TYPE, describe_linked
from forms_service.loading import LoadedForm
from forms_service.principals import CLERK_SCOPE, Principal, owner_of_person, read_principal
from forms_service.references import parse_reference
from forms_service.routes.clerks import check_status, decide, require_paid
from forms_service.routes.interface_models import (
    FormList,
    FormSummary,
    OnBehalf,
    PaymentPage,
    StatusRequest,
    SubmissionCreated,
    SubmissionDetail,
    SubmissionList,
    SubmissionRequest,
    SubmissionStatus,
    SubmissionSummary,
)
from forms_service.routes.lookups import find_any
from forms_service.routes.payments import look_again
from forms_service.schemas import is_insz
from forms_service.storage import audits, submissions
from forms_service.storage.submissions import AWAITING_PAYMENT, NewSubmission, Submission

logger = logging.getLogger(__name__)

_TOKEN_CHARACTERS: Final = 4096
_DESCRIPTIONS: Final[Mapping[int, str]] = {
    400: "The request cannot be read.",
    401: "There is no access token, or it is not valid.",
    403: "The access token does not allow this.",
    404: "There is no such thing, or it is somebody else's.",
    409: "It does not go with what is there: a key used for something else, or a submission in another state.",
    413: "The body is too large.",
    422: "What was sent does not fit.",
    429: "There were too many requests; Retry-After says how many seconds to wait.",
    500: "The service failed.",
    503: "A service that this one needs does not answer.",
    504: "It took too long.",
}


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    return {status: {"description": _DESCRIPTIONS[status], "content": content} for status in sorted({*statuses, 500, 504})}


router = APIRouter(prefix="/api/v1", tags=["forms"])
_bearer = HTTPBearer(auto_error=False, description="An access token of the issuer with the scope bouwsteen_forms.")
Reference = Annotated[str, Path(max_length=60, description="A reference, for instance HER-2026-7K3QFM2X-T.")]
CurrentSearch = Annotated[Search, Depends(read_search)]


async def authenticate(request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Principal:
    """Whoever the access token was given to. It raises a problem 401, 403, 429 or 503."""
    context = context_of(request)
    challenge = {"www-authenticate": 'Bearer realm="forms"'}
    if credentials is None or not 1 <= len(credentials.credentials) <= _TOKEN_CHARACTERS:
        raise ProblemError(401, "no-token", "Send an access token: Authorization: Bearer …", headers=challenge)
    limits = limits_of(request)
    limits.admit_attempt(request, credentials.credentials)
    try:
        claims = await context.openid.introspect(credentials.credentials)
    except IssuerError as error:
        raise ProblemError(503, "issuer-unavailable", "The identity provider does not answer.") from error
    if claims is None:
        limits.note_failure(request, credentials.credentials)
        raise ProblemError(401, "bad-token", "The access token is not valid.", headers={"www-authenticate": 'Bearer error="invalid_token"'})
    limits.admit_client(f"application:{claims.get('client_id') or claims.get('sub', '')}", credentials.credentials)
    if CLERK_SCOPE not in str(claims.get("scope", "")).split():
        raise ProblemError(403, "no-scope", f"The access token lacks the scope {CLERK_SCOPE}.")
    principal = read_principal(claims, context.settings.organisation_codes)
    if not principal.subject:
        raise ProblemError(403, "no-subject", "The access token was given to nobody.")
    return principal


CurrentCaller = Annotated[Principal, Depends(authenticate)]


@router.get("/forms", responses=_problems())
def list_forms(request: Request) -> FormList:
    """All forms of the counter."""
    context = context_of(request)
    return FormList(items=[_summarise_form(context, loaded) for loaded in context.forms.values()])


@router.get("/forms/{form_id}/schema", responses=_problems(404), response_model=None, response_class=Response)
def read_schema(request: Request, form_id: Annotated[str, Path(max_length=60)]) -> Response:
    """The JSON Schema (2020-12) of the data of a form."""
    return Response(orjson.dumps(context_of(request).form(form_id).schema), media_type="application/schema+json")


@router.post("/submissions", status_code=201, responses=_problems(400, 401, 403, 404, 409, 413, 422, 429, 503))
def create_submission(
    request: Request,
    response: Response,
    caller: CurrentCaller,
    body: SubmissionRequest,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=255, pattern=r"^[\x21-\x7e]+$")] = None,
) -> SubmissionCreated:
    """Submit a form. With an Idempotency-Key, submitting again gives the same reference."""
    context = context_of(request)
    loaded = context.form(body.form)
    _check_caller(loaded, caller, body.on_behalf_of)
    digest = hashlib.sha256(json.dumps(body.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()
    new = _new_submission(loaded, caller, body, idempotency_key, digest)
    repeated = _find_repeated(context, new)
    if repeated is None:
        faults = judge_answers(loaded, body.data, context.today())
        if faults:
            raise _refuse_answers(context, request, loaded, faults)
        try:
            repeated = _created(_keep(context, loaded, caller, new), "received" if new.fee is None else AWAITING_PAYMENT)
        except IntegrityError:
            # The same key arrived twice at the same moment: the other one was first.
            repeated = _find_repeated(context, new)
            if repeated is None:
                raise
        else:
            context.submitted.add(loaded.form.id, "api")
    response.headers["location"] = f"/api/v1/submissions/{repeated.reference}"
    return repeated


@router.get("/submissions", responses=_problems(401, 403, 422, 429, 503))
def list_submissions(
    request: Request, caller: CurrentCaller, search: CurrentSearch, size: Annotated[int, Query(ge=1, le=200)] = PAGE_SIZE
) -> SubmissionList:
    """Submissions without their data, newest first: all of them for a clerk, one's own for anybody else."""
    context = context_of(request)
    wanted = search.to_filter(None if caller.may_handle else caller.owner)
    with context.database.reading() as connection:
        total = submissions.count_submissions(connection, wanted)
        found = submissions.list_submissions(connection, wanted, (search.page - 1) * size, size)
    return SubmissionList(items=[_summarise(each) for each in found], total=total, page=search.page, page_size=size)


@router.get("/submissions/{reference}", responses=_problems(401, 403, 404, 422, 429, 503))
def read_submission(request: Request, caller: CurrentCaller, reference: Reference) -> SubmissionDetail:
    """One submission with its data."""
    found = _find(context_of(request), caller, reference)
    return SubmissionDetail.model_validate(exports.describe_submission(found))


@router.get(
    "/submissions/{reference}/linked-data",
    responses={**_problems(401, 403, 404, 422, 429, 503), 200: {"content": {MEDIA_TYPE: {}}}},
    response_model=None,
    response_class=Response,
)
def read_linked_data(
    request: Request,
    caller: CurrentCaller,
    reference: Reference,
    personal: Annotated[bool, Query(description="Whether data of people go along. What is secret never does.")] = True,
) -> Response:
    """One submission as JSON-LD, with the terms of its form."""
    context = context_of(request)
    found = _find(context, caller, reference)
    with context.database.reading() as connection:
        _, form = find_any(connection, found.reference)
    document = describe_linked(found, form, context.settings.service.public_url, with_personal=personal)
    return Response(orjson.dumps(document), media_type=MEDIA_TYPE)


@router.get("/submissions/{reference}/status", responses=_problems(401, 403, 404, 422, 429, 503))
def read_status(request: Request, caller: CurrentCaller, reference: Reference) -> SubmissionStatus:
    """How far one submission is."""
    context = context_of(request)
    found = _find(context, caller, reference)
    if found.awaits_payment and look_again(context, found):
        found = _find(context, caller, reference)
    return _describe_status(found)


@router.post("/submissions/{reference}/payment", status_code=201, responses=_problems(401, 403, 404, 409, 422, 429, 503))
def begin_payment(request: Request, caller: CurrentCaller, reference: Reference) -> PaymentPage:
    """Ask for a page on which to pay for a submission."""
    context = context_of(request)
    found = _find(context, caller, reference)
    try:
        attempt = payments.set_out(context, found.reference)
    except CheckoutError as error:
        raise ProblemError(503, "payments-unavailable", "The payment service does not answer.") from error
    if attempt is None or attempt.checkout_url is None:
        raise ProblemError(409, "nothing-to-pay", "There is nothing to pay for this submission.")
    return PaymentPage(reference=found.reference, amount=attempt.amount, checkout_url=attempt.checkout_url)


@router.put("/submissions/{reference}/status", responses=_problems(400, 401, 403, 404, 409, 413, 422, 429, 503))
def change_status(request: Request, caller: CurrentCaller, reference: Reference, body: StatusRequest) -> SubmissionStatus:
    """Say how far a submission is. Only for clerks."""
    context = context_of(request)
    if not caller.may_handle:
        raise ProblemError(403, "not-a-clerk", "Only clerks change a status.")
    reason = " ".join(body.reason.split())
    if check_status(body.status, reason) is not None:
        raise ProblemError(422, "reason-needed", "Refusing needs a reason of 10 to 1000 characters.")
    known = parse_reference(reference)
    with context.database.writing() as connection:
        found = submissions.lock_submission(connection, known) if known else None
        if found is None:
            raise ProblemError(404, "no-such-submission", "There is no such submission.")
        require_paid(found)
        decide(context, connection, caller, found, body.status, reason)
        changed = submissions.find_submission(connection, found.reference)
    return _describe_status(changed or found)


def _describe_status(submission: Submission) -> SubmissionStatus:
    described = exports.describe_submission(submission)
    return SubmissionStatus.model_validate({name: described[name] for name in ("reference", "status", "reason", "changedAt", "payment")})


def _check_caller(loaded: LoadedForm, caller: Principal, on_behalf: OnBehalf | None) -> None:
    if on_behalf is not None:
        if not caller.may_handle:
            raise ProblemError(403, "not-a-clerk", "Only clerks submit on behalf of somebody.")
        if not is_insz(on_behalf.person.insz):
            raise ProblemError(422, "bad-insz", "The number of the person is no national register number.")
    elif caller.level < loaded.form.minimum_level():
        raise ProblemError(403, "level-too-low", f"This form asks for a means of at least level {loaded.form.minimum_level()}.")


def _refuse_answers(context: FormsContext, request: Request, loaded: LoadedForm, faults: list[Fault]) -> ProblemError:
    language, translate = context.pages.language(request), context.translator(request)
    answers = [
        {
            "pointer": "/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in (fault.field, fault.part) if part),
            "code": fault.code,
            "detail": describe_fault(loaded.form, fault, language, translate),
        }
        for fault in faults[:50]
    ]
    return ProblemError(422, "invalid-answers", "The data do not fit the form.", answers=answers)


def _new_submission(loaded: LoadedForm, caller: Principal, body: SubmissionRequest, key: str | None, digest: str) -> NewSubmission:
    behalf = body.on_behalf_of
    own: dict[str, Any] = {"givenName": caller.given_name, "familyName": caller.family_name, "insz": caller.insz, "level": caller.level}
    own["organisation"] = None if caller.organisation is None else dict(caller.organisation)
    applicant = behalf.person.model_dump(by_alias=True) if behalf else {name: value for name, value in own.items() if value}
    return NewSubmission(
        draft_id=None,
        form_id=loaded.form.id,
        form_version=loaded.form.version,
        form_digest=loaded.digest,
        owner=owner_of_person(behalf.person.insz) if behalf else caller.owner,
        channel="api",
        language=body.language,
        answers=prune_answers(loaded.form, body.data),
        applicant=applicant,
        desk={"clerk": caller.subject, "clerkName": caller.name, "reason": behalf.reason} if behalf else None,
        idempotency_key=key,
        request_digest=digest if key else None,
        fee=None if loaded.form.fee is None else loaded.form.fee.amount,
    )


def _find_repeated(context: FormsContext, new: NewSubmission) -> SubmissionCreated | None:
    if new.idempotency_key is None:
        return None
    with context.database.reading() as connection:
        former = submissions.find_repeated(connection, new.owner, new.idempotency_key)
    if former is not None and former.request_digest != new.request_digest:
        raise ProblemError(409, "key-used", "This idempotency key was used for another submission.")
    return None if former is None else _created(former.reference, former.status)


def _created(reference: str, status: Any) -> SubmissionCreated:
    page = f"/api/v1/submissions/{reference}/payment" if status == AWAITING_PAYMENT else None
    return SubmissionCreated(reference=reference, status=status, payment_url=page)


def _keep(context: FormsContext, loaded: LoadedForm, caller: Principal, new: NewSubmission) -> str:
    now = context.clock()
    with context.database.writing() as connection:
        reference = submissions.add_submission(connection, new, loaded.form.reference_prefix, context.local_time(now).year, now)
        if new.desk is not None:
            audits.record(connection, caller, "desk", [reference], now, new.desk["reason"])
    return reference


def _find(context: FormsContext, caller: Principal, reference: str) -> Submission:
    known = parse_reference(reference)
    owner = None if caller.may_handle else caller.owner
    with context.database.writing() as connection:
        found = submissions.find_submission(connection, known, owner) if known else None
        if found is None:
            raise ProblemError(404, "no-such-submission", "There is no such submission.")
        if caller.may_handle:
            audits.record(connection, caller, "read", [found.reference], context.clock(), "API")
    return found


def _summarise(submission: Submission) -> SubmissionSummary:
    described = exports.describe_submission(submission)
    return SubmissionSummary.model_validate(
        {name: described[name] for name in ("reference", "form", "status", "receivedAt", "changedAt", "channel")}
    )


def _summarise_form(context: FormsContext, loaded: LoadedForm) -> FormSummary:
    form = loaded.form
    return FormSummary(
        id=form.id,
        version=form.version,
        title={language: form.title.in_language(language) for language in context.settings.languages},
        audience=list(form.audience),
        access=form.submission.access,
        minimum_level=form.minimum_level(),
        schema_url=f"/api/v1/forms/{form.id}/schema",
        fee=None if form.fee is None else form.fee.amount,
    )
