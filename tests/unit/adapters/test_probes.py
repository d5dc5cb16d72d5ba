"""Asking an address whether anything answers there."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest

from bouwsteen.adapters.probes import probe


class Answers(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(int(self.path.strip("/") or 200))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("status", ["", "/204", "/302", "/401", "/404"])
def test_whatever_answers_is_there(address: str, status: str) -> None:
    assert probe(address + status) == ""


def test_a_server_error_is_a_problem(address: str) -> None:
    assert probe(address + "/503") == "HTTP 503"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://", "http://127.0.0.1:99999/"])
def test_silence_says_why_and_raises_nothing(url: str) -> None:
    assert probe(url)
