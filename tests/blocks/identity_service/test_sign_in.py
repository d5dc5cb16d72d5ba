"""The authorization endpoint and the pages: what ACM/IDM asks of a request, and who comes back with what."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import httpx
import pytest
from tests.blocks.identity_service.worlds import BASE, CALLBACK, SIGNED_OUT, Client, World, answer_of, hidden

from identity_service.means import BY_SUFFIX, MEANS, URN
from identity_service.people import PERSONAS
from identity_service.settings import LOGIN_PAGE_SECONDS, SESSION_IDLE_SECONDS, SESSION_SECONDS


def hint(**values: Any) -> str:
    return base64.b64encode(json.dumps(values).encode()).decode()


# The request


@pytest.mark.parametrize(
    ("changes", "drop"),
    [
        ({"client_id": "unknown"}, ()),
        ({"client_id": "a\0b"}, ()),
        ({}, ("client_id",)),
        ({}, ("redirect_uri",)),
        ({"redirect_uri": CALLBACK + "/"}, ()),
        ({"redirect_uri": CALLBACK + "?x=1"}, ()),
        ({"redirect_uri": CALLBACK.upper()}, ()),
        ({"redirect_uri": "https://evil.test/callback"}, ()),
        ({"redirect_uri": CALLBACK, "client_id": ""}, ()),
    ],
)
def test_an_unknown_client_or_address_is_a_page_and_never_a_redirect(
    world: World, client: Client, changes: dict[str, str], drop: tuple[str, ...]
) -> None:
    answer = world.authorize(client, drop=drop, **changes)
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_a_client_that_is_named_twice_is_a_page(world: World, client: Client, name: str) -> None:
    query = httpx.QueryParams({"client_id": client.client_id, "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid"})
    assert world.browser.get("/op/v1/auth", params=query.add(name, query[name])).status_code == 400


@pytest.mark.parametrize(
    ("changes", "drop", "error"),
    [
        ({}, ("response_type",), "invalid_request"),
        ({"response_type": "token"}, (), "unsupported_response_type"),
        ({"response_type": "code id_token"}, (), "unsupported_response_type"),
        ({"response_mode": "web_message"}, (), "invalid_request"),
        ({}, ("scope",), "invalid_scope"),
        ({"scope": "profile"}, (), "invalid_scope"),
        ({"scope": "openid ssm_mandaat"}, (), "invalid_scope"),
        ({"scope": "openid unknown"}, (), "invalid_scope"),
        ({"request": "x"}, (), "request_not_supported"),
        ({"request_uri": "https://x.test"}, (), "request_uri_not_supported"),
        ({"code_challenge": "short"}, (), "invalid_request"),
        ({"code_challenge": "a" * 43, "code_challenge_method": "S512"}, (), "invalid_request"),
        ({"code_challenge_method": "S256"}, (), "invalid_request"),
        ({"prompt": "none login"}, (), "invalid_request"),
        ({"prompt": "always"}, (), "invalid_request"),
        ({"max_age": "-1"}, (), "invalid_request"),
        ({"acr_values": "urn:be:vlaanderen:authmech:none"}, (), "unmet_authentication_requirements"),
        ({"prompt": "none"}, (), "login_required"),
        ({"nonce": "n" * 2001}, (), "invalid_request"),
        ({"nonce": "a\0b"}, (), "invalid_request"),
    ],
)
def test_another_fault_goes_to_the_application_before_anybody_signs_in(
    world: World, client: Client, changes: dict[str, str], drop: tuple[str, ...], error: str
) -> None:
    answer = answer_of(world.authorize(client, drop=drop, **changes))
    assert answer["error"] == error
    assert answer["state"] == "state-1"
    assert "code" not in answer


def test_a_repeated_parameter_is_refused(world: World, client: Client) -> None:
    query = httpx.QueryParams({"client_id": client.client_id, "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid"})
    assert answer_of(world.browser.get("/op/v1/auth", params=query.add("scope", "openid")))["error"] == "invalid_request"


def test_state_comes_back_and_is_left_out_where_none_was_sent(world: World, client: Client) -> None:
    assert answer_of(world.sign_in(client, state="a b&c=d#é"))["state"] == "a b&c=d#é"
    assert "state" not in answer_of(world.authorize(client, drop=("state",)))


def test_the_answer_in_the_fragment(world: World, client: Client) -> None:
    location = world.sign_in(client, response_mode="fragment").headers["location"]
    assert location.startswith(f"{CALLBACK}#code=")
    assert location.endswith("&state=state-1")


def test_the_answer_as_a_form(world: World, client: Client) -> None:
    page = world.sign_in(client, response_mode="form_post")
    assert page.status_code == 200
    assert f'action="{CALLBACK}"' in page.text
    assert hidden(page, "state") == "state-1"
    assert world.exchange(client, hidden(page, "code")).status_code == 200
    assert "form-action 'self' http://127.0.0.1:20600;" in page.headers["content-security-policy"]


def test_a_redirect_address_with_a_query_keeps_it(world: World) -> None:
    client = world.register("other", {"redirectUris": [f"{CALLBACK}?tenant=1"]})
    page = world.choose(world.authorize(client, redirect_uri=f"{CALLBACK}?tenant=1"))
    fields = {name: hidden(page, name) for name in ("transaction", "means", "csrf")}
    location = world.browser.post("/op/v1/login", data=fields | {"persona": "jan-peeters"}).headers["location"]
    assert location.startswith(f"{CALLBACK}?tenant=1&code=")


# Means


def test_all_means_of_the_official_table_with_their_levels() -> None:
    levels = {means.suffix: means.level for means in MEANS}
    assert levels == {
        "eid": 35,
        "eidashigh": 35,
        "itsme": 27,
        "csamtotp": 26,
        "csamsms": 25,
        "eidassubstantial": 25,
        "tlsclient": 19,
        "kerberos": 12,
        "password": 10,
        "csampassword": 5,
        "csamselfreg": 5,
    }


def test_acr_values_narrow_and_come_back(world: World, client: Client) -> None:
    asked = f"{URN}itsme {URN}eid {URN}unknown"
    page = world.authorize(client, acr_values=asked)
    assert [means.suffix for means in MEANS if f'value="{means.suffix}"' in page.text] == ["eid", "itsme"]
    assert world.choose(page, "csamsms").status_code == 400
    assert world.claims(world.tokens(client, acr_values=asked))["acr"] == f"{URN}itsme"


def test_without_acr_values_all_are_offered_and_none_comes_back(world: World, client: Client) -> None:
    page = world.authorize(client)
    assert all(f'value="{suffix}"' in page.text for suffix in BY_SUFFIX)
    assert "acr" not in world.claims(world.tokens(client))


def test_an_account_of_ones_own_making_has_no_register_number(world: World, client: Client) -> None:
    page = world.choose(world.authorize(client), "csamselfreg")
    assert "els-janssens" not in page.text
    assert "84631200101" not in page.text
    claims = world.claims(world.tokens(client, means="csamselfreg"))
    assert "rrn" not in claims
    assert claims["given_name"] == "Jan"


# Hints


def test_a_hint_chooses_the_group_and_the_organisation(world: World, client: Client) -> None:
    staff = world.choose(world.authorize(client, login_hint=hint(cap_hint="LB")))
    assert [persona.slug for persona in PERSONAS if f'value="{persona.slug}"' in staff.text] == ["els-janssens", "tom-wouters"]
    entrepreneur = world.choose(world.authorize(client, login_hint=hint(cap_hint="EA", code_hint="1999999052")))
    assert [persona.slug for persona in PERSONAS if f'value="{persona.slug}"' in entrepreneur.text] == ["sofie-de-smet-bakkerij"]


@pytest.mark.parametrize("value", ["nonsense", "W10=", hint(cap_hint="GID"), hint(cap_hint=1), hint()])
def test_a_hint_that_says_nothing_or_fits_nobody_hides_nobody(world: World, client: Client, value: str) -> None:
    page = world.choose(world.authorize(client, login_hint=value))
    assert all(f'value="{persona.slug}"' in page.text for persona in PERSONAS)


def test_the_switch_of_identity_asks_again(world: World, client: Client) -> None:
    world.sign_in(client)
    assert world.authorize(client).status_code == 303
    assert world.authorize(client, login_hint="eyJzd2l0Y2hfaWQiOiB0cnVlfQ==").status_code == 200


def test_who_is_not_offered_cannot_be_chosen(world: World, client: Client) -> None:
    page = world.choose(world.authorize(client, login_hint=hint(cap_hint="LB")))
    fields = {name: hidden(page, name) for name in ("transaction", "means", "csrf")}
    for persona in ("jan-peeters", "nobody", ""):
        assert world.browser.post("/op/v1/login", data=fields | {"persona": persona}).status_code == 400


# The pages


def test_the_pages_name_the_organisation_and_stay_the_simulators(world: World, client: Client) -> None:
    page = world.authorize(client)
    assert "Gemeente Herstappe" in page.text
    assert "Simulatie" in page.text
    assert "november 2026" in page.text
    assert page.headers["cache-control"] == "no-store"
    french = world.authorize(client, ui_locales="fr-BE nl")
    assert "Comment voulez-vous vous identifier" in french.text
    assert "Comment" in world.authorize(client, lang="fr").text


def test_a_display_name_takes_the_place_of_the_organisations(world: World) -> None:
    share = {"organisation": {"nis": "24062", "name": "Stad Leuven"}, "displayName": "Digitaal loket <Leuven>"}
    client = world.register(share=share)
    assert "Digitaal loket &lt;Leuven&gt;" in world.authorize(client).text


def test_back_to_the_choice_of_means(world: World, client: Client) -> None:
    page = world.choose(world.authorize(client, acr_values=f"{URN}eid"), "eid")
    again = world.browser.get("/op/v1/login", params={"transaction": hidden(page, "transaction")})
    assert 'value="eid"' in again.text
    assert 'value="itsme"' not in again.text


def test_cancelling_tells_the_application(world: World, client: Client) -> None:
    page = world.authorize(client)
    answer = answer_of(world.browser.get("/op/v1/login/cancel", params={"transaction": hidden(page, "transaction")}))
    assert answer == {"error": "access_denied", "error_description": "The person did not sign in.", "state": "state-1"}


def test_a_page_that_stood_open_too_long_or_is_not_ours(world: World, client: Client) -> None:
    page = world.authorize(client)
    assert world.browser.get("/op/v1/login", params={"transaction": "x" + hidden(page, "transaction"), "means": "itsme"}).status_code == 400
    world.clock.advance(LOGIN_PAGE_SECONDS + 1)
    assert world.choose(page).status_code == 400


@pytest.mark.parametrize("change", ["token", "browser", "origin", "site"])
def test_a_form_from_elsewhere_is_refused(world: World, client: Client, change: str) -> None:
    page = world.choose(world.authorize(client))
    fields = {name: hidden(page, name) for name in ("transaction", "means", "csrf")} | {"persona": "jan-peeters"}
    browser, headers = world.browser, {"origin": BASE}
    if change == "token":
        fields["csrf"] = "1900000000." + "0" * 64
    elif change == "browser":
        browser = world.new_browser()
    elif change == "origin":
        headers = {"origin": "https://evil.test"}
    else:
        headers = {"sec-fetch-site": "cross-site"}
    answer = browser.post("/op/v1/login", data=fields, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_session_cookie_is_hardened_and_new_at_each_sign_in(world: World, client: Client) -> None:
    first = next(value for value in world.sign_in(client).headers.get_list("set-cookie") if "-session=" in value)
    assert "HttpOnly" in first
    assert "SameSite=lax" in first
    assert "Secure" not in first
    second = next(value for value in world.sign_in(client).headers.get_list("set-cookie") if "-session=" in value)
    assert first.split(";")[0] != second.split(";")[0]


def test_the_csp_lets_the_form_lead_back_to_the_application_alone(world: World, client: Client) -> None:
    policy = world.choose(world.authorize(client)).headers["content-security-policy"]
    assert "form-action 'self' http://127.0.0.1:20600;" in policy
    assert "script" not in policy


def test_the_home_page_names_the_issuer(world: World) -> None:
    assert f"<code>{BASE}/op</code>" in world.browser.get("/").text


# Single sign-on and sign-out


def test_who_is_signed_in_goes_on_at_once_with_every_application(world: World, client: Client) -> None:
    world.sign_in(client)
    other = world.register("other")
    answer = world.authorize(other, prompt="none")
    assert world.claims(world.exchange(other, answer_of(answer)["code"]))["given_name"] == "Jan"


def test_another_browser_is_asked(world: World, client: Client) -> None:
    world.sign_in(client)
    assert world.authorize(client, browser=world.new_browser()).status_code == 200


@pytest.mark.parametrize(
    "changes", [{"prompt": "login"}, {"prompt": "select_account"}, {"acr_values": f"{URN}eid"}, {"login_hint": hint(cap_hint="LB")}]
)
def test_a_session_that_does_not_meet_the_request_is_not_enough(world: World, client: Client, changes: dict[str, Any]) -> None:
    world.sign_in(client)
    assert world.authorize(client, **changes).status_code == 200


def test_max_age_asks_again_and_puts_the_time_in_the_token(world: World, client: Client) -> None:
    world.sign_in(client)
    signed_in = int(world.clock())
    world.clock.advance(100)
    assert world.authorize(client, max_age="99").status_code == 200
    answer = world.authorize(client, max_age="100")
    assert world.claims(world.exchange(client, answer_of(answer)["code"]))["auth_time"] == signed_in


def test_a_session_ends_when_it_is_idle_or_old(world: World, client: Client) -> None:
    world.sign_in(client)
    world.clock.advance(SESSION_IDLE_SECONDS + 1)
    assert world.authorize(client).status_code == 200
    world.sign_in(client)
    for _ in range(SESSION_SECONDS // SESSION_IDLE_SECONDS):
        world.clock.advance(SESSION_IDLE_SECONDS)
        assert world.authorize(client).status_code == 303
    world.clock.advance(SESSION_IDLE_SECONDS)
    assert world.authorize(client).status_code == 200


def test_sign_out_ends_single_sign_on_and_leads_back(world: World, client: Client) -> None:
    tokens = world.tokens(client).json()
    answer = world.browser.get(
        "/op/v1/logout", params={"client_id": client.client_id, "post_logout_redirect_uri": SIGNED_OUT, "state": "s/1"}
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{SIGNED_OUT}?state=s%2F1"
    assert world.authorize(client).status_code == 200
    assert world.introspect(client, tokens["access_token"])["active"] is True


def test_sign_out_without_an_address_is_a_page(world: World, client: Client) -> None:
    world.sign_in(client)
    assert "U bent afgemeld" in world.browser.get("/op/v1/logout").text
    assert world.authorize(client).status_code == 200


@pytest.mark.parametrize("changes", [{"client_id": ""}, {"client_id": "unknown"}, {"post_logout_redirect_uri": "https://evil.test/"}])
def test_sign_out_leads_to_registered_addresses_alone(world: World, client: Client, changes: dict[str, str]) -> None:
    world.sign_in(client)
    parameters = {"client_id": client.client_id, "post_logout_redirect_uri": SIGNED_OUT} | changes
    answer = world.browser.get("/op/v1/logout", params={name: value for name, value in parameters.items() if value})
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert world.authorize(client).status_code == 303


# PKCE


@pytest.mark.parametrize("method", ["S256", "plain", None])
def test_pkce(world: World, client: Client, method: str | None) -> None:
    verifier = "v" * 50
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode() if method == "S256" else verifier
    changes = {"code_challenge": challenge} | ({} if method is None else {"code_challenge_method": method})
    for wrong in ({}, {"code_verifier": "w" * 50}, {"code_verifier": challenge if method == "S256" else verifier[1:]}):
        assert world.exchange(client, world.code(client, **changes), **wrong).json()["error"] == "invalid_grant"
    assert world.exchange(client, world.code(client, **changes), code_verifier=verifier).status_code == 200


def test_a_verifier_without_a_challenge_is_refused(world: World, client: Client) -> None:
    assert world.exchange(client, world.code(client), code_verifier="v" * 50).json()["error"] == "invalid_grant"
