"""Connections to one API server, kept open, each lent out for one request at a time.

What asks a cluster for thousands of objects shares its processor with much else, so a request is to cost little of it: what
goes out leaves in one piece, and nothing is worked out anew that is the same for all requests of a server.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import re
import select
import ssl
import threading
import time
import urllib.parse
import weakref
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bouwsteen.adapters.kubernetes.failures import ClusterError, Kind

_CONNECT_SECONDS: Final = 5.0
_LEAST_SECONDS: Final = 0.05
_PROTOCOLS: Final = ["http/1.1"]
_BROKE_OFF: Final = (OSError, http.client.HTTPException)
_TARGET = re.compile(r"/[!-~]*")
_BREAKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an API server is and what it must prove. `server` may have a path, below which all of it lies.

    `name` is the one that its certificate has where that is not its host. `proxy` is a URL of the scheme http, or empty.
    """

    server: str
    authority: str | None = None  # a file; None trusts the authorities of this machine
    certificate: str | None = None  # a file, of the client
    key: str | None = None  # a file
    name: str = ""
    verifies: bool = True
    proxy: str = ""


class _Connection(http.client.HTTPConnection):
    """One, over TLS where `context` is given."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None, name: str) -> None:
        super().__init__(host, port)
        self._context = context
        self._name = name

    def connect(self) -> None:
        super().connect()
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self._name)

    def send_and_hear(self, method: str, request: bytes) -> http.client.HTTPResponse:
        """`request` goes as one piece: in two, each would be sealed, sent and waited for by itself."""
        self.sock.sendall(request)
        response = http.client.HTTPResponse(self.sock, method=method)
        try:
            response.begin()
        except BaseException:
            response.close()
            raise
        return response

    def is_usable(self) -> bool:
        """Whether the other side still holds it: one that was closed, or has an answer to nothing, can be read from."""
        if self.sock is None:
            return False
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        return not poll.poll(0)


class Connections:
    """All to one server. Safe for several threads; as many connections as there are requests at once."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Raises ValueError or OSError for an address, a proxy or a certificate that cannot be used."""
        parts = urllib.parse.urlsplit(endpoint.server)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{endpoint.server[:200]!r} is no address of a server")
        self.endpoint = endpoint
        self._server = endpoint.server
        self._host = parts.hostname
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._path = parts.path.rstrip("/")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.encode("idna").decode()
        self._host_line = f"Host: {host}:{self._port}"
        self._context = _make_context(endpoint) if parts.scheme == "https" else None
        self._name = endpoint.name or self._host
        self._proxy = _read_proxy(endpoint.proxy) if endpoint.proxy else None
        self._lock = threading.Lock()
        self._idle: list[_Connection] = []
        self.requests: Counter[str] = Counter()  # so far, by method, with each try
        weakref.finalize(self, _close_all, self._idle)  # nobody has to know which client was the last of a server

    @contextlib.contextmanager
    def ask(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str], until: float
    ) -> Iterator[http.client.HTTPResponse]:
        """The beginning of an answer before `until` (monotonic), to be read inside. Raises ClusterError where there is none.

        An answer that was not read to its end takes its connection with it.
        """
        request = self._write(method, target, body, headers)
        with self._lock:
            self.requests[method] += 1
        connection = self._take()
        try:
            if connection is None:
                connection = self._connect(until)
            try:
                connection.sock.settimeout(max(until - time.monotonic(), _LEAST_SECONDS))
                response = connection.send_and_hear(method, request)
            except _BROKE_OFF:
                raise ClusterError(Kind.TIMEOUT, f"{self._server} did not answer in time, or broke off") from None
            try:
                yield response
            finally:
                whole = not response.will_close and (response.isclosed() or response.length == 0)
                response.close()
            if whole:
                with self._lock:
                    self._idle.append(connection)
                connection = None
        finally:
            if connection is not None:
                connection.close()

    def _write(self, method: str, target: str, body: bytes | None, headers: Mapping[str, str]) -> bytes:
        """Raises ClusterError where a name or a token would end its line and begin another, or would not be what it is."""
        lines = [f"{method} {self._path}{target} HTTP/1.1", self._host_line]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join([*lines, "", ""])
        if not _TARGET.fullmatch(target) or not head.isascii() or any(map(_BREAKS.search, lines)):
            raise ClusterError(Kind.INVALID, "a request to it would have characters that no request has")
        return head.encode() + (body or b"")

    def close(self) -> None:
        with self._lock:
            _close_all(self._idle)

    def _take(self) -> _Connection | None:
        """The one that was used last, so that what a quiet time needs no longer ends by itself."""
        while True:
            with self._lock:
                if not self._idle:
                    return None
                connection = self._idle.pop()
            if connection.is_usable():
                return connection
            connection.close()

    def _connect(self, until: float) -> _Connection:
        host, port, headers = self._proxy or (self._host, self._port, {})
        connection = _Connection(host, port, self._context, self._name)
        if self._proxy is not None:
            connection.set_tunnel(self._host, self._port, headers)
        connection.timeout = min(max(until - time.monotonic(), _LEAST_SECONDS), _CONNECT_SECONDS)
        try:
            connection.connect()
        except ssl.SSLError as error:
            connection.close()
            raise ClusterError(Kind.UNREACHABLE, f"{self._server} is not who it should be: {str(error)[:200]}") from None
        except _BROKE_OFF as error:
            connection.close()
            raise ClusterError(Kind.UNREACHABLE, f"{self._server} does not accept a connection ({type(error).__name__})") from None
        return connection


def _close_all(idle: list[_Connection]) -> None:
    while idle:
        idle.pop().close()


def _make_context(endpoint: Endpoint) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=endpoint.authority)
    context.set_alpn_protocols(_PROTOCOLS)
    if not endpoint.verifies:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if endpoint.certificate:
        context.load_cert_chain(endpoint.certificate, endpoint.key)
    return context


def _read_proxy(url: str) -> tuple[str, int, dict[str, str]]:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        raise ValueError("the proxy of the cluster is no address that begins with http://")
    headers = {}
    if parts.username is not None:
        who = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        headers["Proxy-Authorization"] = f"Basic {base64.b64encode(who.encode()).decode()}"
    return parts.hostname, parts.port or 80, headers
