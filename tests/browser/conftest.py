"""A counter that really runs, and Chromium before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from tests.browser.observers import Observer
from tests.e2e.conftest import Checkout, make_checkout, requires

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000  # milliseconds


@dataclass(frozen=True)
class Counter:
    """The forms of Herstappe: where they are, and the work tree out of which they run."""

    checkout: Checkout
    url: str

    def databases(self) -> list[Path]:
        return self.checkout.find("data.sqlite")


# Of a module, not of the session: while Playwright is open, its thread runs an event loop, which other tests start themselves.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        (pytest.fail if requires("chromium") else pytest.skip)(f"these tests need {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def counter(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """One stack for all these tests: nothing that they do gets in each other's way."""
    with make_checkout(tmp_path_factory.mktemp("counter")) as checkout:
        checkout.run("up", "stacks/herstappe", "--no-verify")
        yield Counter(checkout, checkout.run("outputs", "herstappe", "forms/intake.url").stdout.strip())


@pytest.fixture
def open_window(chromium: Browser, counter: Counter) -> Iterator[Callable[..., Observer]]:
    """Open a private window, of somebody else than the windows before. Nothing that it shows may come from elsewhere or go wrong."""
    opened: list[tuple[BrowserContext, list[str], list[str]]] = []

    def open_one(*, width: int = 1280, scripts: bool = True) -> Observer:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, locale="nl-BE", java_script_enabled=scripts, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        addresses: list[str] = []
        troubles: list[str] = []
        context.on("request", lambda request: addresses.append(request.url))
        # Chromium also writes each answer of 400 and up there: a form with mistakes is one.
        context.on("console", lambda message: None if "Failed to load resource" in message.text else troubles.append(message.text))
        context.on("weberror", lambda error: troubles.append(str(error.error)))
        opened.append((context, addresses, troubles))
        return Observer(context.new_page(), counter.url, width)

    yield open_one
    for context, addresses, troubles in opened:
        context.close()
        assert {urlsplit(address).hostname for address in addresses if not address.startswith("data:")} <= {"127.0.0.1"}
        assert troubles == []
