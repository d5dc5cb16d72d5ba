"""What the operator says of itself: one JSON object a line, in English, with what a run is known by, and without secrets.

An exception is told by its type and the places it went through. Its message is left out: it may hold what was sent.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import traceback
import uuid
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final, TextIO

_FRAMES: Final = 12
_LONGEST: Final = 2000
_RUN: Final[ContextVar[dict[str, str] | None]] = ContextVar("run", default=None)


class JsonFormatter(logging.Formatter):
    """Fields given as `extra={"fields": {…}}` stand beside the fixed ones."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:_LONGEST],
            **(_RUN.get() or {}),
            **getattr(record, "fields", {}),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
            entry |= {"error": type(error).__name__, "places": [f"{each.filename}:{each.lineno} {each.name}" for each in frames]}
        return json.dumps(entry, ensure_ascii=False, default=str)


@contextlib.contextmanager
def correlated(stack: str) -> Iterator[str]:
    """All that is said within belongs to one reconcile of one stack."""
    run = uuid.uuid4().hex[:12]
    token = _RUN.set({"correlation": run, "stack": stack})
    try:
        yield run
    finally:
        _RUN.reset(token)


def configure_logging(*, verbose: bool = False, stream: TextIO | None = None) -> None:
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("bouwsteen_operator").setLevel(logging.DEBUG if verbose else logging.INFO)
    # It tells of each object and of each try; what matters of it is told by who runs it.
    logging.getLogger("kopf").setLevel(logging.ERROR)
    logging.getLogger("asyncio").setLevel(logging.ERROR)
