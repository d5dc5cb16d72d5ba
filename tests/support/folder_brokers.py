"""A broker of folders on the kit: in this process, or as one of its own by `python folder_brokers.py PORT DATABASE`.

One plan takes its time. Which credentials open a folder is known as long as it runs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import MetaData

from bouwsteen_service import add_routes
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
)
from bouwsteen_service.databases import open_file_database
from bouwsteen_service.seals import Seal

KEY = "broker-key-canary-0123456789-0123456789"
SERVICE, STANDARD, SLOW = "id-folders", "id-standard", "id-slow"
SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "properties": {"size": {"type": "integer", "maximum": 10}, "note": {"type": "string"}},
}


def plan(name: str, **options: Any) -> Plan:
    return Plan(f"id-{name}", name, "A plan.", SCHEMA, SCHEMA, SCHEMA, **options)


ROTATES: Mapping[str, Any] = {"binding_rotatable": True, "maintenance_version": "1.0.0"}
PLANS = (plan("standard", **ROTATES), plan("large"), plan("slow", asynchronous=True, maximum_polling_seconds=60, **ROTATES))
CATALOG = Catalog((Service(SERVICE, "folders", "Folders.", PLANS, plan_updateable=True),))


class Folders:
    """`pause`: how long the slow plan takes for each thing, in seconds. `open`: the passwords that work, by binding."""

    def __init__(self, pause: float) -> None:
        self.pause = pause
        self.open: dict[str, str] = {}

    def dashboard_url(self, instance: ServiceInstance) -> str | None:
        return f"http://127.0.0.1/{instance.instance_id}"

    def provision(self, instance: ServiceInstance) -> None:
        self._work(instance)

    def update(self, instance: ServiceInstance, previous: ServiceInstance) -> None:
        assert previous.key == instance.key
        self._work(instance)

    def deprovision(self, instance: ServiceInstance) -> None:
        self._work(instance)

    def bind(self, instance: ServiceInstance, binding: ServiceBinding, predecessor: ServiceBinding | None) -> BindResult:
        self._work(instance)
        password = self.open[f"{instance.key}/{binding.binding_id}"] = f"canary-{binding.binding_id}"
        before = "" if predecessor is None else predecessor.binding_id
        return BindResult({"url": "http://folder", "user": {"name": "u"}, "password": password, "before": before})

    def unbind(self, instance: ServiceInstance, binding: ServiceBinding) -> None:
        self._work(instance)
        self.open.pop(f"{instance.key}/{binding.binding_id}", None)

    def accepts(self, credentials: Mapping[str, Any]) -> bool:
        return credentials.get("password") in self.open.values()

    def _work(self, instance: ServiceInstance) -> None:
        if instance.plan_id == SLOW:
            time.sleep(self.pause)


def build_broker(file: Path, backend: Folders) -> FastAPI:
    """It stands under `/broker`; what it remembers is in this file."""
    metadata = MetaData()
    table = define_table(metadata)
    database = open_file_database(file)
    metadata.create_all(database.engine)
    key = SecretStr(KEY)
    application = FastAPI()
    add_routes(application, create_broker_router(Broker(CATALOG, backend, database, table, Seal(key, "records")), key))
    return application


def main(port: int, file: Path) -> None:
    uvicorn.run(build_broker(file, Folders(pause=1.5)), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
