"""How organisations and applications get in, and out."""

from __future__ import annotations

import io
import logging
import sys
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import RSAKey
from pydantic import SecretStr
from sqlalchemy import text
from tests.blocks.identity_service.worlds import BASE, BROKER_KEY, CALLBACK, SCOPES, SESSION_KEY, Client, World, build_world

from bouwsteen_service import ServiceSettings
from bouwsteen_service.brokers import derive_password
from bouwsteen_service.logs import configure_logging
from identity_service.registrations import PLAN_ID, SERVICE_ID

LEUVEN = "leuven.local.identity"


def test_the_catalog_offers_identity_in_one_plan(world: World) -> None:
    [service] = world.broker("GET", "/catalog").json()["services"]
    assert service["name"] == "identity"
    assert [plan["name"] for plan in service["plans"]] == ["standard"]
    assert service["bindings_retrievable"] is True


def test_a_binding_gives_the_fields_of_oidc_client(world: World) -> None:
    assert world.provision().status_code == 201
    answer = world.bind()
    credentials = answer.json()["credentials"]
    assert answer.status_code == 201
    assert set(credentials) == {"issuer", "clientId", "clientSecret", "scopes"}
    assert credentials["issuer"] == f"{BASE}/op"
    assert credentials["scopes"] == list(SCOPES)
    again = world.bind()
    assert (again.status_code, again.json()) == (200, answer.json())
    fetched = world.broker("GET", "/service_instances/share/service_bindings/forms")
    assert fetched.json()["credentials"] == credentials
    assert world.bind(parameters={"scopes": ["openid"]}).status_code == 409


def test_scopes_may_be_left_out(world: World) -> None:
    world.provision()
    body = {"service_id": SERVICE_ID, "plan_id": PLAN_ID, "parameters": {"redirectUris": [CALLBACK]}}
    answer = world.broker("PUT", "/service_instances/share/service_bindings/b", body)
    assert answer.json()["credentials"]["scopes"] == ["openid", "profile"]


@pytest.mark.parametrize(
    "uri",
    [
        "https://loket.voorbeeld.test/callback",
        "https://loket.voorbeeld.test:8443/callback?x=1",
        "http://127.0.0.1:8080/callback",
        "http://[::1]:8080/callback",
        "http://localhost/callback",
        "http://127.9.9.9/callback",
    ],
)
def test_redirect_addresses_that_are_fine(world: World, uri: str) -> None:
    world.provision()
    assert world.bind(parameters={"redirectUris": [uri]}).status_code == 201


@pytest.mark.parametrize(
    "uri",
    [
        "http://loket.voorbeeld.test/callback",
        "http://127.0.0.1.evil.test/callback",
        "http://localhost.evil.test/",
        "http://10.0.0.1/callback",
        "https://user@loket.test/",
        "https://loket.test/#fragment",
        "https://*.loket.test/",
        "https:///callback",
        "javascript:alert(1)",
        "data:text/html,x",
        "/callback",
        "https://loket.test/a b",
        "https://loket.test\\@evil.test/",
        "https://loket.test:port/",
        "https://loket.test/\u0000",
        "https://lokét.test/",
        "https://[::1/",
        "",
        "https://loket.test/" + "x" * 2000,
    ],
)
@pytest.mark.parametrize("field", ["redirectUris", "postLogoutRedirectUris"])
def test_redirect_addresses_that_are_not(world: World, uri: str, field: str) -> None:
    world.provision()
    assert world.bind(parameters={field: [uri]}).status_code == 400
    assert world.broker("GET", "/service_instances/share/service_bindings/forms").status_code == 404


@pytest.mark.parametrize(
    "parameters",
    [
        {"redirectUris": []},
        {"redirectUris": "x"},
        {"scopes": ["openid profile"]},
        {"scopes": ["openid", "openid"]},
        {"tokenEndpointAuthMethod": "none"},
        {"unknown": 1},
        {"tokenEndpointAuthMethod": "private_key_jwt"},
        {"tokenEndpointAuthMethod": "private_key_jwt", "jwks": {"keys": []}},
        {"tokenEndpointAuthMethod": "private_key_jwt", "jwks": {"keys": [{"kty": "oct", "k": "AAAA"}]}},
        {"tokenEndpointAuthMethod": "private_key_jwt", "jwks": {"keys": "x"}},
        {"jwks": {"keys": []}},
    ],
)
def test_parameters_that_are_not_right(world: World, parameters: dict[str, Any]) -> None:
    world.provision()
    assert world.bind(parameters=parameters).status_code == 400


def test_a_private_key_is_refused(world: World) -> None:
    world.provision()
    jwks = {"keys": [RSAKey.generate_key(2048).as_dict(private=True)]}
    assert world.bind(parameters={"tokenEndpointAuthMethod": "private_key_jwt", "jwks": jwks}).status_code == 400


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"organisation": {"nis": "73028"}},
        {"organisation": {"nis": "7 3", "name": "x"}},
        {"organisation": {"nis": "73028", "name": "x", "kbo": "123"}},
        {"organisation": {"nis": "73028", "name": "x"}, "other": 1},
    ],
)
def test_an_organisation_needs_its_code_and_name(world: World, parameters: dict[str, Any]) -> None:
    assert world.provision(parameters=parameters).status_code == 400


def test_an_update_changes_the_name_on_the_page(world: World, client: Client) -> None:
    body = {"service_id": SERVICE_ID, "parameters": {"displayName": "Herstappe digitaal"}}
    assert world.broker("PATCH", "/service_instances/share", body).status_code == 200
    assert "Herstappe digitaal" in world.authorize(client).text
    fetched = world.broker("GET", "/service_instances/share").json()["parameters"]
    assert fetched == {"organisation": {"nis": "73028", "name": "Gemeente Herstappe"}, "displayName": "Herstappe digitaal"}


def test_another_organisation_sees_and_changes_nothing(world: World, client: Client) -> None:
    path = "/service_instances/share"
    assert world.broker("GET", path, user=LEUVEN).status_code == 404
    assert world.broker("GET", f"{path}/service_bindings/forms", user=LEUVEN).status_code == 404
    assert world.bind("other", user=LEUVEN).status_code == 404
    assert world.unbind(user=LEUVEN).status_code == 410
    params = {"service_id": SERVICE_ID, "plan_id": PLAN_ID}
    assert world.broker("DELETE", path, params=params, user=LEUVEN).status_code == 410
    there = world.register(share={"organisation": {"nis": "24062", "name": "Stad Leuven"}}, user=LEUVEN)
    assert there.client_id != client.client_id
    assert "Gemeente Herstappe" in world.authorize(client).text
    assert world.unbind(user=LEUVEN).status_code == 200
    assert world.authorize(client).status_code == 200


def test_unbinding_ends_the_client_its_tokens_and_its_sessions(world: World, client: Client) -> None:
    neighbour = world.register("neighbour")
    tokens = world.tokens(client).json()
    assert world.unbind().status_code == 200
    assert world.introspect(neighbour, tokens["access_token"]) == {"active": False}
    assert world.authorize(client).status_code == 400
    assert world.post("/op/v1/token", {"grant_type": "client_credentials"}, auth=client.basic).status_code == 401
    assert world.authorize(neighbour).status_code == 200
    assert world.unbind().status_code == 410


def test_unbinding_keeps_a_session_that_serves_another_client(world: World, client: Client) -> None:
    neighbour = world.register("neighbour")
    world.tokens(client)
    assert world.authorize(neighbour).status_code == 303
    world.unbind()
    assert world.authorize(neighbour).status_code == 303


def test_somebody_in_the_middle_of_signing_in_when_the_client_goes(world: World, client: Client) -> None:
    page = world.authorize(client)
    world.unbind()
    assert world.choose(page).status_code == 400


def test_rotation_keeps_both_clients_until_the_old_one_is_unbound(world: World, client: Client) -> None:
    answer = world.broker("PUT", "/service_instances/share/service_bindings/next", {"predecessor_binding_id": "forms"})
    assert answer.status_code == 201
    credentials = answer.json()["credentials"]
    successor = Client(credentials["clientId"], credentials["clientSecret"], "next", credentials)
    assert successor.client_id != client.client_id
    assert credentials["scopes"] == list(SCOPES)
    old, new = world.claims(world.tokens(client)), world.claims(world.tokens(successor))
    assert {name: old[name] for name in ("sub", "vo_id", "rrn")} == {name: new[name] for name in ("sub", "vo_id", "rrn")}
    assert world.unbind().status_code == 200
    assert world.authorize(client).status_code == 400
    assert world.tokens(successor).status_code == 200


def test_a_share_with_clients_stays_and_without_them_goes(world: World, client: Client) -> None:
    params = {"service_id": SERVICE_ID, "plan_id": PLAN_ID}
    assert world.broker("DELETE", "/service_instances/share", params=params).status_code == 422
    world.unbind(client.binding_id)
    assert world.broker("DELETE", "/service_instances/share", params=params).status_code == 200
    assert world.broker("DELETE", "/service_instances/share", params=params).status_code == 410


def test_all_is_kept_over_a_restart(tmp_path: Path) -> None:
    first = build_world(tmp_path)
    client = first.register()
    kids = [key["kid"] for key in first.keys()["keys"]]
    first.service.database.close()
    second = build_world(tmp_path)
    assert [key["kid"] for key in second.keys()["keys"]] == kids
    assert second.bind().json()["credentials"] == client.credentials
    assert second.tokens(client).status_code == 200
    second.service.database.close()


def test_no_secret_is_in_the_database_in_the_clear(world: World, client: Client) -> None:
    code = world.code(client, scope="openid offline_access")
    tokens = world.exchange(client, code).json()
    cookie = next(value for name, value in world.browser.cookies.items() if name.endswith("-session"))
    with world.service.database.reading() as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        stored = "".join(str(connection.execute(text(f"SELECT * FROM {table}")).all()) for table in tables)  # noqa: S608  names from the schema itself
    for secret in (client.secret, code, tokens["access_token"], tokens["refresh_token"], cookie):
        assert secret not in stored
    assert client.client_id in stored


def test_no_secret_and_no_person_is_in_the_logs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stream, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(sys, "stdout", stream)
    configure_logging(ServiceSettings())
    try:
        client = world.register()
        code = world.code(client, scope="openid profile rrn offline_access", state="state-canary")
        tokens = world.exchange(client, code).json()
        world.exchange(client, code)
        world.refresh(client, tokens["refresh_token"])
        world.introspect(client, tokens["access_token"])
        world.post("/op/v1/token", {"grant_type": "x", "client_secret": client.secret, "client_id": client.client_id})
        world.authorize(client, redirect_uri="https://evil.test/canary")
    finally:
        root.handlers[:], root.level = handlers, level
    logged = stream.getvalue()
    assert '"Signed in"' in logged
    assert '"Refused"' in logged
    password = derive_password(SecretStr(BROKER_KEY), "herstappe.local.identity")
    secrets = (BROKER_KEY, SESSION_KEY, client.secret, code, tokens["access_token"], tokens["refresh_token"], tokens["id_token"], password)
    for secret in (*secrets, "state-canary", "evil.test", "84631200101", "Peeters", "jan-peeters"):
        assert secret not in logged


def test_sign_ins_are_counted_by_means(world: World, client: Client) -> None:
    world.tokens(client)
    metrics = world.browser.get("/metrics").text
    assert 'identity_logins_total{means="itsme"} 1' in metrics
    assert 'identity_token_responses_total{grant="authorization_code"} 1' in metrics
