"""The letters as staff see them: their organisation's alone, how far each is, and what reached nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.blocks.ebox_service.test_mailbox_pages import Person
from tests.blocks.ebox_service.worlds import LEUVEN, MARIA, PDF, Notifier, World, build_world, receipt
from tests.blocks.forms_service.conftest import ISSUER, Page, Provider

from bouwsteen_service.testing import ManualClock

ELS = {"sub": "els", "given_name": "Els", "family_name": "Janssens"}
TO_MARIA = {"nationalNumber": MARIA["eboxIdValue"]}
# A test number that no simulator knows an address of.
NOBODY = {"nationalNumber": "75650300133"}


def clerk(world: World, provider: Provider, *codes: str, **claims: Any) -> Person:
    roles = {"bouwsteen_ebox_rol_3d": [f"bouwsteen_ebox-gebruiker:{code}" for code in codes]}
    return Person(world, provider, **(ELS | roles | claims))


@pytest.fixture
def provider() -> Provider:
    return Provider(ManualClock())


@pytest.fixture
def world(tmp_path: Path, provider: Provider) -> Iterator[World]:
    identity = {
        "issuer": ISSUER,
        "clientId": "counter",
        "clientSecret": "s/cret",
        "scopes": '["openid", "profile", "rrn", "vo", "bouwsteen_ebox"]',
    }
    world = build_world(tmp_path, identity=identity, transport=httpx.ASGITransport(provider.app), clock=provider.clock)
    yield world
    world.service.close()


@pytest.fixture
def notifier(world: World) -> Notifier:
    return world.register_notifier()


def sign_in(person: Person) -> Page:
    return person.get("/letters/login")


def test_staff_follow_a_letter_to_the_post(world: World, provider: Provider, notifier: Notifier) -> None:
    told = notifier.told(receipt(recipient=TO_MARIA, body="Beste\n\nHet <b>bewijs</b> zit erbij."))
    els = clerk(world, provider, "73028")
    page = sign_in(els)
    assert (page.path, page.status) == ("/letters", 200)
    for said in ("Gemeente Herstappe", "Maria Claes, 3717 Herstappe", "wordt gedrukt", "Els Janssens"):
        assert said in page.text
    for _ in range(2):
        world.clock.advance(world.service.settings.letter_seconds)
        world.service.work()
    opened = els.get(f"/letters/{told['id']}")
    for said in ("gepost", "Voorbeeldstraat 5", "HER-2026-00001"):
        assert said in opened.text
    assert "&lt;b&gt;bewijs&lt;/b&gt;" in opened.source
    assert els.client.get(f"/letters/{told['id']}/enclosures/0").content == PDF
    assert els.get(f"/letters/{told['id']}/enclosures/1").status == 404


def test_what_reached_nobody_says_why(world: World, provider: Provider, notifier: Notifier) -> None:
    notifier.told(receipt(recipient=NOBODY, attachments=None))
    page = sign_in(clerk(world, provider, "73028"))
    assert "Er ging nog niets op papier" in page.text
    assert "geen postadres gegeven of bekend" in page.text


def test_staff_see_nothing_of_another_organisation(world: World, provider: Provider, notifier: Notifier) -> None:
    theirs = notifier.told(receipt(recipient=TO_MARIA))
    other = world.register_notifier("other", share=LEUVEN, user="leuven.local.ebox")
    other.told(receipt(recipient=TO_MARIA))
    els = clerk(world, provider, "24062")
    page = sign_in(els)
    assert ("Stad Leuven" in page.text, "Gemeente Herstappe" in page.text) == (True, False)
    assert page.source.count('href="/letters/') - page.source.count('href="/letters/login') == 1
    assert els.get(f"/letters/{theirs['id']}").status == 404
    assert els.get(f"/letters/{theirs['id']}/enclosures/0").status == 404


@pytest.mark.parametrize(
    "claims",
    [
        {"bouwsteen_ebox_rol_3d": []},
        {"bouwsteen_ebox_rol_3d": "bouwsteen_forms-gebruiker:73028"},
        {"bouwsteen_ebox_rol_3d": [7, "bouwsteen_ebox-gebruiker:", "bouwsteen_ebox-gebruiker:% %"]},
        {"bouwsteen_ebox_rol_3d": {"bouwsteen_ebox-gebruiker:73028": 1}},
    ],
)
def test_without_the_role_there_is_nothing_to_see(world: World, provider: Provider, claims: dict[str, Any]) -> None:
    nobody = clerk(world, provider, **claims)
    assert sign_in(nobody).status == 403
    assert "Aanmelden als medewerker" in nobody.get("/letters").text


def test_a_weak_means_is_not_enough(world: World, provider: Provider) -> None:
    provider.acr = "urn:be:vlaanderen:authmech:csampassword"
    assert sign_in(clerk(world, provider, "73028")).status == 403


def test_sessions_of_readers_and_of_staff_are_not_each_others(world: World, provider: Provider, notifier: Notifier) -> None:
    els = clerk(world, provider, "73028", rrn="84631200101")
    sign_in(els)
    assert "Meld u aan" in els.get("/mailbox").text
    cookies = {name: value for name, value in els.client.cookies.items() if "print-room" in name}
    (name,) = cookies
    els.client.cookies.set(name.replace("print-room", "session"), cookies[name])
    assert "Meld u aan" in els.get("/mailbox").text
    left = els.client.post("/letters/logout", data={"csrf": els.get("/letters").csrf}, headers={"origin": "http://127.0.0.1:20700"})
    assert left.status_code == 303
    assert "Aanmelden als medewerker" in els.get("/letters").text
