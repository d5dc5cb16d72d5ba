"""What is known is not asked again: where it comes from is said, it can be corrected, and without it the form goes on by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from tests.blocks.forms_service.conftest import JAN, Browser, Counter, OpenCounter, Page
from tests.blocks.forms_service.sources import PERSONS, VAULT, VAULTS, WEB_ID, Sources

from bouwsteen_service.outboxes import sign_with_time

REASON = "Ik verhuisde vorige week."
BY_HAND = {"email": "jan@voorbeeld.test", "declaration": "true", "phone": ""}
MOVING = {
    "movingDate.day": "14",
    "movingDate.month": "3",
    "movingDate.year": "2026",
    "comingFrom": "belgium",
    "newAddress.street": "Dorpsstraat",
    "newAddress.houseNumber": "5",
    "newAddress.postalCode": "3717",
    "newAddress.municipality": "Herstappe",
    "housing": "owner",
    "movesWithOthers": "yes",
    "minorsWithOtherParent": "no",
}


class Desk:
    """A counter with registers and a vault, and a citizen in front of it."""

    def __init__(self, open_counter: OpenCounter, person: dict[str, Any] = JAN, **bindings: Any) -> None:
        self.sources = Sources()
        self.more = {"persons": PERSONS, "vault": VAULTS} | bindings
        self.open_counter = open_counter
        self.counter: Counter = open_counter(more=self.more, others=self.sources)
        self.citizen: Browser = self.counter.citizen(person)
        self.page: Page = self.citizen.start("change-of-address")

    @property
    def draft(self) -> str:
        return self.page.path.split("/")[2]

    def answer(self, **changes: str) -> Page:
        """Go on with this step: what stands in it stays, unless it is said otherwise."""
        known = MOVING | BY_HAND
        inputs = read_inputs(self.page.source)
        shown = {name: inputs.get(name) or known.get(name, "") for name in [*inputs, *known] if f'name="{name}"' in self.page.source}
        self.page = self.citizen.post(self.page.path, csrf=self.page.csrf, **(shown | changes))
        return self.page

    def go_to(self, step: str) -> Page:
        while not self.page.path.endswith(f"/steps/{step}"):
            before = self.page.path
            self.answer()
            assert self.page.path != before, self.page.text
        return self.page

    def finish(self) -> str:
        while "/steps/" in self.page.path:
            before = self.page.path
            self.answer()
            assert self.page.path != before, self.page.text
        done = self.citizen.post(self.page.path.replace("/summary", "/submit"), csrf=self.page.csrf)
        return done.reference

    def ask_vault(self, web_id: str = WEB_ID) -> httpx.Response:
        page = self.citizen.get(f"/drafts/{self.draft}/vault?step=contact")
        return self.citizen.client.post(f"/drafts/{self.draft}/vault", data={"csrf": page.csrf, "step": "contact", "webId": web_id})

    def come_back(self, state: str) -> Page:
        self.sources.vault.state = state
        self.page = self.citizen.get(f"/drafts/{self.draft}/vault/return?step=contact&accessRequest=r1&status=granted")
        return self.page

    def kept(self) -> dict[str, Any]:
        with self.counter.context.database.reading() as connection:
            row = connection.exec_driver_sql("SELECT answers, origins, asked_count, known_count, corrected_count FROM submissions").one()
        return {"answers": json.loads(row[0]), "origins": json.loads(row[1]) if row[1] else None, "counts": tuple(row[2:])}


def read_inputs(source: str) -> dict[str, str]:
    import html

    inputs = {
        name: html.unescape(value)
        for name, value in re.findall(r'<input type="(?:text|email|tel|url)"[^>]* name="([^"]+)" value="([^"]*)"', source)
    }
    inputs |= {name: html.unescape(text) for name, text in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n([^<]*)<', source)}
    return inputs


OpenDesk = Callable[..., Desk]


@pytest.fixture
def open_desk(open_counter: OpenCounter) -> OpenDesk:
    return lambda **options: Desk(open_counter, **options)


def test_what_the_registers_know_is_filled_in_with_its_source_and_time(open_desk: OpenDesk) -> None:
    desk = open_desk()
    page = desk.go_to("previous-address")
    assert 'value="Naamsestraat"' in page.source
    assert 'value="Leuven"' in page.source
    assert "Dit komt uit het Rijksregister, gelezen op 9 maart 2026, 10:53." in page.text
    assert "Noor Peeters, 30/01/2014" in desk.go_to("others").source
    reference = desk.finish()
    kept = desk.kept()
    assert kept["answers"]["previousAddress"]["street"] == "Naamsestraat"
    assert kept["origins"]["previousAddress"] == {"datum": "address", "source": "RR", "at": "2026-03-09T10:53:20+01:00"}
    assert kept["counts"][1:] == (2, 0)
    assert desk.sources.registers.asked == [("84631200101", ("address", "household"), "jan")]
    clerk = desk.counter.clerk()
    assert "Dit komt uit het Rijksregister" in clerk.get(f"/clerk/submissions/{reference}").text
    figures = clerk.get("/clerk/figures").text
    share = round(100 * 2 / kept["counts"][0])
    assert f"Adreswijziging aangeven 1 {kept['counts'][0]} 2 0 {share} %" in figures.replace("\xa0", " ")
    metrics = desk.citizen.client.get("/metrics").text
    assert 'forms_answers_total{form="change-of-address",origin="RR"} 2' in metrics
    assert 'forms_lookups_total{outcome="given",source="registers"} 1' in metrics or 'source="registers",outcome="given"} 1' in metrics


def test_a_correction_needs_a_reason_and_both_values_are_kept(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go_to("previous-address")
    page = desk.answer(**{"previousAddress.houseNumber": "14"})
    assert page.status == 422
    assert page.faulty == ["f-previousAddress-reason"]
    assert "U verbeterde “Het adres dat u verlaat" in page.text
    assert '<details class="correction" open>' in page.source
    page = desk.answer(**{"previousAddress.houseNumber": "14", "previousAddress.reason": REASON})
    assert page.path.endswith("/steps/new-address")
    reference = desk.finish()
    origin = desk.kept()["origins"]["previousAddress"]
    assert origin["value"]["houseNumber"] == "12A"
    assert origin["reason"] == REASON
    assert desk.kept()["answers"]["previousAddress"]["houseNumber"] == "14"
    assert desk.kept()["counts"][1:] == (1, 1)
    detail = desk.counter.clerk().get(f"/clerk/submissions/{reference}").text
    assert "Verbeterd. In het Rijksregister stond op 9 maart 2026, 10:53: Naamsestraat 12A, 3000 Leuven." in detail
    assert REASON in detail


def test_a_correction_that_was_saved_without_a_reason_is_not_handed_in(open_desk: OpenDesk) -> None:
    desk = open_desk()
    path = desk.go_to("previous-address").path
    desk.answer(**{"previousAddress.houseNumber": "14", "action": "save"})
    assert desk.page.path == "/mine"
    resumed = desk.citizen.get(path)
    assert 'value="14"' in resumed.source
    summary = desk.citizen.get(f"/drafts/{path.split('/')[2]}/summary")
    assert f'href="{path}?then=summary"' in summary.source
    refused = desk.citizen.post(f"/drafts/{path.split('/')[2]}/submit", csrf=summary.csrf)
    assert refused.path.endswith("/summary")


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (httpx.ConnectError("away"), "Het Rijksregister antwoordt nu niet."),
        (httpx.ReadTimeout("slow"), "Het Rijksregister antwoordt nu niet."),
        (502, "Het Rijksregister antwoordt nu niet."),
        (403, "We mogen deze gegevens niet uit het Rijksregister halen."),
    ],
    ids=["away", "slow", "source-fails", "refused"],
)
def test_without_the_registers_the_form_goes_on_by_hand(open_desk: OpenDesk, move: dict[str, Any], trouble: Any, said: str) -> None:
    desk = open_desk()
    desk.sources.registers.trouble = trouble
    page = desk.go_to("previous-address")
    assert page.status == 200
    assert said in page.text
    address = {name: value for name, value in move.items() if name.startswith("previousAddress")}
    assert desk.answer(**address).path.endswith("/steps/new-address")
    desk.go_to("others")
    desk.answer(others="Noor Peeters, 30/01/2014")
    desk.finish()
    assert desk.kept()["origins"] is None
    assert desk.kept()["answers"]["previousAddress"]["municipality"] == "Leuven"


def test_registers_that_were_away_are_asked_again_by_whoever_wants_it_and_overwrite_nothing(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.sources.registers.trouble = httpx.ConnectError("away")
    desk.go_to("previous-address")
    typed = {"previousAddress.street": "Zelf getypt", "previousAddress.houseNumber": "1"}
    typed |= {"previousAddress.postalCode": "3000", "previousAddress.municipality": "Leuven"}
    desk.answer(**typed)
    desk.go_to("others")
    desk.sources.registers.trouble = None
    page = desk.citizen.get(desk.page.path)
    assert "Noor" not in page.source
    desk.page = desk.citizen.post(f"/drafts/{desk.draft}/registers", csrf=page.csrf, step="others")
    assert "Noor Peeters, 30/01/2014" in desk.page.source
    desk.finish()
    assert desk.kept()["answers"]["previousAddress"]["street"] == "Zelf getypt"
    assert set(desk.kept()["origins"]) == {"others"}


def test_what_does_not_fit_the_question_is_not_filled_in(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.sources.registers.people["84631200101"] = {"address": {"street": "Rue", "houseNumber": "1", "country": "FR"}, "household": "x"}
    page = desk.go_to("previous-address")
    assert "Rue" not in page.source


def test_a_clerk_at_the_desk_gets_the_data_of_the_citizen_and_that_is_written_down(open_desk: OpenDesk) -> None:
    desk = open_desk()
    clerk = desk.counter.clerk()
    page = clerk.get("/clerk/desk")
    about = {"form": "change-of-address", "givenName": "Jan", "familyName": "Peeters", "insz": JAN["rrn"], "reason": "Geen computer"}
    page = clerk.post("/clerk/desk", csrf=page.csrf, **about)
    first = {name: value for name, value in MOVING.items() if name.startswith(("movingDate", "comingFrom"))}
    page = clerk.post(page.path, csrf=page.csrf, **first)
    assert 'value="Naamsestraat"' in page.source
    assert desk.sources.registers.asked[-1][0::2] == (JAN["rrn"], "els")
    assert "in de registers opgezocht" in clerk.get("/clerk/audit").text
    assert clerk.client.get(page.path.replace("/steps/previous-address", "/vault?step=contact")).status_code == 404


def test_a_citizen_who_consents_finds_what_the_vault_holds(open_desk: OpenDesk) -> None:
    desk = open_desk()
    page = desk.go_to("contact")
    assert "Haal ze uit mijn datakluis" in page.text
    answer = desk.ask_vault()
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{VAULT}/consent/r1?lang=nl"
    asked = desk.sources.vault.requests["r1"]
    assert asked["webId"] == WEB_ID
    assert asked["data"] == ["email", "phone"]
    assert asked["reference"] == desk.draft
    page = desk.come_back("granted")
    assert page.path.endswith("/steps/contact")
    assert 'value="jan@kluis.test"' in page.source
    assert "Dit komt uit uw datakluis" in page.text
    desk.finish()
    kept = desk.kept()
    assert (kept["answers"]["email"], kept["answers"]["phone"]) == ("jan@kluis.test", "+32470112233")
    assert kept["origins"]["email"]["source"] == "vault"
    with desk.counter.context.database.reading() as connection:
        assert WEB_ID not in str(connection.exec_driver_sql("SELECT * FROM drafts").all())


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("refused", "U gaf geen toestemming"),
        ("withdrawn", "U trok de toestemming"),
        ("expired", "is voorbij"),
        ("requested", "nog niet beslist"),
    ],
)
def test_who_does_not_consent_types(open_desk: OpenDesk, state: str, said: str) -> None:
    desk = open_desk()
    desk.go_to("contact")
    desk.ask_vault()
    page = desk.come_back(state)
    assert page.status == 200
    assert said in page.text
    desk.finish()
    assert desk.kept()["answers"]["email"] == "jan@voorbeeld.test"


@pytest.mark.parametrize("trouble", [httpx.ConnectError("away"), httpx.ReadTimeout("slow"), 503], ids=["away", "slow", "pod-away"])
def test_a_vault_that_is_away_at_any_step_loses_nothing(open_desk: OpenDesk, trouble: Any) -> None:
    desk = open_desk()
    desk.go_to("contact")
    desk.sources.vault.trouble = trouble
    refused = desk.ask_vault()
    assert refused.status_code == 503
    assert "antwoordt nu niet" in refused.text
    desk.sources.vault.trouble = None
    desk.ask_vault()
    desk.sources.vault.trouble = trouble
    page = desk.come_back("granted")
    assert "Uw datakluis antwoordt nu niet" in page.text
    desk.sources.vault.trouble = None
    page = desk.come_back("granted")
    assert 'value="jan@kluis.test"' in page.source
    desk.sources.vault.trouble = trouble
    assert 'value="jan@kluis.test"' in desk.citizen.get(page.path).source
    desk.finish()
    assert desk.kept()["answers"]["email"] == "jan@kluis.test"


def test_an_answer_that_got_lost_is_asked_for_again_under_the_same_key(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go_to("contact")
    desk.sources.vault.lost_answers = 1
    assert desk.ask_vault().status_code == 503
    assert desk.ask_vault().status_code == 303
    assert list(desk.sources.vault.requests) == ["r1"]
    # Whoever types another address meanwhile asks another question.
    desk.sources.vault.lost_answers = 1
    assert desk.ask_vault("http://127.0.0.1:8500/other#me").status_code == 503
    assert desk.ask_vault().status_code == 503
    assert desk.ask_vault().status_code == 303


def test_consent_that_is_withdrawn_takes_the_data_away_and_the_form_says_why(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go_to("contact")
    desk.ask_vault()
    path = desk.come_back("granted").path
    desk.answer()
    assert desk.page.path.endswith("/summary")
    desk.sources.vault.state = "withdrawn"
    summary = desk.citizen.get(desk.page.path)
    assert "jan@kluis.test" not in summary.text
    assert f'href="{path}?then=summary"' in summary.source
    assert "U trok de toestemming om uw datakluis te lezen weer in." in summary.text
    page = desk.citizen.get(path)
    assert "U trok de toestemming om uw datakluis te lezen weer in." in page.text
    with desk.counter.context.database.reading() as connection:
        assert "kluis.test" not in str(connection.exec_driver_sql("SELECT answers, prefill FROM drafts").all())
    desk.page = page
    desk.finish()
    assert desk.kept()["answers"]["email"] == "jan@voorbeeld.test"


@pytest.mark.parametrize("is_told", [False, True])
def test_consent_that_is_withdrawn_while_a_summary_is_open_is_not_handed_in(open_desk: OpenDesk, is_told: bool) -> None:
    """What may stay empty is not left out in silence: the summary comes back, and says why."""
    desk = open_desk()
    desk.go_to("contact")
    desk.sources.vault.values = {"phone": "0470 11 22 33"}
    desk.ask_vault()
    desk.come_back("granted")
    desk.answer()
    assert "+32470112233" in desk.page.text.replace(" ", "")
    desk.sources.vault.state = "withdrawn"
    assert not is_told or tell(desk) == 204
    again = hand_in(desk)
    assert again.path.split("?")[0].endswith("/summary")
    assert "U trok de toestemming om uw datakluis te lezen weer in." in again.text
    assert "Er is nog niets ingediend" in again.text
    assert "+32470112233" not in again.text.replace(" ", "")
    desk.page = again
    assert "/submissions/" in hand_in(desk).path
    assert "phone" not in desk.kept()["answers"]


def hand_in(desk: Desk) -> Page:
    """By the button of the summary that is open."""
    (shown,) = re.findall(r'name="shown" value="([^"]+)"', desk.page.source)
    path = desk.page.path.split("?")[0].replace("/summary", "/submit")
    return desk.citizen.post(path, csrf=desk.page.csrf, shown=shown)


def test_what_was_changed_elsewhere_is_shown_before_it_is_handed_in(open_desk: OpenDesk) -> None:
    desk = open_desk()
    path = desk.go_to("contact").path
    desk.answer()
    stale = desk.page
    step = desk.citizen.get(path)
    desk.citizen.post(path, csrf=step.csrf, **(BY_HAND | {"email": "other@voorbeeld.test"}))
    desk.page = stale
    again = hand_in(desk)
    assert "Er is nog niets ingediend" in again.text
    assert "other@voorbeeld.test" in again.text
    desk.page = again
    assert "/submissions/" in hand_in(desk).path
    assert desk.kept()["answers"]["email"] == "other@voorbeeld.test"


def test_the_vault_goes_on_in_the_language_of_the_counter(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.citizen.get("/?lang=fr")
    path = desk.go_to("contact").path
    assert desk.ask_vault().headers["location"] == f"{VAULT}/consent/r1?lang=fr"
    assert f'href="{VAULT}/consent/r1?lang=fr"' in desk.citizen.get(path).source


def test_an_address_that_was_typed_wrong_is_corrected(open_desk: OpenDesk) -> None:
    """Before anybody decided there."""
    desk = open_desk()
    path = desk.go_to("contact").path
    desk.ask_vault("http://127.0.0.1:8500/jna/profile/card#me")
    page = desk.citizen.get(path)
    assert f'href="/drafts/{desk.draft}/vault?step=contact"' in page.source
    assert desk.ask_vault().status_code == 303
    assert [each["webId"] for each in desk.sources.vault.requests.values()][-1] == WEB_ID
    assert 'value="jan@kluis.test"' in desk.come_back("granted").source


def test_the_form_is_told_what_the_citizen_decides_in_their_vault(open_desk: OpenDesk) -> None:
    """Whatever way they come back by, and also while nobody looks at the form."""
    desk = open_desk()
    path = desk.go_to("contact").path
    desk.ask_vault()
    desk.sources.vault.state = "granted"
    assert tell(desk) == 204
    page = desk.citizen.get(path)
    assert 'value="jan@kluis.test"' in page.source
    assert "Dit komt uit uw datakluis" in page.text
    reads = list(desk.sources.vault.reads)
    assert tell(desk) == 204  # once more, as whoever got no answer does
    assert desk.sources.vault.reads == reads

    desk.sources.vault.state = "withdrawn"
    assert tell(desk) == 204
    with desk.counter.context.database.reading() as connection:
        assert "kluis.test" not in str(connection.exec_driver_sql("SELECT answers, prefill FROM drafts").all())
    assert "U trok de toestemming om uw datakluis te lezen weer in." in desk.citizen.get(path).text


def test_only_the_vault_tells_of_decisions_and_what_it_tells_is_asked(open_desk: OpenDesk) -> None:
    desk = open_desk()
    path = desk.go_to("contact").path
    desk.ask_vault()
    desk.sources.vault.state = "granted"
    assert [tell(desk, key="another"), tell(desk, age=3600), tell(desk, header="nonsense"), tell(desk, header="")] == [403] * 4
    assert tell(desk, request="r9") == tell(desk, draft="0" * 32) == tell(desk, body="[]") == tell(desk, body="{") == 204
    assert desk.sources.vault.reads == []
    desk.sources.vault.trouble = 503
    assert tell(desk) == 503  # it is told again
    desk.sources.vault.trouble = None
    desk.sources.vault.state = "requested"
    assert tell(desk, status="granted") == 204
    assert "kluis.test" not in desk.citizen.get(path).source
    assert desk.open_counter().citizen().client.post("/vault/events", content=b"{}").status_code == 404


def tell(
    desk: Desk,
    *,
    key: str = VAULTS["eventsSecret"],
    age: int = 0,
    header: str | None = None,
    body: str | None = None,
    request: str = "r1",
    draft: str | None = None,
    status: str = "",
) -> int:
    """As the service of the vaults tells of a decision; the status of the answer."""
    event = {"id": "1", "accessRequest": request, "status": status or desk.sources.vault.state, "reference": draft or desk.draft}
    text = json.dumps(event) if body is None else body
    signature = sign_with_time([key], text, int(desk.counter.context.clock()) - age) if header is None else header
    headers = {"content-type": "application/json", "x-bouwsteen-signature": signature}
    return desk.citizen.client.post("/vault/events", content=text, headers=headers).status_code


def test_a_strange_address_is_not_asked(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go_to("contact")
    for web_id in ("", "kluis", "ftp://x/y", "http://example.org/x", "http://127.0.0.1:8500/nobody"):
        answer = desk.ask_vault(web_id)
        assert answer.status_code == 422, web_id
        assert "Vul het volledige adres van uw datakluis in" in answer.text
    assert desk.sources.vault.requests == {}


def test_a_counter_that_is_killed_between_consent_and_handing_in_goes_on(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go_to("contact")
    desk.ask_vault()
    cookies = dict(desk.citizen.client.cookies)
    for _ in range(2):
        # Another process with the same database: nothing but that is kept.
        second = desk.open_counter(more=desk.more, others=desk.sources)
        second.clock.now = desk.counter.clock.now
        desk.citizen = Browser(second.app, second.provider)
        desk.citizen.client.cookies.update(cookies)
        page = desk.come_back("granted")
        assert 'value="jan@kluis.test"' in page.source
    desk.finish()
    assert desk.kept()["answers"]["email"] == "jan@kluis.test"
    assert list(desk.sources.vault.requests) == ["r1"]


def test_the_vault_of_somebody_else_is_not_asked(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.go_to("contact")
    desk.ask_vault()
    other = desk.counter.citizen({"sub": "sofie", "given_name": "Sofie", "family_name": "De Smet", "rrn": "79672300476"})
    assert other.client.get(f"/drafts/{desk.draft}/vault/return?step=contact").status_code == 404
    assert other.client.get(f"/drafts/{desk.draft}/vault?step=contact").status_code == 404
