"""Who calls: the bearer of a token that allows what is asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from bouwsteen_service.problems import ProblemError
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
            try:
                access = await run_in_threadpool(tokens.recognise, request)
            except ProblemError as problem:
                if problem.status != 401:
                    raise
                raise unauthorised(problem.detail) from None
            assert isinstance(access, Access), "what tokens find"
            if not set(accepted) & set(access.scopes):
                raise lacking("The token has no scope that allows this.")
            return access

        return Depends(find)

    return allowed
