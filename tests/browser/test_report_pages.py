"""The adoption report and the page of an impact, opened from a folder in a real browser."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from tests.support.fleet_changes import drafts_policy
from tests.support.fleets import Fleet, plan_fleet, write_fleet

from bouwsteen.cli.impact_runs import Side, find_impacts
from bouwsteen.cli.main import main
from bouwsteen.cli.texts import Language, Texts
from bouwsteen.formats.impacts import impacts_json
from bouwsteen.reporting.adoption_sites import PAGES
from bouwsteen.reporting.impact_pages import impacts_html

pytestmark = pytest.mark.browser
# As `plan --plain --page` and `pr --out` write it; a test of theirs holds that this is so.
PRINTED = Path(__file__).parents[1] / "pull_requests/golden"
TOWNS = ("73028", "24062", "45041")  # Herstappe, Leuven, Ronse


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "tree"
    write_fleet(Fleet(1, plan_fleet(1, only={"herstappe", "leuven", "ronse"}).stacks), folder)
    leave_out_most(folder / "catalog/organisations.csv")
    entry = folder / "catalog/ebox.yaml"
    line = "    - {version: 1.0.0, channel: stable, since: 2026-12-01}\n"
    newer = "    - {version: 1.1.0, channel: stable, since: 2027-01-01}\n"
    entry.write_text(entry.read_text(encoding="utf-8").replace(line, line + newer), encoding="utf-8")
    return folder


def leave_out_most(organisations: Path) -> None:
    """A row for each of three hundred municipalities takes axe seven seconds a page, and each row is like the other."""
    head, *lines = organisations.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for number, line in enumerate(lines) if number % 10 == 0 or line.startswith(TOWNS)]
    organisations.write_text("".join([head, *kept]), encoding="utf-8")


def look_at(browser: Browser, page: Path, width: int) -> tuple[str, list[str], list[str]]:
    """The language of a page, what axe-core has against it, and what it asked of elsewhere."""
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=True)
    asked: list[str] = []
    shown = context.new_page()
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(page.as_uri())
    violations = [each["id"] for each in Axe().run(shown).response["violations"]]
    language = shown.locator("html").get_attribute("lang") or ""
    assert shown.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing is wider than the window"
    context.close()
    return language, violations, [url for url in asked if url != page.as_uri()]


@pytest.fixture(scope="module")
def report(tree: Path) -> Path:
    measured = tree / "measured"
    measured.mkdir()
    drift = {"format_version": "1.1", "stack": "leuven", "environment": "test", "at": "2028-05-30T09:00:00+00:00", "looked_at": 60}
    (measured / "drift.json").write_text(
        json.dumps({**drift, "resources": [{"kind": "missing"}, {"kind": "unreadable"}]}), encoding="utf-8"
    )
    arguments = ["-C", str(tree), "report", "--date", "2028-06-01", "--measured", str(measured), "--out", str(tree / "report")]
    assert main(arguments) == 0
    return tree / "report"


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_the_page_to_print_and_sign_is_accessible(chromium: Browser, language: str, width: int) -> None:
    assert look_at(chromium, PRINTED / f"plain.{language}.html", width) == (language, [], [])


@pytest.mark.parametrize("width", [1280, 360])
def test_the_report_opens_from_a_folder_in_three_languages(chromium: Browser, report: Path, width: int) -> None:
    for language, file in PAGES.items():
        assert look_at(chromium, report / file, width) == (language, [], [])
    page = (report / "en.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "1 behind, newest 1.1.0" in page
    assert "1 of 60" in page


def test_the_page_of_an_impact_is_accessible(chromium: Browser, tree: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed"
    write_fleet(Fleet(1, plan_fleet(1, only={"herstappe", "leuven", "ronse"}).stacks), changed)
    leave_out_most(changed / "catalog/organisations.csv")
    path, text = drafts_policy("2027-01-01 deny", most=1)
    (changed / path).parent.mkdir()
    (changed / path).write_text(text, encoding="utf-8")
    day = dt.date(2027, 2, 1)
    impacts = find_impacts(Side(tree, tree), Side(changed, changed), day, processes=1)
    data = impacts_json(impacts, day=day, base="a" * 40, head=None)
    file = tmp_path / "impact.html"
    file.write_text(impacts_html(data, Texts(Language.FR), "fr"), encoding="utf-8")
    assert look_at(chromium, file, 1280) == ("fr", [], [])
