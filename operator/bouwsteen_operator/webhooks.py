"""The site that the API server asks before it keeps an object, by HTTPS; on each operator, whoever leads.

It fails closed: what cannot be judged in time, or while not all is known that it is judged by, is refused and told so. Whatever comes in
is bounded: how many connections there are, how large a question is, how many are judged at once, and how long each may take. The
certificate is another one from the next connection on; those that are open go on.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import socket
import ssl
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from bouwsteen.adapters.kubernetes.clients import ClusterError
from bouwsteen_operator.certificates import Pair
from bouwsteen_operator.judges import KINDS, Judgement
from bouwsteen_operator.reviews import Answer, Review, ReviewError, answer_of, read_review, unanswered, write_answer

_LOG: Final = logging.getLogger(__name__)
PATH: Final = "/judge"
LARGEST: Final = 8 * 1024 * 1024  # bytes of a question: the object as it would be and as it was, each of at most some 3 MB
SECONDS: Final = 8.0  # of one answer; the configuration lets the API server wait a little longer
_JUDGED_AT_ONCE: Final = 4
_MOST_OVERDUE: Final = 2
_HELD_AT_ONCE: Final = 8  # questions in memory; the others wait at the door
_CONNECTIONS: Final = 128
_FIRST: Final = 10.0  # seconds in which a new connection says what it wants
_IDLE: Final = 120.0  # seconds that one which asked before is kept: longer than the API server keeps it
_POLL: Final = 0.1  # seconds until it notices that it is to close
_CHUNK: Final = 64 * 1024

Judge = Callable[[Review, float], Judgement]  # by a moment (monotonic). Raises ClusterError.
Count = Callable[[str, str, float], None]  # kind, `taken`, `refused` or `failed`, and seconds


class Webhook:
    """Answers until it is closed. Port 0 is any that is free. `is_ready`: whether all is known that objects are judged by."""

    def __init__(self, host: str, port: int, judge: Judge, is_ready: Callable[[], bool], count: Count) -> None:
        """Raises OSError where the port is taken."""
        self._judge = judge
        self._is_ready = is_ready
        self._count = count
        self._lock = threading.Lock()
        self._overdue: Counter[str] = Counter()  # by namespace: what goes on, although nobody waits for it
        self._held = threading.BoundedSemaphore(_HELD_AT_ONCE)
        self._workers = ThreadPoolExecutor(_JUDGED_AT_ONCE, "judge")
        self._server = _Server((host, port), functools.partial(_Handler, self))
        self._served: Pair | None = None
        self._thread = threading.Thread(target=self._server.serve_forever, args=[_POLL], name="webhook", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def is_serving(self) -> bool:
        return self._server.context is not None

    def serve(self, pair: Pair) -> bool:
        """With this certificate from the next connection on. Whether it is another one. Raises ssl.SSLError, OSError."""
        if pair == self._served:
            return False
        self._server.context = context_of(pair)
        self._served = pair
        return True

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._workers.shutdown(wait=False, cancel_futures=True)
        self._thread.join()

    def answer(self, body: bytes, until: float) -> bytes:
        """Raises ReviewError for what is no review."""
        begun = time.monotonic()
        review = read_review(body, KINDS)
        answer = self._answer(review, until)
        result = "taken" if answer.allowed else "failed" if answer.code == 503 else "refused"
        seconds = time.monotonic() - begun
        self._count(review.kind, result, seconds)
        if not answer.allowed:
            told = {"kind": review.kind, "object": review.place, "codes": sorted({each["reason"] for each in answer.causes})}
            _LOG.info("not taken", extra={"fields": {**told, "result": result, "seconds": round(seconds, 3)}})
        return write_answer(review, answer)

    def _answer(self, review: Review, until: float) -> Answer:
        if not self._is_ready():
            return unanswered("The operator does not know yet what there is in the cluster.")
        if self._overdue[review.namespace] >= _MOST_OVERDUE:
            return unanswered("What was asked before for this namespace is still being judged.")
        asked = self._workers.submit(self._judge, review, until)
        try:
            return answer_of(asked.result(max(until - time.monotonic(), 0.0)))
        except TimeoutError:
            self._give_up(review.namespace, asked)
            return unanswered(f"It could not be judged within {SECONDS:.0f} seconds.")
        except ClusterError as problem:
            return unanswered(f"What it needs could not be read ({problem.kind}).")
        except Exception:  # noqa: BLE001  a mistake of ours is no reason to keep what nobody judged
            _LOG.exception("a mistake", extra={"fields": {"kind": review.kind, "object": review.place}})
            return unanswered("The operator met a mistake of its own.")

    def _give_up(self, namespace: str, asked: Future[Judgement]) -> None:
        """Nobody waits for it any more; where it goes on all the same, its namespace is not given all of the workers."""
        if asked.cancel():
            return

        def end(_: Future[Judgement]) -> None:
            with self._lock:
                self._overdue[namespace] -= 1

        with self._lock:
            self._overdue[namespace] += 1
        asked.add_done_callback(end)

    @contextlib.contextmanager
    def holding(self, until: float) -> Iterator[bool]:
        """Whether there is room for another question by then."""
        has_room = self._held.acquire(timeout=max(until - time.monotonic(), 0.0))
        try:
            yield has_room
        finally:
            if has_room:
                self._held.release()


class _Server(ThreadingHTTPServer):
    """`context` None: there is no certificate yet, and connections are closed."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: Callable[..., BaseHTTPRequestHandler]) -> None:
        self.context: ssl.SSLContext | None = None
        self._room = threading.BoundedSemaphore(_CONNECTIONS)
        super().__init__(address, handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        context = self.context
        if context is None or not self._room.acquire(blocking=False):
            connection.close()
            raise ConnectionAbortedError  # which the loop takes for one that went by itself
        connection.settimeout(_FIRST)
        # Hands are shaken where it is read first, in its own thread.
        return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def close_request(self, request: Any) -> None:
        super().close_request(request)
        self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up, or speaks no TLS, is nothing to tell."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _FIRST

    def __init__(self, webhook: Webhook, *arguments: Any) -> None:
        self._webhook = webhook
        super().__init__(*arguments)

    def do_POST(self) -> None:
        until = time.monotonic() + SECONDS
        length = self.headers.get("Content-Length", "")
        if self.path.partition("?")[0] != PATH:
            self._refuse(404, "There is no such page.")
        elif not length.isdecimal():
            self._refuse(411, "How long it is must be said.")
        elif int(length) > LARGEST:
            self._refuse(413, f"A question has at most {LARGEST} bytes.")
        else:
            with self._webhook.holding(until) as has_room:
                if has_room:
                    self._answer(int(length), until)
                else:
                    self._refuse(503, "Too much is asked at once.")

    def _answer(self, length: int, until: float) -> None:
        body = self._read(length, until)
        if body is None:
            self._refuse(408, "The question did not come in time.")
            return
        try:
            answer = self._webhook.answer(body, until)
        except ReviewError as problem:
            self._refuse(400, str(problem))
            return
        self.connection.settimeout(_IDLE)
        self._send(200, "application/json", answer)

    def _read(self, length: int, until: float) -> bytes | None:
        found = bytearray()
        while len(found) < length:
            left = until - time.monotonic()
            if left <= 0:
                return None
            self.connection.settimeout(left)
            try:
                chunk = self.rfile.read1(min(_CHUNK, length - len(found)))
            except TimeoutError:
                return None
            if not chunk:
                return None
            found += chunk
        return bytes(found)

    def _refuse(self, status: int, text: str) -> None:
        self.close_connection = True  # what else was sent is not read
        self._send(status, "text/plain; charset=utf-8", f"{text}\n".encode())

    def _send(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """What is not taken is told where it is judged."""


def context_of(pair: Pair) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with tempfile.TemporaryDirectory(prefix="bouwsteen-webhook-") as folder:  # which is ours alone; the library reads only files
        file = Path(folder) / "pair.pem"
        file.touch(mode=0o600)
        file.write_bytes(pair.certificate + pair.key)
        context.load_cert_chain(file)
    return context
