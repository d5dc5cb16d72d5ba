"""The SOAP face: GeefPersoon 02.02 at `/soap`, its description at `/soap?wsdl`.

Where the real service takes a client certificate and a signed body, this one takes the same bearer token as the REST face.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from bouwsteen_service.problems import ProblemError
from bouwsteen_service.rates import TooManyRequestsError
from bouwsteen_service.sample_people import is_register_number
from magda_service.accounts import READ, Account
from magda_service.consultations import SOAP, Question
from magda_service.errors import Level, RefusalError, too_many, wrong_body, wrong_context
from magda_service.services import MagdaService
from magda_service.settings import BODY_BYTES
from magda_service.soap_documents import (
    SERVICE,
    VERSION,
    FaultError,
    read_request,
    write_answer,
    write_fault,
    write_refusal,
    write_wsdl,
)
from magda_service.soap_documents import Request as Envelope

PATH = "/soap"
_MEDIA = "text/xml; charset=utf-8"
_KINDS = ("text/xml", "application/soap+xml", "application/xml")


def create_soap_router(service: MagdaService) -> APIRouter:
    router = APIRouter()
    wsdl = write_wsdl(f"{service.settings.url}{PATH}")

    @router.get(PATH, response_model=None)
    async def description() -> Response:
        return Response(wsdl, media_type=_MEDIA, headers={"cache-control": "no-cache"})

    @router.post(PATH, response_model=None)
    async def ask(request: Request) -> Response:
        try:
            body = await _read_body(request)
            status, answer, headers = await run_in_threadpool(_answer, service, request, body)
        except FaultError as fault:
            status, answer, headers = fault.status, write_fault(fault), fault.headers
        return Response(answer, status, headers={"cache-control": "no-store", **headers}, media_type=_MEDIA)

    return router


async def _read_body(request: Request) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in _KINDS:
        raise FaultError("The body must be text/xml.", 415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            raise FaultError(f"The body may hold at most {BODY_BYTES} bytes.", 413)
    return bytes(body)


def _answer(service: MagdaService, request: Request, body: bytes) -> tuple[int, bytes, dict[str, str]]:
    """(status, document, headers). Raises FaultError."""
    now = service.clock()
    try:
        account = service.credentials.admit(request, READ).client
    except TooManyRequestsError as problem:
        return 429, write_refusal({}, None, too_many(), now), dict(problem.headers)
    except ProblemError as problem:
        raise FaultError(problem.detail, problem.status, headers=problem.headers) from None
    envelope, refusal, sender = read_request(body)
    if envelope is None:
        return 200, write_refusal(sender, None, refusal or wrong_body("Verzoek"), now), {}
    try:
        _check_context(account, envelope)
        consulted = service.consultations.ask(account, _question(envelope))
    except RefusalError as error:
        return 200, write_refusal(sender, envelope.reference if error.level is Level.QUESTION else None, error, now), {}
    return 200, write_answer(envelope, consulted.found, consulted.at), {}


def _check_context(account: Account, envelope: Envelope) -> None:
    """Raises RefusalError."""
    if (envelope.name, envelope.version) != (SERVICE, VERSION):
        raise wrong_context("The context names another service or version.", "Onbekende dienst of versie in de context")
    if envelope.sender.get("Hoedanigheid", account.registration.capacity) != account.registration.capacity:
        raise wrong_context("The Hoedanigheid is not that of the registration.", "De hoedanigheid is niet die van de registratie")
    if not is_register_number(envelope.insz):
        raise wrong_body("INSZ")


def _question(envelope: Envelope) -> Question:
    """All that the registration allows is asked, of one source, under the sender's Referte."""
    reference = envelope.sender["Referte"]
    return Question(
        envelope.insz,
        (),
        reference,
        f"{SERVICE} {envelope.insz} {envelope.source}",
        SOAP,
        envelope.sender.get("Gebruiker", ""),
        envelope.source,
    )
