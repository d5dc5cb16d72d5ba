"""What each service promises whatever its routes do: health, figures, logs, limits, headers, forms that only its own pages send."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from tests.services.subjects import FIRST, SUBJECTS, Route, Subject, routes_of

from bouwsteen_service.testing import create_client

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
# What stands on each page of a simulator.
BANNER = "Simulatie: dit is geen echte dienst"


@pytest.fixture(scope="module", params=SUBJECTS)
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    started = SUBJECTS[request.param](tmp_path_factory.mktemp("doors"))
    yield started
    started.database.close()


@pytest.fixture
def client(subject: Subject) -> Iterator[httpx.Client]:
    with create_client(subject.application, subject.base) as made:
        yield made


def test_it_lives_without_its_database_and_is_not_ready(subject: Subject, client: httpx.Client) -> None:
    assert client.get("/health/live").status_code == 200

    def away(*_: Any, **__: Any) -> Any:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    with patch.object(subject.database.engine.dialect, "do_begin", away), patch.object(subject.database.engine.pool, "connect", away):
        answer = client.get("/health/ready")
        assert client.get("/health/live").status_code == 200
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, "down")
    assert client.get("/health/ready").json()["checks"]["database"] == "up"


def test_its_figures_name_routes_and_nothing_of_anybody(subject: Subject, client: httpx.Client) -> None:
    for route in routes_of(subject.application):
        if route[0] == "GET":
            subject.send(FIRST, route, subject.ids)
    text = client.get("/metrics").text
    assert re.search(r'^http_request_duration_seconds_count\{method="GET",route="[^"]+",status="200"\} [1-9]', text, re.MULTILINE)
    # What is known of a thing in these services is random, and has digits in it.
    assert [value for value in subject.ids.values() if re.search(r"\d", value) and len(value) >= 12 and value in text] == []


def test_each_answer_has_its_headers_and_the_number_that_it_was_asked_with(subject: Subject) -> None:
    for route in routes_of(subject.application):
        if route[0] != "GET":
            continue
        for user in (FIRST, None):
            answer = subject.send(user, route, subject.ids)
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS, route
            assert "default-src 'none'" in answer.headers["content-security-policy"], route
            assert answer.headers["x-correlation-id"] == "7c41f1a0-0000-4000-8000-000000000000", route
            assert "cache-control" in answer.headers, route
            if answer.headers.get("content-type", "").startswith("text/html"):
                assert BANNER in answer.text, route
                assert "<script" not in answer.text, route


def test_a_body_that_is_too_large_is_not_read(subject: Subject, client: httpx.Client) -> None:
    limit = subject.application.state.settings.body_limit

    def endless() -> Iterator[bytes]:
        for _ in range(limit // 65536 + 3):
            yield b"x" * 65536

    posts = [route for route in routes_of(subject.application) if route[0] in {"POST", "PUT", "PATCH"}]
    assert posts
    for method, path in posts:
        target = re.sub(r"\{(\w+)\}", lambda match: subject.ids[match[1]], path)
        announced = client.build_request(method, target, headers={"content-length": str(limit + 1)}, content=b"")
        announced.headers["content-length"] = str(limit + 1)
        assert client.send(announced).status_code == 413, path
    # Without a length that is announced, it is counted while it comes in.
    streamed = client.post("/health/live", content=endless())
    assert streamed.status_code in {405, 413}


def test_no_form_is_taken_from_another_site_or_without_its_token(subject: Subject) -> None:
    """Neither with the cookies of who is signed in."""
    for route in forms_of(subject):
        for headers in ({"origin": "https://evil.voorbeeld.test"}, {"sec-fetch-site": "cross-site"}, {}):
            answer = subject.send(FIRST, route, subject.ids, headers=headers, posts=False)
            assert answer.status_code in {400, 403}, (route, headers, answer.status_code)


def forms_of(subject: Subject) -> list[Route]:
    """What pages post: all that applications do not call."""
    apis = (
        "/api/",
        "/deliveries/",
        "/v1/",
        "/v2/",
        "/ebox/",
        "/oauth/",
        "/broker/",
        "/document-service/",
        "/registeredMail/",
        "/op/v1/token",
        "/op/v1/introspect",
        "/soap",
        "/simulation/",
        "/profile/",
    )
    return [(method, path) for method, path in routes_of(subject.application) if method == "POST" and not path.startswith(apis)]


def test_a_service_that_has_pages_has_forms(subject: Subject) -> None:
    """Else nothing would have been tried."""
    assert bool(forms_of(subject)) == (subject.name not in {"ebox-service", "magda-service"})
