"""Who calls: the bearer of a token that allows what is asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from bouwsteen_service.problems import ProblemError
from bouwsteen_service.rates import limits_of
from ebox_service.errors import StatusError, unauthorised
from ebox_service.scopes import NOTIFY, SEND
from ebox_service.tokens import Access, Tokens


def sender_of(tokens: Tokens) -> Callable[[Request], Awaitable[dict[str, str | None]]]:
    """Whose events whoever calls may see, as the outbox has it: those of an application that sends. Raises ProblemError."""
    find = accesses(tokens)(SEND, NOTIFY).dependency

    async def owner(request: Request) -> dict[str, str | None]:
        try:
            access: Access = await find(request)
        except StatusError as error:
            raise ProblemError(error.status, "not-signed-in", "A token of an application that sends is needed.") from None
        return {"share_key": access.client.share_key, "application_id": access.client.application_id}

    return owner


def accesses(tokens: Tokens, lacking: Callable[[str], StatusError] = unauthorised) -> Callable[..., Any]:
    """A maker of dependencies, each for some scopes. `lacking` makes the refusal of a token without them; the registry's is a 401 too."""

    def allowed(*accepted: str) -> Any:
        """The Access of a token with one of these scopes. Raises StatusError."""

        async def find(request: Request) -> Access:
            scheme, _, token = request.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not token:
                raise unauthorised("A bearer token is needed.")
            limits = limits_of(request)
            limits.admit_attempt(request, token)
            access = await run_in_threadpool(tokens.find, token.strip())
            if access is None:
                limits.note_failure(request, token)
                raise unauthorised("The token is not known or has expired.")
            limits.admit_client(access.client.client_id, token)
            if not set(accepted) & set(access.scopes):
                raise lacking("The token has no scope that allows this.")
            return access

        return Depends(find)

    return allowed
