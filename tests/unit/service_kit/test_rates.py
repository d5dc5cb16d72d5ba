"""How often somebody may ask of a service."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI, Request

from bouwsteen_service import Pages, ServiceSettings, create_service
from bouwsteen_service.rates import limits_of
from bouwsteen_service.settings import Rates, ServiceConfigurationError
from bouwsteen_service.testing import create_client

BASE = "http://127.0.0.1:8080"


def client_of(rates: Rates, **options: str) -> httpx.Client:
    """A service with one route for applications, whose right key begins with `key-`, and one for people."""
    settings = ServiceSettings(rates=rates)
    app: FastAPI = create_service(settings, title="test", pages=Pages(settings, title={"nl": "Loket"}))

    @app.get("/things", response_model=None)
    def things(request: Request, key: str) -> str:
        limits = limits_of(request)
        limits.admit_attempt(request, key)
        if not key.startswith("key-"):
            limits.note_failure(request, key)
            return "refused"
        limits.admit_client(key.removeprefix("key-")[0], key)
        return "here"

    @app.get("/sign-in")
    def sign_in(request: Request) -> str:
        limits_of(request).admit_sign_in(request)
        return "welcome"

    return create_client(app, BASE, headers=options)


def ask(client: httpx.Client, key: str) -> object:
    answer = client.get("/things", params={"key": key})
    return answer.json() if answer.status_code == 200 else answer.status_code


def test_a_client_that_asks_too_often_waits_whatever_its_keys_and_no_other_does() -> None:
    client = client_of(Rates(requests=2))
    assert [ask(client, "key-a1"), ask(client, "key-a2"), ask(client, "key-a3"), ask(client, "key-b")] == ["here", "here", 429, "here"]


def test_who_has_to_wait_is_told_how_long_and_nothing_else() -> None:
    client = client_of(Rates(requests=1))
    ask(client, "key-a")
    answer = client.get("/things", params={"key": "key-a"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.json()["type"].endswith("/too-many-requests")
    assert "key-a" not in answer.text


def test_an_address_that_fails_too_often_is_not_heard_except_with_what_was_right_before() -> None:
    client = client_of(Rates(failures=2))
    assert ask(client, "key-neighbour") == "here"
    assert [ask(client, "guess-1"), ask(client, "guess-2"), ask(client, "guess-3")] == ["refused", "refused", 429]
    assert ask(client, "key-new") == 429
    assert ask(client, "key-neighbour") == "here"


def test_a_key_that_is_right_no_longer_is_a_guess_again() -> None:
    client = client_of(Rates(failures=1))
    limits = None

    app = create_service(ServiceSettings(rates=Rates(failures=1)), title="test")

    @app.get("/")
    def revoked(request: Request) -> None:
        nonlocal limits
        limits = limits_of(request)
        limits.admit_client("a", "key")
        limits.note_failure(request, "key")
        limits.admit_attempt(request, "key")

    client = create_client(app, BASE)
    assert client.get("/").status_code == 429


def test_an_address_signs_in_so_many_times() -> None:
    client = client_of(Rates(sign_ins=1), accept="text/html", **{"accept-language": "nl"})
    assert client.get("/sign-in").status_code == 200
    answer = client.get("/sign-in")
    assert answer.status_code == 429
    assert "te veel aanvragen" in answer.text
    assert int(answer.headers["retry-after"]) >= 1


def test_a_rate_of_nothing_is_without_end() -> None:
    client = client_of(Rates(requests=0, failures=0, sign_ins=0))
    for _ in range(20):
        assert (ask(client, "key-a"), ask(client, "guess"), client.get("/sign-in").status_code) == ("here", "refused", 200)


def test_rates_come_from_the_environment() -> None:
    settings = ServiceSettings.from_environment({"REQUESTS_PER_MINUTE": "0", "SIGN_INS_PER_MINUTE": "7"})
    assert settings.rates == Rates(requests=0, sign_ins=7)


@pytest.mark.parametrize("text", ["-1", "many", "1.5", "10000000"])
def test_a_rate_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ServiceConfigurationError, match="FAILURES_PER_MINUTE"):
        ServiceSettings.from_environment({"FAILURES_PER_MINUTE": text})
