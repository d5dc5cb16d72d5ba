"""A broker as a process of its own: `python kit_broker.py PORT DATABASE`. Shares are rows; one plan takes its time."""

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
SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "properties": {"size": {"type": "integer", "maximum": 10}, "note": {"type": "string"}},
}


def plan(name: str, **options: Any) -> Plan:
    return Plan(f"id-{name}", name, "A plan.", SCHEMA, SCHEMA, SCHEMA, **options)


CATALOG = Catalog(
    (
        Service(
            "id-folders",
            "folders",
            "Folders.",
            (
                plan("standard", binding_rotatable=True, maintenance_version="1.0.0"),
                plan("large"),
                plan("slow", asynchronous=True, maximum_polling_seconds=60),
            ),
            plan_updateable=True,
        ),
    )
)


class Folders:
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
        before = "" if predecessor is None else predecessor.binding_id
        return BindResult({"url": "http://folder", "user": {"name": "u"}, "password": f"canary-{binding.binding_id}", "before": before})

    def unbind(self, instance: ServiceInstance, binding: ServiceBinding) -> None:
        assert binding.binding_id
        self._work(instance)

    def _work(self, instance: ServiceInstance) -> None:
        if instance.plan_id == "id-slow":
            time.sleep(1.5)


def main(port: int, file: Path) -> None:
    metadata = MetaData()
    table = define_table(metadata)
    database = open_file_database(file)
    metadata.create_all(database.engine)
    key = SecretStr(KEY)
    app = FastAPI()
    app.include_router(create_broker_router(Broker(CATALOG, Folders(), database, table, Seal(key, "records")), key))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
