"""What a cluster says when it does not do what was asked, as one error with a kind."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

_MOST_CAUSES: Final = 50
_LONGEST_MESSAGE: Final = 2_000


class Kind(enum.StrEnum):
    UNREACHABLE = "unreachable"  # no connection: nothing was asked
    TIMEOUT = "timeout"  # asked, and no answer in time: it may have been done
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    CONFLICT = "conflict"  # of fields (`causes` tell whose), of versions, or the name is taken
    INVALID = "invalid"
    GONE = "gone"  # a version or continue token that the server no longer has
    THROTTLED = "throttled"
    SERVER_ERROR = "server-error"  # it may have been done


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason of a refusal. `field` is a path such as `.spec.replicas`; `manager` only where another one owns that field."""

    field: str
    manager: str = ""
    message: str = ""


@dataclass(eq=False)
class ClusterError(Exception):
    """An answer that is no success, or none. `reason` is the server's own word (`AlreadyExists`), `message` its text, for people.

    `message` may repeat what was sent: whoever shows it hides the secrets of what was sent first.
    """

    kind: Kind
    message: str
    reason: str = ""
    status: int = 0
    causes: tuple[Cause, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    retry_after: float | None = None

    @property
    def is_transient(self) -> bool:
        """Whether the same request may succeed later by itself."""
        return self.kind in _TRANSIENT

    @property
    def is_in_doubt(self) -> bool:
        """Whether a request that writes may have been carried out all the same."""
        return self.kind in {Kind.TIMEOUT, Kind.SERVER_ERROR}

    @property
    def is_field_conflict(self) -> bool:
        return self.kind is Kind.CONFLICT and any(cause.manager for cause in self.causes)

    @property
    def is_of_leaving_namespace(self) -> bool:
        """Refused because somebody is deleting the namespace: the server says that what comes too late is forbidden."""
        causes = self.details.get("causes")
        return isinstance(causes, list) and any(isinstance(each, dict) and each.get("reason") == _LEAVING for each in causes)

    def __str__(self) -> str:
        return self.message


_LEAVING: Final = "NamespaceTerminating"
_TRANSIENT: Final = frozenset({Kind.UNREACHABLE, Kind.TIMEOUT, Kind.THROTTLED, Kind.SERVER_ERROR})
_BY_STATUS: Final = {
    400: Kind.INVALID,
    401: Kind.UNAUTHORIZED,
    403: Kind.FORBIDDEN,
    404: Kind.NOT_FOUND,
    409: Kind.CONFLICT,
    410: Kind.GONE,
    413: Kind.INVALID,
    422: Kind.INVALID,
    429: Kind.THROTTLED,
    504: Kind.TIMEOUT,
}
# `conflict with "kubectl" using apps/v1: .spec.replicas`, and with a subresource or a time in between.
_MANAGER = re.compile(r'^conflict with "([^"]{1,128})"')


def failure_of(status: int, data: bytes, retry_after: float | None = None) -> ClusterError:
    """The answer of a server that refuses. What is no `Status` object is a proxy's page: only its size is told."""
    body = _body(data)
    details = body.get("details") if isinstance(body.get("details"), dict) else {}
    assert isinstance(details, dict)
    kind = _BY_STATUS.get(status, Kind.SERVER_ERROR if status >= 500 else Kind.INVALID)
    message = str(body.get("message") or f"it answered with status {status} and {len(data)} bytes that say nothing more")
    return ClusterError(
        kind,
        message[:_LONGEST_MESSAGE],
        str(body.get("reason", "")),
        status,
        _causes(details),
        details,
        retry_after or _asked_wait(details),
    )


def _body(data: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(data)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) and body.get("kind") == "Status" else {}


def _causes(details: Mapping[str, Any]) -> tuple[Cause, ...]:
    causes = details.get("causes")
    found = [each for each in causes if isinstance(each, dict)] if isinstance(causes, list) else []
    return tuple(_cause(each) for each in found[:_MOST_CAUSES])


def _cause(cause: Mapping[str, Any]) -> Cause:
    message = str(cause.get("message", ""))[:_LONGEST_MESSAGE]
    manager = _MANAGER.match(message) if cause.get("reason") == "FieldManagerConflict" else None
    return Cause(str(cause.get("field", "")), manager.group(1) if manager else "", message)


def _asked_wait(details: Mapping[str, Any]) -> float | None:
    seconds = details.get("retryAfterSeconds")
    return float(seconds) if isinstance(seconds, int) and seconds > 0 else None
