"""What every service answers, whatever its routes do."""

from __future__ import annotations

import asyncio
import dataclasses
import io
import json
import logging
import sys
import threading
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, Request
from starlette.responses import Response

from bouwsteen_service import Pages, ProblemError, ServiceSettings, create_service
from bouwsteen_service.applications import add_check
from bouwsteen_service.correlations import outgoing_headers
from bouwsteen_service.logs import configure_logging
from bouwsteen_service.testing import create_client

BASE = "http://127.0.0.1:8080"
CANARY = "canary-71c2"
FOLLOWS = {"nl": "een openbare tekst, november 2026", "fr": "un texte public, novembre 2026"}


@pytest.fixture
def settings() -> ServiceSettings:
    return ServiceSettings(body_limit=1000, follows=FOLLOWS)


@pytest.fixture
def application(settings: ServiceSettings) -> FastAPI:
    pages = Pages(settings, title={"nl": "Loket", "fr": "Guichet", "en": "Counter"})
    app = create_service(settings, title="test", pages=pages)

    @app.get("/boom")
    def boom() -> None:
        raise ValueError(CANARY)

    @app.get("/refuse")
    def refuse() -> None:
        raise ProblemError(409, "taken", "The name is taken.", owner="a")

    @app.get("/people/{number}")
    def person(number: str) -> dict[str, str]:
        return {"number": number, **outgoing_headers()}

    @app.post("/echo")
    async def echo(request: Request) -> dict[str, int]:
        return {"length": len(await request.body())}

    @app.post("/numbers/{number}")
    def number(number: int) -> int:
        return number

    @app.get("/page")
    def page(request: Request) -> Response:
        return pages.render(request, "problem.html", explanation="<script>alert(1)</script>", reference="")

    return app


@pytest.fixture
def client(application: FastAPI) -> httpx.Client:
    return create_client(application, BASE)


@pytest.fixture
def log(settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(sys, "stdout", stream)
    configure_logging(settings)
    yield stream
    root.handlers[:], root.level = handlers, level


def test_alive_and_ready(client: httpx.Client) -> None:
    assert client.get("/health/live").json() == {"status": "up", "version": "1.0.0"}
    assert client.get("/health/ready").json() == {"status": "up", "checks": {}}


def test_not_ready_while_a_check_fails(application: FastAPI, client: httpx.Client) -> None:
    async def fine() -> bool:
        return True

    def broken() -> bool:
        raise OSError(CANARY)

    add_check(application, "fine", fine)
    assert client.get("/health/ready").status_code == 200
    add_check(application, "broken", broken)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {"status": "down", "checks": {"fine": "up", "broken": "down"}}


def test_metrics_count_by_route(client: httpx.Client) -> None:
    client.get("/people/84631200101")
    text = client.get("/metrics").text
    assert 'http_request_duration_seconds_count{method="GET",route="/people/{number}",status="200"} 1' in text
    assert "84631200101" not in text


def test_a_problem_has_the_shape_of_rfc_9457(client: httpx.Client) -> None:
    answer = client.get("/refuse")
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "https://bouwsteen.vlaanderen.be/problems/taken",
        "title": "Conflict",
        "status": 409,
        "detail": "The name is taken.",
        "owner": "a",
    }


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/echo", 405)])
def test_what_is_not_there_is_a_problem_too(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.json()["status"] == status


def test_an_invalid_request_does_not_echo_what_was_sent(client: httpx.Client) -> None:
    answer = client.post(f"/numbers/{CANARY}")
    assert answer.status_code == 422
    assert answer.json()["faults"] == [{"location": ["path", "number"], "fault": "int_parsing"}]
    assert CANARY not in answer.text


def test_an_exception_becomes_a_problem_and_its_message_goes_nowhere(client: httpx.Client, log: io.StringIO) -> None:
    answer = client.get("/boom?code=" + CANARY)
    assert answer.status_code == 500
    assert CANARY not in answer.text + log.getvalue()
    entries = [json.loads(line) for line in log.getvalue().splitlines()]
    failure = next(entry for entry in entries if entry["message"] == "A request failed")
    assert failure["error"] == "ValueError"
    assert failure["places"][-1].endswith(" boom")
    assert failure["correlation_id"] == answer.headers["x-correlation-id"]


def test_logs_hold_the_route_and_neither_path_nor_query(client: httpx.Client, log: io.StringIO) -> None:
    client.get("/people/84631200101?code=geheim")
    assert '"route": "/people/{number}"' in log.getvalue()
    assert "84631200101" not in log.getvalue()
    assert "geheim" not in log.getvalue()


async def running_loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def test_a_slow_request_ends(settings: ServiceSettings) -> None:
    application = create_service(dataclasses.replace(settings, request_timeout=0.2), title="test")

    @application.get("/slow")
    def slow(running: Annotated[asyncio.AbstractEventLoop, Depends(running_loop)]) -> None:
        time.sleep(0.3)
        # Not before the loop has looked at its clock again, however busy the machine is.
        looked = threading.Event()
        running.call_soon_threadsafe(looked.set)
        assert looked.wait(60)

    assert create_client(application, BASE).get("/slow").status_code == 504


def test_a_body_has_a_limit(client: httpx.Client) -> None:
    assert client.post("/echo", content=b"x" * 1000).json() == {"length": 1000}
    assert client.post("/echo", content=b"x" * 1001).status_code == 413
    assert client.post("/echo", content=iter([b"x" * 600, b"x" * 600])).status_code == 413


def test_correlation_goes_in_and_out(client: httpx.Client) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = client.get("/people/1", headers={"x-correlation-id": "abc-1", "traceparent": trace})
    assert answer.headers["x-correlation-id"] == "abc-1"
    assert answer.json() == {"number": "1", "x-correlation-id": "abc-1", "traceparent": trace}


@pytest.mark.parametrize("hostile", ["", "a b", "x" * 65, 'a"}{', "ä"])
def test_a_hostile_correlation_is_replaced(client: httpx.Client, hostile: str) -> None:
    answer = client.get("/people/1", headers=[(b"x-correlation-id", hostile.encode()), (b"traceparent", b"nonsense")])
    assert len(answer.headers["x-correlation-id"]) == 36
    assert "traceparent" not in answer.json()


@pytest.mark.parametrize("path", ["/page", "/people/1", "/nowhere", "/boom"])
def test_every_answer_has_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.found: dict[str, dict[str, str | None]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.found.setdefault(tag, dict(attrs))


def test_a_page_has_language_landmarks_and_no_script(client: httpx.Client) -> None:
    text = client.get("/page", headers={"accept-language": "fr-BE,fr;q=0.9,en;q=0.5"}).text
    outline = _Outline()
    outline.feed(text)
    assert outline.found["html"]["lang"] == "fr"
    assert {"header", "main", "footer", "nav", "aside", "h1", "title"} <= set(outline.tags)
    assert outline.found["a"]["href"] == "#main"
    assert "script" not in outline.tags
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    ("query", "accept", "language"),
    [
        ("", "", "nl"),
        ("", "de", "nl"),
        ("", "fr", "fr"),
        ("lang=en", "fr", "en"),
        ("ui_locales=fr-BE+nl", "en", "fr"),
        ("lang=xx", "en;q=x, fr;q=0", "nl"),
    ],
)
def test_the_language_is_asked_preferred_or_dutch(client: httpx.Client, query: str, accept: str, language: str) -> None:
    answer = client.get(f"/page?{query}", headers={"accept-language": accept})
    assert answer.headers["content-language"] == language


@pytest.mark.parametrize(("remembers", "language"), [(True, "fr"), (False, "en")])
def test_a_language_that_was_chosen_stays_where_the_pages_remember_it(remembers: bool, language: str) -> None:
    settings = ServiceSettings()
    pages = Pages(settings, title={"nl": "Loket"}, remembers=remembers)
    wanted = {"accept": "text/html", "accept-language": "en"}
    browser = create_client(create_service(settings, title="test", pages=pages), "http://service.test", headers=wanted)
    assert browser.get("/nowhere").headers["content-language"] == "en"
    assert browser.get("/nowhere?lang=fr").headers["content-language"] == "fr"
    assert browser.get("/nowhere?lang=xx").headers["content-language"] == language
    assert browser.get("/nowhere?lang=nl").headers["content-language"] == "nl"


def test_a_simulator_says_so_on_each_page(client: httpx.Client) -> None:
    assert "een openbare tekst, november 2026" in client.get("/page").text
    assert "Simulation" in client.get("/page?lang=fr").text
    assert "Simulatie" in client.get("/nowhere", headers={"accept": "text/html"}).text


def test_production_has_no_such_notice() -> None:
    settings = ServiceSettings(fidelity="production", public_url="https://loket.voorbeeld.test")
    pages = Pages(settings, title={"nl": "Loket"}, languages=("nl",))
    app = create_service(settings, title="test", pages=pages)
    answer = create_client(app, "https://loket.voorbeeld.test").get("/nowhere", headers={"accept": "text/html"})
    assert "<aside" not in answer.text
    assert "<nav" not in answer.text
    assert answer.headers["strict-transport-security"]


def test_a_browser_gets_a_page_for_a_problem(client: httpx.Client) -> None:
    answer = client.get("/nowhere?lang=en", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "This page does not exist" in answer.text
    assert answer.headers["x-correlation-id"] in answer.text


def test_the_stylesheet_is_named_by_its_content(client: httpx.Client, tmp_path: Path) -> None:
    text = client.get("/page").text
    path = text.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(path)
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    extra = tmp_path / "extra.css"
    extra.write_text(".x { color: red }", encoding="utf-8")
    assert Pages(ServiceSettings(), title={"nl": "x"}, styles=extra).stylesheet_path != path
