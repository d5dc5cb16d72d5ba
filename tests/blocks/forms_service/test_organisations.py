"""Asking for an enterprise or an association: as whom somebody acts is asked, shown and kept, and the receipt goes to its box."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import ryaml
from tests.blocks.forms_service.conftest import HERSTAPPE, JAN, SOFIE, Browser, Counter, OpenCounter
from tests.blocks.forms_service.payers import Till, find_text, open_till
from tests.blocks.forms_service.sources import PERSONS, VAULTS, Sources
from tests.blocks.forms_service.test_linked_data import SUBSIDY

from forms_service.principals import read_organisation

BAKERY = {"vo_doelgroepcode": "EA", "vo_orgcode": "1999999052", "vo_orgnaam": "Bakkerij De Smet bv", "wv_orgcode": "1999999052"}
COMMITTEE = {"vo_doelgroepcode": "VER", "vo_orgcode": "V0001234", "vo_orgnaam": "Feestcomité Herstappe"}


def begin(browser: Browser, capacity: str, form_id: str = "subsidy-request") -> Any:
    page = browser.get(f"/forms/{form_id}")
    return browser.post(f"/forms/{form_id}/start", csrf=page.csrf, capacity=capacity)


def hand_in(browser: Browser, page: Any, answers: dict[str, Any]) -> Any:
    while "/steps/" in page.path:
        before = page.path
        page = browser.post(page.path, csrf=page.csrf, **answers)
        assert page.path != before, page.text
    return browser.post(page.path.replace("/summary", "/submit"), csrf=page.csrf)


def applicants(counter: Counter) -> list[dict[str, Any]]:
    with counter.context.database.reading() as connection:
        return [json.loads(row[0]) for row in connection.exec_driver_sql("SELECT applicant FROM submissions")]


@pytest.mark.parametrize(
    ("capacity", "group", "claims", "named"),
    [("entrepreneurs", "EA", BAKERY, "Voor de onderneming"), ("associations", "VER", COMMITTEE, "Voor de vereniging")],
)
def test_somebody_asks_for_an_organisation(counter: Counter, capacity: str, group: str, claims: dict[str, str], named: str) -> None:
    browser = counter.browser()
    counter.provider.person = SOFIE | claims
    page = begin(browser, capacity)
    asked = counter.provider.requests[-1]
    assert json.loads(base64.b64decode(asked["login_hint"])) == {"cap_hint": group}
    assert asked["scope"].split()[:4] == ["openid", "profile", "rrn", "vo"]
    assert f"Sofie De Smet, voor {claims['vo_orgnaam']}" in page.text
    done = hand_in(browser, page, SUBSIDY)
    assert named in done.text
    kind = "enterprise" if group == "EA" else "association"
    (kept,) = applicants(counter)
    assert kept["organisation"] == {"kind": kind, "number": claims["vo_orgcode"], "name": claims["vo_orgnaam"]}
    clerk = counter.clerk()
    assert f"{named} {claims['vo_orgnaam']} {claims['vo_orgcode']}" in clerk.get(f"/clerk/submissions/{done.reference}").text
    assert claims["vo_orgcode"] in clerk.client.get("/clerk/export.csv?form=subsidy-request").text
    # Who represents it too sees it; the person who signed in as a citizen does not.
    other = counter.browser()
    counter.provider.person = JAN | claims
    begin(other, capacity)
    assert done.reference in other.get("/mine").text
    citizen = counter.citizen(SOFIE)
    assert done.reference not in citizen.get("/mine").text
    assert citizen.get(f"/submissions/{done.reference}").status == 404


def test_who_signed_in_as_a_citizen_goes_on_for_an_enterprise(counter: Counter) -> None:
    browser = counter.citizen(SOFIE)
    counter.provider.person = SOFIE | BAKERY
    page = begin(browser, "entrepreneurs")
    assert page.path.endswith("/steps/initiative")
    assert "voor Bakkerij De Smet bv" in page.text
    counter.provider.person = dict(SOFIE)
    page = begin(browser, "citizens")
    assert "voor Bakkerij" not in page.text


def test_a_form_for_citizens_is_not_filled_in_for_an_enterprise(counter: Counter) -> None:
    browser = counter.browser()
    counter.provider.person = SOFIE | BAKERY
    begin(browser, "entrepreneurs")
    page = browser.get("/forms/change-of-address")
    refused = browser.post("/forms/change-of-address/start", csrf=page.csrf)
    assert refused.status == 403
    assert "U bent aangemeld voor de onderneming Bakkerij De Smet bv. Dit formulier is voor anderen." in refused.text
    link = refused.source.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")
    counter.provider.person = dict(SOFIE)
    page = browser.get(link)
    assert page.path.endswith("/steps/move"), page.text


def test_data_of_the_person_are_not_taken_for_those_of_the_organisation(open_counter: OpenCounter) -> None:
    sources = Sources()
    sources.registers.people[SOFIE["rrn"]] = {"givenName": "Sofie", "familyName": "De Smet"}
    counter = open_counter(more={"persons": PERSONS, "vault": VAULTS}, others=sources)
    browser = counter.browser()
    counter.provider.person = SOFIE | BAKERY
    page = begin(browser, "entrepreneurs")
    for _ in range(2):
        page = browser.post(page.path, csrf=page.csrf, **SUBSIDY)
    assert page.path.endswith("/steps/payment")
    assert "datakluis" not in page.text
    assert browser.client.get(page.path.replace("/steps/payment", "/vault?step=payment")).status_code == 404
    assert sources.registers.asked == []


@pytest.mark.parametrize(
    ("claims", "kind"),
    [
        (BAKERY, "enterprise"),
        ({**BAKERY, "wv_orgcode": ""}, None),
        ({**BAKERY, "wv_orgcode": "1999999053"}, None),
        ({**BAKERY, "wv_orgcode": ["1999999052"]}, None),
        (COMMITTEE, "association"),
        ({**COMMITTEE, "vo_orgcode": "0566988259"}, "association"),
        ({**COMMITTEE, "vo_orgcode": "OVO000001"}, None),
        ({"vo_doelgroepcode": "BUR"}, None),
        ({"vo_doelgroepcode": "LB", "vo_orgcode": "0566988259"}, None),
        ({}, None),
    ],
)
def test_only_who_represents_an_organisation_acts_for_it(claims: dict[str, Any], kind: str | None) -> None:
    found = read_organisation(claims)
    assert (found["kind"] if found else None) == kind


@pytest.fixture
def till(tmp_path: Path, open_counter: OpenCounter) -> Iterator[Till]:
    folder = tmp_path / "forms"
    folder.mkdir()
    form = ryaml.loads((HERSTAPPE / "register-extract.form.yaml").read_text())
    form["audience"] = ["citizens", "entrepreneurs"]
    (folder / "register-extract.form.yaml").write_text(ryaml.dumps(form))
    yield from open_till(tmp_path / "payments", open_counter, forms=folder)


def test_the_receipt_goes_to_the_box_of_the_enterprise(till: Till) -> None:
    browser = till.counter.browser()
    till.counter.provider.person = SOFIE | BAKERY
    begin(browser, "entrepreneurs", "register-extract")
    answer = till.submit(browser)
    browser.get(till.decide(answer.headers["location"]))
    till.work()
    (sent,) = till.ebox.sent.values()
    assert sent["message"]["recipient"] == {"enterpriseNumber": "1999999052"}
    assert "Bakkerij De Smet bv (1999999052)" in find_text(sent["pdf"])
