"""What a profile of citizens polls: what somebody asked of this counter and how it stands, as hal+json, always by pages.

The shape is that of the certificates of Mijn Burgerprofiel: a key of id and language, an empty list where there is nothing. Who polls
proves itself by client credentials that follow from a key of this counter, and gets a token that this counter sealed.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from bouwsteen_service.brokers import derive_password
from bouwsteen_service.calendars import local_time
from bouwsteen_service.oauth import OAuthError, authenticate_within_limits, read_basic
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.rates import limits_of
from forms_service.contexts import FormsContext, context_of
from forms_service.principals import owner_of_person
from forms_service.storage import submissions
from forms_service.storage.submissions import Submission
from forms_service.wording import TEXTS

router = APIRouter(prefix="/profile", include_in_schema=False)

SCOPE: Final = "certificates.read"
TOKEN_SECONDS: Final = 3600
MEDIA_TYPE: Final = "application/hal+json"
_PRIVATE: Final = {"cache-control": "no-store", "pragma": "no-cache"}
_FIELDS: Final = 20
_CHARACTERS: Final = 4096


@dataclass(frozen=True)
class _Client:
    """Whoever proved to have the credentials of a binding."""

    client_id: str


@router.post("/oauth/token")
async def give_token(request: Request) -> Response:
    """A token for whoever has the credentials of a binding."""
    context = context_of(request)
    form = await request.form(max_files=0, max_fields=_FIELDS)
    fields = {name: value for name, value in form.items() if not isinstance(value, UploadFile)}
    header = request.headers.get("authorization")
    shown = header or fields.get("client_secret", "")
    try:
        client = await run_in_threadpool(lambda: authenticate_within_limits(request, shown, lambda: _authenticate(context, header, fields)))
        if fields.get("grant_type") != "client_credentials":
            raise OAuthError("unsupported_grant_type", "The grant_type must be client_credentials.")
        if not set(fields.get("scope", SCOPE).split()) <= {SCOPE}:
            raise OAuthError("invalid_scope", "A scope is not one that this client may ask for.")
    except OAuthError as error:
        return JSONResponse(error.body, error.status, _PRIVATE | error.headers)
    token = context.profile_tokens.seal({"client": client.client_id}, TOKEN_SECONDS)
    body = {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "scope": SCOPE}
    return JSONResponse(body, headers=_PRIVATE)


def _authenticate(context: FormsContext, header: str | None, fields: Mapping[str, str]) -> _Client:
    pair = (fields.get("client_id", ""), fields.get("client_secret", "")) if header is None else read_basic(header)
    if context.profile_key is not None and pair is not None and pair[0] and len(pair[0]) <= _CHARACTERS:
        expected = derive_password(context.profile_key, pair[0])
        if hmac.compare_digest(expected.encode(), pair[1].encode()):
            return _Client(pair[0])
    headers = {"www-authenticate": 'Basic realm="profile"'}
    raise OAuthError("invalid_client", "The client could not be authenticated.", status=401, headers=headers)


@router.get("/v1/certificates/{insz}")
def list_certificates(
    request: Request,
    insz: Annotated[str, Path(pattern=r"^[0-9]{11}$")],
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    page: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Response:
    """A page of what somebody asked, newest first; each request once in each language of the counter."""
    context = context_of(request)
    _admit(context, request)
    languages = context.settings.languages
    wanted = submissions.Filter(owner=owner_of_person(insz))
    start = page * limit
    first, last = start // len(languages), -(-(start + limit) // len(languages))
    with context.database.reading() as connection:
        total = submissions.count_submissions(connection, wanted) * len(languages)
        found = submissions.list_submissions(connection, wanted, first, last - first)
    pairs = [(each, language) for each in found for language in languages][start - first * len(languages) :][:limit]
    body = {
        "_links": _link_pages(context, insz, limit, page, max(1, -(-total // limit))),
        "_embedded": {"certificates": [_describe(context, each, language) for each, language in pairs]},
        "page": {"size": limit, "number": page, "totalElements": total, "totalPages": -(-total // limit)},
    }
    return Response(orjson.dumps(body), media_type=MEDIA_TYPE, headers={"cache-control": "no-store"})


def _admit(context: FormsContext, request: Request) -> None:
    """It raises a problem 401 or 429."""
    challenge = {"www-authenticate": 'Bearer realm="profile"'}
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 1 <= len(token) <= _CHARACTERS:
        raise ProblemError(401, "no-token", "Send an access token: Authorization: Bearer …", headers=challenge)
    limits = limits_of(request)
    limits.admit_attempt(request, token)
    known = context.profile_tokens.open(token)
    if not isinstance(known, dict):
        limits.note_failure(request, token)
        raise ProblemError(401, "bad-token", "The access token is not valid.", headers=challenge)
    limits.admit_client(f"profile:{known['client']}", token)


def _link_pages(context: FormsContext, insz: str, limit: int, page: int, pages: int) -> dict[str, Any]:
    base = f"{context.settings.service.public_url}/profile/v1/certificates/{insz}?limit={limit}&page="
    numbers = {"self": page, "first": 0, "last": pages - 1}
    numbers |= {"prev": min(page, pages) - 1} if page > 0 else {}
    numbers |= {"next": page + 1} if page + 1 < pages else {}
    return {name: {"href": f"{base}{number}"} for name, number in numbers.items()}


def _describe(context: FormsContext, submission: Submission, language: str) -> dict[str, Any]:
    """What a profile shows: no answers, and nothing of the person."""
    loaded = context.forms.get(submission.form_id)
    place = f"{context.settings.service.public_url}/submissions/{submission.reference}"
    links = {"self": {"href": f"{place}?lang={language}"}}
    if submission.paid_at is not None:
        links["receipt"] = {"href": f"{place}/receipt.pdf"}
    elif submission.awaits_payment:
        links["payment"] = {"href": f"{place}?lang={language}"}
    return {
        "id": submission.reference,
        "language": language,
        "title": loaded.form.title.in_language(language) if loaded else submission.form_id,
        "organisation": context.settings.title,
        "status": submission.status,
        "statusText": TEXTS[f"status.{submission.status}"][language],
        "decisionText": submission.reason,
        "requestedAt": _moment(submission.received_at),
        "changedAt": _moment(submission.changed_at),
        "_links": links,
    }


def _moment(at: float) -> str:
    return local_time(at).isoformat(timespec="seconds")
