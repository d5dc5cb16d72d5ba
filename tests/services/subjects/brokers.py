"""The broker, which all shared services have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import Table, update
from tests.services.subjects.subjects import CANARY, FIRST, ORGANISATIONS, Call, Ids, Route, fill

from bouwsteen_service.brokers import derive_password
from bouwsteen_service.databases import Database
from bouwsteen_service.outboxes import GIVEN_UP, put
from bouwsteen_service.testing import create_client

_INSTANCE = "/broker/v2/service_instances/{instance_id}"
_BINDING = f"{_INSTANCE}/service_bindings/{{binding_id}}"
# What nobody took is of the organisation alone, too.
NO_EVENT = {"event_id": "event-of-nobody-000-0000-0000"}
BROKER_IDS = {"instance_id": "share-of-first", "binding_id": "binding-of-first"}
BROKER_ABSENT = {"instance_id": "share-of-nobody", "binding_id": "binding-of-nobody"}


def broker_proof(key: str) -> Callable[[str], Mapping[str, Any]]:
    def prove(user: str) -> Mapping[str, Any]:
        return {"auth": (user, derive_password(SecretStr(key), user)), "headers": {"x-broker-api-version": "2.17"}}

    return prove


def give_up_on(database: Database, events: Table, **owner: str) -> str:
    """The id of an event of this owner that nobody took."""
    event_id = "event-of-first-0000-0000-0000"
    with database.writing() as connection:
        put(connection, events, event_id, "http://127.0.0.1:9/hook", CANARY, 1_800_000_000.0, **owner)
        connection.execute(update(events).where(events.c.event_id == event_id).values(outcome=GIVEN_UP, fault="HTTP 422", attempts=10))
    return event_id


@dataclass(frozen=True)
class Offer:
    """What a shared service offers, and what an application that joins it says."""

    service: str
    plan: str
    bind: Mapping[str, Any]

    @property
    def ids(self) -> dict[str, str]:
        return {"service_id": self.service, "plan_id": self.plan}

    def share(self, user: str) -> dict[str, Any]:
        name = CANARY if user == FIRST else "Leuven"
        place = {"organization_guid": "o", "space_guid": "s"}
        return self.ids | place | {"parameters": {"organisation": ORGANISATIONS[user], "displayName": name}}

    def adopt(self, application: FastAPI, base: str, key: str, user: str, kind: str = "") -> dict[str, Any]:
        """The credentials of an application of this organisation, each kind in a share of its own."""
        place = "first" if user == FIRST else "second"
        ids = {"instance_id": f"{kind}share-of-{place}", "binding_id": f"{kind}binding-of-{place}"}
        with create_client(application, base, **broker_proof(key)(user)) as client:
            assert client.put(fill(_INSTANCE, ids), json=self.share(user)).status_code in {200, 201}
            answer = client.put(fill(_BINDING, ids), json=self.ids | {"parameters": self.bind})
            assert answer.status_code == 201, answer.text
            credentials: dict[str, Any] = answer.json()["credentials"]
            return credentials

    @property
    def calls(self) -> dict[Route, Callable[[Ids], Call]]:
        """The first organisation says again what it said; the second one says the same."""
        return {
            ("PUT", _INSTANCE): lambda _: {"json": self.share(FIRST)},
            ("PATCH", _INSTANCE): lambda _: {"json": self.ids | {"parameters": {"displayName": CANARY}}},
            ("DELETE", _INSTANCE): lambda _: {"params": self.ids},
            ("PUT", _BINDING): lambda _: {"json": self.ids | {"parameters": self.bind}},
            ("DELETE", _BINDING): lambda _: {"params": self.ids},
        }
