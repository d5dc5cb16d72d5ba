"""Logs: one JSON object a line on standard output, without secrets, personal data or query strings.

An exception is told by its type and the places it went through. Its message is left out: it may hold what was sent.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Final

from bouwsteen_service.correlations import current_correlation
from bouwsteen_service.settings import ServiceConfigurationError, ServiceSettings

_FRAMES: Final = 12
_TEXT_CHARACTERS: Final = 2000


def exception_places(error: BaseException) -> list[str]:
    """`file:line function` of the innermost frames, without the message."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


class JsonFormatter(logging.Formatter):
    """Fields given as `extra={"fields": {…}}` stand beside the fixed ones."""

    def __init__(self, instance: str) -> None:
        super().__init__()
        self._instance = instance

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:_TEXT_CHARACTERS],
            "instance": self._instance,
        }
        correlation = current_correlation()
        if correlation is not None:
            entry |= correlation.log_fields()
        entry |= getattr(record, "fields", {})
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            entry |= {"error": type(error).__name__, "places": exception_places(error)}
            if isinstance(error, ServiceConfigurationError):
                entry["reason"] = str(error)
        return json.dumps(entry, ensure_ascii=False, default=str)


class _SafeServerMessages(logging.Filter):
    """uvicorn logs a failed start as the text of a whole traceback, message included; only its first words pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str) and record.msg.startswith("Traceback"):
            record.msg, record.args = "The service failed to start or stop", ()
        return True


def configure_logging(settings: ServiceSettings) -> None:
    """Send the root logger's and the server's records to standard output as JSON."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(settings.instance))
    handler.addFilter(_SafeServerMessages())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in ("httpx", "httpcore", "multipart", "python_multipart"):
        logging.getLogger(name).setLevel(logging.WARNING)
