"""The HTTP side of the broker, under `/broker/v2`."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from pydantic import SecretStr
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bouwsteen_service.brokers import requests
from bouwsteen_service.brokers.descriptions import describe_broker
from bouwsteen_service.brokers.errors import BrokerError
from bouwsteen_service.brokers.operations import Answer, Broker
from bouwsteen_service.brokers.records import Key

logger = logging.getLogger(__name__)

Handler = Callable[[Request, str], Awaitable[Answer]]


def create_broker_router(broker: Broker, key: SecretStr, *, prefix: str = "/broker") -> APIRouter:
    """The routes of `broker`; `key` is the secret that users' passwords are derived from.

    With the application's lifespan the broker takes up what was in flight at the last stop, and finishes its work at the next.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(broker.recover)
        yield
        await run_in_threadpool(broker.stop)

    router = APIRouter(prefix=f"{prefix}/v2", lifespan=lifespan)
    for methods, path, handler in _handlers(broker):
        router.add_api_route(path, _endpoint(handler, key), methods=methods, response_model=None, name=handler.__name__)

    @router.get("/openapi.json", include_in_schema=False)
    async def description(request: Request) -> dict[str, Any]:
        return describe_broker(f"{prefix}/v2", request.app.version)

    return router


def _endpoint(handler: Handler, key: SecretStr) -> Callable[[Request], Awaitable[Response]]:
    """Around each handler: who, which version, the log line, and errors in the shape of the specification."""

    async def endpoint(request: Request) -> Response:
        identity = request.headers.get(requests.REQUEST_HEADER, "")
        echoed = {requests.REQUEST_HEADER: identity} if 0 < len(identity) <= 256 else {}
        try:
            user = requests.authenticate(request, key)
            requests.check_version(request)
            origin = requests.read_origin(request)
            answer = await handler(request, user)
        except BrokerError as error:
            return JSONResponse(error.body, error.status, echoed | error.headers)
        if request.method != "GET":
            fields: dict[str, Any] = {"operation": handler.__name__, "user": user, "status": answer.status, **request.path_params}
            logger.info("Broker operation", extra={"fields": fields | (origin.log_fields() if origin else {})})
        return JSONResponse(dict(answer.body), answer.status, echoed | dict(answer.headers))

    return endpoint


def _key(request: Request, user: str) -> Key:
    instance_id = requests.check_id(request.path_params["instance_id"], "instance_id")
    binding_id = request.path_params.get("binding_id")
    return Key(user, instance_id, "" if binding_id is None else requests.check_id(binding_id, "binding_id"))


def _handlers(broker: Broker) -> list[tuple[list[str], str, Handler]]:
    async def catalog(_: Request, __: str) -> Answer:
        return Answer(200, broker.catalog.document())

    async def provision(request: Request, user: str) -> Answer:
        change = requests.provision_request(await requests.read_body(request), incomplete=requests.accepts_incomplete(request))
        return await run_in_threadpool(broker.provision, _key(request, user), change)

    async def update(request: Request, user: str) -> Answer:
        change = requests.update_request(await requests.read_body(request), incomplete=requests.accepts_incomplete(request))
        return await run_in_threadpool(broker.update, _key(request, user), change)

    async def bind(request: Request, user: str) -> Answer:
        change = requests.bind_request(await requests.read_body(request), incomplete=requests.accepts_incomplete(request))
        return await run_in_threadpool(broker.bind, _key(request, user), change)

    async def delete(request: Request, user: str) -> Answer:
        service_id, plan_id = requests.query_ids(request)
        incomplete = requests.accepts_incomplete(request)
        return await run_in_threadpool(broker.delete, _key(request, user), service_id, plan_id, accepts_incomplete=incomplete)

    async def instance(request: Request, user: str) -> Answer:
        return await run_in_threadpool(broker.instance, _key(request, user))

    async def binding(request: Request, user: str) -> Answer:
        return await run_in_threadpool(broker.binding, _key(request, user))

    async def last_operation(request: Request, user: str) -> Answer:
        return await run_in_threadpool(broker.last_operation, _key(request, user), request.query_params.get("operation"))

    one, other = "/service_instances/{instance_id}", "/service_instances/{instance_id}/service_bindings/{binding_id}"
    return [
        (["GET"], "/catalog", catalog),
        (["GET"], f"{one}/last_operation", last_operation),
        (["GET"], f"{other}/last_operation", last_operation),
        (["PUT"], one, provision),
        (["PATCH"], one, update),
        (["DELETE"], one, delete),
        (["GET"], one, instance),
        (["PUT"], other, bind),
        (["DELETE"], other, delete),
        (["GET"], other, binding),
    ]
