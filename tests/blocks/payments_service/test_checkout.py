"""The pages on which somebody pays."""

from __future__ import annotations

import re

import pytest
from stdnum.be import ogm_vcs
from tests.blocks.payments_service.worlds import BASE, RETURN, Application, World, euro, hidden

from bouwsteen_service.testing import create_client


def test_the_payer_chooses_pays_and_goes_back(application: Application, world: World) -> None:
    made = application.ask("1234.50", description="Inname <openbaar> domein")
    first = world.open(made)
    assert first.status_code == 200
    assert "€\u00a01.234,50" in first.text
    assert "Inname &lt;openbaar&gt; domein" in first.text
    assert "Simulatie" in first.text
    assert "<script" not in first.text
    assert re.findall(r'name="method" value="([a-z]+)"', first.text) == ["bancontact", "creditcard", "banktransfer"]
    second = world.open(made, method="bancontact")
    assert re.findall(r'name="outcome" value="([a-z]+)"', second.text) == ["paid", "failed", "canceled", "expired"]
    assert "form-action 'self' http://127.0.0.1:20600" in second.headers["content-security-policy"]
    answer = world.pay(made)
    assert (answer.status_code, answer.headers["location"]) == (303, RETURN)
    paid = application.get(f"/payments/{made['id']}")
    assert (paid["status"], paid["method"]) == ("paid", "bancontact")
    last = world.open(made)
    assert "De betaling is gelukt" in last.text
    assert f'href="{RETURN}"' in last.text


@pytest.mark.parametrize("outcome", ["failed", "canceled", "expired"])
def test_other_outcomes(application: Application, world: World, outcome: str) -> None:
    made = application.ask(cancelUrl=f"{RETURN}/not")
    assert world.pay(made, "creditcard", outcome).headers["location"] == (f"{RETURN}/not" if outcome == "canceled" else RETURN)
    ended = application.get(f"/payments/{made['id']}")
    assert (ended["status"], ended["method"]) == (outcome, "creditcard")
    assert f"{outcome}At" in ended
    assert world.open(made).status_code == 200


def test_a_bank_transfer_waits_for_the_bank(application: Application, world: World) -> None:
    made = application.ask("25.00")
    answer = world.pay(made, "banktransfer", "pending")
    assert answer.headers["location"] == f"/checkout/{made['id']}?lang=nl"
    pending = application.get(f"/payments/{made['id']}")
    reference = pending["details"]["transferReference"]
    assert ogm_vcs.is_valid(reference.strip("+"))
    assert (pending["status"], pending["expiresAt"]) == ("pending", "2027-01-29T08:00:00+00:00")
    page = world.open(made)
    assert reference in page.text
    assert application.credentials["organisationIban"] in page.text
    assert 'src="data:image/svg+xml' in page.text
    world.clock.advance(13 * 24 * 3600)
    page = world.open(made)
    fields = {"csrf": hidden(page, "csrf"), "outcome": "paid"}
    answer = world.browser.post(f"/checkout/{made['id']}", data=fields, headers={"origin": BASE})
    assert answer.headers["location"] == RETURN
    assert application.get(f"/payments/{made['id']}")["status"] == "paid"


def test_a_transfer_that_never_comes_expires(application: Application, world: World) -> None:
    made = application.ask()
    world.pay(made, "banktransfer", "pending")
    world.clock.advance(14 * 24 * 3600)
    assert world.service.work() >= 1
    assert application.get(f"/payments/{made['id']}")["status"] == "expired"


def test_the_method_that_the_application_chose_is_the_only_one(application: Application, world: World) -> None:
    made = application.ask(method="creditcard")
    page = world.open(made, method="bancontact")
    assert "Kredietkaart" in page.text
    assert "Bancontact" not in page.text
    world.pay(made, "bancontact")
    assert application.get(f"/payments/{made['id']}")["method"] == "creditcard"


def test_a_method_with_a_lower_maximum_is_not_offered(application: Application, world: World) -> None:
    made = application.ask("10000.01")
    assert "creditcard" not in world.open(made).text
    page = world.open(made, method="bancontact")
    fields = {"csrf": hidden(page, "csrf"), "method": "creditcard", "outcome": "paid"}
    assert world.browser.post(f"/checkout/{made['id']}", data=fields, headers={"origin": BASE}).status_code == 400


@pytest.mark.parametrize(
    ("method", "outcome"),
    [("bancontact", "pending"), ("bancontact", "authorized"), ("banktransfer", "paid"), ("x", "paid"), ("bancontact", "")],
)
def test_choices_that_there_are_not(application: Application, world: World, method: str, outcome: str) -> None:
    made = application.ask()
    page = world.open(made, method="bancontact")
    fields = {"csrf": hidden(page, "csrf"), "method": method, "outcome": outcome}
    assert world.browser.post(f"/checkout/{made['id']}", data=fields, headers={"origin": BASE}).status_code == 400
    assert application.get(f"/payments/{made['id']}")["status"] == "open"


def test_a_form_of_another_browser_or_site_is_refused(application: Application, world: World) -> None:
    made = application.ask()
    fields = {"csrf": hidden(world.open(made, method="bancontact"), "csrf"), "method": "bancontact", "outcome": "paid"}
    other = create_client(world.application, BASE)
    assert other.post(f"/checkout/{made['id']}", data=fields).status_code == 403
    assert world.browser.post(f"/checkout/{made['id']}", data=fields, headers={"origin": "https://evil.test"}).status_code == 403
    assert world.browser.post(f"/checkout/{made['id']}", data=fields | {"csrf": "x"}, headers={"origin": BASE}).status_code == 403
    assert application.get(f"/payments/{made['id']}")["status"] == "open"


def test_who_pays_twice_pays_once(application: Application, world: World) -> None:
    made = application.ask()
    page = world.open(made, method="bancontact")
    fields = {"csrf": hidden(page, "csrf"), "method": "bancontact", "outcome": "paid"}
    for outcome in ("paid", "failed", "paid"):
        answer = world.browser.post(f"/checkout/{made['id']}", data=fields | {"outcome": outcome}, headers={"origin": BASE})
        assert answer.headers["location"] == RETURN
    assert application.get(f"/payments/{made['id']}")["status"] == "paid"
    assert sum(world.balances(application).values()) == 0
    assert max(world.balances(application).values()) == 1000


def test_who_comes_too_late_does_not_pay(application: Application, world: World) -> None:
    made = application.ask()
    page = world.open(made, method="bancontact")
    fields = {"csrf": hidden(page, "csrf"), "method": "bancontact", "outcome": "paid"}
    world.clock.advance(901)
    assert world.browser.post(f"/checkout/{made['id']}", data=fields, headers={"origin": BASE}).headers["location"] == RETURN
    assert application.get(f"/payments/{made['id']}")["status"] == "expired"


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_pages_speak_the_language_of_the_payment(application: Application, world: World, language: str) -> None:
    locale = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}[language]
    made = application.ask(locale=locale)
    address = made["_links"]["checkout"]["href"]
    assert f'<html lang="{language}">' in world.browser.get(address.removeprefix(BASE)).text
    for query in ({"method": "bancontact"}, {"method": "banktransfer"}):
        page = world.open(made, lang=language, **query)
        assert f"lang={language}" in page.text
        assert page.headers["content-language"] == language


@pytest.mark.parametrize("path", ["/checkout/tr_x", "/checkout/x", "/checkout/tr_%00", "/pay/pl_%ff"])
def test_pages_that_are_not_there(world: World, path: str) -> None:
    answer = world.browser.get(path)
    assert answer.status_code == 404
    assert "bestaat niet" in answer.text


def test_return_addresses_are_those_that_were_registered(world: World) -> None:
    application = world.register(parameters={"redirectUrls": ["https://loket.test/callback"]})
    body = {"amount": euro("1.00"), "description": "x"}
    assert application.call("POST", "/payments", body | {"redirectUrl": "https://loket.test/anything?x=1"}).status_code == 201
    for wrong in ("https://evil.test/", "https://loket.test.evil.test/", "https://loket.test:444/", "http://127.0.0.1/"):
        answer = application.call("POST", "/payments", body | {"redirectUrl": wrong})
        assert (answer.status_code, answer.json()["field"]) == (422, "redirectUrl")
    assert application.call("POST", "/payment-links", body | {"redirectUrl": "https://evil.test/"}).status_code == 422
    made = application.call("POST", "/payments", body | {"redirectUrl": "https://loket.test/"}).json()
    assert application.call("PATCH", f"/payments/{made['id']}", {"cancelUrl": "https://evil.test/"}).json()["field"] == "cancelUrl"


def test_the_home_page_says_where_the_api_is(world: World) -> None:
    assert f"{BASE}/v2" in world.browser.get("/").text
