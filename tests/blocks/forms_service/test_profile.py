"""What a profile of citizens polls: pages of what somebody asked, for who proves to have the credentials of a binding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from pydantic import SecretStr
from tests.blocks.forms_service.conftest import JAN, Counter, OpenCounter

from bouwsteen_service.brokers import derive_password

KEY = "p" * 43
CLIENT = "vlaanderen.local.profile"


@pytest.fixture
def counter(open_counter: OpenCounter) -> Counter:
    return open_counter(more={"own": {"sessionKey": "k" * 43, "profileKey": KEY}})


Poll = Callable[..., httpx.Response]


@pytest.fixture
def poll(counter: Counter) -> Poll:
    client = counter.browser().client
    answer = client.post(
        "/profile/oauth/token", data={"grant_type": "client_credentials"}, auth=(CLIENT, derive_password(SecretStr(KEY), CLIENT))
    )
    assert answer.status_code == 200, answer.text
    bearer = {"authorization": f"Bearer {answer.json()['access_token']}"}
    return lambda insz=JAN["rrn"], **query: client.get(f"/profile/v1/certificates/{insz}", params=query, headers=bearer)


def read_all(poll: Poll, counter: Counter, limit: int) -> list[tuple[str, str]]:
    """(id, language) of all, page by page along the links."""
    found: list[tuple[str, str]] = []
    answer = poll(limit=limit)
    while True:
        document = answer.json()
        found += [(each["id"], each["language"]) for each in document["_embedded"]["certificates"]]
        if "next" not in document["_links"]:
            return found
        answer = poll(**dict(part.split("=") for part in urlsplit(document["_links"]["next"]["href"]).query.split("&")))


def test_a_profile_reads_what_a_citizen_asked_and_how_it_stands(counter: Counter, poll: Poll, move: dict[str, Any]) -> None:
    reference = counter.citizen().submit("change-of-address", move).reference
    clerk = counter.clerk()
    page = clerk.get(f"/clerk/submissions/{reference}")
    clerk.post(f"/clerk/submissions/{reference}/status", csrf=page.csrf, status="refused", reason="Dit adres bestaat niet.")
    answer = poll()
    assert answer.headers["content-type"] == "application/hal+json"
    first, second = answer.json()["_embedded"]["certificates"]
    assert (first["id"], first["language"], second["language"]) == (reference, "nl", "fr")
    assert (first["title"], first["status"], first["statusText"]) == ("Adreswijziging aangeven", "refused", "geweigerd")
    assert first["decisionText"] == "Dit adres bestaat niet."
    assert second["title"].startswith("Déclarer un changement")
    assert counter.citizen().get(urlsplit(first["_links"]["self"]["href"]).path).status == 200
    for hidden in ("Peeters", "Marie Maes", "jan@voorbeeld.test"):
        assert hidden not in answer.text


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 100])
def test_pages_hold_each_request_once_in_each_language(counter: Counter, poll: Poll, move: dict[str, Any], limit: int) -> None:
    citizen = counter.citizen()
    references = []
    for _ in range(3):
        counter.clock.advance(60)
        references.append(citizen.submit("change-of-address", move).reference)
    expected = [(reference, language) for reference in reversed(references) for language in ("nl", "fr")]
    assert read_all(poll, counter, limit) == expected


def test_somebody_who_asked_nothing_has_an_empty_list(poll: Poll) -> None:
    for query in ({}, {"page": 7}):
        document = poll("79672300476", **query).json()
        assert document["_embedded"]["certificates"] == []
        assert document["page"]["totalElements"] == 0


@pytest.mark.parametrize(
    ("insz", "query"), [("x", {}), ("8463120010", {}), (JAN["rrn"], {"limit": 0}), (JAN["rrn"], {"limit": 101}), (JAN["rrn"], {"page": -1})]
)
def test_what_makes_no_sense_is_refused(poll: Poll, insz: str, query: dict[str, int]) -> None:
    assert poll(insz, **query).status_code == 422


@pytest.mark.parametrize(
    ("auth", "form", "status", "error"),
    [
        ((CLIENT, "wrong"), {"grant_type": "client_credentials"}, 401, "invalid_client"),
        (("another.local.profile", derive_password(SecretStr(KEY), CLIENT)), {"grant_type": "client_credentials"}, 401, "invalid_client"),
        ((CLIENT, derive_password(SecretStr(KEY), CLIENT)), {"grant_type": "password"}, 400, "unsupported_grant_type"),
        ((CLIENT, derive_password(SecretStr(KEY), CLIENT)), {"grant_type": "client_credentials", "scope": "all"}, 400, "invalid_scope"),
    ],
)
def test_only_who_has_the_credentials_gets_a_token(counter: Counter, auth: Any, form: Any, status: int, error: str) -> None:
    answer = counter.browser().client.post("/profile/oauth/token", data=form, auth=auth)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_token_ends_and_one_that_was_not_given_opens_nothing(counter: Counter, poll: Poll) -> None:
    assert poll().status_code == 200
    client = counter.browser().client
    assert client.get(f"/profile/v1/certificates/{JAN['rrn']}").status_code == 401
    assert client.get(f"/profile/v1/certificates/{JAN['rrn']}", headers={"authorization": "Bearer made-up"}).status_code == 401
    counter.clock.advance(3601)
    assert poll().status_code == 401


def test_a_counter_without_a_key_gives_no_token(open_counter: OpenCounter) -> None:
    client = open_counter().browser().client
    empty = derive_password(SecretStr(""), CLIENT)
    assert client.post("/profile/oauth/token", data={"grant_type": "client_credentials"}, auth=(CLIENT, empty)).status_code == 401
