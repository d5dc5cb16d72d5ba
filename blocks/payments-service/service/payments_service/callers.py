"""What every part of the API asks of whoever calls: the key, what was asked with it before, and where it sends people."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from sqlalchemy import Connection

from bouwsteen_service.idempotency import KeyReusedError
from bouwsteen_service.rates import limits_of
from payments_service.errors import ApiError
from payments_service.profiles import Caller
from payments_service.services import PaymentsService
from payments_service.tables import kept_answers

_bearer = HTTPBearer(auto_error=False, description="A key of a binding: test_… or live_….")


class Callers:
    """`current`: the dependency by which a route knows its caller; `owner`: that by which it knows whose events they may see."""

    def __init__(self, service: PaymentsService) -> None:
        self._service = service

        def authenticate(request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Caller:
            limits = limits_of(request)
            key = "" if credentials is None else credentials.credentials
            limits.admit_attempt(request, key)
            caller = service.profiles.authenticate(key)
            if caller is None:
                limits.note_failure(request, key)
                raise ApiError(401, "Missing authentication, or failed to authenticate")
            limits.admit_client(caller.application_id, key)
            return caller

        self.current = Depends(authenticate)

        def owner(caller: Caller = self.current) -> dict[str, str | None]:
            return {"profile_id": caller.profile.profile_id}

        self.owner = owner

    def once(
        self, caller: Caller, key: str | None, path: str, body: BaseModel, make: Callable[[Connection], dict[str, Any]]
    ) -> dict[str, Any]:
        """What `make` answers; with a key that was used for the same request before, what it answered then. Raises ApiError."""
        request = f"{path} {json.dumps(body.model_dump(mode='json'), sort_keys=True)}"
        database, now = self._service.database, self._service.clock()
        try:
            answer, _ = kept_answers.once(database, caller.profile.profile_id, key, request, make, now)
        except KeyReusedError:
            raise ApiError(422, "The idempotency key was used for another request") from None
        return answer


def require_known_return(caller: Caller, url: str | None, field: str) -> None:
    """Raises ApiError where people may not be sent there."""
    if url is not None and not caller.may_return_to(url):
        raise ApiError(422, "The address is at an origin that was not registered for this key", field)
