"""A life of a service: who uses it asks again until there is an answer, whatever dies meanwhile."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar

import httpx
from pydantic import SecretStr
from sqlalchemy import column, func, select, table
from tests.blocks.payments_service.receivers import Receiver
from tests.services.deaths import Mortal

from bouwsteen_service.brokers import derive_password
from bouwsteen_service.databases import Database

BROKER_KEY = "broker-key-canary-0123456789abcdef0123456"
SESSION_KEY = "session-key-canary-0123456789abcdef012345"
USER = "herstappe.local.lives"
ORGANISATION = {"organisation": {"nis": "73028", "name": "Herstappe"}}


class Life(ABC):
    """`hooks` gets what the service tells others. `BEHIND_BROKER`: the tables of its shares and of the accounts in them."""

    BEHIND_BROKER: ClassVar[tuple[str, str] | None] = None

    def __init__(self, mortal: Mortal, hooks: Receiver) -> None:
        self.mortal = mortal
        self.hooks = hooks

    def surroundings(self) -> AbstractContextManager[None]:
        """What the service needs beside itself and which does not die, while it is entered."""
        return nullcontext()

    @abstractmethod
    def register(self) -> None:
        """Once, before anything dies."""

    @abstractmethod
    def work(self, number: int) -> None:
        """All that somebody does with the service, until each answer is there. Several may work at the same time."""

    def settle(self, number: int) -> None:  # noqa: B027  most have nothing to do
        """Until what the service does by itself after that work is done."""

    @abstractmethod
    def ask_something(self) -> httpx.Response:
        """A request that needs the database, whatever the answer."""

    @abstractmethod
    def check(self, database: Database) -> None:
        """That nothing was lost and nothing doubled. The service does not run any more."""

    def check_broker(self, database: Database) -> None:
        """What the broker holds is there, once: a share for each instance, an account for each binding. Nothing is half done."""
        if self.BEHIND_BROKER is None:
            return
        records = table("broker_records", column("binding_id"), column("kind"), column("state"))
        with database.reading() as connection:
            held = connection.execute(select(records)).all()
            counts = [select(func.count()).select_from(table(name)) for name in self.BEHIND_BROKER]
            shares, accounts = (connection.execute(count).scalar_one() for count in counts)
        assert {state for _, _, state in held} == {"succeeded"}
        live = Counter("binding" if binding else "instance" for binding, kind, _ in held if kind != "delete")
        assert (live["instance"], live["binding"]) == (shares, accounts)

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Once, without asking again."""
        return self.mortal.ask_once("GET", path, **options)

    def broker(self, method: str, path: str, body: Mapping[str, Any] | None = None, **options: Any) -> httpx.Response:
        auth = (USER, derive_password(SecretStr(BROKER_KEY), USER))
        headers = {"x-broker-api-version": "2.17"}
        return self.mortal.ask(method, f"/broker/v2/service_instances{path}", json=body, auth=auth, headers=headers, **options)

    def provision(self, ids: Mapping[str, str], instance: str = "share") -> None:
        share = {**ids, "organization_guid": "o", "space_guid": "s", "parameters": ORGANISATION}
        answer = self.until_free("PUT", f"/{instance}", share)
        assert answer.status_code in {200, 201}, answer.text

    def until_free(self, method: str, path: str, body: Mapping[str, Any]) -> httpx.Response:
        """The same, asked again while what was asked before its answer got lost is still under way."""
        answers = [self.broker(method, path, body)]

        def is_free() -> bool:
            if answers[-1].status_code == 422 and answers[-1].json().get("error") == "ConcurrencyError":
                answers.append(self.broker(method, path, body))
                return False
            return True

        self.mortal.wait(is_free)
        return answers[-1]

    def bind(self, ids: Mapping[str, str], binding: str, parameters: Mapping[str, Any], instance: str = "share") -> dict[str, Any]:
        """The credentials. Whoever asks again for what was made before its answer got lost is given the same."""
        body = {**ids, "parameters": parameters}
        made = self.until_free("PUT", f"/{instance}/service_bindings/{binding}", body)
        again = self.broker("PUT", f"/{instance}/service_bindings/{binding}", body)
        assert made.status_code in {200, 201}, made.text
        assert again.status_code == 200
        assert again.json()["credentials"] == made.json()["credentials"]
        credentials: dict[str, Any] = made.json()["credentials"]
        return credentials
