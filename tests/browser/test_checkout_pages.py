"""The pages of the payment service in Chromium: without scripts, on a wide and a narrow screen, by the rules of axe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser
from tests.blocks.payments_service.processes import Running, process_in, register
from tests.blocks.payments_service.worlds import euro
from tests.browser.observers import Observer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with process_in(tmp_path_factory.mktemp("payments")) as made:
        made.start()
        made.wait_until_ready()
        yield made


@pytest.fixture(scope="module")
def headers(running: Running) -> dict[str, str]:
    return {"authorization": f"Bearer {register(running, 'http://127.0.0.1:9/')['apiKey']}"}


def ask(running: Running, headers: dict[str, str], path: str, **fields: Any) -> dict[str, Any]:
    """What comes of a payment leads back to the home page of the service itself."""
    body = {"amount": euro("1234.50"), "description": "Retributie", "redirectUrl": f"{running.base}/"} | fields
    made: dict[str, Any] = httpx.post(f"{running.base}/v2/{path}", json=body, headers=headers).raise_for_status().json()
    return made


# With scripts the rules of axe are checked too; the pages themselves have none.
@pytest.mark.parametrize(
    ("width", "scripts", "locale"), [(1280, False, "nl_BE"), (320, True, "nl_BE"), (1280, True, "fr_BE"), (320, True, "en_GB")]
)
def test_every_page_can_be_used(
    running: Running, headers: dict[str, str], chromium: Browser, width: int, scripts: bool, locale: str
) -> None:
    context = chromium.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 800}, bypass_csp=scripts)
    page = context.new_page()
    window = Observer(page, running.base, width, checks_rules=scripts)
    page.goto(ask(running, headers, "payments", locale=locale)["_links"]["checkout"]["href"])
    assert page.locator("html").get_attribute("lang") == locale[:2]
    window.look("methods")
    page.locator("button[value=banktransfer]").click()
    window.look("outcome")
    page.locator("button[value=pending]").click()
    window.look("transfer")
    assert page.locator("main img").evaluate("image => image.naturalWidth") > 100, "the code is not shown"
    bank = page.url
    window.tab_to(page.locator("button[value=paid]"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{running.base}/")
    window.look("home")
    page.goto(bank)
    window.look("finished")
    page.goto(ask(running, headers, "payment-links")["_links"]["paymentLink"]["href"])
    window.look("link")
    page.locator("form button").click()
    page.locator("button[value=bancontact]").click()
    page.locator("button[value=failed]").click()
    page.wait_for_url(f"{running.base}/")
    context.close()
