"""Servers of citizens that are slow, away or strange, and addresses that lead where nothing is called: bounded, said, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from tests.blocks.data_vault_service.solid import Document
from tests.blocks.data_vault_service.worlds import EMAIL, TERMS, World, build_world, resolve_public

from bouwsteen_service.outboxes import sign
from data_vault_service.access_requests import AccessRequests


def fail_with(outcome: Exception | httpx.Response, method: str = "") -> Callable[[httpx.Request], httpx.Response | None]:
    """Every request to a document, or those of one method."""

    def fault(request: httpx.Request) -> httpx.Response | None:
        if "/bouwsteen/" not in request.url.path or (method and request.method != method):
            return None
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return fault


@pytest.mark.parametrize(
    ("outcome", "status", "code"),
    [
        (httpx.ConnectError("away"), 503, "vault-unavailable"),
        (httpx.ReadTimeout("slow"), 504, "vault-slow"),
        (httpx.Response(500), 502, "vault-answers-wrong"),
        (httpx.Response(302, headers={"location": "https://elsewhere.test/"}), 502, "vault-answers-wrong"),
        (httpx.Response(200, content=b"<html>"), 502, "vault-answers-wrong"),
        (httpx.Response(200, content=b"x" * 300_000), 502, "vault-answers-wrong"),
    ],
)
def test_a_read_at_a_server_in_trouble_says_so_and_works_later(
    world: World, noor: str, outcome: Exception | httpx.Response, status: int, code: str
) -> None:
    herstappe = world.adopt()
    asked = herstappe.ask(noor)
    world.browser(noor).decide(asked["id"])
    world.solid.faults = fail_with(outcome)
    answer = herstappe.read(asked["id"])
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    world.solid.faults = lambda _: None
    assert herstappe.read(asked["id"]).status_code == 200
    assert herstappe.log(asked["id"]) == ["read", "failed"]


def test_a_withdrawal_counts_at_once_also_while_the_server_is_away(world: World, noor: str) -> None:
    herstappe, browser = world.adopt(), world.browser(noor)
    asked = herstappe.ask(noor)
    browser.decide(asked["id"])
    world.solid.faults = fail_with(httpx.ConnectError("away"))
    assert "nog niet bevestigd" in browser.withdraw(asked["id"]).text
    assert herstappe.read(asked["id"]).json()["reason"] == "withdrawn"
    assert world.solid.rules("noor", "email") != set()
    world.solid.faults = lambda _: None
    world.clock.advance(120)
    world.service.work()
    assert world.solid.rules("noor", "email") == set()
    assert "ook uit uw kluis verwijderd" in browser.get(f"/vault/requests/{asked['id']}").text


def test_a_grant_that_is_cut_off_grants_nothing_and_is_tidied(world: World, noor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule is written, and the run dies before that is recorded."""
    herstappe, browser = world.adopt(), world.browser(noor)
    asked = herstappe.ask(noor)
    browser.sign_in()
    found = world.service.requests.look_up(asked["id"])
    vault = world.service.grants.look(found)

    def die(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(AccessRequests, "grant", die)
        with pytest.raises(KeyboardInterrupt):
            world.service.grants.give(found, vault, {})
    assert world.solid.rules("noor", "email") != set()
    assert herstappe.read(asked["id"]).json()["reason"] == "requested"
    world.clock.advance(1000)
    world.service.work()
    assert world.solid.rules("noor", "email") == set()
    # And it can still be granted.
    browser.decide(asked["id"])
    assert herstappe.read(asked["id"]).status_code == 200


def test_rules_that_others_change_at_the_same_moment_are_not_lost(world: World, noor: str) -> None:
    herstappe, browser = world.adopt(), world.browser(noor)
    resource = world.solid.place("noor", "email")
    asked = herstappe.ask(noor)
    rules = (
        "@prefix acl: <http://www.w3.org/ns/auth/acl#>.\n"
        f"<#me> a acl:Authorization; acl:agent <{noor}>; acl:accessTo <{resource}>; acl:mode acl:Read, acl:Write, acl:Control.\n"
        f"<#mum> a acl:Authorization; acl:agent <https://mum.test/#me>; acl:accessTo <{resource}>; acl:mode acl:Read.\n"
    )

    def change_before_the_first_write(request: httpx.Request) -> httpx.Response | None:
        if request.method == "PUT" and request.url.path.endswith(".acl") and f"{resource}.acl" not in world.solid.documents:
            world.solid.documents[f"{resource}.acl"] = Document(rules.encode())
        return None

    world.solid.faults = change_before_the_first_write
    browser.decide(asked["id"])
    agents = {agent for agent, _ in world.solid.rules("noor", "email")}
    assert {noor, "https://mum.test/#me"} < agents
    assert len(agents) == 3


def test_a_server_with_other_rules_is_refused_with_the_reason(world: World, noor: str) -> None:
    herstappe, browser = world.adopt(), world.browser(noor)
    world.solid.documents[f"{world.solid.place('noor', 'email')}.acl"] = world.solid.documents["https://pods.test/noor/.acl"]
    world.solid.rules_of_another_kind = True
    world.solid.documents[f"{world.solid.place('noor', 'email')}.acl"] = Document(
        f"<#me> a <http://www.w3.org/ns/auth/acl#Authorization>; <http://www.w3.org/ns/auth/acl#agent> <{noor}>;"
        f" <http://www.w3.org/ns/auth/acl#accessTo> <{world.solid.place('noor', 'email')}>;"
        " <http://www.w3.org/ns/auth/acl#mode> <http://www.w3.org/ns/auth/acl#Read>, <http://www.w3.org/ns/auth/acl#Control>.".encode()
    )
    asked = herstappe.ask(noor)
    page = browser.decide(asked["id"])
    assert page.status_code == 422
    assert "op een manier die deze dienst niet kent" in page.text
    assert herstappe.state(asked["id"]) == "requested"


def test_a_server_that_wants_a_nonce_in_proofs_gets_it(world: World, noor: str) -> None:
    world.solid.nonce = "once"
    herstappe = world.adopt()
    asked = herstappe.ask(noor)
    world.browser(noor).decide(asked["id"])
    assert herstappe.read(asked["id"]).status_code == 200


@pytest.mark.parametrize(
    "web_id",
    [
        "http://pods.test/noor/profile/card#me",
        "https://user@pods.test/card#me",
        "file:///etc/passwd",
        "https://pods.test/card#me#you",
        "https://pods.test/\n",
        "javascript:alert(1)",
    ],
)
def test_what_can_be_no_web_id_is_refused(world: World, web_id: str) -> None:
    world.adopt().ask(web_id, status=422)
    page = world.browser(web_id).get("/vault", webId=web_id)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "127.0.0.1", "::1", "192.168.1.1"])
def test_no_address_leads_into_a_private_network(tmp_path: Path, address: str) -> None:
    called: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        called.append(str(request.url))
        return httpx.Response(200)

    world = build_world(tmp_path, resolve=lambda *_: [address], handler=answer, fidelity="production")
    page = world.browser("x").get("/sign-in", webId="https://evil.test/card#me")
    assert page.status_code == 422
    assert called == []
    world.service.close()


def test_a_redirect_into_a_private_network_is_not_followed(tmp_path: Path) -> None:
    called: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        called.append(request.headers["host"])
        return httpx.Response(302, headers={"location": "https://metadata.internal/latest"})

    def resolve(host: str, port: int) -> list[str]:
        return ["169.254.169.254"] if host == "metadata.internal" else resolve_public(host, port)

    world = build_world(tmp_path, resolve=resolve, handler=answer)
    assert world.browser("x").get("/sign-in", webId="https://evil.test/card#me").status_code == 422
    assert called == ["evil.test"]
    world.service.close()


def test_an_application_is_told_of_each_decision(tmp_path: Path) -> None:
    world = build_world(tmp_path)
    noor = world.solid.add_person("noor", email=EMAIL)
    herstappe, browser = world.adopt(), world.browser(noor)
    first, second = herstappe.ask(noor, period="PT1H"), herstappe.ask(noor)
    browser.decide(first["id"])
    browser.post(f"/consent/{second['id']}", browser.get(f"/consent/{second['id']}"), decision="refuse")
    world.clock.advance(3601)
    world.service.requests.expire()
    told = world.service.outbox.claim()
    bodies = [json.loads(event["body"]) for event in told]
    assert [(body["accessRequest"], body["status"]) for body in bodies] == [
        (first["id"], "granted"),
        (second["id"], "refused"),
        (first["id"], "expired"),
    ]
    assert noor not in json.dumps(bodies)
    headers = dict(told[0]["headers"])
    moment, signature = headers["X-Bouwsteen-Signature"].split(",")
    signed = f"{moment.removeprefix('t=')}.{told[0]['body']}"
    assert signature == f"v1={sign(herstappe.credentials['eventsSecret'], signed)}"
    world.service.close()


def test_an_application_asks_no_more_than_it_registered(world: World, noor: str) -> None:
    herstappe = world.adopt(data=["email"], period="P1D")
    herstappe.ask(noor, data=["phone"], status=403)
    herstappe.ask(noor, period="P2D", status=403)
    herstappe.ask(noor, returnUrl="https://elsewhere.test/", status=403)
    herstappe.ask(noor, data=["email", "email"], status=422)
    herstappe.ask(noor, period="yesterday", status=422)
    one = herstappe.ask(noor, headers={"idempotency-key": "k-1"})
    assert herstappe.ask(noor, headers={"idempotency-key": "k-1"})["id"] == one["id"]
    herstappe.ask(noor, reference="HER-2", headers={"idempotency-key": "k-1"}, status=409)
    assert TERMS["purpose"] == one["purpose"]
