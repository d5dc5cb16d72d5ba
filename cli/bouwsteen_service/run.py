"""Start a service: one process, one port, a graceful stop on SIGTERM."""

from __future__ import annotations

import uvicorn
from starlette.types import ASGIApp

from bouwsteen_service.logs import configure_logging
from bouwsteen_service.settings import ServiceSettings


def run(application: ASGIApp, settings: ServiceSettings) -> None:
    """Serve until a signal comes; then finish what is in flight, at most `settings.stop_timeout` seconds."""
    configure_logging(settings)
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
