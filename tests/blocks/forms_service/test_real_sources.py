"""The fakes of the other tests are honest: the same counter with the registers and the vault service themselves, at their HTTP port."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from tests.blocks.data_vault_service import worlds as vaults
from tests.blocks.forms_service.conftest import BASE, JAN, Browser, OpenCounter, Page
from tests.blocks.magda_service import worlds as registers

from bouwsteen_service.testing import create_client

DATA = ["givenName", "familyName", "birthDate", "birthPlace", "address", "household"]
MAIL = '<{me}> <https://schema.org/email> "jan@kluis.test".'


class Real(httpx.BaseTransport):
    """Calls go to the service whose address they have."""

    def __init__(self, applications: Mapping[str, Any]) -> None:
        self.applications = applications

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        base = f"{request.url.scheme}://{request.url.netloc.decode()}"
        with create_client(self.applications[base], base) as client:
            return client.request(request.method, request.url.raw_path.decode(), content=request.read(), headers=dict(request.headers))


@pytest.fixture
def magda(tmp_path: Path) -> registers.World:
    folder = tmp_path / "registers"
    folder.mkdir()
    return registers.build_world(folder)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[vaults.World]:
    folder = tmp_path / "vaults"
    folder.mkdir()
    made = vaults.build_world(folder)
    yield made
    made.service.close()


OpenReal = Callable[[], Browser]


@pytest.fixture
def citizen(open_counter: OpenCounter, magda: registers.World, vault: vaults.World) -> Browser:
    asked = {"purpose": "Vooraf invullen", "legalBasis": "Decreet", "data": DATA}
    bindings = {
        "persons": magda.register(parameters=asked).credentials,
        "vault": vault.adopt(redirectUris=[f"{BASE}/"], eventsUrl=None).credentials,
    }
    more = {name: {field: _text(value) for field, value in fields.items()} for name, fields in bindings.items()}
    others = Real({registers.BASE: magda.application, vaults.BASE: vault.application})
    return open_counter(more=more, others=others).citizen(JAN)


def _text(value: Any) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value)


def begin(citizen: Browser, step: str) -> Page:
    page = citizen.start("change-of-address")
    moving = {"movingDate.day": "14", "movingDate.month": "3", "movingDate.year": "2026", "comingFrom": "belgium"}
    page = citizen.post(page.path, csrf=page.csrf, **moving)
    return citizen.get(page.path.replace("previous-address", step))


def test_the_registers_themselves_fill_in_an_address(citizen: Browser) -> None:
    page = begin(citizen, "previous-address")
    assert "Dit komt uit het Rijksregister" in page.text, page.text
    assert 'name="previousAddress.street" value=""' not in page.source


def test_registers_that_are_down_are_told(citizen: Browser, magda: registers.World) -> None:
    magda.behave(JAN["rrn"], "down")
    page = begin(citizen, "previous-address")
    assert "Het Rijksregister antwoordt nu niet." in page.text
    magda.behave(JAN["rrn"], "refuses")
    page = citizen.post(page.path.split("/steps")[0] + "/registers", csrf=page.csrf, step="previous-address")
    assert "vul" in page.text.lower()
    magda.behave(JAN["rrn"], "answers")
    page = citizen.post(page.path.split("/steps")[0] + "/registers", csrf=page.csrf, step="previous-address")
    assert "Dit komt uit het Rijksregister" in page.text


def test_a_vault_itself_is_asked_read_and_closed_again(citizen: Browser, vault: vaults.World) -> None:
    web_id = vault.solid.add_person("jan", email=MAIL)
    owner = vault.browser(web_id)
    page = begin(citizen, "contact")
    draft = page.path.split("/steps")[0]
    asking = citizen.get(f"{draft}/vault?step=contact")
    answer = citizen.client.post(f"{draft}/vault", data={"csrf": asking.csrf, "step": "contact", "webId": web_id})
    assert answer.status_code == 303, answer.text
    request_id = urlsplit(answer.headers["location"]).path.rsplit("/", 1)[1]
    back = owner.decide(request_id, email="on").headers["location"]
    page = citizen.get(back.removeprefix(BASE))
    assert 'value="jan@kluis.test"' in page.source, page.text
    assert "Dit komt uit uw datakluis" in page.text
    owner.withdraw(request_id)
    page = citizen.get(page.path)
    assert "U trok de toestemming" in page.text
    assert "jan@kluis.test" not in page.source


def test_a_citizen_who_refuses_at_the_vault_itself_types(citizen: Browser, vault: vaults.World) -> None:
    web_id = vault.solid.add_person("jan", email=MAIL)
    page = begin(citizen, "contact")
    draft = page.path.split("/steps")[0]
    asking = citizen.get(f"{draft}/vault?step=contact")
    answer = citizen.client.post(f"{draft}/vault", data={"csrf": asking.csrf, "step": "contact", "webId": web_id})
    request_id = urlsplit(answer.headers["location"]).path.rsplit("/", 1)[1]
    owner = vault.browser(web_id)
    consent = owner.get(f"/consent/{request_id}")
    back = owner.post(f"/consent/{request_id}", consent, decision="refuse").headers["location"]
    assert "U gaf geen toestemming" in citizen.get(back.removeprefix(BASE)).text
