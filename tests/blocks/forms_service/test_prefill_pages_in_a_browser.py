"""The pages of what is known already, in a real browser, narrow and wide, by the keyboard alone: with and without the sources."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.blocks.forms_service.processes import Running, run_counter
from tests.blocks.forms_service.sources import PERSONS, VAULTS, WEB_ID, Sources, serve
from tests.blocks.forms_service.test_pages_in_a_browser import Visit

from bouwsteen.calendars import today

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.slow]
TOKEN = {"access_token": "t", "token_type": "Bearer", "expires_in": 3600}


class World:
    """A counter as a process, with sources at ports of their own."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.sources = Sources()
        registers = stack.enter_context(serve(lambda request: self.answer(request, self.sources.registers)))
        vault = stack.enter_context(serve(lambda request: self.answer(request, self.sources.vault)))
        self.sources.vault.base = vault
        more = {
            "persons": PERSONS | {"url": registers, "tokenUrl": f"{registers}/oauth/token"},
            "vault": VAULTS | {"url": vault, "tokenUrl": f"{vault}/oauth/token", "consentUrl": f"{vault}/overview"},
        }
        self.running: Running = stack.enter_context(run_counter(folder, more))

    def answer(self, request: httpx.Request, source: Any) -> httpx.Response:
        if request.url.path == "/oauth/token":
            return httpx.Response(200, json=TOKEN)
        if request.url.path.startswith("/consent/"):
            return httpx.Response(200, html="<!doctype html><title>Consent</title><p id=asked>Consent</p>")
        answer: httpx.Response = source.handle(request)
        return answer


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    if shutil.which("chromium") is None:
        pytest.skip("Chromium is not installed")
    with ExitStack() as stack:
        yield World(tmp_path, stack)


def test_what_is_known_in_a_browser(world: World) -> None:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        visit = Visit(browser.new_page(), Axe(), world.running.url)
        correct_an_address(visit)
        consent_and_withdraw(visit, world)
        go_on_without_registers(visit, world)
        act_for_an_enterprise(visit)
        visit.press("Afmelden")
        read_figures(visit)
        browser.close()
    assert len(visit.seen) >= 12


def correct_an_address(visit: Visit) -> None:
    """With the keyboard: open what is folded, say why, go on."""
    visit.go("/forms/change-of-address")
    visit.press("Aanmelden en beginnen")
    visit.sign_in("Jan Peeters")
    fill_move(visit)
    visit.look("prefilled address")
    page = visit.page
    assert page.input_value('[name="previousAddress.street"]') == "Naamsestraat"
    page.fill('[name="previousAddress.houseNumber"]', "14")
    visit.press("Volgende")
    visit.look("correction without a reason")
    page.get_by_role("link", name="U verbeterde").press("Enter")
    assert page.evaluate("document.activeElement.name") == "previousAddress.reason"
    page.keyboard.type("Ik verhuisde al.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/steps/new-address")


def consent_and_withdraw(visit: Visit, world: World) -> None:
    page = visit.page
    place = page.url.rsplit("/", 1)[0]
    page.goto(f"{place}/contact")
    visit.look("vault offered")
    page.get_by_role("link", name="Haal ze uit mijn datakluis").press("Enter")
    visit.look("vault")
    visit.press("Naar mijn datakluis")
    visit.look("vault without an address")
    page.fill("#webId", WEB_ID)
    page.keyboard.press("Enter")
    page.wait_for_selector("#asked")
    world.sources.vault.state = "granted"
    page.goto(f"{place.removesuffix('/steps')}/vault/return?step=contact")
    visit.look("prefilled from the vault")
    assert page.input_value('[name="email"]') == "jan@kluis.test"
    world.sources.vault.state = "withdrawn"
    page.goto(f"{place}/contact?lang=fr")
    visit.look("withdrawn, in French")
    assert "retiré votre consentement" in page.inner_text("#vault")
    page.goto(f"{place}/contact?lang=nl")


def go_on_without_registers(visit: Visit, world: World) -> None:
    world.sources.registers.trouble = 502
    visit.go("/forms/change-of-address")
    visit.press("Aanmelden en beginnen" if visit.page.get_by_role("button", name="Aanmelden en beginnen").count() else "Beginnen")
    fill_move(visit)
    visit.look("registers away")
    world.sources.registers.trouble = None
    visit.press("Opnieuw proberen")
    assert visit.page.input_value('[name="previousAddress.street"]') == "Naamsestraat"


def act_for_an_enterprise(visit: Visit) -> None:
    visit.go("/forms/subsidy-request")
    visit.look("for whom")
    visit.press("Beginnen voor een onderneming")
    visit.look("means for an enterprise")
    visit.press("itsme")
    visit.page.get_by_role("button", name="Bakkerij De Smet").first.click()
    visit.page.wait_for_url("**/steps/initiative")
    visit.look("step for an enterprise")
    assert "voor Bakkerij De Smet bv" in visit.page.inner_text("body")
    visit.go("/forms/change-of-address")
    visit.go("/mine")
    visit.look("own requests of an enterprise")


def read_figures(visit: Visit) -> None:
    visit.go("/clerk")
    visit.page.get_by_role("link", name="Aanmelden als medewerker").click()
    visit.page.get_by_role("button", name="itsme").first.click()
    visit.page.get_by_role("button", name="Els Janssens").first.click()
    visit.go("/clerk/figures")
    visit.look("figures")


def fill_move(visit: Visit) -> None:
    day = today()
    visit.type("movingDate", day=str(day.day), month=str(day.month), year=str(day.year))
    visit.page.check("[value=belgium]")
    visit.press("Volgende")
