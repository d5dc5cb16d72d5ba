"""The counter: forms are submitted, paid for and handled, and their receipts sent. The till and the post stand in files."""

from __future__ import annotations

import json
import threading
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select
from tests.blocks.forms_service import conftest as worlds
from tests.blocks.forms_service.payers import NOTIFICATION
from tests.blocks.forms_service.processes import NO_PAYMENTS
from tests.blocks.payments_service.receivers import Receiver
from tests.services.deaths import Built, Mortal, Place
from tests.services.lives.lives import SESSION_KEY, Life

from bouwsteen_service import Bindings
from bouwsteen_service.databases import Database
from bouwsteen_service.testing import ManualClock
from forms_service import applications
from forms_service.checkouts import Checkouts
from forms_service.notifications import Notifications
from forms_service.settings import FormsSettings
from forms_service.storage.tables import audit_entries, letters, payment_attempts, submissions

_TOKEN = "a-token-of-a-clerk"
_EXTRACT = {"extract": "household", "extractLanguage": "dutch", "purpose": "bank", "email": "jan@voorbeeld.test", "declaration": True}
_MOVE = {
    "movingDate": "2026-03-14",
    "comingFrom": "abroad",
    "previousCountry": "Portugal",
    "newAddress": {"street": "Dorpsstraat", "houseNumber": "5", "postalCode": "3717", "municipality": "Herstappe"},
    "housing": "owner",
    "movesWithOthers": "no",
    "email": "jan@voorbeeld.test",
    "declaration": True,
}


class Others:
    """A till in which everything is paid, and a post that takes all. What they did outlives the process: each has a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/token"):
            return httpx.Response(200, json={"access_token": "t", "token_type": "Bearer", "expires_in": 3600})
        if path.endswith("/notifications"):
            key = request.headers["idempotency-key"]
            self._append("sent", key)
            return httpx.Response(201, json={"id": f"n-{key}", "channel": "ebox", "status": "delivered"})
        if request.method == "POST":
            key = f"tr_{request.headers['idempotency-key']}"
            self._append("asked", key)
            asked = json.loads(request.read())
            checkout = {"checkout": {"href": f"http://127.0.0.1:9/checkout/{key}"}}
            payment = {"id": key, "amount": asked["amount"], "metadata": asked["metadata"], "status": "open", "_links": checkout}
            (self._folder / key).write_text(json.dumps(payment))
            return httpx.Response(201, json=payment)
        return httpx.Response(200, json=json.loads((self._folder / path.rsplit("/", 1)[1]).read_text()) | {"status": "paid"})

    def _append(self, name: str, line: str) -> None:
        with (self._folder / name).open("a") as file:
            file.write(f"{line}\n")


def build(place: Place) -> Built:
    forms = FormsSettings(place.settings, worlds.HERSTAPPE, "Gemeente Herstappe", ("nl", "fr"), 30, (worlds.NIS,))
    issuer = {"issuer": worlds.ISSUER, "clientId": "counter", "clientSecret": "s/cret", "scopes": '["openid", "bouwsteen_forms"]'}
    fields: dict[str, Any] = {"own": {"sessionKey": SESSION_KEY}, "identity": issuer, "payments": NO_PAYMENTS, "notification": NOTIFICATION}
    fields["database"] = {"driver": "postgresql", "uri": place.database_uri}
    provider = worlds.Provider(ManualClock(place.clock()))
    provider.tokens[_TOKEN] = {
        "active": True,
        "scope": "openid bouwsteen_forms",
        "exp": place.clock() + 10**9,
        "acr": worlds.ITSME,
    } | worlds.CLERK
    setattr(applications, "_PAUSE", 0.02)  # noqa: B010  the pause is nothing that this is about
    application = applications.create_forms_service(
        forms,
        Bindings(fields),
        clock=place.clock,
        transport=httpx.ASGITransport(provider.app),
        others=httpx.MockTransport(Others(place.folder).answer),
    )
    calls = [(Notifications, "send"), (Checkouts, "ask"), (Checkouts, "find")]
    return Built(application, place.settings, application.state.forms.database, calls)


class CounterLife(Life):
    def __init__(self, mortal: Mortal, hooks: Receiver) -> None:
        super().__init__(mortal, hooks)
        self.moved: list[str] = []
        self.bought: list[str] = []
        self._lock = threading.Lock()
        self._headers = {"authorization": f"Bearer {_TOKEN}"}

    def register(self) -> None:
        self.mortal.wait(lambda: self.mortal.ask("GET", "/api/v1/submissions", headers=self._headers).status_code == 200)

    def ask_something(self) -> httpx.Response:
        return self.get("/api/v1/submissions", headers=self._headers)

    def work(self, number: int) -> None:
        moved, bought = (
            self._submit("change-of-address", _MOVE, f"move-{number}"),
            self._submit("register-extract", _EXTRACT, f"buy-{number}"),
        )
        for _ in range(2):
            path = f"/api/v1/submissions/{moved}/status"
            changed = self.mortal.ask("PUT", path, json={"status": "in-progress"}, headers=self._headers)
            assert (changed.status_code, changed.json()["status"]) == (200, "in-progress"), changed.text
        asked = self.mortal.ask("POST", f"/api/v1/submissions/{bought}/payment", headers=self._headers)
        # Another look may find it paid before the answer came.
        assert asked.status_code in {201, 409}, asked.text
        with self._lock:
            self.moved.append(moved)
            self.bought.append(bought)

    def _submit(self, form: str, data: dict[str, Any], key: str) -> str:
        references = set()
        for _ in range(2):
            headers = self._headers | {"idempotency-key": key}
            answer = self.mortal.ask("POST", "/api/v1/submissions", json={"form": form, "data": data}, headers=headers)
            assert answer.status_code == 201, answer.text
            references.add(str(answer.json()["reference"]))
        (one,) = references
        return one

    def settle(self, number: int) -> None:  # noqa: ARG002  the same for all lives
        """Until all that was bought is paid, and the post has its receipts."""
        for reference in self.bought:
            self.mortal.wait(partial(self._is_paid, reference))
        self.mortal.wait(lambda: set(self.bought) <= set(self._lines("sent")))

    def _is_paid(self, reference: str) -> bool:
        answer = self.mortal.ask("GET", f"/api/v1/submissions/{reference}/status", headers=self._headers)
        return bool(answer.json()["status"] == "received")

    def _lines(self, name: str) -> list[str]:
        file = self.mortal.place.folder / name
        return file.read_text().split() if file.exists() else []

    def check(self, database: Database) -> None:
        """Each submission once, each paid once, each receipt sent under one key, each decision written down once."""
        with database.reading() as connection:
            found = [(str(row[0]), str(row[1])) for row in connection.execute(select(submissions.c.reference, submissions.c.status))]
            assert dict(found) == dict.fromkeys(self.moved, "in-progress") | dict.fromkeys(self.bought, "received")
            assert len(found) == len(self.moved) + len(self.bought)
            paid = select(submissions.c.payment_id).where(submissions.c.paid_at.is_not(None))
            assert set(connection.execute(paid).scalars()) == set(self._lines("asked"))
            attempts = Counter(connection.execute(select(payment_attempts.c.reference)).scalars())
            assert attempts == Counter(self.bought), "nobody was asked to pay twice"
            assert sorted(connection.execute(select(letters.c.reference)).scalars()) == sorted(self.bought)
            changes = select(audit_entries.c.reference).where(audit_entries.c.action == "status")
            assert sorted(connection.execute(changes).scalars()) == sorted(self.moved)
            assert connection.execute(select(func.count()).select_from(letters).where(letters.c.attempts < 1)).scalar_one() == 0
        assert set(self._lines("sent")) == set(self.bought)
