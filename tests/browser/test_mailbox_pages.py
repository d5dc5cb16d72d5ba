"""The mailbox in Chromium, with the real sign-in service: without scripts, on a wide and a narrow screen, by the rules of axe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser
from tests.blocks.ebox_service.worlds import JAN, PDF, letter, multipart, note, receipt
from tests.browser.observers import Observer
from tests.browser.people import Person
from tests.loadtests.services import Services, register, start_broker, start_ebox
from tests.support.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Mailbox:
    """Where it is, and an account that sends to it."""

    base: str
    account: dict[str, Any]
    notifier: dict[str, Any]

    def notify(self, national_number: str, subject: str) -> None:
        auth = (self.notifier["clientId"], self.notifier["clientSecret"])
        token = httpx.post(self.notifier["tokenUrl"], data={"grant_type": "client_credentials"}, auth=auth, timeout=60).json()
        wanted = receipt(recipient={"nationalNumber": national_number}, subject=subject, attachments=None)
        kind, body = multipart(wanted, [], part="notification")
        key = subject[:20].replace(" ", "-")
        headers = {"authorization": f"Bearer {token['access_token']}", "content-type": kind, "idempotency-key": key}
        url = f"{self.notifier['url']}/v1/notifications"
        httpx.post(url, content=body, headers=headers, timeout=60).raise_for_status()

    def send(self, message: Any, files: Any = ()) -> None:
        auth = (self.account["clientId"], self.account["clientSecret"])
        token = httpx.post(self.account["tokenUrl"], data={"grant_type": "client_credentials"}, auth=auth, timeout=60).json()
        kind, body = multipart(message, files)
        headers = {"authorization": f"Bearer {token['access_token']}", "content-type": kind}
        url = f"{self.account['registryUrl']}/publishMessage"
        httpx.post(url, content=body, headers=headers, timeout=60).raise_for_status()


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailbox]:
    services = Services(tmp_path_factory.mktemp("mailbox"))
    try:
        broker = start_ebox(services, start_broker(services, "identity-service", "identity_service", free_port()))
        account = register(broker, {"senderApplication": {"name": "Loket"}})
        notifier = register(broker, {"interface": "notification", "senderApplication": {"name": "Loket"}}, "notifier")
        yield Mailbox(account["mailboxUrl"].removesuffix("/mailbox"), account, notifier)
    finally:
        services.stop()


def test_staff_follow_what_went_on_paper(mailbox: Mailbox, chromium: Browser) -> None:
    """By the keyboard on a narrow screen, by the rules of axe."""
    mailbox.notify("48690200865", "Uw ontvangstbewijs over een zeer lange aanvraag voor het innemen van het openbaar domein")
    mailbox.notify("75650300133", "Voor niemand")
    context = chromium.new_context(viewport={"width": 320, "height": 800}, bypass_csp=True, locale="nl-BE")
    window = Observer(context.new_page(), mailbox.base, 320, checks_rules=True)
    person, page = Person(window), window.page
    page.goto(f"{mailbox.base}/letters")
    window.look("letters-welcome")
    page.locator("main a.button").click()
    person.sign_in("eid", "els-janssens")
    window.look("letters")
    assert "geen postadres" in page.locator("main").inner_text()
    window.tab_to(page.locator("main h2 a").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/letters/*")
    window.look("letter")
    page.locator("form.account button").click()
    page.wait_for_url(f"{mailbox.base}/letters")
    context.close()


# With scripts the rules of axe are checked too; the pages themselves have none.
@pytest.mark.parametrize(("width", "scripts", "language"), [(1280, False, "nl"), (320, True, "nl"), (1280, True, "fr"), (320, True, "en")])
def test_somebody_reads_their_mail(mailbox: Mailbox, chromium: Browser, width: int, scripts: bool, language: str) -> None:
    subject = f"{language}-{width}"
    body = {
        "nl": "Geachte\n\nUw aanvraag is goedgekeurd.\nDe beslissing zit erbij.",
        "fr": "Madame, Monsieur\n\nVotre demande est acceptée.",
    }
    mailbox.send(note(subject={"nl": f"Uw vergunning {subject}", "fr": f"Votre permis {subject}"}, bodyContent=body))
    file_name = "Beslissing-over-uw-aanvraag-voor-een-omgevingsvergunning-in-Herstappe.pdf"
    mailbox.send(letter(subject={"nl": f"Uw beslissing {subject}"}), [("upfile1", file_name, "application/pdf", PDF)])
    context = chromium.new_context(
        java_script_enabled=scripts, viewport={"width": width, "height": 800}, bypass_csp=scripts, locale=f"{language}-BE"
    )
    window = Observer(context.new_page(), mailbox.base, width, checks_rules=scripts)
    person, page = Person(window), window.page
    page.goto(f"{mailbox.base}/")
    window.look("welcome")
    page.locator("main a.button").click()
    person.sign_in("itsme", "jan-peeters")
    window.look("list")
    unread = page.locator("li.unread").count()
    window.tab_to(page.locator("main h2 a", has_text=subject).last)
    page.keyboard.press("Enter")
    page.wait_for_url("**/messages/*")
    window.look("message")
    assert page.locator(".letter p").count() == 2
    page.locator("main a[href='/mailbox']").click()
    assert page.locator("li.unread").count() == unread - 1
    page.locator("main h2 a", has_text=subject).first.click()
    window.look("message-with-file")
    with page.expect_download() as started:
        page.locator("a[download]").click()
    assert started.value.suggested_filename == file_name
    assert started.value.path().read_bytes() == PDF
    page.goto(f"{mailbox.base}/mailbox")
    assert page.locator("li.unread").count() == unread - 2
    page.goto(f"{mailbox.base}/mailbox/messages/none")
    window.look("absent")
    page.goto(f"{mailbox.base}/mailbox")
    page.locator("form.account button").click()
    page.wait_for_url(f"{mailbox.base}/mailbox")
    window.look("signed-out")
    page.goto(f"{mailbox.base}/mailbox/callback?state=x")
    window.look("failed")
    assert JAN["eboxIdValue"] not in page.content()
    context.close()
