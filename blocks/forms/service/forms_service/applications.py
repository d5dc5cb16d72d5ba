"""The application: settings, bindings, forms and database in; an ASGI application out."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.concurrency import run_in_threadpool

from bouwsteen_service import Bindings, add_routes, create_service
from bouwsteen_service.bindings import Binding
from bouwsteen_service.chores import Chore, running
from bouwsteen_service.csrf import CsrfTokens
from bouwsteen_service.databases import open_database
from bouwsteen_service.openid import Client, IssuerError, OpenIdClient
from bouwsteen_service.outboxes import OUTBOX_FIGURE
from bouwsteen_service.seals import Clock, Seal
from bouwsteen_service.settings import ServiceConfigurationError
from bouwsteen_service.sign_ins import SignIns
from forms_service import __version__, letters, payments
from forms_service.checkouts import Checkouts
from forms_service.contexts import FormsContext
from forms_service.loading import InvalidFormsError, load_forms
from forms_service.notifications import Notifications
from forms_service.pages import CounterPages
from forms_service.persons import Persons
from forms_service.routes import citizens, clerks, interface, profile, sign_in, vault
from forms_service.routes import payments as payment_routes
from forms_service.routes.interface_models import ProblemDetails
from forms_service.settings import FormsSettings
from forms_service.storage.form_documents import keep_forms
from forms_service.storage.purges import purge
from forms_service.storage.tables import prepare_database
from forms_service.vaults import Vault

logger = logging.getLogger(__name__)

PURGE_INTERVAL: Final = 3600.0
# Seconds between looks at what is due.
_PAUSE: Final = 1.0
_FIRST_RETRY: Final = 0.25
_LONGEST_RETRY: Final = 5.0


def create_forms_service(
    settings: FormsSettings,
    bindings: Bindings,
    *,
    clock: Clock = time.time,
    transport: httpx.AsyncBaseTransport | None = None,
    others: httpx.BaseTransport | None = None,
) -> FastAPI:
    """The service. It raises `ServiceConfigurationError` when a binding is wrong or a form cannot be used, and says which.

    The transports are for tests: `transport` to the issuer, `others` to where people pay and to what tells them things.
    """
    pages = CounterPages(settings)
    app = create_service(settings.service, title=f"Forms of {settings.title}", version=__version__, pages=pages, lifespan=_lifespan)
    context = _build_context(settings, bindings, pages, clock, (transport, others), app)
    app.state.forms = context
    app.state.metrics.gauge(*OUTBOX_FIGURE, lambda: letters.count_unsent(context))
    app.state.checks |= {"database": context.database.is_ready, "issuer": lambda: context.openid.known_metadata is not None}
    for router in (citizens.router, vault.router, profile.router, payment_routes.router, sign_in.router, clerks.router, interface.router):
        add_routes(app, router)
    _describe_interface(app)
    return app


def _build_context(
    settings: FormsSettings,
    bindings: Bindings,
    pages: CounterPages,
    clock: Clock,
    transports: tuple[httpx.AsyncBaseTransport | None, httpx.BaseTransport | None],
    app: FastAPI,
) -> FormsContext:
    try:
        forms = load_forms(settings.folder, settings.languages)
    except InvalidFormsError as error:
        raise ServiceConfigurationError(f"the forms cannot be used. {' '.join(error.problems[:20])}") from error
    unpayable = [loaded.form.id for loaded in forms.values() if loaded.form.fee is not None and "payments" not in bindings]
    if unpayable:
        raise ServiceConfigurationError(f"the forms {', '.join(unpayable)} have a fee, and there is no binding 'payments' to pay it by")
    secret = bindings["own"]["sessionKey"]
    to_issuer, to_others = transports
    openid = OpenIdClient(Client.of(bindings["identity"]), f"{settings.service.public_url}/callback", clock=clock, transport=to_issuer)
    counter = app.state.metrics.counter
    return FormsContext(
        settings=settings,
        forms=forms,
        database=open_database(bindings["database"]),
        pages=pages,
        tokens=CsrfTokens(secret, clock=clock),
        sign_ins=SignIns(settings.service, Seal(secret, "sign-in", clock=clock), openid),
        openid=openid,
        clock=clock,
        submitted=counter("forms_submitted_total", "Forms that were submitted.", ("form", "channel")),
        paid=counter("forms_payments_total", "Payments that came to something.", ("status",)),
        told=counter("forms_receipts_total", "Receipts that were sent.", ("channel", "status")),
        looked_up=counter("forms_lookups_total", "What sources said of people.", ("source", "outcome")),
        answered=counter("forms_answers_total", "Questions of forms that were submitted on a page.", ("form", "origin")),
        profile_tokens=Seal(secret, "profile", clock=clock),
        profile_key=_read_profile_key(bindings["own"]),
        checkouts=Checkouts(bindings["payments"], transport=to_others) if "payments" in bindings else None,
        notifications=Notifications(bindings["notification"], clock=clock, transport=to_others) if "notification" in bindings else None,
        persons=Persons(bindings["persons"], clock=clock, transport=to_others) if "persons" in bindings else None,
        vault=Vault(bindings["vault"], clock=clock, transport=to_others) if "vault" in bindings else None,
    )


def _read_profile_key(own: Binding) -> SecretStr | None:
    text = own.text("profileKey", "")
    return SecretStr(text) if text else None


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    context: FormsContext = app.state.forms
    await run_in_threadpool(prepare_storage, context)
    tasks = [asyncio.create_task(_discover(context)), asyncio.create_task(_purge_for_ever(context))]
    chores = (
        Chore("payments", lambda: payments.verify_due(context), _PAUSE),
        Chore("letters", lambda: letters.send_due(context), _PAUSE),
    )
    try:
        async with running(*chores):
            yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await context.openid.close()
        for client in (context.checkouts, context.notifications, context.persons, context.vault):
            if client is not None:
                client.close()
        context.database.close()


def prepare_storage(context: FormsContext) -> None:
    """Make the tables and keep the texts of the forms, before the first request."""
    prepare_database(context.database)
    with context.database.writing() as connection:
        keep_forms(connection, context.forms.values(), context.clock())


async def _discover(context: FormsContext) -> None:
    """Ask until the issuer has answered once. From then on the service is ready, also while the issuer is away."""
    wait = _FIRST_RETRY
    while True:
        try:
            await context.openid.metadata()
        except IssuerError:
            logger.warning("The identity provider does not answer yet")
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_RETRY)
        else:
            return


async def _purge_for_ever(context: FormsContext) -> None:
    while True:
        try:
            drafts, sessions, unpaid = await run_in_threadpool(purge_now, context)
            fields = {"drafts": drafts, "sessions": sessions, "unpaid": unpaid}
            logger.info("What has had its time was removed", extra={"fields": fields})
        except Exception:
            logger.exception("Removing expired drafts failed")
        await asyncio.sleep(PURGE_INTERVAL)


def purge_now(context: FormsContext) -> tuple[int, int, int]:
    """Remove expired drafts and sessions, and submissions that were never paid; how many of each."""
    with context.database.writing() as connection:
        return purge(connection, context.clock(), context.draft_lifetime)


def _describe_interface(app: FastAPI) -> None:
    """`/api/openapi.json`: what the interface does, with the problems that it answers with."""
    document: dict[str, Any] = {}

    @app.get("/api/openapi.json", include_in_schema=False)
    async def openapi() -> dict[str, Any]:
        if not document:
            document.update(_openapi(app))
        return document


def _openapi(app: FastAPI) -> dict[str, Any]:
    document = app.openapi()
    components = document.setdefault("components", {}).setdefault("schemas", {})
    components.pop("HTTPValidationError", None)
    components.pop("ValidationError", None)
    problem = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    components |= problem.pop("$defs", {})
    components["ProblemDetails"] = problem
    return document
