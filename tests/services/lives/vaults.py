"""Data vaults: an application asks, citizens give and take back at their own Solid server, the application reads and is told of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
from sqlalchemy import func, select
from tests.blocks.data_vault_service.solid import Solid, serving
from tests.blocks.data_vault_service.worlds import DATA_KEY, EMAIL, RETURN, TERMS, hidden_fields
from tests.blocks.payments_service.receivers import Receiver
from tests.services.deaths import Built, Mortal, Place
from tests.services.lives.lives import BROKER_KEY, SESSION_KEY, Life

from bouwsteen_service import Bindings
from bouwsteen_service.databases import Database
from bouwsteen_service.outboxes import Outbox
from data_vault_service import applications
from data_vault_service.outgoing import Outgoing
from data_vault_service.registrations import PLAN_ID, SERVICE_ID
from data_vault_service.services import VaultService
from data_vault_service.settings import FOLLOWS, VaultSettings
from data_vault_service.tables import access_data, access_requests, accounts, identities, readings

_IDS = {"service_id": SERVICE_ID, "plan_id": PLAN_ID}
_TRIES = 50


def build(place: Place) -> Built:
    own = {"brokerKey": BROKER_KEY, "sessionKey": SESSION_KEY, "dataKey": DATA_KEY}
    server = (place.folder / "solid").read_text()
    database = {"driver": "postgresql", "uri": place.database_uri}
    bindings = Bindings({"own": own, "database": database, "solid": {"url": server, "issuer": server}})
    settings = replace(place.settings, follows=FOLLOWS)
    service = VaultService.build(VaultSettings(settings, place.folder, retry_seconds=1), bindings, clock=place.clock)
    setattr(applications, "_PAUSE_SECONDS", 0.02)  # noqa: B010  the pause is nothing that this is about
    calls = [(Outbox, "_send"), (Outgoing, "send")]
    return Built(applications.create_application(service, bindings), settings, service.database, calls)


class VaultLife(Life):
    """The Solid server lives on whatever dies. Citizens of an even number take back what they gave."""

    BEHIND_BROKER = ("shares", "accounts")

    solid: Solid

    def __init__(self, mortal: Mortal, hooks: Receiver) -> None:
        super().__init__(mortal, hooks)
        self.asked: dict[int, str] = {}
        self._lock = threading.Lock()

    @contextmanager
    def surroundings(self) -> Iterator[None]:
        with serving(self.mortal.place.clock) as self.solid:
            (self.mortal.place.folder / "solid").write_text(self.solid.base)
            yield

    def register(self) -> None:
        self.provision(_IDS)
        made = self.bind(_IDS, "asker", TERMS | {"eventsUrl": f"{self.hooks.url}/events"})
        self._account = (made["clientId"], made["clientSecret"])

    def ask_something(self) -> httpx.Response:
        return self.get("/v1/access-requests", headers={"authorization": "Bearer nobodys"})

    def work(self, number: int) -> None:
        web_id = self.solid.add_person(f"citizen-{number}", email=EMAIL)
        wanted = {"webId": web_id, "data": ["email"], "returnUrl": RETURN, "reference": f"HER-{number}"}
        answers = [self._call("POST", "", json=wanted, headers={"idempotency-key": f"ask-{number}"}) for _ in range(2)]
        (request_id,) = {str(answer.json()["id"]) for answer in answers}
        self._decide(web_id, f"/consent/{request_id}", request_id, "requested", decision="grant")
        read = self._call("GET", f"/{request_id}/data/email")
        assert (read.status_code, read.json()["value"]) == (200, "noor@voorbeeld.test"), read.text
        if number % 2 == 0:
            self._decide(web_id, f"/vault/requests/{request_id}", request_id, "granted")
            assert self._call("GET", f"/{request_id}/data/email").status_code == 403
        with self._lock:
            self.asked[number] = request_id

    def _call(self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any) -> httpx.Response:
        form = {"grant_type": "client_credentials"}
        token = self.mortal.ask("POST", "/oauth/token", data=form, auth=self._account).json()["access_token"]
        shown = {"authorization": f"Bearer {token}"} | (headers or {})
        return self.mortal.ask(method, f"/v1/access-requests{path}", headers=shown, **options)

    def _status(self, request_id: str) -> str:
        return str(self._call("GET", f"/{request_id}").json()["status"])

    def _decide(self, web_id: str, page: str, request_id: str, before: str, **fields: str) -> None:
        """As a browser does, until it is no more what it was. Whoever is interrupted signs in again."""
        for _ in range(_TRIES):
            if self._status(request_id) != before:
                return
            jar = self._sign_in(web_id, page)
            form = hidden_fields(self._visit(jar, "GET", page).text)
            self._visit(jar, "POST", page if fields else f"{page}/withdraw", data=form | fields)
        raise AssertionError(f"it stays {before}")

    def _sign_in(self, web_id: str, page: str) -> dict[str, str]:
        """The cookies of a browser. A code whose answer was lost is worth nothing any more."""
        jar: dict[str, str] = {}
        sent = self._visit(jar, "GET", "/sign-in", params={"webId": web_id, "next": page})
        assert sent.status_code == 303, sent.text
        back = self.solid.approve(sent.headers["location"], web_id)
        self._visit(jar, "GET", back.removeprefix(self.mortal.place.base))
        return jar

    def _visit(self, jar: dict[str, str], method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"accept": "text/html", "origin": self.mortal.place.base}
        answer = self.mortal.ask(method, path, headers=headers, cookies=jar, **options)
        jar.update(answer.cookies)
        return answer

    def settle(self, number: int) -> None:  # noqa: ARG002  the same for all lives
        """Until the servers of citizens allow no more than they gave, and the application is told of all."""
        for each, request_id in self.asked.items():
            self.mortal.wait(partial(self._is_settled, each, request_id))

    def _is_settled(self, number: int, request_id: str) -> bool:
        wanted = ["granted", "withdrawn"] if number % 2 == 0 else ["granted"]
        if number % 2 == 0 and self.solid.rules(f"citizen-{number}", "email"):
            # What only the citizen's own tokens can do waits for them where these were lost.
            web_id = f"{self.solid.base}citizen-{number}/profile/card#me"
            self._sign_in(web_id, "/vault")
            return False
        return sorted(self._told(request_id).values()) == wanted

    def _told(self, request_id: str) -> dict[str, str]:
        """What events said of a request, each once however often it came: the state by the event's id."""
        bodies = [json.loads(body) for _, _, body in list(self.hooks.got)]
        return {body["id"]: body["status"] for body in bodies if body["accessRequest"] == request_id}

    def check(self, database: Database) -> None:
        """Each request once and in its state, each reading written down, one identity, and at the servers what was given and no more."""
        taken_back = {request_id for number, request_id in self.asked.items() if number % 2 == 0}
        with database.reading() as connection:
            found = connection.execute(select(access_requests.c.request_id, access_requests.c.status)).all()
            states = {each: "withdrawn" if each in taken_back else "granted" for each in self.asked.values()}
            assert sorted((str(row[0]), str(row[1])) for row in found) == sorted(states.items())
            data = connection.execute(select(access_data.c.request_id, access_data.c.state)).all()
            assert {str(row[0]): str(row[1]) for row in data} == {
                each: "removed" if state == "withdrawn" else "allowed" for each, state in states.items()
            }
            read = select(readings.c.request_id).where(readings.c.outcome == "read")
            assert set(connection.execute(read).scalars()) == set(states), "nothing is handed out that is not written down"
            assert connection.execute(select(func.count()).select_from(accounts)).scalar_one() == 1
            reader = connection.execute(select(identities.c.web_id)).scalar_one()
        assert self.solid.web_ids_of_organisations() == [reader]
        for number, request_id in self.asked.items():
            agents = {agent for agent, _ in self.solid.rules(f"citizen-{number}", "email")}
            assert agents == (set() if request_id in taken_back else {reader, f"{self.solid.base}citizen-{number}/profile/card#me"})
            assert sorted(self._told(request_id).values()) == (["granted", "withdrawn"] if request_id in taken_back else ["granted"])
