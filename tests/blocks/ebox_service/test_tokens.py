"""OAuth 2 client credentials: who gets a token, for what, for how long, and who is told what it says."""

from __future__ import annotations

import pytest
from tests.blocks.ebox_service.worlds import BASE, FEDERATION_SCOPE, JAN, SCOPE, Sender, World

ALL = " ".join(
    [SCOPE + name for name in ("publicationsender", "summaryownebox", "messagesfull", "referencedata")]
    + [FEDERATION_SCOPE + name for name in ("preference", "registry")]
)


def test_a_token_by_either_way_of_authentication(world: World, sender: Sender) -> None:
    answer = sender.token()
    body = answer.json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, ALL)
    assert answer.headers["cache-control"] == "no-store"
    client_id, secret = sender.basic
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    assert world.http().post("/oauth/token", data=form).status_code == 200
    assert world.http().post("/oauth/token", data=form, auth=sender.basic).json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": "openid"}, 400, "invalid_scope"),
        ({"on_behalf_of": "123"}, 400, "invalid_request"),
        ({"client_id": "other"}, 400, "invalid_request"),
    ],
)
def test_forms_that_are_refused(sender: Sender, form: dict[str, str], status: int, error: str) -> None:
    answer = sender.token(**form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_requests_that_are_no_form(world: World, sender: Sender) -> None:
    http = world.http()
    assert http.post("/oauth/token", auth=sender.basic).json()["error"] == "invalid_request"
    assert http.post("/oauth/token", json={}, auth=sender.basic).json()["error"] == "invalid_request"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    for body in (b"grant_type=client_credentials&grant_type=x", b"grant_type=%ff", b"x=" + b"y" * 70_000, b"&".join([b"a=b"] * 30)):
        answer = http.post("/oauth/token", content=body, headers=headers, auth=sender.basic)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("authorization", ["Basic", "Basic !", "Bearer x", "Basic eDp5", "Basic " + "A" * 90_000])
def test_clients_that_are_not_known(world: World, authorization: str) -> None:
    form = {"grant_type": "client_credentials"}
    answer = world.http().post("/oauth/token", data=form, headers={"authorization": authorization})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert world.http().post("/oauth/token", data=form).status_code == 401


def test_a_token_lives_an_hour(world: World, sender: Sender) -> None:
    headers = sender.bearer()
    assert world.http().get(f"{BASE}/ebox/enterprise/v2/ebox", headers=headers).status_code == 200
    world.clock.advance(3600)
    assert world.http().get(f"{BASE}/ebox/enterprise/v2/ebox", headers=headers).status_code == 401
    world.service.sweep()


def test_introspection_is_for_the_same_organisation(world: World, sender: Sender) -> None:
    token = sender.token(scope=SCOPE + "messagesfull", on_behalf_of=JAN["eboxIdValue"]).json()["access_token"]

    def introspect(caller: Sender, value: str = token) -> dict[str, object]:
        answer: dict[str, object] = world.http().post("/oauth/introspect", data={"token": value}, auth=caller.basic).json()
        return answer

    told = introspect(sender)
    assert told["active"] is True
    assert told["scope"] == SCOPE + "messagesfull"
    assert told["principalAttributes"] == {"urn:be:fgov:kbo-bce:organization:cbe-number": ["1997302848"]}
    assert introspect(sender, "unknown") == {"active": False}
    assert introspect(world.leuven()) == {"active": False}
    neighbour = world.register("neighbour")
    assert introspect(neighbour)["active"] is True
    world.unbind()
    assert introspect(neighbour) == {"active": False}
    assert world.http().post("/oauth/introspect", data={}, auth=neighbour.basic).status_code == 400
    assert world.http().post("/oauth/introspect", data={"token": token}).status_code == 401
