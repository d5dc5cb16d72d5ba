"""The mailbox as people see it: signing in, a list, reading, files, three languages, and nothing of anybody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.blocks.ebox_service.worlds import BAKERY, BASE, JAN, MARIA, PDF, Sender, World, build_world, note
from tests.blocks.forms_service.conftest import ISSUER, Page, Provider

from bouwsteen_service.sessions import IDLE, LIFETIME
from bouwsteen_service.testing import ManualClock

SOFIE = {"sub": "sofie", "given_name": "Sofie", "family_name": "De Smet", "rrn": "79672300476"}
AS_BAKERY = SOFIE | {"vo_doelgroepcode": "EA", "vo_orgcode": "1999999052", "vo_orgnaam": "Bakkerij De Smet bv"}
OLD_LADY = {"sub": "maria", "given_name": "Maria", "family_name": "Claes", "rrn": "48690200865"}


class Person:
    """Somebody at a browser, whom the sign-in service knows as `claims`."""

    def __init__(self, world: World, provider: Provider, **claims: Any) -> None:
        self.client = world.http()
        self.provider = provider
        self.claims = claims or dict(provider.person)

    def get(self, path: str) -> Page:
        answer = self.client.get(path)
        while answer.is_redirect:
            target = answer.headers["location"]
            if target.startswith(f"{ISSUER}/v1/auth"):
                self.provider.person = dict(self.claims)
                target = self.provider.authorize(target)
            answer = self.client.get(target)
        return Page(answer)

    def sign_in(self, path: str = "/mailbox/login") -> Page:
        page = self.get(path)
        assert page.status == 200, page.text
        return page

    def open(self, message_id: str) -> Page:
        return self.get(f"/mailbox/messages/{message_id}")


def file_of(page: Page) -> str:
    found = re.search(r'href="(/mailbox/messages/[^"]+/files/[^"]+)"', page.source)
    assert found, page.text
    return found[1]


@pytest.fixture
def provider() -> Provider:
    return Provider(ManualClock())


@pytest.fixture
def world(tmp_path: Path, provider: Provider) -> Iterator[World]:
    identity = {"issuer": ISSUER, "clientId": "counter", "clientSecret": "s/cret", "scopes": '["openid", "profile", "rrn", "vo"]'}
    world = build_world(tmp_path, identity=identity, transport=httpx.ASGITransport(provider.app), clock=provider.clock)
    yield world
    world.service.close()


@pytest.fixture
def jan(world: World, provider: Provider) -> Person:
    return Person(world, provider)


def test_without_a_sign_in_service_there_is_no_mailbox(tmp_path: Path) -> None:
    world = build_world(tmp_path)
    assert world.http().get("/mailbox").status_code == 404
    world.service.close()


def test_somebody_signs_in_reads_and_signs_out(world: World, sender: Sender, jan: Person) -> None:
    world.leuven().send(note(subject={"nl": "Van Leuven"}))
    world.clock.advance(60)
    message_id = sender.send(note(bodyContent={"nl": "Beste Jan\n\nHet <b>besluit</b> zit erbij."}))
    home = jan.get("/")
    assert (home.path, "Meld u aan" in home.text) == ("/mailbox", True)
    page = jan.sign_in()
    assert (page.path, "Jan Peeters" in page.text) == ("/mailbox", True)
    assert "Ongelezen berichten: 2" in page.text
    assert page.text.index("Uw vergunning") < page.text.index("Van Leuven"), "the newest first, of all registries"
    opened = jan.open(message_id)
    assert "<p>Het &lt;b&gt;besluit&lt;/b&gt; zit erbij.</p>" in opened.source
    assert sender.status(message_id)["readStatus"] is True
    assert "Ongelezen berichten: 1" in jan.get("/mailbox").text
    answer = jan.client.post("/mailbox/logout", data={"csrf": page.csrf}, headers={"origin": BASE})
    assert answer.headers["location"].startswith(f"{ISSUER}/v1/logout?")
    assert "Meld u aan" in jan.get("/mailbox").text


def test_a_file_that_is_the_message_makes_it_read(sender: Sender, jan: Person) -> None:
    message_id = sender.send()
    jan.sign_in()
    opened = jan.open(message_id)
    assert sender.status(message_id)["readStatus"] is False
    answer = jan.client.get(file_of(opened))
    assert (answer.content, answer.headers["content-type"]) == (PDF, "application/octet-stream")
    assert "besluit.pdf" in answer.headers["content-disposition"]
    assert sender.status(message_id)["readStatus"] is True


def test_nobody_reads_what_is_for_another(world: World, sender: Sender, provider: Provider, jan: Person) -> None:
    message_id = sender.send()
    jan.sign_in()
    places = (f"/mailbox/messages/{message_id}", file_of(jan.open(message_id)))
    sofie = Person(world, provider, **SOFIE)
    assert "U hebt nog geen berichten." in sofie.sign_in().text
    for place in (*places, "/mailbox/messages/%00"):
        assert sofie.get(place).status in {404, 422}
    assert sender.status(message_id)["readStatus"] is False
    stranger = world.http()
    for place in places:
        assert stranger.get(place).headers["location"].startswith("/mailbox/login")


def test_an_entrepreneur_reads_the_mail_of_the_enterprise(world: World, sender: Sender, provider: Provider) -> None:
    sender.send(note(recipient=BAKERY))
    page = Person(world, provider, **AS_BAKERY).sign_in()
    assert ("Bakkerij De Smet bv" in page.text, "Ongelezen berichten: 1" in page.text) == (True, True)


def test_the_first_visit_opens_an_ebox(world: World, sender: Sender, provider: Provider) -> None:
    assert sender.publish(note(recipient=MARIA)).json()["code"] == "NO_DIGITAL_USER"
    assert "Ongelezen berichten: 1" in Person(world, provider, **OLD_LADY).sign_in().text
    assert "code" not in sender.publish(note(recipient=MARIA)).json()


def test_somebody_without_a_number_has_no_ebox(world: World, provider: Provider) -> None:
    page = Person(world, provider, sub="x", given_name="X").get("/mailbox/login")
    assert (page.status, "geen rijksregisternummer" in page.text) == (403, True)


def test_signing_in_leads_back_and_nowhere_else(sender: Sender, jan: Person) -> None:
    message_id = sender.send(note())
    assert jan.open(message_id).path == f"/mailbox/messages/{message_id}"
    assert jan.sign_in("/mailbox/login?next=https://elsewhere.test/").path == "/mailbox"


def test_a_sign_in_that_this_browser_did_not_begin_fails(jan: Person) -> None:
    assert jan.get("/mailbox/callback?state=x&code=y").status == 400
    begun = jan.client.get("/mailbox/login").headers["location"]
    back = jan.provider.authorize(begun)
    cancelled = back.partition("?")[0] + "?error=access_denied&state=" + back.rpartition("state=")[2]
    assert jan.get(cancelled).status == 403
    jan.provider.is_away = True
    jan.provider.changes = {"nonce": "other"}
    begun = jan.client.get("/mailbox/login").headers["location"]
    assert jan.get(jan.provider.authorize(begun)).status == 400


def test_a_session_ends_by_itself(world: World, sender: Sender, jan: Person) -> None:
    jan.sign_in()
    for _ in range(LIFETIME // (IDLE // 2) - 1):
        world.clock.advance(IDLE // 2)
        assert "Jan Peeters" in jan.get("/mailbox").text
    world.clock.advance(IDLE // 2)
    assert "Jan Peeters" not in jan.get("/mailbox").text
    jan.sign_in()
    world.clock.advance(IDLE)
    assert "Jan Peeters" not in jan.get("/mailbox").text
    world.service.sweep()


@pytest.mark.parametrize("form", [{}, {"csrf": "x"}])
def test_nobody_else_signs_somebody_out(jan: Person, form: dict[str, str]) -> None:
    page = jan.sign_in()
    assert jan.client.post("/mailbox/logout", data=form, headers={"origin": BASE}).status_code == 403
    elsewhere = {"origin": "https://elsewhere.test"}
    assert jan.client.post("/mailbox/logout", data={"csrf": page.csrf}, headers=elsewhere).status_code == 403
    assert "Jan Peeters" in jan.get("/mailbox").text


def test_languages(sender: Sender, jan: Person) -> None:
    sender.send(note(subject={"nl": "Uw vergunning", "fr": "Votre permis", "de": "Ihre Genehmigung"}))
    jan.sign_in()
    french, english = jan.get("/mailbox?lang=fr"), jan.get("/mailbox?lang=en")
    assert ("Votre permis" in french.text, "Messages non lus : 1" in french.text) == (True, True)
    assert ("Unread messages: 1" in english.text, 'lang="nl">Uw vergunning' in english.source) == (True, True)
    assert 'html lang="en"' in english.source
    assert 'html lang="en"' in jan.get("/mailbox").source, "what was chosen stays"


def test_many_messages_are_turned_over_and_what_is_hidden_or_past_is_not_there(world: World, sender: Sender, jan: Person) -> None:
    ids = [sender.send(note(subject={"nl": f"Bericht {number:02}"})) for number in range(22)]
    headers = {"content-type": "application/merge-patch+json"}
    hidden = {"items": [{"messageId": ids[0], "visible": False}]}
    assert sender.call("PATCH", "/ebox/messages", box=JAN, json=hidden, headers=headers).status_code == 200
    jan.sign_in()
    first, second = jan.get("/mailbox"), jan.get("/mailbox?page=2")
    assert (first.source.count('<li class="panel'), second.source.count('<li class="panel')) == (20, 1)
    assert ("Bladzijde 1 van 2" in first.text, 'href="/mailbox?page=1"' in second.source) == (True, True)
    world.clock.advance(11 * 366 * 24 * 3600)
    assert "U hebt nog geen berichten." in jan.sign_in().text
