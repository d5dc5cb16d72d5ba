"""The broker: shares that see nothing of each other, accounts that live with their bindings, and nothing left behind."""

from __future__ import annotations

import io
import logging
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, text
from tests.blocks.ebox_service.worlds import (
    BASE,
    BROKER_KEY,
    FEDERATION_SCOPE,
    HERSTAPPE,
    JAN,
    SCOPE,
    SESSION_KEY,
    Sender,
    World,
    build_world,
    letter,
    note,
)

from bouwsteen_service import ServiceSettings
from bouwsteen_service.brokers import derive_password
from bouwsteen_service.logs import configure_logging
from ebox_service.registrations import SERVICE_ID
from ebox_service.tables import metadata


def counts(world: World) -> dict[str, int]:
    """Rows by table, but for the broker's own records."""
    with world.service.database.reading() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
            if table.name != "broker_records"
        }


def test_a_binding_gives_what_the_interface_says(world: World) -> None:
    world.provision()
    answer = world.bind(parameters={"senderApplication": {"id": "loket", "name": "Loket"}})
    credentials = answer.json()["credentials"]
    assert answer.status_code == 201
    assert credentials["registryUrl"] == f"{BASE}/ebox/enterprise/v2"
    assert credentials["tokenUrl"] == f"{BASE}/oauth/token"
    of_the_registry = [SCOPE + name for name in ("publicationsender", "summaryownebox", "messagesfull", "referencedata")]
    assert credentials["scopes"] == of_the_registry + [FEDERATION_SCOPE + name for name in ("preference", "registry")]
    assert (credentials["senderOrganizationId"], credentials["senderApplicationId"]) == ("1997302848", "loket")
    assert set(credentials) == {"registryUrl", "tokenUrl", "clientId", "clientSecret", "scopes", "eventsSecret"} | {
        "senderOrganizationId",
        "senderApplicationId",
    }
    again = world.bind(parameters={"senderApplication": {"id": "loket", "name": "Loket"}})
    assert (again.status_code, again.json()) == (200, answer.json())


@pytest.mark.parametrize(
    ("organisation", "number"),
    [
        ({"nis": "73028", "name": "x"}, "1997302848"),
        ({"nis": "OVO000001", "name": "x"}, None),
        ({"nis": "none", "name": "x", "kbo": "0316.380.841"}, "0316380841"),
        ({"nis": "none", "name": "x", "kbo": "0316380841"}, "0316380841"),
    ],
)
def test_each_organisation_sends_under_an_enterprise_number(world: World, organisation: dict[str, str], number: str | None) -> None:
    told = world.register(share={"organisation": organisation}).credentials["senderOrganizationId"]
    assert told == number or (number is None and int(told[:8]) % 97 + int(told[8:]) == 97)


@pytest.mark.parametrize(
    "parameters",
    [
        {"senderApplication": {}},
        {"senderApplication": {"name": ""}},
        {"senderApplication": {"name": "x", "id": "a b"}},
        {"senderApplication": {"name": "x", "other": 1}},
        {"senderApplication": "x"},
        {"unknown": 1},
    ],
)
def test_parameters_that_are_not_right(world: World, parameters: dict[str, Any]) -> None:
    world.provision()
    assert world.bind(parameters=parameters).status_code == 400
    assert world.broker("GET", "/service_instances/share/service_bindings/forms").status_code == 404


def test_rotation_keeps_both_accounts_and_one_application(world: World, sender: Sender) -> None:
    message_id = sender.send()
    answer = world.broker("PUT", "/service_instances/share/service_bindings/next", {"predecessor_binding_id": "forms"})
    assert answer.status_code == 201
    successor = Sender(world, answer.json()["credentials"], "next")
    assert successor.basic != sender.basic
    assert successor.credentials["senderApplicationId"] == sender.credentials["senderApplicationId"]
    assert (sender.token().status_code, successor.token().status_code) == (200, 200)
    old = sender.bearer()
    assert world.unbind().status_code == 200
    assert sender.token().status_code == 401
    assert world.http().get(f"{BASE}/ebox/enterprise/v2/ebox", headers=old).status_code == 401
    assert successor.status(message_id)["readStatus"] is False
    third = world.broker("PUT", "/service_instances/share/service_bindings/third", {"predecessor_binding_id": "next"}).json()
    assert third["credentials"]["senderApplicationId"] == sender.credentials["senderApplicationId"]


def test_an_application_goes_with_its_last_account_unless_a_message_speaks_for_it(world: World, sender: Sender) -> None:
    other = world.register("other")
    assert sender.call("GET", "/referenceData/senderApplications").json()["totalItems"] == 2
    world.unbind("other")
    assert sender.call("GET", "/referenceData/senderApplications").json()["totalItems"] == 1
    sender.send()
    keeper = world.register("keeper")
    world.unbind()
    application = sender.credentials["senderApplicationId"]
    assert keeper.call("GET", f"/referenceData/senderApplications/{application}").status_code == 200
    assert other.token().status_code == 401


def test_an_update_changes_the_name_of_the_sender(world: World, sender: Sender) -> None:
    body = {"service_id": SERVICE_ID, "parameters": {"displayName": "Herstappe digitaal"}}
    assert world.broker("PATCH", "/service_instances/share", body).status_code == 200
    shown = sender.call("GET", "/referenceData/senderOrganizations/1997302848").json()
    assert shown["organizationShortName"]["fr"] == "Herstappe digitaal"
    assert shown["organizationLongName"]["nl"] == "Gemeente Herstappe"


def test_a_share_that_is_given_up_leaves_nothing(world: World, sender: Sender) -> None:
    kept = world.leuven()
    before = counts(world)
    message_id = sender.send(letter(bodyContent={"nl": "Beste"}))
    sender.read("/ebox")
    assert kept.call("POST", "/searchMessageStatus", json=[{"messageId": message_id, "eboxId": JAN}]).status_code == 404
    assert world.delete("/service_instances/share").status_code == 422
    assert world.unbind().status_code == 200
    assert world.delete("/service_instances/share").status_code == 200
    after = counts(world)
    gone = {"shares": 1, "sender_organisations": 1, "sender_applications": 1, "message_types": 5, "oauth_clients": 1}
    assert {name: before[name] - after[name] for name in gone} == gone
    assert {after[name] for name in ("messages", "deliveries", "attachments", "attachment_contents", "boxes")} == {0}
    assert after["access_tokens"] == 1
    assert world.delete("/service_instances/share").status_code == 410


def test_another_organisation_cannot_touch_a_share(world: World, sender: Sender) -> None:
    user = "leuven.local.ebox"
    assert world.broker("GET", "/service_instances/share", user=user).status_code == 404
    assert world.bind("other", user=user).status_code == 404
    assert world.unbind(user=user).status_code == 410
    assert world.delete("/service_instances/share", user=user).status_code == 410
    assert sender.token().status_code == 200


def test_all_is_kept_over_a_restart(tmp_path: Path) -> None:
    first = build_world(tmp_path)
    message_id = first.register().send()
    first.service.database.close()
    second = build_world(tmp_path)
    assert second.register().status(message_id)["readStatus"] is False
    second.service.database.close()


def test_no_secret_is_in_the_database_in_the_clear(world: World, sender: Sender) -> None:
    token = sender.token().json()["access_token"]
    with world.service.database.reading() as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        stored = "".join(str(connection.execute(text(f"SELECT * FROM {table}")).all()) for table in tables)  # noqa: S608  names from the schema itself
    assert sender.credentials["clientId"] in stored
    for secret in (sender.credentials["clientSecret"], sender.credentials["eventsSecret"], token):
        assert secret not in stored


def test_no_secret_and_no_person_is_in_the_logs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stream, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(sys, "stdout", stream)
    configure_logging(ServiceSettings())
    try:
        sender = world.register()
        token = sender.token(on_behalf_of=JAN["eboxIdValue"]).json()["access_token"]
        message_id = sender.send(note(subject={"nl": "subject-canary"}, bodyContent={"nl": "body-canary"}))
        sender.read(f"/ebox/messages/{message_id}/body")
        sender.publish(note(subject={"nl": "subject-canary"}, unknownCanary="value-canary"))
        sender.token(grant_type="grant-canary")
    finally:
        root.handlers[:], root.level = handlers, level
    logged = stream.getvalue()
    assert '"Refused"' in logged
    password = derive_password(SecretStr(BROKER_KEY), "herstappe.local.ebox")
    secrets = (BROKER_KEY, SESSION_KEY, sender.credentials["clientSecret"], token, password)
    for secret in (*secrets, JAN["eboxIdValue"], "canary", "unknownCanary"):
        assert secret not in logged


def test_publications_are_counted(world: World, sender: Sender) -> None:
    sender.send()
    assert 'ebox_publications_total{recipient="citizen",outcome="delivered"} 1' in world.http().get("/metrics").text
    assert HERSTAPPE["organisation"]["name"] not in world.http().get("/metrics").text
