"""Each journey of a citizen from end to end in Chromium: by the keyboard alone, on a narrow screen, each page by the rules of axe.

Filled in as whoever knows nothing of the form: what is asked is answered by its type, stop after stop of the Tab key.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.blocks.data_vault_service.solid import Solid
from tests.browser.observers import Observer
from tests.browser.people import Person
from tests.journeys.worlds import MortalServices
from tests.loadtests.services import Services, run_services
from tests.loadtests.totals import find_disagreements
from tests.loadtests.vaults import find_disagreements_of_vaults, run_movers, wait_until_quiet

from bouwsteen.calendars import today
from bouwsteen.loadtest import pages
from bouwsteen.loadtest.answers import answer_form

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTH = 320
PATIENCE = 60.0
JAN = ("itsme", "jan-peeters", "84631200101")
NOOR = ("itsme", "noor-el-amrani", "04613000622")
FOR_THE_ASSOCIATION = ("itsme", "noor-el-amrani-feestcomite")
CLERK = ("eid", "els-janssens")
# Where each form is, who fills it in, who reads the decision, and what the clerk decides.
FORMS = {
    "change-of-address": ("counter", JAN[:2], JAN[:2], "done"),
    "birth-registration": ("counter", JAN[:2], JAN[:2], "done"),
    "association-subsidy": ("subsidies", FOR_THE_ASSOCIATION, NOOR[:2], "refused"),
}
MOST_STOPS = 150
FOCUSED = "() => { const e = document.activeElement; return [e.name || '', e.type || '', e.value || ''] }"
IN_VAULT = "jan@kluis.test"
REASON = "Het project begon voor de aanvraag werd ingediend."


class Typist(Person):
    """Somebody without a mouse."""

    def follow(self, target: Locator) -> None:
        self.window.tab_to(target)
        self.page.keyboard.press("Enter")

    def enter(self, means: str, persona: str) -> None:
        """From a page that asks to sign in, through the sign-in service."""
        self.page.wait_for_url("**/op/v1/auth?**")
        self.look("means")
        self.follow(self.page.locator(f"button[name=means][value={means}]"))
        self.page.wait_for_url("**/op/v1/login?**")
        self.look("persona")
        self.follow(self.page.locator(f"button[name=persona][value={persona}]"))
        self.page.wait_for_url(lambda url: "/op/v1/" not in url)

    def answer(self, wanted: Mapping[str, list[str]]) -> None:
        """Tab from question to question; what stands in one already stays."""
        left = dict(wanted)
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            name, kind, value = self.page.evaluate(FOCUSED)
            if (name, kind) == ("action", "submit") and value == "next":
                self.page.keyboard.press("Enter")
                return
            if name not in left:
                continue
            if kind == "checkbox":
                self.page.keyboard.press("Space")
                continue
            (answer,) = left.pop(name)
            if kind == "radio":
                self.page.keyboard.press("Space")
                self._arrow_to(name, answer)
            elif kind == "select-one":
                self._arrow_to(name, answer)
            else:
                self.page.keyboard.type(answer)
        raise AssertionError(f"the Tab key does not lead past {left.keys()}")

    def _arrow_to(self, name: str, answer: str) -> None:
        for _ in range(MOST_STOPS):
            if self.page.evaluate(FOCUSED)[2] == answer:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not lead to {answer} of {name}")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MortalServices]:
    with run_services(MortalServices(tmp_path_factory.mktemp("world"))) as services:
        assert isinstance(services, MortalServices)
        yield services


@pytest.fixture
def arrive(chromium: Browser) -> Iterator[Callable[[str], Typist]]:
    """Somebody at a window of their own, at an address."""
    with ExitStack() as opened:

        def arrive_at(address: str) -> Typist:
            context = chromium.new_context(
                viewport={"width": WIDTH, "height": 800}, bypass_csp=True, locale="nl-BE", reduced_motion="reduce"
            )
            opened.callback(context.close)
            context.set_default_timeout(PATIENCE * 1000)
            window = Observer(context.new_page(), address, WIDTH, checks_rules=True)
            window.page.goto(address)
            window.look("arrived")
            return Typist(window)

        yield arrive_at


@pytest.mark.parametrize("form", FORMS)
def test_what_is_asked_is_decided_and_the_decision_is_in_the_mailbox(
    form: str, world: MortalServices, arrive: Callable[[str], Typist]
) -> None:
    place, citizen, reader, decision = FORMS[form]
    bindings = world.places[place]
    reference = hand_in(arrive(bindings["intake"]["url"]), bindings["intake"]["apiUrl"], form, citizen)
    decide(arrive(bindings["intake"]["clerkUrl"]), reference, decision)
    letter = open_letter(arrive(bindings["notification"]["mailboxUrl"]), reader, reference)
    if decision == "refused":
        expect(letter.page.locator("main")).to_contain_text(REASON)
    assert find_disagreements(world.folder) == []


def begin(person: Typist, form: str, citizen: tuple[str, str]) -> None:
    page = person.page
    person.follow(page.locator(f"a[href$='/forms/{form}']"))
    page.wait_for_url(f"**/forms/{form}")
    person.look("start")
    person.follow(page.locator("form[action$='/start'] button").first)
    person.enter(*citizen)


def hand_in(person: Typist, api: str, form: str, citizen: tuple[str, str]) -> str:
    """The reference."""
    begin(person, form, citizen)
    assert fill_in(person, api, form)
    return submit(person)


def fill_in(person: Typist, api: str, form: str, until: str = "main form[action$='/submit']") -> bool:
    """As far as a page that has this; whether something was known beforehand on the way."""
    page = person.page
    schema = httpx.get(f"{api}/forms/{form}/schema", timeout=PATIENCE, trust_env=False).json()
    dice, is_prefilled = random.Random(5), False
    while page.locator(until).count() == 0:
        person.look("step")
        before = page.url
        asked = next(each for each in pages.Page(before, 200, "text/html", page.content()).forms if "/steps/" in each.action)
        is_prefilled |= page.locator("p.origin").count() > 0
        wanted = answer_form(asked, dice, today(), schema) | ({"comingFrom": ["belgium"]} if form == "change-of-address" else {})
        person.answer({name: values for name, values in wanted.items() if name in asked.names and not name.endswith(".reason")})
        expect(page).not_to_have_url(before)
    return is_prefilled


def submit(person: Typist) -> str:
    """The reference."""
    page = person.page
    person.look("summary")
    person.follow(page.locator("form[action$='/submit'] button"))
    page.wait_for_url("**/submissions/*")
    person.look("confirmation")
    return page.locator("#reference").inner_text()


def decide(clerk: Typist, reference: str, decision: str) -> None:
    page = clerk.page
    clerk.follow(page.locator("main a.button"))
    clerk.enter(*CLERK)
    clerk.look("clerk-list")
    clerk.window.tab_to(page.locator("#q-reference"))
    page.keyboard.type(reference)
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    clerk.follow(page.locator("tbody tr a"))
    page.wait_for_url(f"**/clerk/submissions/{reference}")
    clerk.look("clerk-detail")
    clerk.window.tab_to(page.locator("input[name=status]:checked, input[name=status]").first)
    for _ in range(MOST_STOPS):
        if page.evaluate(FOCUSED)[2] == decision:
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator(f"input[name=status][value={decision}]")).to_be_checked()
    clerk.window.tab_to(page.locator("[name=reason]"))
    page.keyboard.type(REASON)
    clerk.follow(page.locator("form[action$='/status'] button"))
    expect(page.locator(f".status-{decision}").first).to_be_visible()
    clerk.look("decided")


def open_letter(reader: Typist, who: tuple[str, str], subject: str) -> Typist:
    """Looks again until it is there."""
    page = reader.page
    reader.follow(page.locator("main a.button"))
    reader.enter(*who)
    deadline = time.monotonic() + PATIENCE
    while page.locator("main h2 a", has_text=subject).count() == 0:
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        page.wait_for_timeout(500)
        page.reload()
    reader.look("mailbox")
    reader.follow(page.locator("main h2 a", has_text=subject))
    page.wait_for_url("**/messages/*")
    reader.look("letter")
    return reader


def test_a_tax_bill_is_read_and_paid(world: MortalServices, arrive: Callable[[str], Typist]) -> None:
    supplier = world.places["supplier"]
    link, article = send_bill(supplier)
    reader = open_letter(arrive(supplier["ebox"]["mailboxUrl"]), JAN[:2], article)
    page = reader.page
    reader.follow(page.locator(f"main a[href='{link}']"))
    page.wait_for_url(link)
    reader.look("bill")
    reader.follow(page.locator("main form button").first)
    page.wait_for_url("**/checkout/**")
    for step in ("bancontact", "paid"):
        reader.look(step)
        reader.follow(page.locator(f"button[value={step}]"))
        expect(page.locator(f"button[value={step}]")).to_have_count(0)
    reader.look("done")
    key = {"authorization": f"Bearer {supplier['payments']['apiKey']}"}
    address = f"{supplier['payments']['apiUrl']}/payment-links/{link.rsplit('/', 1)[-1]}/payments"
    made = httpx.get(address, headers=key, timeout=PATIENCE, trust_env=False).json()["_embedded"]["payments"]
    assert [(each["status"], each["amount"]["value"]) for each in made] == [("paid", "25.00")]
    assert find_disagreements(world.folder) == []


def send_bill(supplier: Mapping[str, Any]) -> tuple[str, str]:
    """As the tax software of a municipality does; (where to pay, the article)."""
    payments, ebox = supplier["payments"], supplier["ebox"]
    article = "0000004711"
    with httpx.Client(timeout=PATIENCE, trust_env=False) as client:
        wanted = {"amount": {"currency": "EUR", "value": "25.00"}, "description": f"Milieubelasting, artikel {article}", "reusable": False}
        key = {"authorization": f"Bearer {payments['apiKey']}"}
        made = client.post(f"{payments['apiUrl']}/payment-links", json=wanted, headers=key).raise_for_status().json()
        link = made["_links"]["paymentLink"]["href"]
        asked = {"grant_type": "client_credentials"}
        token = client.post(ebox["tokenUrl"], data=asked, auth=(ebox["clientId"], ebox["clientSecret"])).raise_for_status().json()
        message = {
            "recipient": {"eboxType": "citizen", "eboxIdValue": JAN[2]},
            "subject": {"nl": f"Aanslagbiljet {article}"},
            "bodyMainContent": True,
            "bodyContent": {"nl": f"Uw aanslagbiljet.\n\nBetaal online: {link}"},
            "replyAuthorized": False,
            "attachments": [],
        }
        headers = {"authorization": f"Bearer {token['access_token']}"}
        files = {"messageToPublish": (None, orjson.dumps(message), "application/json")}
        client.post(f"{ebox['registryUrl']}/publishMessage", files=files, headers=headers).raise_for_status()
    return link, article


def test_a_form_reads_a_vault_until_the_citizen_takes_that_back(tmp_path: Path, arrive: Callable[[str], Typist]) -> None:
    services = Services(tmp_path)
    with run_movers(services) as solid:
        web_id = solid.add_person("jan", email=f'<{{me}}> <https://schema.org/email> "{IN_VAULT}".')
        intake = services.places["movers"]["intake"]
        citizen = arrive(intake["url"])
        page = citizen.page
        begin(citizen, "change-of-address", JAN[:2])
        fill_in(citizen, intake["apiUrl"], "change-of-address", until="#vault a")
        step = page.url
        consent(citizen, solid, web_id)
        page.wait_for_url("**/steps/*")
        expect(page.locator("[name=email]")).to_have_value(IN_VAULT)
        citizen.look("read")

        take_back(citizen, services.places["movers"]["vault"]["consentUrl"])
        page.goto(step)
        expect(page.locator("#vault")).to_have_attribute("data-vault", "withdrawn")
        expect(page.locator("[name=email]")).to_have_value("")
        citizen.look("refused")
        fill_in(citizen, intake["apiUrl"], "change-of-address")
        expect(page.locator("main")).not_to_contain_text(IN_VAULT)
        submit(citizen)
        wait_until_quiet(tmp_path)
        assert find_disagreements_of_vaults(tmp_path, solid) == []


def consent(citizen: Typist, solid: Solid, web_id: str) -> None:
    """From the page of the form to one's own server, and back; what the form does not find there is given there."""
    page = citizen.page
    citizen.follow(page.locator("#vault a"))
    citizen.look("vault")
    citizen.window.tab_to(page.locator("#webId"))
    page.keyboard.type(web_id)
    page.keyboard.press("Enter")
    page.wait_for_url("**/consent/*")
    citizen.look("asked")
    citizen.follow(page.locator("main a.button"))
    page.wait_for_url("**/.account/login/**")  # its pages lead on by themselves until there
    account = next(each for each in solid.accounts.values() if web_id in each.pods.values())
    said: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("password", "login", {"email": account.email, "password": account.password}),
        ("oidc", "webId", {"webId": web_id, "remember": False}),
        ("oidc", "consent", {"remember": True}),
    )
    for kind, name, answer in said:
        page.goto(ask_server(page, solid.base, kind, name, answer))
    page.wait_for_url("**/consent/*")
    citizen.look("consent")
    expect(page.locator("main")).to_contain_text(IN_VAULT)
    citizen.follow(page.locator("button[value=grant]"))


def ask_server(page: Page, server: str, kind: str, name: str, answer: dict[str, Any]) -> str:
    """What a Solid server asks of somebody who signs in, as its own pages ask it; where the browser goes on."""
    accepts = {"accept": "application/json"}
    controls = page.request.get(f"{server}.account/", headers=accepts).json()["controls"]
    return str(page.request.post(controls[kind][name], data=answer, headers=accepts).json()["location"])


def take_back(citizen: Typist, overview: str) -> None:
    """On the overview, which shows who read."""
    page = citizen.page
    page.goto(overview)
    citizen.look("overview")
    citizen.follow(page.locator("main a[href*='/vault/requests/']"))
    page.wait_for_url("**/vault/requests/*")
    citizen.look("request")
    expect(page.locator("ul.readings")).to_contain_text("Gelezen")
    citizen.follow(page.locator("form[action$='/withdraw'] button"))
    expect(page.locator("p.message.good")).to_be_visible()
    citizen.look("withdrawn")
