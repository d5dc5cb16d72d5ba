"""The token and introspection endpoints, the claims, the keys."""

from __future__ import annotations

import base64
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from tests.blocks.identity_service.worlds import BASE, CALLBACK, Client, World, build_world

from identity_service.client_authentication import ASSERTION_TYPE
from identity_service.settings import ACCESS_TOKEN_SECONDS, CODE_SECONDS, REFRESH_TOKEN_SECONDS

ISSUER = f"{BASE}/op"
OFFLINE = "openid profile offline_access"


def error_of(answer: httpx.Response) -> str:
    assert answer.headers["cache-control"] == "no-store"
    error: str = answer.json()["error"]
    return error


# Discovery


def test_discovery_says_what_acm_says(world: World) -> None:
    document = world.browser.get("/op/.well-known/openid-configuration").json()
    assert document["issuer"] == ISSUER
    assert document["authorization_endpoint"] == f"{ISSUER}/v1/auth"
    assert document["token_endpoint"] == f"{ISSUER}/v1/token"
    assert document["jwks_uri"] == f"{ISSUER}/v1/keys"
    assert document["introspection_endpoint"] == f"{ISSUER}/v1/introspect"
    assert document["end_session_endpoint"] == f"{ISSUER}/v1/logout"
    assert document["response_types_supported"] == ["code"]
    assert document["response_modes_supported"] == ["query", "fragment", "form_post"]
    assert document["id_token_signing_alg_values_supported"] == ["RS256"]
    assert document["subject_types_supported"] == ["public"]
    assert document["code_challenge_methods_supported"] == ["plain", "S256"]
    assert "bouwsteen_forms" not in str(document)


# Codes


def test_a_code_gives_tokens(world: World, client: Client) -> None:
    answer = world.tokens(client)
    body = answer.json()
    assert set(body) == {"access_token", "token_type", "expires_in", "scope", "id_token"}
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, "openid profile rrn vo")
    assert "." not in body["access_token"]
    claims = world.claims(answer)
    now = int(world.clock())
    assert (claims["iss"], claims["aud"], claims["azp"], claims["nonce"]) == (ISSUER, client.client_id, client.client_id, "nonce-1")
    assert (claims["iat"], claims["exp"]) == (now, now + ACCESS_TOKEN_SECONDS)
    half = hashlib.sha256(body["access_token"].encode()).digest()[:16]
    assert claims["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()


def test_a_code_is_valid_for_thirty_seconds(world: World, client: Client) -> None:
    code, late = world.code(client), world.code(client)
    world.clock.advance(CODE_SECONDS)
    assert world.exchange(client, code).status_code == 200
    world.clock.advance(1)
    assert error_of(world.exchange(client, late)) == "invalid_grant"


def test_a_code_works_once_and_a_second_use_revokes_what_the_first_gave(world: World, client: Client) -> None:
    code = world.code(client, scope=OFFLINE)
    tokens = world.exchange(client, code).json()
    assert world.introspect(client, tokens["access_token"])["active"] is True
    assert error_of(world.exchange(client, code)) == "invalid_grant"
    assert world.introspect(client, tokens["access_token"]) == {"active": False}
    assert error_of(world.refresh(client, tokens["refresh_token"])) == "invalid_grant"


def test_a_code_serves_one_of_many_at_the_same_time(world: World, client: Client) -> None:
    code = world.code(client)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: world.exchange(client, code).status_code, range(8)))
    assert sorted(answers) == [200] + [400] * 7


def test_a_code_is_for_its_client_and_its_address(world: World, client: Client) -> None:
    other = world.register("other")
    code = world.code(client)
    assert error_of(world.exchange(other, code)) == "invalid_grant"
    assert error_of(world.exchange(client, code, redirect_uri=CALLBACK + "?x")) == "invalid_grant"
    assert world.exchange(client, code).status_code == 200


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password", "username": "a", "password": "b"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "invalid_request"),
        ({"grant_type": "authorization_code", "code": "unknown", "redirect_uri": CALLBACK}, "invalid_grant"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "unknown"}, "invalid_grant"),
    ],
)
def test_a_token_request_that_is_not_right(world: World, client: Client, data: dict[str, str], error: str) -> None:
    answer = world.post("/op/v1/token", data, auth=client.basic)
    assert (answer.status_code, error_of(answer)) == (400, error)


def test_the_body_must_be_a_form_with_each_field_once(world: World, client: Client) -> None:
    http = world.new_browser()
    assert error_of(http.post("/op/v1/token", json={"grant_type": "client_credentials"}, auth=client.basic)) == "invalid_request"
    twice = "grant_type=client_credentials&grant_type=client_credentials"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert error_of(http.post("/op/v1/token", content=twice, headers=headers, auth=client.basic)) == "invalid_request"
    assert http.get("/op/v1/token").status_code == 405


# Claims


def test_claims_follow_the_scopes(world: World, client: Client) -> None:
    protocol = {"iss", "aud", "azp", "iat", "exp", "at_hash", "sub", "nonce"}
    assert set(world.claims(world.tokens(client, scope="openid"))) == protocol
    assert set(world.claims(world.tokens(client, scope="openid profile"))) == protocol | {"given_name", "family_name"}
    assert world.claims(world.tokens(client, scope="openid rrn"))["rrn"] == "84631200101"


def test_a_citizen(world: World, client: Client) -> None:
    claims = world.claims(world.tokens(client, "amelie-dubois"))
    assert (claims["given_name"], claims["vo_doelgroepcode"], claims["vo_doelgroepnaam"]) == ("Amélie", "BUR", "Burger")
    assert "vo_orgcode" not in claims


def test_an_entrepreneur_acts_for_an_enterprise_and_stays_the_same_person(world: World) -> None:
    client = world.register(parameters={"scopes": ["openid", "vo", "rrn", "wettelijkvertegenwoordiger"]})
    scope = "openid vo rrn wettelijkvertegenwoordiger"
    claims = world.claims(world.tokens(client, "sofie-de-smet-bakkerij", scope=scope))
    assert (claims["vo_doelgroepcode"], claims["vo_orgcode"], claims["vo_orgnaam"]) == ("EA", "1999999052", "Bakkerij De Smet bv")
    assert claims["wv_orgcode"] == "1999999052"
    citizen = world.claims(world.tokens(client, "sofie-de-smet", scope=scope))
    assert citizen["sub"] == claims["sub"]
    assert "wv_orgcode" not in citizen


def test_each_organisation_has_its_clerk(world: World) -> None:
    scope = "openid vo bouwsteen_forms"
    leuven = {"organisation": {"nis": "24062", "name": "Stad Leuven", "kbo": "0207.521.503", "ovo": "OVO001234"}}
    here = world.register()
    there = world.register(share=leuven, user="leuven.local.identity")
    claims = world.claims(world.tokens(here, "els-janssens", scope=scope))
    assert (claims["vo_doelgroepcode"], claims["vo_orgcode"], claims["vo_orgnaam"]) == ("LB", "73028", "Gemeente Herstappe")
    assert claims["bouwsteen_forms_rol_3d"] == ["FormulierBehandelaar:73028"]
    assert claims["vo_email"].endswith(".test")
    other = world.claims(world.tokens(there, "els-janssens", scope=scope))
    assert (other["vo_orgcode"], other["vo_orgnaam"]) == ("0207521503", "Stad Leuven")
    assert other["bouwsteen_forms_rol_3d"] == ["FormulierBehandelaar:OVO001234"]
    assert other["sub"] == claims["sub"]


def test_staff_without_a_role_and_citizens_have_no_role_claim(world: World, client: Client) -> None:
    scope = "openid vo bouwsteen_forms"
    for persona in ("tom-wouters", "jan-peeters"):
        assert "bouwsteen_forms_rol_3d" not in world.claims(world.tokens(client, persona, scope=scope))


def test_another_applications_role_is_named_after_its_scope(world: World) -> None:
    client = world.register(parameters={"scopes": ["openid", "abb_loketLB"]})
    claims = world.claims(world.tokens(client, "els-janssens", scope="openid abb_loketLB"))
    assert claims["abb_loketLB_rol_3d"] == ["abb_loketLB-gebruiker:73028"]


# Refresh


def test_a_refresh_token_needs_offline_access(world: World, client: Client) -> None:
    assert "refresh_token" not in world.tokens(client).json()
    assert "refresh_token" in world.tokens(client, scope=OFFLINE).json()


def test_each_refresh_gives_a_new_token_and_the_old_one_is_worthless(world: World, client: Client) -> None:
    first = world.tokens(client, scope=OFFLINE).json()
    answer = world.refresh(client, first["refresh_token"])
    second = answer.json()
    assert answer.status_code == 200
    assert second["refresh_token"] != first["refresh_token"]
    assert "nonce" not in world.claims(answer)
    assert world.claims(answer)["given_name"] == "Jan"
    assert world.introspect(client, second["access_token"])["active"] is True
    assert error_of(world.refresh(client, first["refresh_token"])) == "invalid_grant"
    assert error_of(world.refresh(client, second["refresh_token"])) == "invalid_grant"
    assert world.introspect(client, second["access_token"])["active"] is False


def test_an_expired_refresh_token_is_an_invalid_request(world: World, client: Client) -> None:
    token = world.tokens(client, scope=OFFLINE).json()["refresh_token"]
    world.clock.advance(REFRESH_TOKEN_SECONDS)
    answer = world.refresh(client, token)
    assert (answer.status_code, error_of(answer)) == (400, "invalid_request")


def test_a_refresh_narrows_scopes_and_never_widens(world: World, client: Client) -> None:
    token = world.tokens(client, scope=OFFLINE).json()["refresh_token"]
    assert error_of(world.refresh(client, token, scope="openid rrn")) == "invalid_scope"
    answer = world.refresh(client, token, scope="openid")
    assert answer.json()["scope"] == "openid"
    assert "given_name" not in world.claims(answer)


def test_a_refresh_token_is_for_its_client(world: World, client: Client) -> None:
    other = world.register("other")
    token = world.tokens(client, scope=OFFLINE).json()["refresh_token"]
    assert error_of(world.refresh(other, token)) == "invalid_grant"
    assert world.refresh(client, token).status_code == 200


# Client credentials, introspection


def test_a_client_for_itself(world: World, client: Client) -> None:
    asked = {"grant_type": "client_credentials", "scope": "dv_ar_adres_beheer vo_info"}
    body = world.post("/op/v1/token", asked, auth=client.basic).json()
    assert set(body) == {"access_token", "token_type", "expires_in", "scope"}
    seen = world.introspect(client, body["access_token"])
    assert (seen["active"], seen["sub"], seen["scope"]) == (True, client.client_id, "dv_ar_adres_beheer vo_info")
    assert (seen["vo_orgcode"], seen["vo_orgnaam"], seen["vo_applicatienaam"]) == ("73028", "Gemeente Herstappe", client.client_id)


@pytest.mark.parametrize("scope", ["openid", "profile", "rrn", "dv_gr_ingemetengebouw_beheer", "offline_access"])
def test_a_client_has_no_scopes_about_people_for_itself(world: World, client: Client, scope: str) -> None:
    answer = world.post("/op/v1/token", {"grant_type": "client_credentials", "scope": scope}, auth=client.basic)
    assert error_of(answer) == "invalid_scope"


def test_introspection_of_a_persons_token(world: World, client: Client) -> None:
    token = world.tokens(client).json()["access_token"]
    seen = world.introspect(client, token)
    assert seen["active"] is True
    assert (seen["iss"], seen["client_id"], seen["token_type"]) == (ISSUER, client.client_id, "Bearer")
    assert seen["exp"] - seen["iat"] == 3600
    assert seen["rrn"] == "84631200101"
    world.clock.advance(ACCESS_TOKEN_SECONDS)
    assert world.introspect(client, token) == {"active": False}


def test_introspection_knows_the_tokens_of_its_own_organisation_alone(world: World, client: Client) -> None:
    token = world.tokens(client).json()["access_token"]
    neighbour = world.register("neighbour")
    stranger = world.register(user="leuven.local.identity")
    assert world.introspect(neighbour, token)["active"] is True
    assert world.introspect(stranger, token) == {"active": False}
    assert world.introspect(client, "unknown") == {"active": False}
    assert world.post("/op/v1/introspect", {"token": token}).status_code == 401
    assert error_of(world.post("/op/v1/introspect", {}, auth=client.basic)) == "invalid_request"


# Client authentication

GRANT = {"grant_type": "client_credentials", "scope": "vo_info"}


def test_basic_and_post(world: World, client: Client) -> None:
    secret = {"client_id": client.client_id, "client_secret": client.secret}
    assert world.post("/op/v1/token", GRANT, auth=client.basic).status_code == 200
    assert world.post("/op/v1/token", GRANT | secret).status_code == 200
    assert error_of(world.post("/op/v1/token", GRANT | secret, auth=client.basic)) == "invalid_request"
    assert error_of(world.post("/op/v1/token", GRANT | {"client_id": "other"}, auth=client.basic)) == "invalid_request"


@pytest.mark.parametrize("auth", [None, ("unknown", "x"), ("", "")])
def test_who_is_not_known_is_told_how_to_authenticate(world: World, auth: tuple[str, str] | None) -> None:
    answer = world.post("/op/v1/token", GRANT, auth=auth)
    assert (answer.status_code, error_of(answer)) == (401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize("header", ["Basic !", "Bearer x", "Basic " + base64.b64encode(b"no-colon").decode()])
def test_a_header_that_is_not_basic(world: World, header: str) -> None:
    assert world.post("/op/v1/token", GRANT, headers={"authorization": header}).status_code == 401


def test_a_wrong_secret(world: World, client: Client) -> None:
    assert world.post("/op/v1/token", GRANT, auth=(client.client_id, client.secret[:-1])).status_code == 401
    assert world.post("/op/v1/token", GRANT | {"client_id": client.client_id, "client_secret": ""}).status_code == 401


def test_a_registered_method_is_the_only_one(world: World) -> None:
    client = world.register(parameters={"tokenEndpointAuthMethod": "client_secret_post"})
    assert world.post("/op/v1/token", GRANT, auth=client.basic).status_code == 401
    assert world.post("/op/v1/token", GRANT | {"client_id": client.client_id, "client_secret": client.secret}).status_code == 200


@pytest.fixture(scope="module")
def private_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "one"})


def register_signed(world: World, key: RSAKey) -> Client:
    parameters = {"tokenEndpointAuthMethod": "private_key_jwt", "jwks": {"keys": [key.as_dict(private=False)]}}
    return world.register("signed", parameters)


def assertion(world: World, client: Client, key: RSAKey, *, drop: str = "", alg: str = "RS256", **changes: Any) -> dict[str, str]:
    now = int(world.clock())
    claims = {"iss": client.client_id, "sub": client.client_id, "aud": ISSUER, "exp": now + 60, "iat": now, "jti": "j1"} | changes
    claims.pop(drop, None)
    signed = jwt.encode({"alg": alg, "kid": "one"}, claims, key, algorithms=[alg])
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}


def test_a_signed_assertion_works_once(world: World, private_key: RSAKey) -> None:
    client = register_signed(world, private_key)
    assert client.secret == ""
    first = assertion(world, client, private_key)
    assert world.post("/op/v1/token", GRANT | first).status_code == 200
    assert error_of(world.post("/op/v1/token", GRANT | first)) == "invalid_client"
    assert world.post("/op/v1/token", GRANT | assertion(world, client, private_key, jti="j2")).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": f"{ISSUER}/v1/token"},
        {"aud": ["https://other.test"]},
        {"aud": 7},
        {"iss": "other"},
        {"exp": 1_799_999_000},
        {"exp": 1_800_010_000},
        {"exp": "soon"},
        {"nbf": 1_800_000_100},
        {"iat": 1_800_000_100},
        {"jti": ""},
        {"jti": 5},
        {"drop": "exp"},
        {"drop": "jti"},
        {"drop": "aud"},
        {"drop": "sub"},
        {"alg": "PS256"},
        {"alg": "RS512"},
    ],
)
def test_an_assertion_that_is_not_right(world: World, private_key: RSAKey, changes: dict[str, Any]) -> None:
    client = register_signed(world, private_key)
    answer = world.post("/op/v1/token", GRANT | assertion(world, client, private_key, **changes))
    assert (answer.status_code, error_of(answer)) == (401, "invalid_client")


def test_an_assertion_by_another_key_or_without_one(world: World, private_key: RSAKey) -> None:
    client = register_signed(world, private_key)
    forged = assertion(world, client, RSAKey.generate_key(2048, {"kid": "one"}))
    assert world.post("/op/v1/token", GRANT | forged).status_code == 401
    head, payload, _ = assertion(world, client, private_key)["client_assertion"].split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).rstrip(b"=").decode()
    for token in (f"{none}.{payload}.", f"{head}.{payload}.", "a.b.c", "x", f"{head}.{payload}.{'A' * 9000}"):
        body = GRANT | {"client_assertion_type": ASSERTION_TYPE, "client_assertion": token}
        assert world.post("/op/v1/token", body).status_code == 401
    wrong_type = assertion(world, client, private_key) | {"client_assertion_type": "x"}
    assert error_of(world.post("/op/v1/token", GRANT | wrong_type)) == "invalid_request"


def test_the_audience_can_be_the_token_endpoint(tmp_path: Path, private_key: RSAKey) -> None:
    world = build_world(tmp_path, assertion_audience="token-endpoint")
    client = register_signed(world, private_key)
    assert world.post("/op/v1/token", GRANT | assertion(world, client, private_key)).status_code == 401
    right = assertion(world, client, private_key, aud=[f"{ISSUER}/v1/token"])
    assert world.post("/op/v1/token", GRANT | right).status_code == 200


def test_a_secret_client_cannot_sign(world: World, client: Client, private_key: RSAKey) -> None:
    assert world.post("/op/v1/token", GRANT | assertion(world, client, private_key)).status_code == 401


# Keys


def test_a_replaced_key_stays_published_while_its_tokens_live(world: World, client: Client) -> None:
    before = world.tokens(client)
    [old] = world.keys()["keys"]
    world.clock.advance(30 * 24 * 3600)
    world.service.sweep()
    new, *others = world.keys()["keys"]
    assert [key["kid"] for key in others] == [old["kid"]]
    assert world.claims(before)["given_name"] == "Jan"
    world.clock.advance(ACCESS_TOKEN_SECONDS)
    assert len(world.keys()["keys"]) == 2
    world.clock.advance(3600)
    assert [key["kid"] for key in world.keys()["keys"]] == [new["kid"]]


def test_a_key_can_be_rotated_at_once(world: World, client: Client) -> None:
    before = world.tokens(client)
    kid = world.service.keys.rotate()
    after = world.tokens(client)
    header = json.loads(base64.urlsafe_b64decode(after.json()["id_token"].split(".")[0] + "=="))
    assert header == {"typ": "JWT", "alg": "RS256", "kid": kid}
    assert {world.claims(before)["sub"], world.claims(after)["sub"]} == {world.claims(before)["sub"]}


def test_only_public_halves_are_published(world: World) -> None:
    [key] = world.keys()["keys"]
    assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}


def test_what_has_expired_is_swept(world: World, client: Client) -> None:
    world.tokens(client, scope=OFFLINE)
    world.clock.advance(REFRESH_TOKEN_SECONDS + 3 * 24 * 3600)
    world.service.sweep()
    from sqlalchemy import func, select

    from identity_service.tables import codes, grants, sessions, tokens

    with world.service.database.reading() as connection:
        left = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (codes, grants, sessions, tokens)]
    assert left == [0, 0, 0, 0]
