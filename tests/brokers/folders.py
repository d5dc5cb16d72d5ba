"""A sound broker in this process, on the kit: folders whose credentials are known to work or not."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import MetaData
from tests.brokers.visits import Sample

from bouwsteen_service.brokers import (
    BindResult,
    Broker,
    Catalog,
    Plan,
    Service,
    ServiceBinding,
    ServiceInstance,
    create_broker_router,
    define_table,
    derive_password,
)
from bouwsteen_service.databases import open_file_database
from bouwsteen_service.seals import Seal
from bouwsteen_service.testing import create_client

BASE: Final = "http://127.0.0.1:20500"
KEY: Final = SecretStr("broker-key-" + "k" * 40)
_SCHEMA: Final[Mapping[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "properties": {"size": {"type": "integer", "maximum": 10}},
}
_ROTATES: Final[Mapping[str, Any]] = {"binding_rotatable": True, "maintenance_version": "1.0.0"}
CATALOG: Final = Catalog(
    (
        Service(
            "folders",
            "folders",
            "Folders.",
            (
                Plan("fast", "fast", "At once.", _SCHEMA, _SCHEMA, _SCHEMA, **_ROTATES),
                Plan("slow", "slow", "Later.", _SCHEMA, _SCHEMA, _SCHEMA, asynchronous=True, maximum_polling_seconds=60, **_ROTATES),
            ),
        ),
    )
)


class Folders:
    """Keeps which passwords open which binding's folder. The slow plan takes a moment."""

    def __init__(self) -> None:
        self.open: dict[str, str] = {}

    def dashboard_url(self, instance: ServiceInstance) -> str | None:
        return f"{BASE}/folders/{instance.instance_id}"

    def provision(self, instance: ServiceInstance) -> None:
        self._work(instance)

    def update(self, instance: ServiceInstance, previous: ServiceInstance) -> None:
        assert previous.key == instance.key
        self._work(instance)

    def deprovision(self, instance: ServiceInstance) -> None:
        self._work(instance)

    def bind(self, instance: ServiceInstance, binding: ServiceBinding, predecessor: ServiceBinding | None) -> BindResult:
        self._work(instance)
        assert predecessor is None or f"{instance.key}/{predecessor.binding_id}" in self.open
        password = self.open.setdefault(f"{instance.key}/{binding.binding_id}", secrets.token_hex(16))
        return BindResult({"url": BASE, "password": password})

    def unbind(self, instance: ServiceInstance, binding: ServiceBinding) -> None:
        self.open.pop(f"{instance.key}/{binding.binding_id}", None)

    def accepts(self, credentials: Mapping[str, Any]) -> bool:
        return credentials.get("password") in self.open.values()

    def _work(self, instance: ServiceInstance) -> None:
        if instance.plan_id == "slow":
            time.sleep(0.1)


def account(user: str) -> tuple[str, str]:
    return user, derive_password(KEY, user)


def start_folders(folder: Path) -> tuple[httpx.Client, Folders]:
    """The broker under `/broker`, and what is behind it."""
    metadata = MetaData()
    table = define_table(metadata)
    database = open_file_database(folder / "broker.db")
    metadata.create_all(database.engine)
    backend = Folders()
    application = FastAPI()
    application.include_router(create_broker_router(Broker(CATALOG, backend, database, table, Seal(KEY, "records")), KEY))
    return create_client(application, BASE), backend


def sample(plan: str, backend: Folders) -> Sample:
    return Sample(
        "folders",
        plan,
        create={"size": 1},
        changed={"size": 2},
        wrong={"size": "big"},
        bind={"size": 3},
        bind_changed={"size": 4},
        accepts=backend.accepts,
    )
