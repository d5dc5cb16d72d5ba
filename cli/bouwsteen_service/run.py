"""Start a service: one process, one port, a graceful stop on SIGTERM."""

from __future__ import annotations

import signal
import sys
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from bouwsteen_service.logs import configure_logging
from bouwsteen_service.settings import ServiceSettings


def run(application: ASGIApp, settings: ServiceSettings) -> None:
    """Serve until a signal comes; then finish what is in flight, at most `settings.stop_timeout` seconds, and exit with 0."""
    configure_logging(settings)
    # The server stops on SIGTERM and then raises it once more, for whoever was there first.
    signal.signal(signal.SIGTERM, _exit)
    uvicorn.run(
        application,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=settings.stop_timeout,
        h11_max_incomplete_event_size=32 * 1024,
    )


def _exit(_: int, __: FrameType | None) -> None:
    sys.exit(0)
