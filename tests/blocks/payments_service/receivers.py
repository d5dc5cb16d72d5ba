"""A receiver of webhooks on this machine, which answers as it is told and keeps what it got."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """`status` is what it answers; `got` holds (path, headers with small letters, body)."""

    url: str
    status: int = 200
    got: list[tuple[str, dict[str, str], str]] = field(default_factory=list)

    @property
    def bodies(self) -> list[str]:
        return [body for _, _, body in self.got]


@contextmanager
def receiver() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            body = self.rfile.read(length).decode()
            if len(body.encode()) < length:  # the sender died on the way: nobody got that
                self.close_connection = True
                return
            headers = {name.lower(): ", ".join(self.headers.get_all(name, [])) for name in self.headers}
            made.got.append((self.path, headers, body))
            self.send_response(made.status)
            self.send_header("location", f"{made.url}/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the library's
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Receiver(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
