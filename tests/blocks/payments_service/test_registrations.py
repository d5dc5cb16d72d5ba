"""How organisations and applications get in, and out."""

from __future__ import annotations

import io
import logging
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.blocks.payments_service.worlds import BASE, BROKER_KEY, SESSION_KEY, World, euro

from bouwsteen_service import ServiceSettings
from bouwsteen_service.logs import configure_logging
from payments_service.tables import metadata


def test_the_catalog_offers_payments_in_two_plans(world: World) -> None:
    [service] = world.broker("GET", "/catalog").json()["services"]
    assert service["name"] == "payments"
    assert [plan["name"] for plan in service["plans"]] == ["test", "live"]


def test_a_binding_gives_the_fields_of_payment_checkout(world: World) -> None:
    assert world.provision(parameters={"iban": "BE71 0961 2345 6769"}).status_code == 201
    answer = world.bind()
    credentials = answer.json()["credentials"]
    assert set(credentials) == {"apiUrl", "apiKey", "webhookSecret", "profileId", "organisationIban"}
    assert credentials["apiUrl"] == f"{BASE}/v2"
    assert credentials["apiKey"].startswith("test_")
    assert credentials["organisationIban"] == "BE71096123456769"
    assert world.bind().json() == answer.json()
    assert world.bind("other").json()["credentials"]["apiKey"] != credentials["apiKey"]
    assert world.bind(parameters={"webhookUrl": "https://x.test/"}).status_code == 409


@pytest.mark.parametrize("parameters", [{"iban": "BE00"}, {"organisation": {"nis": "73028"}}, {"displayName": ""}, {"unknown": 1}])
def test_shares_that_are_not_right(world: World, parameters: dict[str, Any]) -> None:
    assert world.provision(parameters=parameters).status_code == 400


@pytest.mark.parametrize(
    "parameters",
    [
        {"webhookUrl": "http://elsewhere.test/"},
        {"webhookUrl": "file:///etc/passwd"},
        {"webhookUrl": 5},
        {"redirectUrls": ["javascript:alert(1)"]},
        {"redirectUrls": "https://x.test/"},
        {"unknown": 1},
    ],
)
def test_bindings_that_are_not_right(world: World, parameters: dict[str, Any]) -> None:
    world.provision()
    assert world.bind(parameters=parameters).status_code == 400


def test_a_changed_name_is_what_payers_see_and_the_account_stays(world: World) -> None:
    application = world.register()
    body = {"service_id": world.broker("GET", "/catalog").json()["services"][0]["id"], "parameters": {"displayName": "Herstappe betaalt"}}
    assert world.broker("PATCH", "/service_instances/test", body).status_code == 200
    made = application.ask()
    assert "Herstappe betaalt" in world.open(made).text
    world.pay(made, "banktransfer", "pending")
    assert application.get(f"/payments/{made['id']}")["details"]["bankAccount"] == application.credentials["organisationIban"]


def test_deprovisioning_leaves_nothing(world: World) -> None:
    stays = world.register(user="leuven.local.payments")
    stays.paid()
    application = world.register(parameters={"webhookUrl": "http://127.0.0.1:9/"})
    paid = application.paid(webhookUrl="http://127.0.0.1:9/")
    application.refund(paid, "1.00")
    application.pay_out()
    application.call("POST", "/payment-links", {"amount": euro("1.00"), "description": "x"}, idempotency_key="k")
    profile = application.credentials["profileId"]

    def left() -> dict[str, int]:
        found = {}
        with world.service.database.reading() as connection:
            for table in metadata.sorted_tables:
                if "profile_id" in table.c:
                    query = select(func.count()).select_from(table).where(table.c.profile_id == profile)
                    found[table.name] = connection.execute(query).scalar_one()
        return found

    assert all(left().values()), left()
    assert world.deprovision().status_code == 422, "a binding is left"
    assert world.unbind().status_code == 200
    assert application.call("GET", "/payments").status_code == 401
    assert world.deprovision().status_code == 200
    assert not any(left().values()), left()
    assert stays.get("/payments")["count"] == 1


def test_nothing_secret_is_stored_or_logged(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    log, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(sys, "stdout", log)
    configure_logging(ServiceSettings())
    try:
        application = world.register(parameters={"webhookUrl": "http://127.0.0.1:9/secret-path"})
        application.paid()
        world.service.work()
    finally:
        root.handlers[:], root.level = handlers, level
    assert "A webhook was not delivered" in log.getvalue()
    with world.service.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in (application.credentials["apiKey"], application.credentials["webhookSecret"], BROKER_KEY, SESSION_KEY):
        assert secret.encode() not in stored
        assert secret not in log.getvalue()
    assert "secret-path" not in log.getvalue()
