"""Requests to the REST face: who asks, with which correlation id, and every refusal as problem details that name their request."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bouwsteen_service.client_credentials import Access, ClientCredentials
from bouwsteen_service.problems import ProblemError, problem_response
from bouwsteen_service.sample_people import is_register_number
from magda_service.accounts import Account
from magda_service.errors import RefusalError
from magda_service.models import CorrelationId, Insz, Problem

logger = logging.getLogger(__name__)

_REFUSALS: Final = {
    400: "The request is not valid.",
    401: "The token is missing or has expired.",
    403: "The registration, the repertory or the source does not allow this.",
    404: "There is no such thing, or the source has nothing (30001).",
    409: "The correlation id was used for another request.",
    413: "The body is too large.",
    429: "There were too many requests; Retry-After says how many seconds to wait.",
    502: "The source failed.",
}
_FAULTS_SHOWN: Final = 5


class ProblemRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except RefusalError as refusal:
                problem = refusal.problem(request.url.path)
            except ProblemError as error:
                problem = error
            except RequestValidationError as error:
                problem = _read_faults(error)
            except HTTPException as error:
                problem = ProblemError(error.status_code, "request-refused", "The request was refused.")
            problem.extra.setdefault("instance", request.url.path)
            logger.info("Refused", extra={"fields": {"status": problem.status, "code": problem.code}})
            return problem_response(problem)

        return answer


@dataclass(frozen=True, slots=True)
class Caller:
    """An application that may do this, and the number of its request."""

    account: Account
    correlation_id: str


def callers(credentials: ClientCredentials[Account]) -> Callable[[str], Any]:
    """A maker of dependencies, each for one scope."""

    def allowed(scope: str) -> Any:
        async def find(request: Request, correlation_id: CorrelationId = None) -> Caller:
            access: Access[Account] = await run_in_threadpool(credentials.admit, request, scope)
            if correlation_id is None:
                raise ProblemError(400, "correlation-id-missing", "The header x-correlation-id is missing: a GUID of 36 characters.")
            return Caller(access.client, correlation_id)

        return Depends(find)

    return allowed


def check_insz(insz: Insz) -> str:
    """Raises ProblemError for what cannot be the number of anybody."""
    if not is_register_number(insz):
        raise ProblemError(400, "insz-invalid", "The number has wrong check digits.")
    return insz


KnownInsz: Final = Depends(check_insz)


def described(operation: str, model: Any, success: int, *refusals: int) -> dict[str, Any]:
    """The part of a route that the description needs."""
    # By name, and in `describe` the shape itself: of a model the framework would make one more validator for each route and status.
    refused = {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    answers: dict[int | str, dict[str, Any]] = {
        status: {"content": refused, "description": _REFUSALS[status]} for status in (*refusals, 400, 401, 403, 429)
    }
    return {"operation_id": operation, "response_model": model, "status_code": success, "responses": answers}


def _read_faults(error: RequestValidationError) -> ProblemError:
    """Where and what kind, never the value that was sent."""
    faults = error.errors()
    told = [f"{'.'.join(str(part) for part in fault['loc'] if fault['type'] != 'extra_forbidden')}: {fault['type']}" for fault in faults]
    return ProblemError(400, "request-invalid", f"The request is not valid: {'; '.join(told[:_FAULTS_SHOWN])}.")
