"""Looking at a page as somebody with another screen, another tongue, other eyes or other hands would."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

# Where to keep a picture of each page that is looked at; nowhere when it is not set.
PICTURES = os.environ.get("BOUWSTEEN_PICTURES", "")
MOST_STOPS = 60  # of the Tab key on one page
AXE = Axe()


@dataclass
class Observer:
    """A window with one page, and the names of the pages that were looked at.

    `patience`: how long a page may take until it is laid out, in seconds.
    """

    page: Page
    url: str
    width: int
    seen: list[str] = field(default_factory=list)
    checks_rules: bool = False
    patience: float = 0

    def look(self, name: str) -> None:
        """Hold what holds for every page: one main heading, a title, a language, no script, no scrolling sideways.

        Where `checks_rules` is set, no violation of any rule of axe either; that needs a window that runs scripts.
        """
        self.page.wait_for_load_state("load")
        expect(self.page.locator("h1")).to_have_count(1)
        assert self.page.title(), name
        assert self.page.locator("html").get_attribute("lang"), name
        self._check_width(name)
        assert self.page.locator("script").count() == 0, name
        if self.checks_rules:
            found = AXE.run(self.page)
            assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{PICTURES}/{self.width}-{len(self.seen):02d}-{name}.png", full_page=True)
        self.seen.append(name)

    def _check_width(self, name: str) -> None:
        deadline = time.monotonic() + self.patience
        while (wide := self.page.evaluate("document.documentElement.scrollWidth")) > self.width:
            assert time.monotonic() < deadline, f"{name} scrolls sideways: it is {wide} wide"
            self.page.wait_for_timeout(100)

    @property
    def focused(self) -> Locator:
        return self.page.locator(":focus")

    def tab_to(self, target: Locator) -> None:
        """Press Tab until the focus is there. On the way, every stop shows where it is."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if self.focused.count() and target.evaluate("element => element === document.activeElement"):
                outline = self.focused.evaluate("element => parseFloat(getComputedStyle(element).outlineWidth)")
                assert outline >= 2, "the focus cannot be seen"
                return
        raise AssertionError(f"the Tab key does not lead to {target}")
