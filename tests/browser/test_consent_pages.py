"""Consent and overview in Chromium, by the keyboard alone: without scripts, on a wide and a narrow screen, by the rules of axe.

The adapter runs on a port; the citizen's own server is the one in memory, and the browser's way to it ends at once with a yes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Locator
from pydantic import SecretStr
from tests.blocks.data_vault_service import worlds
from tests.browser.observers import Observer
from tests.loadtests.services import wait_until_ready

from bouwsteen_service.brokers import derive_password

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass
class Served(worlds.World):
    """Called by its port: the browser's own loop runs in this thread."""

    client: httpx.Client

    def http(self) -> httpx.Client:
        return self.client

    def broker(self, user: str) -> httpx.Client:
        account = (user, derive_password(SecretStr(worlds.BROKER_KEY), user))
        return httpx.Client(base_url=f"{worlds.BASE}/broker/v2", headers={"x-broker-api-version": "2.17"}, auth=account, timeout=60)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[worlds.World]:
    made = worlds.build_world(tmp_path)
    # The settings of the world name this port, and its cookies and addresses hold it.
    server = uvicorn.Server(uvicorn.Config(made.application, host="127.0.0.1", port=20950, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until_ready(20950)
    with httpx.Client(base_url=worlds.BASE, timeout=60) as client:
        yield Served(made.service, made.solid, made.clock, made.application, client)
    server.should_exit = True
    thread.join(60)
    made.service.close()


@pytest.mark.parametrize(("width", "scripts", "language"), [(1280, False, "nl"), (320, True, "nl"), (320, True, "fr"), (320, True, "en")])
def test_a_citizen_consents_looks_back_and_takes_it_back(
    world: worlds.World, chromium: Browser, width: int, scripts: bool, language: str
) -> None:
    noor = world.solid.add_person("noor", email=worlds.EMAIL)
    herstappe = world.adopt(redirectUris=[worlds.BASE])
    asked = herstappe.ask(noor, data=["email", "phone"], returnUrl=None)["id"]
    context = chromium.new_context(
        java_script_enabled=scripts, viewport={"width": width, "height": 800}, bypass_csp=scripts, locale=f"{language}-BE"
    )
    window = Observer(context.new_page(), worlds.BASE, width, checks_rules=scripts)
    page = window.page

    def press(target: Locator) -> None:
        window.tab_to(target)
        page.keyboard.press("Enter")

    def sign_in(link: Locator) -> None:
        window.tab_to(link)
        answer = context.request.get(f"{worlds.BASE}{link.get_attribute('href')}", max_redirects=0)
        page.goto(world.solid.approve(answer.headers["location"], noor))

    page.goto(f"{worlds.BASE}/consent/{asked}")
    window.look("asked")
    sign_in(page.locator("main a.button"))
    page.wait_for_url("**/consent/*")
    window.look("consent")
    page.locator("#value-phone").fill("none")
    press(page.locator("button[value=grant]"))
    page.wait_for_selector(".error")
    window.look("wrong")
    page.locator("#value-phone").fill("+32 16 00 00 00")
    press(page.locator("button[value=grant]"))
    page.wait_for_selector("main a.second")
    window.look("granted")
    assert herstappe.read(asked, "phone").json()["value"] == "+3216000000"

    press(page.locator("main a[href^='/vault']"))
    page.wait_for_selector("ul.requests")
    window.look("overview")
    press(page.locator("ul.requests a").first)
    page.wait_for_url("**/vault/requests/*")
    window.look("request")
    press(page.locator("main form button"))
    page.wait_for_selector("p.message.good")
    window.look("withdrawn")
    assert herstappe.read(asked, "phone").json()["reason"] == "withdrawn"
    press(page.locator("form.account button"))
    page.wait_for_selector("#web-id")
    window.look("welcome")
    page.locator("#web-id").fill("nonsense")
    page.keyboard.press("Enter")
    page.wait_for_selector("#error")
    window.look("no-web-id")
    context.close()
