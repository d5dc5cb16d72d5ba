"""What other services tell the counter: an event counts when whoever tells it has signed it."""

from typing import Protocol

from fastapi import Request

from bouwsteen_service.problems import ProblemError


class Listener(Protocol):
    """Knows the secret of whoever tells."""

    def is_signed(self, body: bytes, signatures: str, /) -> bool: ...


async def read_signed(request: Request, listener: Listener | None, header: str, *, without: str, by: str) -> bytes:
    """The body. Raises ProblemError 404 (`without`) where nobody listens, and 403 for what is not signed `by` them in that header."""
    body = await request.body()
    if listener is None:
        raise ProblemError(404, "not-found", without)
    if not listener.is_signed(body, request.headers.get(header, "")):
        raise ProblemError(403, "bad-signature", f"The event is not signed by {by}.")
    return body
