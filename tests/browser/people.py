"""What the people of the journey do, by what does not depend on the language: names of fields and values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect
from tests.browser.observers import Observer

from bouwsteen.calendars import today


@dataclass(frozen=True)
class Person:
    """Somebody at a window."""

    window: Observer

    @property
    def page(self) -> Page:
        return self.window.page

    def look(self, name: str) -> None:
        self.window.look(name)

    def sign_in(self, means: str, persona: str) -> None:
        """The two pages of the sign-in service; then the browser is back where it came from."""
        self.page.wait_for_url("**/op/v1/auth?**")
        self.look("means")
        self.page.locator(f"button[name=means][value={means}]").click()
        self.page.wait_for_url("**/op/v1/login?**")
        self.look("persona")
        self.page.locator(f"button[name=persona][value={persona}]").click()
        self.page.wait_for_url(f"{self.window.url}/**")

    def field(self, name: str) -> Locator:
        return self.page.locator(f'[name="{name}"]')

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f'input[name="{name}"][value="{value}"]').check()

    def go_on(self) -> None:
        self.page.locator("button[name=action][value=next]").click()


def moving_date() -> dict[str, str]:
    """A day soon, as one types it."""
    day = today() + dt.timedelta(days=3)
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


class Citizen(Person):
    """Somebody who moves to a rented house in Herstappe, and makes a mistake on the way."""

    def open_form(self, language: str) -> None:
        self.page.goto(f"{self.window.url}/?lang={language}")
        self.look("home")
        self.page.locator("a[href='/forms/change-of-address']").click()
        self.page.wait_for_url("**/forms/change-of-address")
        self.look("start")
        self.page.locator("form[action$='/start'] button").click()

    def tell_date(self) -> None:
        for part, value in moving_date().items():
            self.field(f"movingDate.{part}").fill(value)

    def tell_address(self, name: str, postal_code: str) -> None:
        for part, value in (("street", "Dorpsstraat"), ("houseNumber", "12"), ("postalCode", postal_code), ("municipality", "Herstappe")):
            self.field(f"{name}.{part}").fill(value)
        # Where the registers know another one, a correction says why.
        reason = self.field(f"{name}.reason")
        if reason.count():
            reason.evaluate("input => { input.closest('details').open = true }")
            reason.fill("Ik woon er niet meer.")

    def forget_everything(self) -> None:
        """Go on from the first step without an answer."""
        self.look("step")
        self.go_on()
        expect(self.page.locator(".message.bad li")).to_have_count(2)
        self.look("error")

    def fill_in(self) -> None:
        """From the first step to the summary."""
        self.tell_date()
        self.choose("comingFrom", "belgium")
        self.go_on()
        self.tell_address("previousAddress", "3700")
        self.look("address")
        self.go_on()
        self.tell_address("newAddress", "3717")
        self.choose("housing", "tenant")
        self.go_on()
        self.field("ownerName").fill("Maria Claes")
        self.go_on()
        self.choose("movesWithOthers", "no")
        self.look("choice")
        self.go_on()
        self.field("email").fill("jan@voorbeeld.example")
        self.field("declaration").check()
        self.look("contact")
        self.go_on()
        self.page.wait_for_url("**/summary")
        self.look("summary")

    def submit(self) -> str:
        """The reference."""
        self.page.locator("form[action$='/submit'] button").click()
        self.page.wait_for_url("**/submissions/*")
        self.look("confirmation")
        return self.page.locator("#reference").inner_text()

    def declare_move(self, language: str = "nl") -> str:
        """The whole journey; returns the reference."""
        self.open_form(language)
        self.sign_in("itsme", "jan-peeters")
        self.forget_everything()
        self.fill_in()
        return self.submit()


class Clerk(Person):
    """Somebody of the municipality who handles what citizens send."""

    def sign_in_to_work(self, language: str = "nl") -> None:
        self.page.goto(f"{self.window.url}/clerk?lang={language}")
        self.look("clerk-sign-in")
        self.page.locator("main a.button").click()
        self.sign_in("eid", "els-janssens")
        self.look("clerk-list")

    def find(self, reference: str) -> None:
        self.page.locator("#q-reference").fill(reference)
        self.page.locator("form.filter button").click()
        found = self.page.locator("tbody tr")
        expect(found).to_have_count(1)
        found.locator("a").click()
        self.page.wait_for_url(f"**/clerk/submissions/{reference}")
        self.look("clerk-detail")

    def set_status(self, status: str, reason: str = "") -> None:
        self.choose("status", status)
        self.field("reason").fill(reason)
        self.page.locator("form[action$='/status'] button").click()
