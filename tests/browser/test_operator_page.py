"""The page of whoever runs the registers, in Chromium: on a wide and a narrow screen, by the rules of axe."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser
from tests.blocks.magda_service.worlds import ASKED, JAN, MARIA
from tests.browser.observers import Observer
from tests.loadtests.services import Services, describe_broker, register
from tests.support.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KEYS = {"brokerKey": "b" * 43, "sessionKey": "s" * 43, "simulationKey": "k" * 43}
QUESTIONS = 21


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where they are. An application asked after Jan, with a subscription and, once, after Maria without one."""
    services = Services(tmp_path_factory.mktemp("registers"))
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    try:
        services.start("magda-service", "magda_service", port, {"DATA_FOLDER": str(services.folder / "data")}, {"own": KEYS})
        account = register(describe_broker(port, KEYS["brokerKey"]), ASKED)
        with httpx.Client(base_url=base, timeout=60, trust_env=False) as client:
            form = {"grant_type": "client_credentials"}
            token = client.post("/oauth/token", data=form, auth=(account["clientId"], account["clientSecret"])).json()["access_token"]

            def ask(method: str, path: str) -> int:
                headers = {"authorization": f"Bearer {token}", "x-correlation-id": str(uuid.uuid4()), "x-reader": "e" * 64}
                return client.request(method, f"/v1{path}", headers=headers).status_code

            assert ask("PUT", f"/subscriptions/{JAN}") == 201
            assert [ask("GET", f"/persons/{JAN}") for _ in range(QUESTIONS)] == [200] * QUESTIONS
            assert ask("GET", f"/persons/{MARIA}") == 403
        yield base
    finally:
        services.stop()


@pytest.mark.parametrize(("width", "scripts", "language"), [(1280, True, "nl"), (320, True, "fr"), (320, False, "en")])
def test_it_is_read_on_any_screen(registers: str, chromium: Browser, width: int, scripts: bool, language: str) -> None:
    context = chromium.new_context(
        java_script_enabled=scripts,
        viewport={"width": width, "height": 800},
        bypass_csp=scripts,
        locale=f"{language}-BE",
        http_credentials={"username": "simulation", "password": KEYS["simulationKey"]},
    )
    window = Observer(context.new_page(), registers, width, checks_rules=scripts)
    page = window.page
    page.goto(f"{registers}/operator")
    window.look("questions")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator(".questions > li").count() == 20
    window.tab_to(page.locator("a[rel=next]"))
    page.keyboard.press("Enter")
    page.wait_for_url("**page=2*")
    window.look("older")
    assert page.locator(".questions > li").count() == QUESTIONS + 1 - 20
    context.close()
