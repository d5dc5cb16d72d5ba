"""One virtual person's visit: requests in order, each named, timed and checked.

A journey is a function of a `Visit`. It knows addresses only from the bindings, follows
links and forms as a browser would, and stops at the first step that does not answer as
it should.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from http.cookiejar import CookieJar
from typing import Any, NoReturn, Protocol
from urllib.parse import urlencode, urljoin, urlsplit

from bouwsteen.loadtest.pages import Control, Form, Page, Values

MOST_REDIRECTS = 20
LARGEST_PAGE = 2_000_000
LONGEST_REASON = 120
_CHARSET = re.compile(r"charset=\"?([\w.:-]+)", re.IGNORECASE)
_IDENTIFIER = re.compile(r"\d{2,}|^(?=.*[A-Z0-9])[A-Za-z0-9_-]{20,}$")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEPS_METHOD = frozenset({307, 308})

Check = Callable[[Page], str | None]
"""What is wrong with a page, or None. A short text without values: it is shown and stored."""


class Response(Protocol):
    @property
    def status_code(self) -> int: ...
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
class Request:
    """One request as it goes out."""

    method: str
    url: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


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
        return self._go(step, Request("GET", urljoin(self.page.url, url)), check)

    def submit(
        self,
        step: str,
        form: Form,
        values: Values | None = None,
        button: Control | None = None,
        check: Check | None = None,
        until: str = "",
    ) -> Page:
        """Send a form as a browser would, with `values` put in its fields and `button` pressed.

        `until` stops before an address that begins with it; the page is then empty, with that address.
        """
        pairs = form.fill(values or {}, button)
        target = urljoin(self.page.url, form.action or self.page.url)
        if form.method == "GET":
            return self._go(step, Request("GET", _with_query(target, pairs)), check, until)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": _origin_of(self.page.url)}
        return self._go(step, Request("POST", target, urlencode(pairs).encode(), headers), check, until)

    def press(self, step: str, name: str, *values: str, check: Check | None = None, until: str = "") -> Page:
        """Press the button called `name`, the first of `values` that is there; without values, the first button."""
        form = next((form for form in self.page.forms if any(button.name == name for button in form.buttons)), None)
        if form is None:
            self.fail(step, f"the page has no button `{name}`")
        offered = {button.value: button for button in form.buttons if button.name == name}
        value = next((value for value in values or offered if value in offered), None)
        if value is None:
            self.fail(step, f"no button `{name}` with one of: {', '.join(values)}")
        return self.submit(step, form, button=offered[value], check=check, until=until)

    def call(
        self,
        step: str,
        method: str,
        url: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        check: Check | None = None,
        *,
        as_form: bool = False,
        right: Collection[int] = (),
    ) -> Any:
        """Speak to an API, beside the page at hand. JSON comes back (None if empty).

        `body` goes out as JSON, as a form, or as the bytes that it is. `right` are refusals that are as good as success.
        """
        before = self.page
        try:
            kind, encoded = _encode(body, as_form=as_form)
            answer = self._go(step, Request(method, url, encoded, {**kind, **(headers or {})}), check, right=right)
            return json.loads(answer.source) if answer.source.strip() else None
        except ValueError:
            self.fail(step, "the answer is not JSON")
        finally:
            self.page = before

    def expect_refusal(self, step: str, method: str, url: str, status: int, headers: Mapping[str, str] | None = None) -> Any:
        """Speak to an API that has to say no, with this status; gives the JSON with which it does."""
        before = self.page
        try:
            # Who takes pages gets the refusal as a page.
            wanted = {"Accept": "application/json", **(headers or {})}
            self._send(step, Request(method, url, headers=wanted), None, expected=status)
            return json.loads(self.page.source)
        except ValueError:
            self.fail(step, "the answer is not JSON")
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

    def _go(self, step: str, request: Request, check: Check | None, until: str = "", right: Collection[int] = ()) -> Page:
        for _ in range(MOST_REDIRECTS):
            status, location = self._send(step, request, check, right=right)
            if location is None:
                return self.page
            target = urljoin(request.url, location)
            if until and target.startswith(until):
                self.page = Page(target, status)
                return self.page
            request = replace(request, url=target) if status in KEEPS_METHOD else Request("GET", target)
        raise StepFailed(step, "too many redirects")

    def _send(
        self, step: str, request: Request, check: Check | None, *, expected: int = 0, right: Collection[int] = ()
    ) -> tuple[int, str | None]:
        """(status, address to go on to). Without an address, `page` is the answer."""
        parts = urlsplit(request.url)
        if parts.scheme not in {"http", "https"} or (self.hosts and parts.hostname not in self.hosts):
            self.fail(step, "sent to a host that is not part of the test")
        options: dict[str, Any] = {"headers": {**self._headers(), **request.headers}, "allow_redirects": False}
        if request.body is not None:
            options["data"] = request.body
        name = f"{step} {request.method} {_name_of(parts.path)}"
        with self.client.request(request.method, request.url, name=name, catch_response=True, **options) as response:
            self.first = False
            problem, location = self._judge(response, request.url, check, expected, right)
            if problem is None:
                response.success()
            else:
                response.failure(problem)
        if problem is not None:
            raise StepFailed(step, problem, reported=True)
        return response.status_code, location

    def _judge(
        self, response: Response, url: str, check: Check | None, expected: int, right: Collection[int]
    ) -> tuple[str | None, str | None]:
        """(problem, location). `expected`: the one status that is right, where that is a refusal.

        Never raises: an exception inside locust's block would lose the request.
        """
        if not response.status_code:
            return f"no answer: {type(getattr(response, 'error', None)).__name__}", None
        if response.status_code in REDIRECTS:
            location = response.headers.get("location")
            return (None, location) if location else ("a redirect without an address", None)
        try:
            content, kind = response.content or b"", response.headers.get("content-type") or ""
            if len(content) > LARGEST_PAGE:
                return "a page too large to read", None
            self.page = Page(url, response.status_code, kind, _decode(content, kind))
            if expected:
                return (None if response.status_code == expected else f"HTTP {response.status_code} instead of {expected}"), None
            if response.status_code >= 400 and response.status_code not in right:
                return " ".join([f"HTTP {response.status_code}", *_refused_fields(self.page)]), None
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


def _decode(content: bytes, content_type: str) -> str:
    """By the charset that is declared, else UTF-8. Guessing, as locust would, costs milliseconds."""
    charset = _CHARSET.search(content_type)
    try:
        return content.decode(charset[1] if charset else "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _name_of(path: str) -> str:
    """The path with what looks like an identifier left out, so that a run has few names."""
    return "/".join("*" if _IDENTIFIER.search(part) else part for part in path.split("/")) or "/"


def _refused_fields(page: Page) -> list[str]:
    """The names of controls that a page marks as wrong: names of a form, never what was filled in."""
    controls = (control for form in page.forms for control in form.controls)
    return sorted({control.name for control in controls if control.attributes.get("aria-invalid") == "true"})


def _encode(body: Any, *, as_form: bool) -> tuple[dict[str, str], bytes | None]:
    if body is None:
        return {}, None
    if isinstance(body, bytes):
        return {}, body
    if as_form:
        return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(body).encode()
    return {"Content-Type": "application/json"}, json.dumps(body).encode()


def _origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _with_query(url: str, pairs: list[tuple[str, str]]) -> str:
    base = urlsplit(url)._replace(query="", fragment="").geturl()
    return f"{base}?{urlencode(pairs)}" if pairs else base
