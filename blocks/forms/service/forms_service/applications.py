"""The application: settings, bindings, forms and database in; an ASGI application out."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import httpx
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from bouwsteen_service import Bindings, create_service
from bouwsteen_service.csrf import CsrfTokens
from bouwsteen_service.databases import open_database
from bouwsteen_service.openid import Client, IssuerError, OpenIdClient
from bouwsteen_service.seals import Clock, Seal
from bouwsteen_service.settings import ServiceConfigurationError
from bouwsteen_service.sign_ins import SignIns
from forms_service import __version__
from forms_service.contexts import FormsContext
from forms_service.loading import InvalidFormsError, load_forms
from forms_service.pages import CounterPages
from forms_service.routes import citizens, clerks, interface, sign_in
from forms_service.routes.interface_models import ProblemDetails
from forms_service.settings import FormsSettings
from forms_service.storage.form_documents import keep_forms
from forms_service.storage.purges import purge
from forms_service.storage.tables import prepare_database

logger = logging.getLogger(__name__)

PURGE_INTERVAL: Final = 3600.0
_FIRST_RETRY: Final = 0.25
_LONGEST_RETRY: Final = 5.0


def create_forms_service(
    settings: FormsSettings, bindings: Bindings, *, clock: Clock = time.time, transport: httpx.AsyncBaseTransport | None = None
) -> FastAPI:
    """The service. It raises `ServiceConfigurationError` when a binding is wrong or a form cannot be used, and says which."""
    pages = CounterPages(settings)
    app = create_service(settings.service, title=f"Forms of {settings.title}", version=__version__, pages=pages, lifespan=_lifespan)
    context = _build_context(settings, bindings, pages, clock, transport, app)
    app.state.forms = context
    app.state.checks |= {"database": context.database.is_ready, "issuer": lambda: context.openid.known_metadata is not None}
    for router in (citizens.router, sign_in.router, clerks.router, interface.router):
        app.include_router(router)
    _describe_interface(app)
    return app


def _build_context(
    settings: FormsSettings, bindings: Bindings, pages: CounterPages, clock: Clock, transport: httpx.AsyncBaseTransport | None, app: FastAPI
) -> FormsContext:
    try:
        forms = load_forms(settings.folder, settings.languages)
    except InvalidFormsError as error:
        raise ServiceConfigurationError(f"the forms cannot be used. {' '.join(error.problems[:20])}") from error
    secret = bindings["own"]["sessionKey"]
    openid = OpenIdClient(Client.of(bindings["identity"]), f"{settings.service.public_url}/callback", clock=clock, transport=transport)
    return FormsContext(
        settings=settings,
        forms=forms,
        database=open_database(bindings["database"]),
        pages=pages,
        tokens=CsrfTokens(secret, clock=clock),
        sign_ins=SignIns(settings.service, Seal(secret, "sign-in", clock=clock), openid),
        openid=openid,
        clock=clock,
        submitted=app.state.metrics.counter("forms_submitted_total", "Forms that were submitted.", ("form", "channel")),
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    context: FormsContext = app.state.forms
    await run_in_threadpool(prepare_storage, context)
    tasks = [asyncio.create_task(_discover(context)), asyncio.create_task(_purge_for_ever(context))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await context.openid.close()
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
            drafts, sessions = await run_in_threadpool(purge_now, context)
            logger.info("Expired drafts and sessions were removed", extra={"fields": {"drafts": drafts, "sessions": sessions}})
        except Exception:
            logger.exception("Removing expired drafts failed")
        await asyncio.sleep(PURGE_INTERVAL)


def purge_now(context: FormsContext) -> tuple[int, int]:
    """Remove expired drafts and sessions; how many of each."""
    with context.database.writing() as connection:
        return purge(connection, context.clock())


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
