"""The journey of a citizen and a clerk in a real browser.

As most people go it, without JavaScript, on a small screen, by keyboard alone, and in French.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Counter
from tests.browser.observers import Observer
from tests.browser.people import Citizen, Clerk, moving_date

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

REFERENCE = re.compile(r"HER-\d{4}-[0-9A-Z]{8}-[0-9A-Z]")
Windows = Callable[..., Observer]


def stored(counter: Counter, reference: str) -> dict[str, Any]:
    """The submission as the database holds it, read beside the service."""
    (file,) = counter.databases()
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        rows = database.execute("select * from submissions where reference = ?", (reference,)).fetchall()
    assert len(rows) == 1
    return dict(rows[0])


def test_a_citizen_declares_a_move_and_a_clerk_handles_it(counter: Counter, open_window: Windows) -> None:
    citizen = Citizen(open_window())
    page = citizen.page
    page.goto(counter.url)
    page.get_by_role("link", name="Adreswijziging aangeven").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Adreswijziging aangeven")
    page.get_by_role("button", name="Aanmelden en beginnen").click()
    citizen.sign_in("itsme", "jan-peeters")

    # Nothing filled in: the summary of mistakes has the focus, and each leads to its field.
    page.get_by_role("button", name="Volgende").click()
    summary = page.get_by_role("alert", name="Kijk dit nog na")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Fout: "))
    summary.get_by_role("link").first.click()
    expect(page.get_by_role("textbox", name="Dag")).to_be_focused()
    summary.get_by_role("link").last.click()
    expect(page.get_by_role("radio", name="In België")).to_be_focused()
    day = page.get_by_role("group", name="Wanneer verhuist u?").get_by_role("textbox", name="Dag")
    expect(day).to_have_accessible_description(re.compile("Vul .* in"))

    # What was right stays when something else was wrong.
    citizen.tell_date()
    page.get_by_role("textbox", name="Dag").fill("31")
    page.get_by_role("textbox", name="Maand").fill("2")
    page.get_by_role("radio", name="In België").check()
    page.get_by_role("button", name="Volgende").click()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(1)
    expect(page.get_by_role("textbox", name="Dag")).to_have_value("31")
    expect(page.get_by_role("radio", name="In België")).to_be_checked()

    citizen.fill_in()
    for shown in ("Jan Peeters", "Dorpsstraat 12", "3717 Herstappe", "Ik huur de woning", "Maria Claes", "jan@voorbeeld.example"):
        expect(page.locator("main")).to_contain_text(shown)
    reference = citizen.submit()
    assert REFERENCE.fullmatch(reference)
    row = stored(counter, reference)
    assert (row["form_id"], row["channel"], row["language"], row["status"]) == ("change-of-address", "web", "nl", "received")
    assert '"postalCode": "3717"' in row["answers"]
    assert '"insz": "84631200101"' in row["applicant"]

    clerk = Clerk(open_window())
    clerk.sign_in_to_work()
    clerk.find(reference)
    clerk.set_status("refused")
    expect(clerk.page.locator("#reason")).to_have_accessible_description(re.compile("reden"))
    clerk.look("clerk-error")
    clerk.set_status("in-progress")
    expect(clerk.page.get_by_role("status")).to_have_text("De stand is gewijzigd.")
    clerk.look("clerk-saved")
    assert stored(counter, reference)["status"] == "in-progress"

    page.reload()
    expect(page.locator("dl.facts .tag")).to_have_text("in behandeling")
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw aanvraag")


def test_the_journey_works_without_javascript(counter: Counter, open_window: Windows) -> None:
    citizen = Citizen(open_window(scripts=False))
    reference = citizen.declare_move()
    assert stored(counter, reference)["status"] == "received"
    clerk = Clerk(open_window(scripts=False))
    clerk.sign_in_to_work()
    clerk.find(reference)
    clerk.set_status("done")
    expect(clerk.page.get_by_role("status")).to_be_visible()
    assert stored(counter, reference)["status"] == "done"


def test_the_observer_sees_what_is_wrong(open_window: Windows) -> None:
    """The checks of each page can fail: on a page with a picture without a text, wider than the window, with a script."""
    page = '<html lang="nl"><title>Pagina</title><main><h1>Een</h1><img src="data:," width="{}">{}</main>'
    window = open_window(width=320)
    window.page.set_content(page.format(300, ""))
    window.look("small")
    window.checks_rules = True
    with pytest.raises(AssertionError, match="image-alt"):
        window.look("no text")
    window.page.set_content(page.format(400, ""))
    with pytest.raises(AssertionError, match="sideways"):
        window.look("wide")
    window.page.set_content(page.format(300, "<script></script>"))
    with pytest.raises(AssertionError):
        window.look("script")


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_nothing_scrolls_sideways_on_a_small_screen(counter: Counter, open_window: Windows, language: str) -> None:
    citizen = Citizen(open_window(width=320))
    reference = citizen.declare_move(language)
    for path, name in (("/mine", "mine"), ("/accessibility", "statement"), ("/nowhere", "not-found")):
        citizen.page.goto(counter.url + path)
        citizen.look(name)
    clerk = Clerk(open_window(width=320))
    clerk.sign_in_to_work(language)
    clerk.find(reference)
    for path, name in (("/clerk/desk", "desk"), ("/clerk/audit", "audit")):
        clerk.page.goto(counter.url + path)
        clerk.look(name)


def test_no_page_breaks_a_rule_of_axe(counter: Counter, open_window: Windows) -> None:
    citizen = Citizen(open_window())
    citizen.window.checks_rules = True
    reference = citizen.declare_move()
    for path, name in (("/mine", "mine"), ("/accessibility", "statement"), ("/nowhere", "not-found")):
        citizen.page.goto(counter.url + path)
        citizen.look(name)
    clerk = Clerk(open_window())
    clerk.window.checks_rules = True
    clerk.sign_in_to_work()
    clerk.find(reference)
    clerk.set_status("refused")
    clerk.look("clerk-error")
    for path, name in (("/clerk/desk", "desk"), ("/clerk/audit", "audit")):
        clerk.page.goto(counter.url + path)
        clerk.look(name)
    asked = {"home", "start", "means", "persona", "step", "error", "summary", "confirmation"}
    assert asked <= set(citizen.window.seen)
    assert {"clerk-list", "clerk-detail"} <= set(clerk.window.seen)


def test_a_citizen_switches_to_french_and_stays_there(counter: Counter, open_window: Windows) -> None:
    citizen = Citizen(open_window())
    page = citizen.page
    page.goto(counter.url)
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    page.get_by_role("link", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("link", name="Français")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name=re.compile("^Déclarer un changement")).click()
    page.locator("form[action$='/start'] button").click()
    # The sign-in service is told the language, so nobody lands in another one on the way.
    page.wait_for_url("**/op/v1/auth?**")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    citizen.sign_in("itsme", "amelie-dubois")
    citizen.forget_everything()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre déménagement")
    citizen.fill_in()
    reference = citizen.submit()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nous avons reçu votre demande")
    assert stored(counter, reference)["language"] == "fr"
    page.get_by_role("link", name="Nederlands").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We hebben uw aanvraag ontvangen")


def test_a_form_can_be_filled_in_with_the_keyboard_alone(counter: Counter, open_window: Windows) -> None:
    """Somebody moves here from abroad, to a house of their own."""
    window = open_window()
    person, page, press = Citizen(window), window.page, window.page.keyboard.press
    page.goto(counter.url)
    press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    press("Enter")
    expect(page.locator("main")).to_be_focused()

    def follow(name: str, role: Any = "link") -> None:
        window.tab_to(page.get_by_role(role, name=name).first)
        press("Enter")

    def write(name: str, text: str) -> None:
        window.tab_to(person.field(name))
        page.keyboard.type(text)

    def choose(name: str, down: int) -> None:
        """Radio buttons are one stop: Tab to the first, Space or an arrow to choose."""
        window.tab_to(page.get_by_role("radio").first)
        press("Space")
        for _ in range(down):
            press("ArrowDown")
        expect(page.get_by_role("radio", name=name)).to_be_checked()

    follow("Adreswijziging aangeven")
    follow("Aanmelden en beginnen", "button")
    follow("itsme", "button")
    follow("Jan Peeters", "button")

    expect(page.get_by_role("heading", level=1)).to_have_text("Uw verhuis")
    follow("Volgende", "button")
    expect(page.get_by_role("alert")).to_be_focused()
    press("Tab")
    press("Enter")
    expect(page.get_by_role("textbox", name="Dag")).to_be_focused()
    for value in moving_date().values():
        page.keyboard.type(value)
        press("Tab")
    # The last Tab came to the first radio button.
    press("Space")
    press("ArrowDown")
    expect(page.get_by_role("radio", name="In het buitenland")).to_be_checked()
    follow("Volgende", "button")

    write("previousCountry", "Portugal")
    follow("Volgende", "button")
    for part, text in (("street", "Dorpsstraat"), ("houseNumber", "7"), ("postalCode", "3717"), ("municipality", "Herstappe")):
        write(f"newAddress.{part}", text)
    choose("Ik ben eigenaar", 0)
    follow("Volgende", "button")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wie verhuist er mee?")
    choose("Nee, ik verhuis alleen", 1)
    follow("Volgende", "button")
    write("email", "jan@voorbeeld.example")
    window.tab_to(person.field("declaration"))
    press("Space")
    press("Enter")  # in a form, Enter is its first button
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk na wat u invulde")
    follow("Indienen", "button")
    page.wait_for_url("**/submissions/*")
    row = stored(counter, page.locator("#reference").inner_text())
    assert '"previousCountry": "Portugal"' in row["answers"]
