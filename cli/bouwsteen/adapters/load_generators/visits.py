"""One virtual person's visit: requests in order, each named, timed and checked.

A journey is a function of a `Visit`. It knows addresses only from the bindings, follows
links and forms as a browser would, and stops at the first step that does not answer as
it should.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any, NoReturn, Protocol
from urllib.parse import urlencode, urljoin, urlsplit

from bouwsteen.loadtest.pages import Form, Page, parse_page

MOST_REDIRECTS = 20
LARGEST_PAGE = 2_000_000
LONGEST_REASON = 120
_IDENTIFIER = re.compile(r"\d{2,}|^(?=.*[A-Z0-9])[A-Za-z0-9_-]{20,}$")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEPS_METHOD = frozenset({307, 308})

Check = Callable[[Page], str | None]
"""What is wrong with a page, or None. A short text without values: it is shown and stored."""


class Response(Protocol):
    @property
    def status_code(self) -> int: ...
    @property
    def text(self) -> str | None: ...
    @property
    def content(self) -> bytes | None: ...
    @property
    def headers(self) -> Any: ...
    @property
    def error(self) -> Any: ...

    def success(self) -> None: ...
    def failure(self, exc: Any) -> None: ...


class Client(Protocol):
    """The part of locust's FastHttpSession that a visit uses."""

    cookiejar: CookieJar

    def request(self, method: str, url: str, **options: Any) -> AbstractContextManager[Response]: ...


class StepFailed(Exception):  # noqa: N818  not an error of ours: the answer to a question
    """A step got no answer, or not the right one. The journey ends here and counts as failed."""

    def __init__(self, step: str, reason: str, *, reported: bool = False) -> None:
        super().__init__(f"{step}: {reason}")
        self.step = step
        self.reason = reason[:LONGEST_REASON]
        self.reported = reported
        """Whether a request was counted as failed for it."""


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    url: str
    pairs: list[tuple[str, str]] | None
    origin: str


@dataclass(slots=True)
class Visit:
    """`number` counts the arrivals of the run; `random` depends on it and the run's seed alone."""

    client: Client
    bindings: Mapping[str, Mapping[str, Any]]
    number: int
    random: random.Random
    hosts: frozenset[str] = frozenset()
    run: str = "local"
    sleep: Callable[[float], Any] = time.sleep
    first: bool = True
    """Whether the next request is the first: only that one was due at a known moment."""
    thought: float = 0.0
    language: str = "nl"
    page: Page = field(default_factory=Page)

    def open(self, step: str, url: str, check: Check | None = None) -> Page:
        """GET, redirects included. Relative addresses are relative to the page at hand."""
        return self._go(step, "GET", url, None, check)

    def submit(self, step: str, form: Form, values: Mapping[str, Iterable[str] | str] | None = None, check: Check | None = None) -> Page:
        """Send a form as a browser would, with `values` put in its fields."""
        pairs = form.fill(values or {})
        target = form.action or self.page.url
        if form.method == "GET":
            return self._go(step, "GET", _with_query(target, pairs), None, check)
        return self._go(step, "POST", target, pairs, check)

    def fetch(self, step: str, url: str) -> Page:
        """GET without leaving the page at hand: for what a page loads, or an API."""
        before = self.page
        try:
            return self._go(step, "GET", url, None, None)
        finally:
            self.page = before

    def think(self, seconds: float) -> None:
        """Time a person takes. It is not the service's, so it is not counted."""
        self.thought += seconds
        self.sleep(seconds)

    def become_somebody_else(self) -> None:
        """Another person at another browser: no cookie of the first one is left."""
        self.client.cookiejar.clear()
        self.page = Page()

    def fail(self, step: str, reason: str) -> NoReturn:
        raise StepFailed(step, reason)

    def _go(self, step: str, method: str, url: str, pairs: list[tuple[str, str]] | None, check: Check | None) -> Page:
        target, origin = urljoin(self.page.url, url), _origin_of(self.page.url or url)
        for _ in range(MOST_REDIRECTS):
            status, location = self._request(step, _Request(method, target, pairs, origin), check)
            if location is None:
                return self.page
            target = urljoin(target, location)
            if status not in KEEPS_METHOD:
                method, pairs = "GET", None
        raise StepFailed(step, "too many redirects")

    def _request(self, step: str, request: _Request, check: Check | None) -> tuple[int, str | None]:
        """(status, address to go on to). Without an address, `page` is the answer."""
        parts = urlsplit(request.url)
        if parts.scheme not in {"http", "https"} or (self.hosts and parts.hostname not in self.hosts):
            self.fail(step, "sent to a host that is not part of the test")
        options: dict[str, Any] = {"headers": self._headers(), "allow_redirects": False}
        if request.pairs is not None:
            options["data"] = urlencode(request.pairs)
            options["headers"] |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": request.origin}
        name = f"{step} {request.method} {_name_of(parts.path)}"
        with self.client.request(request.method, request.url, name=name, catch_response=True, **options) as response:
            self.first = False
            problem, location = self._judge(response, request.url, check)
            if problem is None:
                response.success()
            else:
                response.failure(problem)
        if problem is not None:
            raise StepFailed(step, problem, reported=True)
        return response.status_code, location

    def _judge(self, response: Response, url: str, check: Check | None) -> tuple[str | None, str | None]:
        """(problem, location). Never raises: an exception inside locust's block would lose the request."""
        if not response.status_code:
            return f"no answer: {type(getattr(response, 'error', None)).__name__}", None
        if response.status_code in REDIRECTS:
            location = response.headers.get("location")
            return (None, location) if location else ("a redirect without an address", None)
        try:
            if len(response.content or b"") > LARGEST_PAGE:
                return "a page too large to read", None
            self.page = parse_page(response.text or "", url, response.status_code, response.headers.get("content-type") or "")
            if response.status_code >= 400:
                return f"HTTP {response.status_code}", None
            return (check(self.page) if check else None), None
        except Exception as error:  # noqa: BLE001  see above
            return f"the check raised {type(error).__name__}", None

    def _headers(self) -> dict[str, str]:
        trace, span = self.random.getrandbits(128), self.random.getrandbits(64)
        return {
            "Accept": "text/html,application/xhtml+xml,application/json;q=0.9",
            "Accept-Language": self.language,
            "X-Correlation-Id": f"{self.run}-{self.number}",
            "traceparent": f"00-{trace:032x}-{span:016x}-01",
        }


def visit_random(seed: int, number: int) -> random.Random:
    """What a person does depends on the run's seed and their number, not on the worker that serves them."""
    return random.Random(f"{seed}/{number}/visit")  # noqa: S311


def _name_of(path: str) -> str:
    """The path with what looks like an identifier left out, so that a run has few names."""
    return "/".join("*" if _IDENTIFIER.search(part) else part for part in path.split("/")) or "/"


def _origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _with_query(url: str, pairs: list[tuple[str, str]]) -> str:
    base = urlsplit(url)._replace(query="", fragment="").geturl()
    return f"{base}?{urlencode(pairs)}" if pairs else base
