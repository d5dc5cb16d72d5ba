"""A citizen pays for a form in a real browser: on a wide and a narrow screen, in Dutch and in French, by the rules of axe."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.observers import Observer
from tests.browser.people import Citizen, Clerk

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.slow]

Windows = Callable[..., Observer]
PATIENCE = 60.0


def open_form(citizen: Citizen, language: str) -> None:
    citizen.page.goto(f"{citizen.window.url}/forms/register-extract?lang={language}")
    expect(citizen.page.locator("main")).to_contain_text("12,50 euro")
    citizen.look("start")
    citizen.page.locator("form[action$='/start'] button").click()
    citizen.sign_in("itsme", "jan-peeters")


def fill_in(citizen: Citizen) -> None:
    for name, value in (("extract", "household"), ("extractLanguage", "dutch"), ("purpose", "bank")):
        citizen.choose(name, value)
    citizen.go_on()
    citizen.field("email").fill("jan@voorbeeld.example")
    citizen.field("declaration").check()
    citizen.go_on()
    citizen.page.wait_for_url("**/summary")
    citizen.look("summary")
    citizen.page.locator("form[action$='/submit'] button").click()


def pay(citizen: Citizen, outcome: str) -> None:
    page = citizen.page
    page.wait_for_url("**/checkout/**")
    expect(page.locator("main")).to_contain_text("12,50")
    citizen.look("checkout")
    page.locator("button[value=bancontact]").click()
    page.locator(f"button[value={outcome}]").click()
    page.wait_for_url("**/submissions/*")


def wait_for_receipt(page: Page) -> None:
    deadline = time.monotonic() + PATIENCE
    while page.locator("[data-standing=ebox]").count() == 0:
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        page.wait_for_timeout(500)
        page.reload()


@pytest.mark.parametrize(("width", "language", "scripts"), [(1280, "nl", True), (320, "fr", True), (1280, "nl", False)])
def test_a_citizen_stops_paying_pays_after_all_and_gets_the_receipt(open_window: Windows, width: int, language: str, scripts: bool) -> None:
    citizen = Citizen(open_window(width=width, scripts=scripts))
    citizen.window.checks_rules = scripts
    page = citizen.page
    open_form(citizen, language)
    fill_in(citizen)
    pay(citizen, "canceled")
    expect(page.locator("#payment")).to_contain_text("niets afgerekend" if language == "nl" else "été débité")
    citizen.look("canceled")

    # Again, without filling anything in, by the keyboard.
    citizen.window.tab_to(page.locator("form[action$='/pay'] button"))
    page.keyboard.press("Enter")
    pay(citizen, "paid")
    expect(page.locator("h1")).to_have_text("We hebben uw aanvraag ontvangen" if language == "nl" else "Nous avons reçu votre demande")
    wait_for_receipt(page)
    citizen.look("paid")
    with page.expect_download() as download:
        page.locator("a[href$='/receipt.pdf']").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    reference = page.locator("#reference").inner_text()

    clerk = Clerk(open_window(width=width))
    clerk.window.checks_rules = True
    clerk.sign_in_to_work(language)
    clerk.find(reference)
    expect(clerk.page.locator("main")).to_contain_text(re.compile("tr_[A-Za-z0-9]+"))
    expect(clerk.page.locator("main")).to_contain_text("eBox")
