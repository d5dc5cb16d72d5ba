"""The pages in a real browser, narrow and wide: what axe finds, what does not fit, where the focus is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.blocks.forms_service.processes import Running, run_counter

from bouwsteen.calendars import today

pytestmark = [pytest.mark.browser, pytest.mark.e2e]
# What lies beyond the edge of the window, of how requests stand.
OUT_OF_SIGHT = (
    "[...document.querySelectorAll('main .tag, main dd')].filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.innerText)"
)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    if shutil.which("chromium") is None:
        pytest.skip("Chromium is not installed")
    with run_counter(tmp_path) as counter:
        yield counter


class Visit:
    """A person with a browser; each page that they look at is examined."""

    def __init__(self, page: Any, axe: Any, url: str) -> None:
        self.page, self.axe, self.url = page, axe, url
        self.seen: list[str] = []

    def look(self, name: str) -> None:
        for width in (1280, 320):
            self.page.set_viewport_size({"width": width, "height": 800})
            assert not self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), (name, width)
        # Of the narrow one: the wide page is held in tests/browser/test_counter_journeys.py, and a run of axe takes a second.
        found = self.axe.run(self.page)
        assert found.violations_count == 0, (name, found.generate_report())
        self.seen.append(name)

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()

    def sign_in(self, person: str) -> None:
        self.look("means")
        self.press("itsme")
        self.press(person)

    def type(self, field: str, **parts: str) -> None:
        for part, text in parts.items():
            self.page.fill(f'[name="{field}.{part}"]', text)


def test_a_journey_in_a_browser(running: Running) -> None:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        visit = Visit(browser.new_page(), Axe(), running.url)
        reference = submit_as_a_citizen(visit)
        handle_as_a_clerk(visit, reference)
        browser.close()
    assert len(visit.seen) >= 18


def submit_as_a_citizen(visit: Visit) -> str:
    visit.go("/")
    visit.look("home")
    visit.go("/accessibility?lang=fr")
    visit.look("accessibility")
    visit.go("/forms/change-of-address?lang=nl")
    visit.look("start")
    visit.press("Aanmelden en beginnen")
    visit.sign_in("Jan Peeters")
    visit.look("step")
    visit.press("Volgende")
    visit.look("step with errors")
    assert visit.page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    visit.page.get_by_role("link", name="Waar woont u nu?").click()
    assert visit.page.evaluate("document.activeElement.name") == "comingFrom"
    day = today()
    visit.type("movingDate", day=str(day.day), month=str(day.month), year=str(day.year))
    visit.page.check("[value=belgium]")
    visit.press("Volgende")
    visit.type("previousAddress", street="Naamsestraat", houseNumber="1", postalCode="30")
    visit.press("Volgende")
    visit.look("address with errors")
    visit.type("previousAddress", postalCode="3000", municipality="Leuven")
    visit.press("Volgende")
    visit.type("newAddress", street="Dorpsstraat", houseNumber="1", postalCode="3717", municipality="Herstappe")
    visit.page.check("[value=owner]")
    visit.press("Volgende")
    visit.page.check("[value=no]")
    visit.press("Volgende")
    visit.look("last step")
    visit.page.fill("[name=email]", "jan@voorbeeld.test")
    visit.page.check("[name=declaration]")
    visit.press("Volgende")
    visit.look("summary")
    visit.press("Indienen")
    visit.look("confirmation")
    reference: str = visit.page.inner_text("#reference")
    visit.go("/mine")
    visit.look("own requests")
    assert visit.page.locator("main .tag").count() == 1
    assert visit.page.evaluate(OUT_OF_SIGHT) == [], "how a request stands is read without scrolling sideways"
    visit.press("Afmelden")
    return reference


def handle_as_a_clerk(visit: Visit, reference: str) -> None:
    visit.go("/clerk")
    visit.look("clerk who is not signed in")
    visit.page.get_by_role("link", name="Aanmelden als medewerker").click()
    visit.sign_in("Els Janssens")
    visit.page.fill("#q-reference", reference.lower().replace("-", " "))
    visit.press("Zoeken")
    visit.look("list")
    visit.page.get_by_role("link", name=reference).click()
    visit.look("detail")
    visit.page.check("[value=refused]")
    visit.press("Bewaren")
    visit.look("refusal without a reason")
    visit.go("/clerk/desk")
    visit.press("Beginnen")
    visit.look("desk with errors")
    visit.go("/clerk/audit")
    visit.look("audit log")
