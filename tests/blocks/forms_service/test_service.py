"""Starting, being ready, moving data along, and the real process beside the real identity service."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from bouwsteen_service.brokers import derive_password
from bouwsteen_service.settings import ServiceConfigurationError
from forms_service.contexts import ZONE
from forms_service.settings import FormsSettings
from forms_service.wording import TEXTS

ROOT = Path(__file__).parents[3]
ENVIRONMENT = {
    "FORMS_FOLDER": str(ROOT / "stacks" / "herstappe" / "forms"),
    "TITLE": "Gemeente Herstappe",
    "LANGUAGES": "nl,fr",
    "DRAFT_DAYS": "30",
    "ORGANISATION_NIS": "73028",
}


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
    (folder / name).write_text(text.replace("nl: Waar precies?", "nl: Op welke plek?").replace("version: 1.0.0", "version: 1.1.0"))
    second = open_counter(folder)
    detail = second.clerk().get(f"/clerk/submissions/{reference}")
    assert "Waar precies?" in detail.text
    assert "Op welke plek?" not in detail.text
    assert "1.0.0" in detail.text


def test_a_database_of_a_newer_service_is_refused(open_counter: Any, tmp_path: Path) -> None:
    open_counter()
    with sqlite3.connect(tmp_path / "data.sqlite") as connection:
        connection.execute("INSERT INTO schema_versions VALUES (99, 0)")
    connection.close()
    with pytest.raises(ServiceConfigurationError, match="schema version 99"):
        open_counter()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def write_binding(root: Path, use: str, fields: Mapping[str, Any]) -> None:
    folder = root / use
    folder.mkdir(parents=True)
    for name, value in fields.items():
        (folder / name).write_text(value if isinstance(value, str) else json.dumps(value))


@contextmanager
def run_service(folder: Path, program: str, block: str, port: int, environment: Mapping[str, str]) -> Iterator[Path]:
    """A service as a process, as the local target runs it: exactly this environment; its log is the file that is handed out."""
    log = folder / "log"
    full = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": os.pathsep.join(str(path) for path in (ROOT / "blocks" / block / "service", ROOT / "cli")),
        "BOUWSTEEN_PORT": str(port),
        "BOUWSTEEN_INSTANCE": f"herstappe/local/{block}",
        "SERVICE_BINDING_ROOT": str(folder / "bindings"),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        **environment,
    }
    with log.open("w") as stream:
        process = subprocess.Popen([sys.executable, "-m", program], env=full, stdout=stream, stderr=subprocess.STDOUT)
        try:
            wait_until_ready(process, port, log)
            yield log
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) in {0, -signal.SIGTERM}, log.read_text()


def wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health/ready", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@dataclass(frozen=True)
class Running:
    """The counter as a process."""

    url: str
    log: Path


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    identity, forms = tmp_path / "identity", tmp_path / "forms"
    identity_port, forms_port = free_port(), free_port()
    write_binding(identity / "bindings", "own", {"brokerKey": "b" * 43, "sessionKey": "s" * 43})
    (identity / "data").mkdir()
    with run_service(identity, "identity_service", "identity-service", identity_port, {"DATA_FOLDER": str(identity / "data")}):
        credentials = register(f"http://127.0.0.1:{identity_port}", f"http://127.0.0.1:{forms_port}")
        write_binding(forms / "bindings", "identity", credentials)
        write_binding(forms / "bindings", "own", {"sessionKey": "k" * 43})
        write_binding(forms / "bindings", "database", {"driver": "sqlite", "uri": f"sqlite:///{forms}/data.sqlite"})
        with run_service(forms, "forms_service", "forms", forms_port, ENVIRONMENT) as log:
            yield Running(f"http://127.0.0.1:{forms_port}", log)


def register(issuer: str, counter: str) -> dict[str, Any]:
    """What the identity block does: a share of the organisation, a client of the counter."""
    from pydantic import SecretStr

    user = "herstappe.local.identity"
    client = httpx.Client(
        base_url=f"{issuer}/broker/v2",
        auth=(user, derive_password(SecretStr("b" * 43), user)),
        headers={"x-broker-api-version": "2.17"},
        trust_env=False,
    )
    with client:
        service = client.get("/catalog").raise_for_status().json()["services"][0]
        base = {"service_id": service["id"], "plan_id": service["plans"][0]["id"]}
        organisation = {"parameters": {"organisation": {"nis": "73028", "name": "Herstappe"}}, "organization_guid": "o", "space_guid": "s"}
        client.put("/service_instances/one", json=base | organisation).raise_for_status()
        scopes = ["openid", "profile", "rrn", "vo", "bouwsteen_forms"]
        parameters = {"redirectUris": [f"{counter}/callback"], "postLogoutRedirectUris": [f"{counter}/"], "scopes": scopes}
        bound = client.put("/service_instances/one/service_bindings/two", json=base | {"parameters": parameters}).raise_for_status()
        credentials: dict[str, Any] = bound.json()["credentials"]
        return credentials


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
def test_the_real_process_beside_the_real_identity_service(running: Running, move: dict[str, Any]) -> None:
    today = datetime.now(ZONE).date()
    move |= {"movingDate.day": str(today.day), "movingDate.month": str(today.month), "movingDate.year": str(today.year)}
    with httpx.Client(follow_redirects=True, trust_env=False, timeout=30) as client:
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
