"""The door to a cluster: the only module that imports `kubernetes`.

The official client says where a cluster is and who asks (kubeconfigs, their programs, tokens that run out, a pod's own
account); requests are plain JSON over `connections`. Here is decided what is tried again: whatever the server says it did
not begin (429), and what may be done twice with one result. Everything that is no success is a `ClusterError`.
"""

from __future__ import annotations

import contextlib
import http.client
import logging
import re
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from bouwsteen.adapters.kubernetes.connections import Connections, Endpoint
from bouwsteen.adapters.kubernetes.failures import Cause, ClusterError, Kind, failure_of
from bouwsteen.adapters.kubernetes.kubeconfigs import read_foreign
from bouwsteen.adapters.kubernetes.paces import Pace, wait_before
from bouwsteen.errors import BouwsteenError, InternalError, InvalidInputError
from bouwsteen.phrases import quoted

if TYPE_CHECKING:
    from kubernetes.client.configuration import Configuration

__all__ = ["Cause", "ClusterClient", "ClusterError", "ClusterSettings", "Kind", "Response", "current_namespace", "open_cluster"]

FIELD_MANAGER: Final = "bouwsteen"
APPLY: Final = "application/apply-patch+yaml"  # JSON is YAML
MERGE: Final = "application/merge-patch+json"
JSON: Final = "application/json"
LARGEST_ANSWER: Final = 64 * 1024 * 1024
_CHUNK: Final = 64 * 1024
_MOST_TRIES: Final = 8
PAGE: Final = 500  # of a list, in one answer
_MOST_LISTS: Final = 3
_TOKEN_SECONDS: Final = 5.0  # so long a token is used before it is asked whether there is a newer one
_UID_SECONDS: Final = 30.0
_WORKERS: Final = 32
# Doing these twice gives what doing them once gives; a POST would make a second object.
_REPEATABLE: Final = frozenset({"GET", "PUT", "PATCH", "DELETE"})
_USER = re.compile(r"[^\s\x00-\x1f\x7f]{1,253}")


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """Which cluster, and as whom. `kubeconfig` None is the one of this machine's user, or in a pod without one that pod's own account.

    An empty `context` is the current one of the kubeconfig.

    `impersonate` is the user name to act as; None acts as the kubeconfig's own user, and an empty text is refused.
    `foreign`: the kubeconfig came with somebody's documents, and may neither run programs nor read files here.
    `in_pod`: no kubeconfig, but the account that a cluster gave the pod in which this runs.
    `permit` is asked before each try of a request that writes, and raises ClusterError when we may write no more.
    """

    kubeconfig: Path | None = None
    context: str = ""
    namespace: str = ""
    impersonate: str | None = None
    foreign: bool = False
    in_pod: bool = False
    permit: Callable[[], None] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """A success. Not shown in `repr`: it may hold secrets.

    `repeated`: an earlier try of the same request may have been carried out, and its answer was lost.
    """

    status: int
    data: bytes = field(repr=False)
    repeated: bool = False

    def json(self) -> dict[str, Any]:
        """The body. Raises ClusterError when it is no JSON object."""
        try:
            body = orjson.loads(self.data)
        except orjson.JSONDecodeError:
            body = None
        if not isinstance(body, dict):
            raise ClusterError(Kind.SERVER_ERROR, "its answer is no JSON object", status=self.status)
        return body


def open_cluster(settings: ClusterSettings) -> ClusterClient:
    """Reads the kubeconfig; asks the cluster nothing yet. Raises InvalidInputError for one that cannot be used."""
    _check_user(settings)
    return ClusterClient(settings, *_configure(settings))


def current_namespace(kubeconfig: Path | None, context: str) -> str:
    """That of a context of a kubeconfig; empty where it names none, or there is no kubeconfig. Raises InvalidInputError."""
    from kubernetes import config  # noqa: PLC0415  see `_configure`

    with _read_as_it_is(kubeconfig):
        contexts, active = config.list_kube_config_contexts(None if kubeconfig is None else str(kubeconfig))  # type: ignore[no-untyped-call]  # untyped in its package
        chosen = next((each for each in contexts if each["name"] == context), {}) if context else active
        return str((chosen.get("context") or {}).get("namespace") or "")


@contextlib.contextmanager
def _read_as_it_is(kubeconfig: Path | None, *, in_pod: bool = False) -> Iterator[None]:
    """The official client takes what stands in a kubeconfig as it is, and trips over what is wrong in whatever way.

    A program of it that gives no credentials it only writes to the log, and goes on as nobody.
    """
    where = "of this pod" if in_pod else "of this machine" if kubeconfig is None else quoted(kubeconfig)
    remedy = "Give a kubeconfig with --kubeconfig or $KUBECONFIG, and a context of it."
    if in_pod:
        remedy = "Run it in a pod with a service account whose token is mounted, or give a kubeconfig."
    complaints = _Complaints(logging.ERROR)
    logging.getLogger().addHandler(complaints)
    try:
        yield
    except BouwsteenError:
        raise
    except (AttributeError, TypeError):  # it is YAML, of something else
        raise _unusable(f"{where}: it does not hold what a kubeconfig holds", remedy) from None
    except Exception as error:  # noqa: BLE001  see above
        raise _unusable(f"{where}: {_one_line(str(error))}", remedy) from None
    finally:
        logging.getLogger().removeHandler(complaints)
    if complaints.heard:
        raise _unusable(f"{where}: {_one_line(complaints.heard[0])}", "Run the program that it names under `exec` by hand, and mend it.")


class _Complaints(logging.Handler):
    """What is logged while it listens, in this thread."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.heard: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.heard.append(record.getMessage())


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300].rstrip(".")


def _check_user(settings: ClusterSettings) -> None:
    if settings.impersonate is not None and not _USER.fullmatch(settings.impersonate):
        # No header would be sent for an empty name, and the request would run with the rights of the operator.
        raise _unusable("the user name to act as is empty or has spaces", "Name a user or a service account.")


def _configure(settings: ClusterSettings) -> tuple[Configuration, Connections]:
    from kubernetes import config  # noqa: PLC0415  a second, which only who asks a cluster waits for
    from kubernetes.client import Configuration  # noqa: PLC0415  as above

    configuration = Configuration()
    context = settings.context or None
    with _read_as_it_is(settings.kubeconfig, in_pod=settings.in_pod):
        if settings.in_pod:
            config.load_incluster_config(configuration)  # type: ignore[no-untyped-call]  # untyped in its package
        elif settings.foreign:
            if settings.kubeconfig is None:
                raise _unusable("none was given", "Name the file.")
            content = dict(read_foreign(settings.kubeconfig.read_bytes(), settings.kubeconfig.name))
            config.load_kube_config_from_dict(content, context, configuration, persist_config=False)  # type: ignore[no-untyped-call]  # untyped in its package
        else:
            file = None if settings.kubeconfig is None else str(settings.kubeconfig)
            config.load_kube_config(file, context, configuration, persist_config=False)  # type: ignore[no-untyped-call]  # untyped in its package
        return configuration, Connections(_endpoint(configuration))


def _endpoint(configuration: Configuration) -> Endpoint:
    from kubernetes.client.rest import should_bypass_proxies  # noqa: PLC0415  see `_configure`

    proxy = configuration.proxy or ""
    return Endpoint(
        str(configuration.host),
        configuration.ssl_ca_cert or None,
        configuration.cert_file or None,
        configuration.key_file or None,
        configuration.tls_server_name or "",
        bool(configuration.verify_ssl),
        "" if proxy and should_bypass_proxies(configuration.host, configuration.no_proxy or "") else proxy,
    )


def _unusable(why: str, remedy: str) -> InvalidInputError:
    error = InvalidInputError.because(
        "kubeconfig-unusable", "The kubeconfig cannot be used", f"The kubeconfig cannot be used: {why}.", remedy
    )
    assert isinstance(error, InvalidInputError)
    return error


class ClusterClient:
    """One cluster, as one user. Safe to use from several threads."""

    def __init__(self, settings: ClusterSettings, configuration: Configuration, connections: Connections, pace: Pace | None = None) -> None:
        self.settings = settings
        self.namespace = settings.namespace or "default"
        self.pace = pace or Pace(_WORKERS)
        self.server = str(configuration.host)
        self._configuration = configuration
        self._connections = connections
        self._lock = threading.Lock()
        self._token: str | None = None
        self._token_until = float("-inf")
        self._uid_lock = threading.Lock()
        self._uid = ""
        self._no_uid: ClusterError | None = None  # why this user has only the address
        self._behind: ClusterClient | None = None  # whose connections these are

    def acting(self, settings: ClusterSettings) -> ClusterClient:
        """The same cluster over the same connections, as somebody else and in another namespace. It ends with this one.

        Which cluster it is, this one says: who is acted as need not see that. Raises InvalidInputError for a user that cannot be one.
        """
        _check_user(settings)
        if replace(settings, namespace=self.settings.namespace, impersonate=self.settings.impersonate) != self.settings:
            raise InternalError("Somebody acts in another cluster than the one that is open.")
        acting = ClusterClient(settings, self._configuration, self._connections, self.pace)
        acting._behind = self
        return acting

    @property
    def requests(self) -> Mapping[str, int]:
        """How many were sent so far, by method, by all that share these connections."""
        return dict(self._connections.requests)

    def connection(self) -> tuple[Endpoint, str]:
        """Where this cluster is, and the whole header `Authorization` (empty for none), for another client than this one.

        As it is now: a token that is renewed is another one later.
        """
        return self._connections.endpoint, self._headers(JSON, None).get("Authorization", "")

    def uid(self, timeout: float = _UID_SECONDS) -> str:
        """What tells this cluster from all others: the UID of its oldest namespace. Asked once, of that at most `timeout` seconds.

        Who may not read that namespace knows the cluster by its address. Raises ClusterError.
        """
        if self._behind is not None:
            return self._behind.uid(timeout)
        if not self._uid_lock.acquire(timeout=timeout):
            raise ClusterError(Kind.UNREACHABLE, f"{self.server} was asked which cluster it is, and did not answer in time")
        try:
            if not self._uid:
                try:
                    self._uid = str(self.get("/api/v1/namespaces/kube-system", timeout=min(timeout, _UID_SECONDS))["metadata"]["uid"])
                except ClusterError as error:
                    if error.kind is not Kind.FORBIDDEN:
                        raise
                    self._uid, self._no_uid = self.server, error
            return self._uid
        finally:
            self._uid_lock.release()

    def is_known_as(self, identity: str, timeout: float = _UID_SECONDS) -> bool:
        """Whether `uid` said that of this cluster, to us or to somebody with other rights.

        Raises ClusterError, also where `identity` is a UID and this user may not see the one of this cluster: then nobody can tell.
        """
        if self._behind is not None:
            return self._behind.is_known_as(identity, timeout)
        if identity in {self.uid(timeout), self.server}:
            return True
        if self._no_uid is not None and "://" not in identity:
            raise ClusterError(Kind.FORBIDDEN, f"which cluster it is cannot be seen: {self._no_uid.message}")
        return False

    def get(self, path: str, query: Mapping[str, str] | None = None, timeout: float = 30.0) -> dict[str, Any]:
        return self.request("GET", path, query=query, timeout=timeout).json()

    def list_all(self, path: str, query: Mapping[str, str] | None = None, timeout: float = 30.0) -> tuple[list[dict[str, Any]], str]:
        """All that there is of a kind at one moment, and the resourceVersion of that moment: never a part. `timeout` is for each page.

        A page that is asked too late begins the list anew. Raises ClusterError.
        """
        for attempt in range(1, _MOST_LISTS + 1):
            try:
                return self._pages(path, {**(query or {}), "limit": str(PAGE)}, timeout)
            except ClusterError as error:
                if error.kind is not Kind.GONE or attempt == _MOST_LISTS:
                    raise
        raise AssertionError("the last try returns or raises")

    def _pages(self, path: str, query: dict[str, str], timeout: float) -> tuple[list[dict[str, Any]], str]:
        items: list[dict[str, Any]] = []
        while True:
            page = self.get(path, query, timeout)
            items += page.get("items") or ()
            metadata = page.get("metadata") or {}
            if not metadata.get("continue"):
                return items, str(metadata.get("resourceVersion") or "")
            query["continue"] = str(metadata["continue"])

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        content_type: str = JSON,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30.0,
        repeatable: bool | None = None,
    ) -> Response:
        """One request and its answer, tried again within `timeout` seconds in all. `body` is JSON, or bytes of it.

        `repeatable`: whether it may be sent again when nobody knows whether it was carried out; by default all but POST.
        Raises ClusterError for everything but 2xx.
        """
        until = time.monotonic() + timeout
        may_repeat = method in _REPEATABLE if repeatable is None else repeatable
        content = body if body is None or isinstance(body, bytes) else orjson.dumps(body)
        target = _target(path, query)
        attempt = 0
        repeated = False
        while True:
            attempt += 1
            if method != "GET" and self.settings.permit is not None:
                self.settings.permit()  # also before another try: meanwhile somebody else may have taken over
            try:
                answer = self._send(method, target, content, self._headers(content_type, headers), until)
                return replace(answer, repeated=True) if repeated else answer
            except ClusterError as error:
                repeated = repeated or error.is_in_doubt
                wait = wait_before(attempt, error.retry_after)
                begun = error.kind not in {Kind.THROTTLED, Kind.UNREACHABLE}
                if not error.is_transient or attempt >= _MOST_TRIES or (begun and not may_repeat) or time.monotonic() + wait >= until:
                    raise
            time.sleep(wait)

    def lines(self, path: str, query: Mapping[str, str], timeout: float) -> Iterator[dict[str, Any]]:
        """The events of a watch, as they come, until the server ends it or `timeout` seconds have passed. Raises ClusterError.

        An event of the type ERROR is raised: its `kind` is GONE where the version is no longer known, and who watches lists anew.
        """
        asked = {**query, "watch": "true", "timeoutSeconds": str(max(1, int(timeout)))}
        until = time.monotonic() + timeout
        rest = b""
        try:
            with self._connections.ask("GET", _target(path, asked), None, self._headers(JSON, None), until) as response:
                if response.status >= 300:
                    raise self._failure(response, _read(response, until))
                while chunk := response.read1(_CHUNK):
                    *whole, rest = (rest + chunk).split(b"\n")
                    if len(rest) > LARGEST_ANSWER:
                        raise ClusterError(Kind.SERVER_ERROR, "it sent an event without end")
                    yield from (_event(line) for line in whole if line.strip())
        except (http.client.HTTPException, OSError):
            return  # a watch may end at any time; what it missed, a new list shows

    def close(self) -> None:
        if self._behind is None:
            self._connections.close()

    def _send(self, method: str, target: str, content: bytes | None, headers: Mapping[str, str], until: float) -> Response:
        if not self.pace.enter(until):
            raise ClusterError(Kind.UNREACHABLE, "there was no turn to ask it in time")
        busy = True
        try:
            with self._connections.ask(method, target, content, headers, until) as response:
                data = _read(response, until)
            busy = response.status == 429 or response.status >= 500
        except (http.client.HTTPException, OSError):
            raise ClusterError(Kind.TIMEOUT, f"{self.server} did not complete its answer in time") from None
        finally:
            self.pace.leave(busy=busy)
        if response.status >= 300:
            raise self._failure(response, data)
        return Response(response.status, data)

    def _failure(self, response: http.client.HTTPResponse, data: bytes) -> ClusterError:
        if response.status == 401:  # the token may have run out, or been replaced
            with self._lock:
                self._token_until = float("-inf")
        return failure_of(response.status, data, _retry_after(response.headers.get("Retry-After")))

    def _headers(self, content_type: str, more: Mapping[str, str] | None) -> dict[str, str]:
        headers = {"Accept": JSON, "Content-Type": content_type, "User-Agent": FIELD_MANAGER, **(more or {})}
        token = self._fresh_token()
        if token:
            headers["Authorization"] = token
        if self.settings.impersonate is not None:
            headers["Impersonate-User"] = self.settings.impersonate
        return headers

    def _fresh_token(self) -> str | None:
        """Asked for now and then: whether there is a newer one costs as much as a third of a request."""
        with self._lock:
            now = time.monotonic()
            if now >= self._token_until:
                self._token = self._configuration.get_api_key_with_prefix("BearerToken", alias="authorization")
                self._token_until = now + _TOKEN_SECONDS
            return self._token


def _target(path: str, query: Mapping[str, str] | None) -> str:
    return f"{path}?{urllib.parse.urlencode(query)}" if query else path


def _read(response: http.client.HTTPResponse, until: float) -> bytes:
    """All of it, until `until`: the limits of the connection start anew with each byte."""
    chunks: list[bytes] = []
    size = 0
    while response.length != 0 and (chunk := response.read1(_CHUNK)):
        chunks.append(chunk)
        size += len(chunk)
        if size > LARGEST_ANSWER:
            raise ClusterError(Kind.SERVER_ERROR, f"its answer is over {LARGEST_ANSWER} bytes", status=response.status)
        if time.monotonic() > until:
            raise ClusterError(Kind.TIMEOUT, "it did not complete its answer in time")
    if response.length:
        raise http.client.IncompleteRead(b"".join(chunks), response.length)
    return b"".join(chunks)


def _event(line: bytes) -> dict[str, Any]:
    try:
        event = orjson.loads(line)
    except orjson.JSONDecodeError:
        event = None
    if not isinstance(event, dict) or not isinstance(event.get("object"), dict):
        raise ClusterError(Kind.SERVER_ERROR, "it sent an event that is no JSON object")
    if event.get("type") == "ERROR":
        raise failure_of(int(event["object"].get("code") or 500), orjson.dumps(event["object"]))
    return event


def _retry_after(text: str | None) -> float | None:
    return float(text) if text is not None and text.isdecimal() and len(text) < 6 else None
