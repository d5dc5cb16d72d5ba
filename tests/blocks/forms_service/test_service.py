"""Starting, being ready, moving data along, and the real process beside the real identity service."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.blocks.forms_service.processes import ENVIRONMENT, run_counter, write_binding

from bouwsteen.calendars import today
from bouwsteen_service.settings import ServiceConfigurationError
from forms_service.settings import FormsSettings
from forms_service.wording import TEXTS

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"FORMS_FOLDER": ""}, "FORMS_FOLDER"),
        ({"TITLE": " "}, "TITLE"),
        ({"LANGUAGES": ""}, "LANGUAGES"),
        ({"LANGUAGES": "nl,de"}, "LANGUAGES"),
        ({"DRAFT_DAYS": "0"}, "DRAFT_DAYS"),
        ({"DRAFT_DAYS": "many"}, "DRAFT_DAYS"),
        ({"ORGANISATION_NIS": ""}, "ORGANISATION_NIS"),
    ],
)
def test_a_setting_that_is_wrong_is_named(change: dict[str, str], expected: str) -> None:
    with pytest.raises(ServiceConfigurationError, match=expected):
        FormsSettings.from_environment(ENVIRONMENT | change)


def test_settings_are_read() -> None:
    settings = FormsSettings.from_environment(ENVIRONMENT | {"ORGANISATION_OVO": "OVO001234", "LANGUAGES": " nl , fr,nl "})
    assert settings.languages == ("nl", "fr")
    assert settings.organisation_codes == ("73028", "OVO001234")


def test_every_text_is_there_in_each_language() -> None:
    for key, text in TEXTS.items():
        assert set(text) == {"nl", "fr", "en"}, key
        fields = {language: sorted(part.split("}")[0] for part in value.split("{")[1:]) for language, value in text.items()}
        assert fields["nl"] == fields["fr"] == fields["en"], key


def test_ready_once_the_issuer_has_answered(counter: Any) -> None:
    async def check() -> tuple[int, int, int]:
        counter.provider.is_away = True
        transport = httpx.ASGITransport(counter.app)
        async with (
            counter.app.router.lifespan_context(counter.app),
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client,
        ):
            before = (await client.get("/health/ready")).status_code
            counter.provider.is_away = False
            for _ in range(100):
                await asyncio.sleep(0.05)
                if (await client.get("/health/ready")).status_code == 200:
                    break
            after = (await client.get("/health/ready")).status_code
            counter.provider.is_away = True
            return before, after, (await client.get("/health/ready")).status_code

    assert asyncio.run(check()) == (503, 200, 200)


def test_the_metrics_count_submissions(counter: Any, domain: dict[str, Any]) -> None:
    browser = counter.browser()
    browser.submit("use-of-public-domain", domain)
    assert 'forms_submitted_total{form="use-of-public-domain",channel="web"} 1' in browser.get("/metrics").source


def test_what_was_sent_stays_readable_after_the_form_changed(open_counter: Any, domain: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    folder.mkdir()
    name = "use-of-public-domain.form.yaml"
    text = (ROOT / "stacks" / "herstappe" / "forms" / name).read_text()
    (folder / name).write_text(text)
    first = open_counter(folder)
    reference = first.browser().submit("use-of-public-domain", domain).reference
    (folder / name).write_text(text.replace("nl: Waar precies?", "nl: Op welke plek?").replace("version: 1.1.0", "version: 1.2.0"))
    second = open_counter(folder)
    detail = second.clerk().get(f"/clerk/submissions/{reference}")
    assert "Waar precies?" in detail.text
    assert "Op welke plek?" not in detail.text
    assert "1.1.0" in detail.text


def test_a_database_of_a_newer_service_is_refused(open_counter: Any, tmp_path: Path) -> None:
    open_counter()
    with sqlite3.connect(tmp_path / "data.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")
    connection.close()
    with pytest.raises(ServiceConfigurationError, match="another version of this service"):
        open_counter()


class Forms(HTMLParser):
    """The forms of a page: address, hidden fields, the names that people fill in, the buttons."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(
                {"action": values.get("action", ""), "method": values.get("method", "get"), "hidden": {}, "names": set(), "buttons": []}
            )
        elif tag == "input" and values.get("type") == "hidden":
            self.forms[-1]["hidden"][values["name"]] = values["value"]
        elif tag in {"input", "select", "textarea"}:
            self.forms[-1]["names"].add(values["name"])
        elif tag == "button":
            self.forms[-1]["buttons"].append({values["name"]: values.get("value", "")} if "name" in values else {})


class Person:
    """Somebody with a browser, at the real counter and the real identity service."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.page = httpx.Response(200)

    def open(self, url: str) -> str:
        self.page = self.client.get(url)
        assert self.page.status_code == 200, self.page.text
        return self.page.text

    def press(self, what: str, values: Mapping[str, Any] | None = None) -> str:
        """Press the button with this value, or the first of the form with this address."""
        for form in Forms(self.page.text).forms:
            for button in form["buttons"]:
                if what in button.values() or form["action"].endswith(what):
                    filled = {name: value for name, value in (values or {}).items() if name in form["names"]}
                    sent = {"params" if form["method"] == "get" else "data": form["hidden"] | button | filled}
                    self.page = self.client.request(form["method"], self.page.url.join(form["action"]), **sent)
                    assert self.page.status_code == 200, self.page.text
                    return self.page.text
        raise AssertionError(f"There is no button {what}: {self.page.text}")


@pytest.mark.e2e
def test_the_real_process_beside_the_real_identity_service(tmp_path: Path, move: dict[str, Any]) -> None:
    day = today()
    move |= {"movingDate.day": str(day.day), "movingDate.month": str(day.month), "movingDate.year": str(day.year)}
    with run_counter(tmp_path) as running, httpx.Client(follow_redirects=True, trust_env=False, timeout=30) as client:
        jan = Person(client)
        jan.open(f"{running.url}/forms/change-of-address")
        jan.press("/start")
        jan.press("itsme")
        jan.press("jan-peeters")
        while "/steps/" in jan.page.url.path:
            jan.press("next", move)
        jan.press("/submit")
        reference = jan.page.url.path.removeprefix("/submissions/")
        assert reference in jan.page.text
        jan.press("/logout")
        assert str(jan.page.url) == f"{running.url}/"
        jan.open(f"{running.url}/login?staff=true&next=/clerk")
        jan.press("itsme")
        assert f"/clerk/submissions/{reference}" in jan.press("els-janssens")
        assert "Jan Peeters" in jan.open(f"{running.url}/clerk/submissions/{reference}")
    log = running.log.read_text()
    assert "84631200101" not in log
    assert reference not in log
    assert all(json.loads(line) for line in log.splitlines())


def test_the_real_process_says_why_it_cannot_start(tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "bad.form.yaml").write_text("id: bad")
    write_binding(tmp_path / "bindings", "own", {"sessionKey": "k" * 43})
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(str(path) for path in (ROOT / "blocks" / "forms" / "service", ROOT / "cli")),
        "BOUWSTEEN_PORT": "0",
        "SERVICE_BINDING_ROOT": str(tmp_path / "bindings"),
        **ENVIRONMENT,
        "FORMS_FOLDER": str(folder),
    }
    finished = subprocess.run([sys.executable, "-m", "forms_service"], env=environment, capture_output=True, timeout=60, check=False)
    assert finished.returncode == 1
    entry = json.loads(finished.stdout.splitlines()[-1])
    assert entry["level"] == "critical"
    assert "bad.form.yaml: version: Field required." in entry["reason"]
