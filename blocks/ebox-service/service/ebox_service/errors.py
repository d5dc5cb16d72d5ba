"""How the service says no: the standard's StatusMessage, everywhere but at the token endpoint."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Final

from bouwsteen_service.correlations import current_correlation

ENVIRONMENT: Final = "simulation"


class StatusError(Exception):
    """A StatusMessage. `message` is for developers: it names rules and places, never what was sent."""

    def __init__(self, status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})

    @property
    def body(self) -> dict[str, str]:
        return {"id": _current_id(), "code": self.code, "message": self.message, "environment": ENVIRONMENT}


def _current_id() -> str:
    """The correlation of the request where it is a UUID, as the standard wants; else a new one."""
    correlation = current_correlation()
    try:
        return str(uuid.UUID("" if correlation is None else correlation.correlation_id))
    except ValueError:
        return str(uuid.uuid4())


def invalid(message: str, code: str = "INVALID_DATA") -> StatusError:
    return StatusError(400, code, message)


def absent(what: str) -> StatusError:
    return StatusError(404, "NOT_FOUND", f"There is no such {what} here.")


def unauthorised(message: str) -> StatusError:
    return StatusError(401, "UNAUTHORIZED", message, headers={"www-authenticate": 'Bearer realm="ebox"'})


def forbidden(message: str) -> StatusError:
    """For what is not the registry, which knows no 403."""
    return StatusError(403, "INSUFFICIENT_SCOPE", message, headers={"www-authenticate": 'Bearer realm="ebox", error="insufficient_scope"'})
