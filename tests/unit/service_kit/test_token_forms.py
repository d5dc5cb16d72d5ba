"""What a request for a token may hold, for all services that give tokens."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI, Request

from bouwsteen_service import ServiceSettings, create_service
from bouwsteen_service.oauth import OAuthError, read_form
from bouwsteen_service.testing import create_client

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def client() -> httpx.Client:
    app: FastAPI = create_service(ServiceSettings(), title="test")

    @app.post("/token", response_model=None)
    async def token(request: Request) -> dict[str, str]:
        try:
            return dict(await read_form(request))
        except OAuthError as error:
            return error.body

    return create_client(app, "http://127.0.0.1:8080", headers=FORM)


def test_its_fields_are_read_as_forms_write_them(client: httpx.Client) -> None:
    sent = {"grant_type": "client_credentials", "scope": "a b", "state": "", "naam": "Zoë & +"}
    assert client.post("/token", data=sent).json() == sent
    many = {f"field-{number}": "x" for number in range(50)}
    assert client.post("/token", data=many).json() == many
    assert client.post("/token", content=b"a=" + b"x" * 65_534).json() == {"a": "x" * 65_534}
    assert client.post("/token", content=b"a=1", headers={"content-type": f"{FORM['content-type']}; charset=UTF-8"}).json() == {"a": "1"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"grant_type": "client_credentials"}', "application/json"),
        (b"a=1", ""),
        (b"a=1&a=2", FORM["content-type"]),
        (b"a=" + b"x" * 65_535, FORM["content-type"]),
        (b"&".join(b"f%d=x" % number for number in range(51)), FORM["content-type"]),
        (b"a=\xff", FORM["content-type"]),
        (b"a=%ff", FORM["content-type"]),
    ],
    ids=["another kind", "no kind", "twice", "too long", "too many", "not UTF-8", "not UTF-8 inside"],
)
def test_what_is_no_such_form_is_refused_in_the_words_of_the_protocol(client: httpx.Client, body: bytes, kind: str) -> None:
    answer = client.post("/token", content=body, headers={"content-type": kind})
    assert answer.json()["error"] == "invalid_request"
