"""Zeep, a SOAP client of others, reads the description and asks over a socket."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
import zeep
import zeep.exceptions
from pydantic import SecretStr
from tests.blocks.forms_service.processes import run_service, write_binding
from tests.blocks.magda_service.worlds import ASKED, JAN, NOBODY
from tests.support.ports import free_port

from bouwsteen_service.brokers import derive_password
from bouwsteen_service.calendars import ZONE
from magda_service.data_names import DATA_NAMES
from magda_service.registrations import PLAN_ID, SERVICE_ID

KEY = "b" * 43
DEADLINE = 60


def register(base: str) -> dict[str, Any]:
    """The credentials of an application of Herstappe, with a subscription to Jan and to a number that nobody has."""
    user = "herstappe.local.magda"
    ids = {"service_id": SERVICE_ID, "plan_id": PLAN_ID}
    account = (user, derive_password(SecretStr(KEY), user))
    with httpx.Client(base_url=base, trust_env=False, timeout=DEADLINE) as client:
        broker: dict[str, Any] = {"auth": account, "headers": {"x-broker-api-version": "2.17"}}
        share = {"organisation": {"nis": "73028", "name": "Gemeente Herstappe"}}
        one = "/broker/v2/service_instances/share"
        place = {"organization_guid": "o", "space_guid": "s"}
        assert client.put(one, json=ids | place | {"parameters": share}, **broker).status_code == 201
        asked = {"parameters": ASKED | {"data": list(DATA_NAMES)}}
        credentials: dict[str, Any] = client.put(f"{one}/service_bindings/forms", json=ids | asked, **broker).json()["credentials"]
        form = {"grant_type": "client_credentials"}
        token = client.post("/oauth/token", data=form, auth=(credentials["clientId"], credentials["clientSecret"])).json()["access_token"]
        for insz in (JAN, NOBODY):
            headers = {"authorization": f"Bearer {token}", "x-correlation-id": str(uuid.uuid4())}
            assert client.put(f"/v1/subscriptions/{insz}", headers=headers).status_code == 201
    return credentials | {"token": token}


def request(insz: str) -> dict[str, Any]:
    now = dt.datetime.now(ZONE)
    sender = {"Identificatie": "herstappe.voorbeeld/loket", "Referte": str(uuid.uuid4())}
    message = {"Type": "VRAAG", "Tijdstip": {"Datum": now.date(), "Tijd": now.time()}, "Afzender": sender}
    asked = {"Referte": "vraag-1", "Inhoud": {"Criteria": {"INSZ": insz}, "Bron": "RR", "Taal": "nl"}}
    return {"Context": {"Naam": "GeefPersoon", "Versie": "02.02.0000", "Bericht": message}, "Vragen": {"Vraag": asked}}


def test_an_off_the_shelf_client_asks_and_is_refused_in_its_own_shapes(tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    write_binding(tmp_path / "bindings", "own", {"brokerKey": KEY, "sessionKey": "s" * 43})
    with (
        run_service(tmp_path, "magda_service", "magda-service", port, {"DATA_FOLDER": str(tmp_path / "data")}),
        requests.Session() as session,
    ):
        credentials = register(base)
        session.trust_env = False
        transport = zeep.Transport(session=session, timeout=DEADLINE, operation_timeout=DEADLINE)
        client = zeep.Client(f"{base}/soap?wsdl", transport=transport)
        with pytest.raises(zeep.exceptions.Fault, match="bearer token is needed"):
            client.service.GeefPersoon(Verzoek=request(JAN))
        session.headers["authorization"] = f"Bearer {credentials['token']}"
        reply = client.service.GeefPersoon(Verzoek=request(JAN))
        person = reply.Antwoorden.Antwoord.Inhoud.Persoon
        assert (person.INSZ, person.Bron, person.Naam.Achternamen.Achternaam) == (JAN, "RR", ["Peeters"])
        assert person.Adressen.Hoofdverblijfplaats.Straatnaam.String == "Voorbeeldstraat"
        assert [member.Positie.Omschrijving for member in person.Gezinsleden.Gezinslid][:2] == ["Referentiepersoon", "Partner"]
        nothing = client.service.GeefPersoon(Verzoek=request(NOBODY))
        (told,) = nothing.Antwoorden.Antwoord.Uitzonderingen.Uitzondering
        assert (told.Identificatie, told.Oorsprong, nothing.Antwoorden.Antwoord.Inhoud) == ("30001", "RR", None)
