"""HTTP to a broker, and nothing of what it means. The only door to httpx here.

Every request has a deadline of its own, for everything: also a broker that sends one byte a
second, in its headers or in its body, is let go in time.
"""

from __future__ import annotations

import base64
import contextlib
import email.utils
import json
import socket
import ssl
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import orjson

from bouwsteen.adapters.brokers.catalogs import Catalog, CatalogError
from bouwsteen.values import Secret

if TYPE_CHECKING:
    import httpx

API_VERSION: Final = "2.17"
PLATFORM: Final = "bouwsteen"
_LARGEST_BODY: Final = 4 * 1024 * 1024
_DEEPEST_BODY: Final = 60
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class BrokerAddressError(Exception):
    """The address of a broker cannot be used. The text is for people and shows no password."""


class BrokerUnreachableError(Exception):
    """No answer. `sent` tells whether the broker may have got the request, `refused` that nobody listens on this machine."""

    def __init__(self, text: str, *, sent: bool, refused: bool = False) -> None:
        super().__init__(text)
        self.sent = sent
        self.refused = refused


class BrokerForbiddenError(BrokerUnreachableError):
    """Whoever runs this lets nothing be called there. The text says why, after "and"."""

    def __init__(self, text: str) -> None:
        super().__init__(text, sent=False)


# Host and port → the address that is called in its place. Raises BrokerUnreachableError.
ChooseAddress = Callable[[str, int], str]


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    url: str
    username: str
    password: Secret

    @classmethod
    def of(cls, broker: Mapping[str, Any]) -> BrokerAddress:
        """From the input `broker`. Raises BrokerAddressError."""
        text = str(broker["url"])
        try:
            parts = urllib.parse.urlsplit(text)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise BrokerAddressError("It is not a URL.") from None
        if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
            raise BrokerAddressError("It may have no user name, password, query or fragment.")
        if parts.scheme not in {"http", "https"} or not host:
            raise BrokerAddressError("It must begin with https:// or http:// and name a host.")
        if parts.scheme == "http" and not _stays_inside(host):
            raise BrokerAddressError(f"It would send the password unprotected to {host}. Use https.")
        return cls(text.rstrip("/"), str(broker["username"]), Secret(broker["password"]))

    @property
    def is_local(self) -> bool:
        return is_local(self.url)


def is_local(url: str) -> bool:
    """Whether an address is on this machine; not where it cannot be read."""
    try:
        return urllib.parse.urlsplit(url).hostname in _LOOPBACK
    except ValueError:
        return False


def _stays_inside(host: str) -> bool:
    """This machine, or a service name that only a cluster resolves."""
    return host in _LOOPBACK or host.endswith((".svc", ".svc.cluster.local"))


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is None when it is no JSON object. Not shown in `repr`: it may hold credentials."""

    status: int
    body: Mapping[str, Any] | None = field(repr=False)
    retry_after: float | None = None

    @property
    def error(self) -> str:
        return str((self.body or {}).get("error", ""))


class BrokerClient:
    """One broker, as one user. Safe to use from several threads.

    `choose` says where a host may be called, where that is not everybody's choice.
    """

    def __init__(self, address: BrokerAddress, choose: ChooseAddress | None = None) -> None:
        self.address = address
        self.choose = choose
        self._lock = threading.Lock()
        self._catalog: Catalog | None = None
        self._failures: list[Exception] = []

    @cached_property
    def _http(self) -> httpx.Client:
        import httpx  # noqa: PLC0415  80 ms, which a plan without brokers need not wait for

        return httpx.Client(
            auth=(self.address.username, str(self.address.password.reveal())),
            # A proxy of the office has no business between us and this machine.
            trust_env=not self.address.is_local,
            verify=False if self.address.url.startswith("http:") else ssl.create_default_context(),
            follow_redirects=False,
            # No connection is kept: one that the broker closes meanwhile would leave in doubt what became of a request.
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=0),
        )

    def catalog(self, deadline: float) -> Catalog:
        """What the broker offers, asked once in a run. Raises BrokerUnreachableError, CatalogError, UnexpectedAnswerError."""
        before = len(self._failures)
        with self._lock:
            if len(self._failures) > before:
                # Somebody asked while we waited; asking again, one after the other, would take for ever.
                raise self._failures[-1]
            if self._catalog is None:
                try:
                    self._catalog = self._ask_catalog(deadline)
                except (BrokerUnreachableError, CatalogError, UnexpectedAnswerError) as error:
                    self._failures.append(error)
                    raise
            return self._catalog

    def _ask_catalog(self, deadline: float) -> Catalog:
        answer = self.send("GET", "/v2/catalog", deadline, seconds=20.0)
        if answer.status != 200:
            raise UnexpectedAnswerError(answer)
        if answer.body is None:
            raise CatalogError("It is not a JSON object.")
        return Catalog.parse(answer.body)

    def forget_catalog(self) -> None:
        with self._lock:
            self._catalog = None

    def send(
        self,
        method: str,
        path: str,
        deadline: float,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        origin: Mapping[str, str] | None = None,
        seconds: float = 60.0,
    ) -> Answer:
        """One request, until `deadline` (monotonic) and no longer than `seconds`. Raises BrokerUnreachableError."""
        import httpx  # noqa: PLC0415  see `_http`

        until = min(deadline, time.monotonic() + seconds)
        headers = {"X-Broker-API-Version": API_VERSION, "X-Broker-API-Request-Identity": str(uuid.uuid4())}
        headers |= {"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"}
        if origin:
            headers["X-Broker-API-Originating-Identity"] = f"{PLATFORM} {base64.b64encode(json.dumps(origin).encode()).decode()}"
        content = None if body is None else orjson.dumps(body)
        if content is not None:
            headers["Content-Type"] = "application/json"
        url, told = self._destination()
        left = max(until - time.monotonic(), 0.05)
        timeout = httpx.Timeout(min(left, 30.0), connect=min(left, 5.0), pool=left)
        try:
            with (
                _cutting_off(until) as trace,
                self._http.stream(
                    method,
                    url + path,
                    params=query,
                    content=content,
                    headers={**headers, **told},
                    timeout=timeout,
                    extensions={"trace": trace, **({"sni_hostname": self._host} if told else {})},
                ) as response,
            ):
                return Answer(response.status_code, _read_body(response, until), _retry_after(response.headers.get("Retry-After")))
        except httpx.HTTPError as error:
            raise self._unreachable(error, in_time=time.monotonic() < until) from None
        except httpx.InvalidURL:
            raise BrokerUnreachableError("its address is not a URL", sent=False) from None

    def _destination(self) -> tuple[str, dict[str, str]]:
        """What is called, and the header that says by which name, where that is another one. Raises BrokerUnreachableError."""
        if self.choose is None:
            return self.address.url, {}
        parts = urllib.parse.urlsplit(self.address.url)
        numeric = self.choose(self._host, parts.port or (443 if parts.scheme == "https" else 80))
        place = f"[{numeric}]" if ":" in numeric else numeric
        place = f"{place}:{parts.port}" if parts.port is not None else place
        return parts._replace(netloc=place).geturl(), {"Host": parts.netloc}

    @property
    def _host(self) -> str:
        return urllib.parse.urlsplit(self.address.url).hostname or ""

    def _unreachable(self, error: httpx.HTTPError, *, in_time: bool) -> BrokerUnreachableError:
        import httpx  # noqa: PLC0415  see `_http`

        if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
            return BrokerUnreachableError("it did not accept a connection in time", sent=False)
        if isinstance(error, httpx.ConnectError | httpx.UnsupportedProtocol | httpx.ProxyError):
            refused = self.address.is_local and any(isinstance(cause, ConnectionRefusedError) for cause in _causes(error))
            return BrokerUnreachableError("nothing listens there" if refused else f"no connection ({error})", sent=False, refused=refused)
        if isinstance(error, httpx.TimeoutException) or not in_time:
            return BrokerUnreachableError("it did not answer in time", sent=True)
        return BrokerUnreachableError("the connection broke before the answer was complete", sent=True)

    def close(self) -> None:
        if "_http" in self.__dict__:
            self._http.close()


class UnexpectedAnswerError(Exception):
    """An answer that the question does not allow."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"HTTP status {answer.status}")
        self.answer = answer


@contextmanager
def _cutting_off(until: float) -> Iterator[Callable[[str, Mapping[str, Any]], None]]:
    """A trace for httpx that learns the connection, and shuts it at `until`: httpx's own limits start anew with each byte."""
    found: list[socket.socket] = []

    def trace(event: str, info: Mapping[str, Any]) -> None:
        if event.endswith("connect_tcp.complete"):
            # A second handle on the same connection, which stays good when TLS takes the first one over.
            found.append(info["return_value"].get_extra_info("socket").dup())

    def cut() -> None:
        for connection in found:
            with contextlib.suppress(OSError):  # the other side was first
                connection.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(until - time.monotonic(), 0.0), cut)
    timer.daemon = True
    timer.start()
    try:
        yield trace
    finally:
        timer.cancel()
        timer.join()
        for connection in found:
            connection.close()


def _read_body(response: httpx.Response, until: float) -> Mapping[str, Any] | None:
    """The JSON object of an answer of bounded size and depth, or None. Raises BrokerUnreachableError."""
    data = b""
    for chunk in response.iter_raw():
        data += chunk
        if len(data) > _LARGEST_BODY or time.monotonic() > until:
            raise BrokerUnreachableError("its answer is too long or too slow", sent=True)
    try:
        body = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) and _is_shallow(body) else None


def _is_shallow(value: Any) -> bool:
    level = [value]
    for _ in range(_DEEPEST_BODY):
        level = [item for node in level if isinstance(node, dict | list) for item in (node.values() if isinstance(node, dict) else node)]
        if not level:
            return True
    return False


def _retry_after(header: str | None) -> float | None:
    """Seconds; the header gives a number or a date. None when it gives neither."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        return max(email.utils.parsedate_to_datetime(header).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
