"""The REST face under `/v1`: persons, the repertory, and who asked after whom."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from bouwsteen_service.problems import ProblemError
from magda_service.accounts import LOOK_BACK, READ, SUBSCRIBE
from magda_service.consultations import REST, Question
from magda_service.data_names import DATA_NAMES, in_order
from magda_service.models import (
    ConsultationPage,
    DataQuery,
    PageNumber,
    PageSize,
    PersonData,
    Reader,
    RegistrationState,
    Subscription,
    SubscriptionPage,
)
from magda_service.people import moment
from magda_service.requests import Caller, KnownInsz, ProblemRoute, callers, described
from magda_service.services import MagdaService

PREFIX = "/v1"


def create_person_router(service: MagdaService) -> APIRouter:
    router = APIRouter(prefix=PREFIX, route_class=ProblemRoute)
    allowed = callers(service.credentials)
    reading, looking_back = allowed(READ), allowed(LOOK_BACK)

    @router.get("/persons/{insz}", **described("getPerson", PersonData, 200, 404, 409, 502))
    def person(request: Request, insz: str = KnownInsz, data: DataQuery = None, reader: Reader = None, caller: Caller = reading) -> Any:
        names = _read_names(data)
        asked = f"{request.method} {request.url.path}?{','.join(names)}"
        question = Question(insz, names, caller.correlation_id, asked, REST, reader or "")
        consulted = service.consultations.ask(caller.account, question)
        found = consulted.found
        about = {"source": found.source, "modifiedAt": moment(found.modified_at)}
        values = {name: {"value": value, **about} for name, value in found.data.items()}
        return JSONResponse({"insz": insz, "consultedAt": moment(consulted.at), "data": values}, headers={"cache-control": "no-store"})

    @router.get("/persons/{insz}/consultations", **described("listConsultations", ConsultationPage, 200))
    def consulted(insz: str = KnownInsz, page: PageNumber = 1, size: PageSize = 25, caller: Caller = looking_back) -> Any:
        return service.consultations.overview(caller.account, insz, page, size)

    @router.get("/registration", **described("getRegistration", RegistrationState, 200))
    def registration(caller: Caller = reading) -> Any:
        account, found = caller.account, caller.account.registration
        return RegistrationState(
            organisation=account.organisation,
            application=found.name,
            purpose=found.purpose,
            legal_basis=found.legal_basis,
            data=list(found.data),
            hoedanigheid=found.capacity,
        )

    _add_subscription_routes(router, service, allowed(SUBSCRIBE))
    return router


def _add_subscription_routes(router: APIRouter, service: MagdaService, current: Any) -> None:
    @router.get("/subscriptions", **described("listSubscriptions", SubscriptionPage, 200))
    def subscriptions(page: PageNumber = 1, size: PageSize = 25, caller: Caller = current) -> Any:
        return service.subscriptions.list(caller.account.registration, page, size)

    subscribed = described("subscribe", Subscription, 200)
    subscribed["responses"][201] = {"model": Subscription, "description": "It is new."}

    @router.put("/subscriptions/{insz}", **subscribed)
    def subscribe(insz: str = KnownInsz, caller: Caller = current) -> Response:
        found, is_new = service.subscriptions.add(caller.account.registration, insz)
        return JSONResponse(found, 201 if is_new else 200)

    @router.get("/subscriptions/{insz}", **described("getSubscription", Subscription, 200, 404))
    def subscription(insz: str = KnownInsz, caller: Caller = current) -> Any:
        found = service.subscriptions.find(caller.account.registration, insz)
        if found is None:
            raise ProblemError(404, "subscription-absent", "The application has no subscription to this person.")
        return found

    @router.delete("/subscriptions/{insz}", **described("unsubscribe", None, 204))
    def unsubscribe(insz: str = KnownInsz, caller: Caller = current) -> Response:
        service.subscriptions.remove(caller.account.registration, insz)
        return Response(status_code=204)


def _read_names(text: str | None) -> tuple[str, ...]:
    """Raises ProblemError for a name that nobody may ask."""
    names = [] if text is None else text.split(",")
    unknown = sorted(set(names) - set(DATA_NAMES))
    if unknown:
        raise ProblemError(400, "data-unknown", f"Of a person these may be asked: {', '.join(DATA_NAMES)}.")
    return in_order(names)
