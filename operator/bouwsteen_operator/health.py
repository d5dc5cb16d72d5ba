"""Two small sites, for who runs the operator: whether it lives and is ready, and its figures.

It lives as long as its own loops turn; what the cluster does is no reason to be started anew. It is ready when all kinds are listed,
whether it leads or stands by: so one that stands by counts as there.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, TypeAlias

JSON: Final = "application/json"
_STILL: Final = 60.0  # seconds without a turn, and a loop counts as stuck

Answer: TypeAlias = tuple[int, str, bytes]
_NO_PAGE: Final[Answer] = (404, "text/plain; charset=utf-8", b"There is no such page.\n")
Routes: TypeAlias = Mapping[str, Callable[[], Answer]]


class Site:
    """Answers GET at some paths, until it is closed. Port 0 is any that is free."""

    def __init__(self, host: str, port: int, routes: Routes) -> None:
        """Raises OSError where the port is taken."""

        class Handler(BaseHTTPRequestHandler):
            timeout = 10  # seconds that a client may take to ask

            def do_GET(self) -> None:
                route = routes.get(self.path.partition("?")[0])
                status, content_type, body = route() if route is not None else _NO_PAGE
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Probes come every few seconds."""

        self._server = ThreadingHTTPServer((host, port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="site", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def tell_live(turned: Mapping[str, float], now: float) -> Answer:
    """`turned`: when each loop turned last, by the same clock as `now`."""
    stuck = sorted(name for name, at in turned.items() if now - at > _STILL)
    return _tell(not stuck, {"live": not stuck, **({"stuck": stuck} if stuck else {})})


def tell_ready(problems: Mapping[str, str], *, leading: bool, leader: str) -> Answer:
    """`problems`, by kind, are why what is known of it may be old."""
    found: dict[str, Any] = {"ready": not problems, "role": "leader" if leading else "standby", "leader": leader}
    return _tell(not problems, {**found, **({"problems": dict(problems)} if problems else {})})


def _tell(good: bool, body: Mapping[str, Any]) -> Answer:
    return (200 if good else 503), JSON, json.dumps(body).encode() + b"\n"
