"""A citizen is asked, decides, sees what is read, takes it back; their own server says who reads."""

from __future__ import annotations

import httpx
import pytest
from tests.blocks.data_vault_service.worlds import LEUVEN, PHONE, RETURN, World

from data_vault_service.citizens import KEEP_ALIVE_SECONDS, SignInGoneError

OWNER = {("https://pods.test/noor/profile/card#me", mode) for mode in ("Read", "Write", "Control")}


def reader_of(world: World) -> str:
    """The WebID of the organisation."""
    identity = world.service.identities.find("herstappe.local.vault/one")
    assert identity is not None
    return identity.web_id


def test_a_citizen_lets_an_organisation_read_and_takes_it_back(world: World, noor: str) -> None:
    herstappe, browser = world.adopt(), world.browser(noor)
    asked = herstappe.ask(noor)
    assert (asked["status"], asked["webId"], asked["data"]) == ("requested", noor, ["email"])
    page = browser.get(f"/consent/{asked['id']}").text
    assert "Gemeente Herstappe" in page
    assert "Uw aanvraag van een parkeerkaart invullen" in page
    assert "noor@voorbeeld.test" not in page
    refused = herstappe.read(asked["id"])
    assert (refused.status_code, refused.json()["reason"]) == (403, "requested")

    assert "noor@voorbeeld.test" in browser.sign_in(f"/consent/{asked['id']}").text
    answer = browser.decide(asked["id"])
    assert answer.headers["location"] == f"{RETURN}?accessRequest={asked['id']}&status=granted"
    assert herstappe.state(asked["id"]) == "granted"
    assert world.solid.rules("noor", "email") == OWNER | {(reader_of(world), "Read")}

    read = herstappe.read(asked["id"])
    assert read.json() == {
        "datum": "email",
        "value": "noor@voorbeeld.test",
        "source": "https://pods.test/noor/bouwsteen/email",
        "modified": "2026-11-26T10:00:00+00:00",
    }
    shown = browser.get(f"/vault/requests/{asked['id']}").text
    assert "Gelezen" in shown

    shown = browser.withdraw(asked["id"]).text
    assert "ook uit uw kluis verwijderd" in shown
    assert world.solid.rules("noor", "email") == set()
    refused = herstappe.read(asked["id"])
    assert (refused.status_code, refused.json()["reason"]) == (403, "withdrawn")
    assert herstappe.log(asked["id"]) == ["refused", "read", "refused"]
    shown = browser.get(f"/vault/requests/{asked['id']}").text
    assert "Ingetrokken" in shown
    assert (shown.count("Gelezen"), shown.count("Geweigerd")) == (1, 2), "what was read, and what not any more"


def test_a_citizen_refuses_without_signing_in(world: World, noor: str) -> None:
    herstappe, browser = world.adopt(), world.browser(noor)
    asked = herstappe.ask(noor)
    page = browser.get(f"/consent/{asked['id']}")
    answer = browser.post(f"/consent/{asked['id']}", page, decision="refuse")
    assert answer.headers["location"].endswith("status=refused")
    assert herstappe.read(asked["id"]).json()["reason"] == "refused"
    assert "geen toegang" in browser.get(f"/consent/{asked['id']}").text
    # What is decided stays decided; the same once more, of whoever got no answer, goes on as the first time.
    other = browser.post(f"/consent/{asked['id']}", page, decision="grant")
    assert (other.status_code, herstappe.state(asked["id"])) == (200, "refused")
    again = browser.post(f"/consent/{asked['id']}", page, decision="refuse")
    assert again.headers["location"] == answer.headers["location"]


def test_only_the_holder_of_the_web_id_can_give(world: World, noor: str) -> None:
    jan, herstappe = world.browser(world.solid.add_person("jan")), world.adopt()
    asked = herstappe.ask(noor)
    jan.sign_in()
    page = jan.get(f"/consent/{asked['id']}")
    assert "andere WebID" in page.text
    jan.post(f"/consent/{asked['id']}", page, decision="grant")
    assert herstappe.state(asked["id"]) == "requested"
    # Who signs in as another than the one that was asked is not let in, and led back to where they can sign in.
    failed = jan.sign_in(f"/consent/{asked['id']}", web_id=noor)
    assert failed.status_code == 403
    assert f'href="/consent/{asked["id"]}?lang=nl"' in failed.text


def test_what_the_vault_does_not_hold_is_filled_in_and_kept_there(world: World, noor: str) -> None:
    herstappe, browser = world.adopt(), world.browser(noor)
    asked = herstappe.ask(noor, data=["email", "phone", "bankAccount"])
    wrong = browser.decide(asked["id"], **{"value-phone": "none", "value-bankAccount": ""})
    assert wrong.status_code == 422
    assert 'aria-invalid="true"' in wrong.text
    assert wrong.text.count("Vul een telefoonnummer in, zoals 012 34 56 78") == 2
    assert browser.decide(asked["id"], **{"value-phone": "+32 16 00 00 00"}).status_code == 303
    assert herstappe.read(asked["id"], "phone").json()["value"] == "+3216000000"
    assert herstappe.read(asked["id"], "email").status_code == 200
    absent = herstappe.read(asked["id"], "bankAccount")
    assert (absent.status_code, absent.json()["type"].rpartition("/")[2]) == (404, "not-in-vault")
    assert world.solid.rules("noor", "bankAccount") == set()


def test_a_vault_that_holds_nothing_of_it_is_not_granted(world: World, noor: str) -> None:
    asked = world.adopt().ask(noor, data=["phone"])
    page = world.browser(noor).decide(asked["id"])
    assert page.status_code == 422
    assert "minstens één gegeven" in page.text


def test_a_web_id_that_was_typed_wrong_leads_back(world: World, noor: str) -> None:
    typed = "https://nowhere.test/noor#me"
    asked = world.adopt().ask(typed, returnUrl=RETURN)
    browser = world.browser(noor)
    failed = browser.get("/sign-in", webId=typed, next=f"/consent/{asked['id']}", lang="fr")
    assert failed.status_code == 422
    assert "a pas de profil" in failed.text
    assert typed in failed.text
    assert f'href="/consent/{asked["id"]}?lang=fr"' in failed.text
    page = browser.get(f"/consent/{asked['id']}").text
    assert f'href="{RETURN}?accessRequest={asked["id"]}&amp;status=requested"' in page
    assert browser.client.get("/sign-in", params={"webId": typed}, headers={"accept": "application/json"}).json()["status"] == 422


def test_a_language_that_was_chosen_stays(world: World, noor: str) -> None:
    """Whatever the browser prefers, and also after a form that was sent."""
    asked, browser = world.adopt().ask(noor), world.browser(noor)
    assert '<html lang="nl">' in browser.get(f"/consent/{asked['id']}").text
    assert '<html lang="fr">' in browser.get(f"/consent/{asked['id']}", lang="fr").text
    browser.decide(asked["id"])
    assert '<html lang="fr">' in browser.get("/vault").text
    assert "aussi été supprimé de votre coffre" in browser.withdraw(asked["id"]).text


def test_rules_of_others_stay_as_they_are(world: World, noor: str) -> None:
    resource = world.solid.place("noor", "phone")
    world.solid.add_person("noor", phone=PHONE)
    rules = (
        "@prefix acl: <http://www.w3.org/ns/auth/acl#>.\n"
        f"<#me> a acl:Authorization; acl:agent <{noor}>; acl:accessTo <{resource}>; acl:mode acl:Read, acl:Write, acl:Control.\n"
        f"<#mum> a acl:Authorization; acl:agent <https://mum.test/#me>; acl:accessTo <{resource}>; acl:mode acl:Read.\n"
    )
    world.solid.documents[f"{resource}.acl"] = type(world.solid.documents[f"{noor[:-3]}"])(rules.encode())
    before = world.solid.rules("noor", "phone")
    herstappe, browser = world.adopt(), world.browser(noor)
    asked = herstappe.ask(noor, data=["phone"])
    browser.decide(asked["id"])
    assert world.solid.rules("noor", "phone") == before | {(reader_of(world), "Read")}
    browser.withdraw(asked["id"])
    assert world.solid.rules("noor", "phone") == before


def test_two_organisations_read_by_rules_of_their_own(world: World, noor: str) -> None:
    herstappe, leuven = world.adopt(), world.adopt("leuven.local.vault", LEUVEN)
    browser = world.browser(noor)
    first, second = herstappe.ask(noor), leuven.ask(noor)
    browser.decide(first["id"])
    browser.decide(second["id"])
    assert leuven.call("GET", f"/access-requests/{first['id']}").status_code == 404
    assert leuven.read(first["id"]).status_code == 404
    browser.withdraw(first["id"])
    assert (herstappe.read(first["id"]).status_code, leuven.read(second["id"]).status_code) == (403, 200)
    assert len(world.solid.rules("noor", "email")) == 4
    browser.withdraw(second["id"])
    assert world.solid.rules("noor", "email") == set()


def test_the_server_of_the_citizen_decides(world: World, noor: str) -> None:
    """Also where somebody takes access back there, and tells nobody."""
    herstappe = world.adopt()
    asked = herstappe.ask(noor)
    world.browser(noor).decide(asked["id"])
    del world.solid.documents[f"{world.solid.place('noor', 'email')}.acl"]
    refused = herstappe.read(asked["id"])
    assert (refused.status_code, refused.json()["reason"]) == (403, "refused-by-vault")
    assert herstappe.state(asked["id"]) == "granted"


def test_the_period_ends_by_itself(world: World, noor: str) -> None:
    herstappe = world.adopt()
    asked = herstappe.ask(noor, period="PT1H")
    world.browser(noor).decide(asked["id"])
    world.clock.advance(3599)
    assert herstappe.read(asked["id"]).status_code == 200
    world.clock.advance(2)
    refused = herstappe.read(asked["id"])
    assert (refused.status_code, refused.json()["reason"], herstappe.state(asked["id"])) == (403, "expired", "expired")
    assert world.solid.rules("noor", "email") != set()
    world.service.work()
    assert world.solid.rules("noor", "email") == set()


def test_a_period_that_ends_after_the_sign_in_is_refused_here_and_says_so(world: World, noor: str) -> None:
    herstappe, browser = world.adopt(), world.browser(noor)
    asked = herstappe.ask(noor, period="P10D")
    browser.decide(asked["id"])
    world.solid.forgets = True
    world.clock.advance(11 * 24 * 3600)
    world.service.work()
    assert herstappe.read(asked["id"]).json()["reason"] == "expired"
    assert world.solid.rules("noor", "email") != set()
    # Signing in again is enough to have it removed there.
    world.solid.forgets = False
    browser.sign_in()
    world.service.work()
    assert world.solid.rules("noor", "email") == set()
    assert "ook uit uw kluis verwijderd" in browser.get(f"/vault/requests/{asked['id']}").text


def test_a_period_that_ends_long_after_the_sign_in_is_taken_back_by_itself(world: World, noor: str) -> None:
    """What the server forgets when it lies unused for a day is renewed before; also after an hour in which the server is away."""
    herstappe = world.adopt()
    asked = herstappe.ask(noor, period="P10D")
    world.browser(noor).decide(asked["id"])
    for number in range(10 * 24 * 3600 // KEEP_ALIVE_SECONDS + 1):
        world.clock.advance(KEEP_ALIVE_SECONDS - 3600)
        world.service.sweep()
        world.solid.faults = lambda _: httpx.Response(503)
        world.clock.advance(3601)
        if number % 4 == 0:
            world.service.sweep()
        world.solid.faults = lambda _: None
        world.clock.advance(1800)
        world.service.sweep()
    world.service.work()
    assert herstappe.read(asked["id"]).json()["reason"] == "expired"
    assert world.solid.rules("noor", "email") == set()


def test_tokens_that_a_server_does_not_renew_are_forgotten(world: World, noor: str) -> None:
    world.browser(noor).decide(world.adopt().ask(noor, period="P10D")["id"])
    world.solid.forgets = True
    asked_before = len(world.solid.requests)
    world.clock.advance(KEEP_ALIVE_SECONDS + 1)
    world.service.sweep()
    asked = len(world.solid.requests)
    assert asked > asked_before
    with pytest.raises(SignInGoneError):
        world.service.citizens.tokens(noor)
    world.service.sweep()
    assert len(world.solid.requests) == asked


def test_a_request_that_nobody_answers_ends(world: World, noor: str) -> None:
    herstappe = world.adopt()
    asked = herstappe.ask(noor)
    world.clock.advance(8 * 24 * 3600)
    world.service.work()
    assert herstappe.state(asked["id"]) == "expired"
    assert "voorbij" in world.browser(noor).get(f"/consent/{asked['id']}").text


def test_an_organisation_that_leaves_reads_nothing_more(world: World, noor: str) -> None:
    herstappe, browser = world.adopt(), world.browser(noor)
    asked = herstappe.ask(noor)
    browser.decide(asked["id"])
    identity = reader_of(world)
    ids = {"service_id": "5d0a4c7e-51b7-4a0e-9a63-0f1d6f5b7a01", "plan_id": "5d0a4c7e-51b7-4a0e-9a63-0f1d6f5b7a02"}
    with world.broker("herstappe.local.vault") as client:
        assert client.delete("/service_instances/one/service_bindings/one", params=ids).status_code == 200
        assert client.delete("/service_instances/one", params=ids).status_code == 200
    world.service.work()
    assert (identity, "Read") not in world.solid.rules("noor", "email")
    # The citizen still sees what was read.
    assert "Gemeente Herstappe" in browser.get("/vault").text
    world.service.sweep()
    assert world.service.identities.find("herstappe.local.vault/one") is None
    world.clock.advance(3 * 366 * 24 * 3600)
    world.service.sweep()
    assert browser.sign_in().text.count("Gemeente Herstappe") == 0


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_page_is_there_in_each_language(world: World, noor: str, language: str) -> None:
    herstappe, browser = world.adopt(), world.browser(noor)
    asked = herstappe.ask(noor, data=["email", "phone"])
    browser.sign_in()
    for path in ("/vault", f"/vault/requests/{asked['id']}", f"/consent/{asked['id']}"):
        page = browser.get(path, lang=language)
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text
