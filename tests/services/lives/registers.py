"""The registers: an application registers, has files on people, asks, and is told of what changed."""

from __future__ import annotations

import json
import threading
import uuid
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
from sqlalchemy import func, select
from tests.blocks.magda_service.worlds import ASKED, JAN, SIMULATION, SIMULATION_KEY
from tests.blocks.payments_service.receivers import Receiver
from tests.services.deaths import Built, Mortal, Place
from tests.services.lives.lives import BROKER_KEY, SESSION_KEY, Life

from bouwsteen_service import Bindings
from bouwsteen_service.databases import Database
from bouwsteen_service.outboxes import Outbox
from magda_service import applications
from magda_service.registrations import PLAN_ID, SERVICE_ID
from magda_service.services import MagdaService
from magda_service.settings import BODY_BYTES, FOLLOWS, MagdaSettings
from magda_service.tables import consultations, oauth_clients, subscriptions

_IDS = {"service_id": SERVICE_ID, "plan_id": PLAN_ID}


def build(place: Place) -> Built:
    own = {"brokerKey": BROKER_KEY, "sessionKey": SESSION_KEY, "simulationKey": SIMULATION_KEY}
    bindings = Bindings({"own": own, "database": {"driver": "postgresql", "uri": place.database_uri}})
    settings = replace(place.settings, follows=FOLLOWS, body_limit=BODY_BYTES)
    service = MagdaService.build(MagdaSettings(settings, place.folder, retry_seconds=1), bindings, clock=place.clock)
    setattr(applications, "_PAUSE_SECONDS", 0.02)  # noqa: B010  the pause is nothing that this is about
    return Built(applications.create_application(service, bindings), settings, service.database, [(Outbox, "_send")])


class RegisterLife(Life):
    BEHIND_BROKER = ("shares", "oauth_clients")

    def __init__(self, mortal: Mortal, hooks: Receiver) -> None:
        super().__init__(mortal, hooks)
        self.clients: list[str] = []
        self.asked: list[str] = []
        self.changed: list[int] = []
        self._lock = threading.Lock()

    def register(self) -> None:
        self.provision(_IDS)

    def ask_something(self) -> httpx.Response:
        return self.get("/v1/registration", headers={"authorization": "Bearer nobodys", "x-correlation-id": str(uuid.uuid4())})

    def work(self, number: int) -> None:
        account = self.bind(_IDS, f"asker-{number}", ASKED | {"name": f"Loket {number}", "eventsUrl": f"{self.hooks.url}/{number}"})
        question = str(uuid.uuid5(uuid.NAMESPACE_OID, f"question-{number}"))
        for status in ({200, 201}, {200}):
            assert self._call("PUT", f"/v1/subscriptions/{JAN}", account).status_code in status
        answer = self._call("GET", f"/v1/persons/{JAN}", account, question)
        assert answer.status_code == 200, answer.text
        street = {"street": f"Testplein {number}", "houseNumber": "9", "postcode": "3717", "municipality": "Herstappe"}
        path = f"/simulation/v1/persons/{JAN}/mutations"
        changed = self.mortal.ask("POST", path, json={"address": street}, auth=SIMULATION)
        assert changed.is_success, changed.text
        with self._lock:
            self.clients.append(account["clientId"])
            self.asked.append(question)
            self.changed.append(number)

    def settle(self, number: int) -> None:  # noqa: ARG002  the same for all lives
        """Until each application is told, of what it changed itself at least: it had a file on Jan by then."""
        for each in self.changed:
            self.mortal.wait(partial(self._is_told, each))

    def _is_told(self, number: int) -> bool:
        return any(path.endswith(f"/{number}") for path, _, _ in list(self.hooks.got))

    def _call(self, method: str, path: str, account: dict[str, Any], number: str = "") -> httpx.Response:
        client = (account["clientId"], account["clientSecret"])
        token = self.mortal.ask("POST", "/oauth/token", data={"grant_type": "client_credentials"}, auth=client).json()["access_token"]
        headers = {"authorization": f"Bearer {token}", "x-correlation-id": number or str(uuid.uuid4())}
        return self.mortal.ask(method, path, headers=headers)

    def check(self, database: Database) -> None:
        """Each account and each file once, each question written down at least once, each event of one id for one application."""
        with database.reading() as connection:
            assert sorted(connection.execute(select(oauth_clients.c.client_id)).scalars()) == sorted(self.clients)
            assert connection.execute(select(func.count()).select_from(subscriptions)).scalar_one() == len(self.clients)
            written = set(connection.execute(select(consultations.c.correlation_id)).scalars())
            assert set(self.asked) <= written, "no question is answered that is not written down"
        places: dict[str, set[str]] = {}
        for path, _, body in self.hooks.got:
            places.setdefault(json.loads(body)["id"], set()).add(path)
        assert Counter(len(found) for found in places.values()).keys() <= {1}
