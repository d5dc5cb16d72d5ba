"""Which request this is: `x-correlation-id` (MAGDA's header) and W3C `traceparent`, in, through and out."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

CORRELATION_HEADER: Final = "x-correlation-id"
TRACE_HEADER: Final = "traceparent"
_CORRELATION_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_TRACEPARENT: Final = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Correlation:
    correlation_id: str
    traceparent: str | None = None

    def log_fields(self) -> dict[str, object]:
        fields: dict[str, object] = {"correlation_id": self.correlation_id}
        if self.traceparent is not None:
            fields["trace_id"] = self.traceparent.split("-")[1]
        return fields


_current: ContextVar[Correlation | None] = ContextVar("bouwsteen_correlation", default=None)


def read_correlation(correlation_id: str | None, traceparent: str | None) -> Correlation:
    """What the caller sent where it is well formed; else a new id. Nothing hostile gets into logs or headers."""
    known = correlation_id is not None and _CORRELATION_ID.fullmatch(correlation_id)
    traced = traceparent is not None and _TRACEPARENT.fullmatch(traceparent)
    return Correlation(correlation_id if known and correlation_id else str(uuid.uuid4()), traceparent if traced else None)


def enter_correlation(correlation: Correlation) -> None:
    _current.set(correlation)


@contextmanager
def continuing(correlation_id: str | None) -> Iterator[None]:
    """What follows from a request after it was answered goes on under its number; without one under that of now, or under a new one."""
    if correlation_id is None and _current.get() is not None:
        yield
        return
    former = _current.set(read_correlation(correlation_id, None))
    try:
        yield
    finally:
        _current.reset(former)


def current_correlation() -> Correlation | None:
    return _current.get()


def correlation_to_keep() -> str | None:
    """The number under which to go on later; None where nobody asked for this."""
    correlation = _current.get()
    return None if correlation is None else correlation.correlation_id


def outgoing_headers() -> dict[str, str]:
    """Headers to add to a call that this request makes to another service."""
    correlation = _current.get()
    if correlation is None:
        return {}
    headers = {CORRELATION_HEADER: correlation.correlation_id}
    if correlation.traceparent is not None:
        headers[TRACE_HEADER] = correlation.traceparent
    return headers
