"""Take the pictures of the README from a stack that runs: `uv run python tests/browser/screenshots.py herstappe`.

They show what a citizen and a clerk see on the way of an extract with a fee: signing in, paying, the mailbox, the list; and on the way
of a move, where the form knows the former address and reads along in the vault of the citizen: the form, the consent, and the overview
of who read what. The citizen gets an account at the Solid server of the stack for it. Needs Chromium.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bouwsteen.calendars import today

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github/images"
CHROMIUM = "/usr/bin/chromium"
SIZE: ViewportSize = {"width": 860, "height": 760}
PATIENCE = 60_000  # milliseconds
LARGEST = 100_000  # bytes
EXTRACT, MOVE = "register-extract", "change-of-address"
CITIZEN = ("itsme", "jan-peeters")
CLERK = ("eid", "els-janssens")


def main(stack: str) -> None:
    outputs = read_outputs(stack)
    counter = find(outputs, "clerkUrl").removesuffix("/clerk")
    mailbox = find(outputs, "mailboxUrl")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        citizen = open_page(browser)
        reference = ask_for_an_extract(citizen, counter)
        citizen.goto(f"{mailbox}/login")
        citizen.locator("main h2 a", has_text=reference).click()
        take(citizen, "mailbox")
        solid = next(each["value"]["url"] for each in outputs["outputs"] if each["output"] == "solid")
        declare_move(citizen, counter)
        step = show_vault(citizen, solid, find(outputs, "consentUrl"))
        citizen.goto(step)
        submit(citizen)
        citizen.wait_for_url("**/submissions/*")
        clerk = open_page(browser)
        clerk.goto(f"{counter}/clerk")
        clerk.locator("main a.button").click()
        sign_in(clerk, *CLERK)
        take(clerk, "clerk")
        browser.close()


def read_outputs(stack: str) -> Any:
    command = [sys.executable, "-m", "bouwsteen", "outputs", stack, "-o", "json"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def find(document: Any, name: str) -> str:
    """The first text called `name` in the outputs."""
    return next(value for key, value in walk(document) if key == name and isinstance(value, str))


def walk(document: Any) -> Iterator[tuple[str, Any]]:
    entries = document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    for key, value in entries:
        yield str(key), value
        yield from walk(value)


def open_page(browser: Browser) -> Page:
    context = browser.new_context(viewport=SIZE, locale="nl-BE", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def ask_for_an_extract(page: Page, counter: str) -> str:
    """From the counter to the confirmation; the reference. Whoever has an account at the sign-in service is asked once."""
    page.goto(counter)
    take(page, "counter")
    page.goto(f"{counter}/forms/{EXTRACT}")
    page.locator("form[action$='/start'] button").click()
    page.wait_for_url("**/op/v1/auth?**")
    take(page, "sign-in")
    sign_in(page, *CITIZEN)
    for name, value in (("extract", "household"), ("extractLanguage", "dutch"), ("purpose", "bank")):
        page.locator(f'input[name="{name}"][value="{value}"]').check()
    go_on(page)
    page.locator("[name=email]").fill("jan@voorbeeld.example")
    submit(page)
    page.wait_for_url("**/checkout/**")
    take(page, "checkout")
    page.locator("button[value=bancontact]").click()
    page.locator("button[value=paid]").click()
    page.wait_for_url("**/submissions/*")
    while page.locator("[data-standing=ebox]").count() == 0:
        page.wait_for_timeout(500)
        page.reload()
    return page.locator("#reference").inner_text()


def declare_move(page: Page, counter: str) -> None:
    """By somebody who is signed in, as far as the questions that a vault may answer."""
    page.goto(f"{counter}/forms/{MOVE}")
    page.locator("form[action$='/start'] button").click()
    day = today() + dt.timedelta(days=3)
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"[name='movingDate.{part}']").fill(str(value))
    page.locator("[name=comingFrom][value=belgium]").check()
    go_on(page)
    show(page, ".back", "start")
    take(page, "form")
    go_on(page)
    for part, text in (("street", "Dorpsstraat"), ("houseNumber", "12"), ("postalCode", "3717"), ("municipality", "Herstappe")):
        page.locator(f"[name='newAddress.{part}']").fill(text)
    page.locator("[name=housing][value=owner]").check()
    go_on(page)
    page.locator("[name=movesWithOthers][value=no]").check()
    go_on(page)


def show_vault(page: Page, server: str, vault: str) -> str:
    """They let the form read their vault, and look at who did; where the form goes on."""
    password = secrets.token_urlsafe(16)
    name = f"jan-{secrets.token_hex(4)}"  # somebody new: nobody else knows the password
    command = [sys.executable, "-m", "solid_server.seed", server, name]
    path = os.pathsep.join(str(ROOT / folder) for folder in ("blocks/solid-server/service", "cli"))
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": path}
    subprocess.run(command, input=f"{password}\n", env=environment, capture_output=True, text=True, check=True)
    web_id = f"{server}{name}/profile/card#me"

    page.locator("#vault a").click()
    page.locator("#webId").fill(web_id)
    page.locator("form[action$='/vault'] button").click()
    page.wait_for_url("**/consent/*")
    page.locator("main a.button").click()
    page.wait_for_url("**/.account/login/**")  # its pages lead on by themselves until there
    login = {"email": f"{name}@voorbeeld.test", "password": password}
    for place, answer in (
        ("password.login", login),
        ("oidc.webId", {"webId": web_id, "remember": False}),
        ("oidc.consent", {"remember": True}),
    ):
        page.goto(ask_server(page, server, place, answer))
    page.wait_for_url("**/consent/*")
    page.locator("[name=value-email]").fill("jan@voorbeeld.example")
    page.locator("[name=value-phone]").fill("+32 16 00 00 00")
    page.locator("[name=value-phone]").blur()
    show(page, "button[value=grant]", "end")
    take(page, "consent")
    page.locator("button[value=grant]").click()
    page.wait_for_url("**/steps/*")
    step = page.url
    page.goto(vault)
    page.locator("main a[href*='/vault/requests/']").first.click()
    page.wait_for_url("**/vault/requests/*")
    show(page, "main p", "start")
    take(page, "overview")
    return step


def ask_server(page: Page, server: str, place: str, answer: Any) -> str:
    """What a server of Solid asks of somebody who signs in, as its own pages ask it; where the browser goes on."""
    kind, name = place.split(".")
    accepts = {"accept": "application/json"}
    controls = page.request.get(f"{server}.account/", headers=accepts).json()["controls"]
    return str(page.request.post(controls[kind][name], data=answer, headers=accepts).json()["location"])


def sign_in(page: Page, means: str, persona: str) -> None:
    page.locator(f"button[name=means][value={means}]").click()
    page.locator(f"button[name=persona][value={persona}]").click()
    page.wait_for_load_state("load")


def submit(page: Page) -> None:
    """From the last step."""
    page.locator("[name=declaration]").check()
    go_on(page)
    page.locator("form[action$='/submit'] button").click()


def go_on(page: Page) -> None:
    page.locator("button[name=action][value=next]").click()


def show(page: Page, place: str, edge: str) -> None:
    """Have the first of these stand near an edge of the window: `start` or `end`."""
    near = "(found, edge) => { found.style.scrollMarginBlock = '24px'; found.scrollIntoView({block: edge}) }"
    page.locator(place).first.evaluate(near, edge)


def take(page: Page, name: str) -> None:
    """What fits the window. Raises ValueError for a picture that is too large for a README."""
    page.wait_for_load_state("load")
    content = page.screenshot(path=FOLDER / f"{name}.png")
    if len(content) > LARGEST:
        raise ValueError(f"{name}.png has {len(content)} bytes, and at most {LARGEST} are wanted")


if __name__ == "__main__":
    main(sys.argv[1])
