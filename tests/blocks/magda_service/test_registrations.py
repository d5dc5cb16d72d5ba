"""The broker: shares that see nothing of each other, registrations that bound what is asked, and nothing left behind."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from tests.blocks.magda_service.worlds import BASE, BROKER_KEY, JAN, SESSION_KEY, SIMULATION_KEY, Application, World

from bouwsteen_service.sample_people import SAMPLE_PEOPLE, is_register_number
from magda_service.registrations import PLAN_ID, SERVICE_ID
from magda_service.sample import RESIDENTS
from magda_service.tables import metadata

SHARED = {"people", "descents", "broker_records"}


def counts(world: World) -> dict[str, int]:
    """Rows by table, but for the registers, which are nobody's, and the broker's own records."""
    with world.service.database.reading() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
            if table.name not in SHARED
        }


def test_a_binding_gives_what_the_interface_says(world: World) -> None:
    world.provision()
    answer = world.bind()
    credentials = answer.json()["credentials"]
    assert answer.status_code == 201
    assert (credentials["url"], credentials["tokenUrl"]) == (BASE, f"{BASE}/oauth/token")
    assert credentials["data"] == ["givenName", "familyName", "birthDate", "address", "household", "children"]
    assert credentials["scopes"] == ["persons.read", "subscriptions.manage", "consultations.read"]
    assert credentials["hoedanigheid"].isdigit()
    assert set(credentials) == {"url", "tokenUrl", "clientId", "clientSecret", "scopes", "hoedanigheid", "data", "eventsSecret"}
    again = world.bind()
    assert (again.status_code, again.json()) == (200, answer.json())


@pytest.mark.parametrize(
    "parameters",
    [
        {"purpose": None},
        {"legalBasis": None},
        {"legalBasis": ""},
        {"data": None},
        {"data": []},
        {"data": ["salary"]},
        {"data": ["address", "address"]},
        {"eventsUrl": "http://loket.voorbeeld.test/events"},
        {"eventsUrl": "ftp://127.0.0.1/"},
        {"unknown": True},
    ],
)
def test_an_application_without_purpose_basis_or_known_data_is_not_registered(world: World, parameters: Any) -> None:
    world.provision()
    assert world.bind(parameters=parameters).status_code == 400


def test_an_application_cannot_be_registered_for_more_than_its_organisation(world: World) -> None:
    share = {"organisation": {"nis": "73028", "name": "Gemeente Herstappe"}, "data": ["givenName", "address"]}
    assert world.provision(parameters=share).status_code == 201
    refused = world.bind(parameters={"data": ["givenName", "household"]})
    assert (refused.status_code, refused.json()["description"]) == (400, "The parameter data may hold at most: givenName, address.")
    assert world.bind(parameters={"data": ["address"]}).status_code == 201


def test_a_rotated_account_is_of_the_same_application(world: World, application: Application) -> None:
    application.subscribe(JAN)
    rotated = {"service_id": SERVICE_ID, "plan_id": PLAN_ID, "predecessor_binding_id": "forms"}
    answer = world.broker("PUT", "/service_instances/share/service_bindings/forms-2", rotated)
    assert answer.status_code == 201, answer.text
    successor = Application(world, answer.json()["credentials"], "forms-2")
    assert successor.credentials["clientSecret"] != application.credentials["clientSecret"]
    assert successor.credentials["hoedanigheid"] == application.credentials["hoedanigheid"]
    assert successor.ask(JAN).status_code == application.ask(JAN).status_code == 200
    assert world.unbind("forms").status_code == 200
    assert application.ask(JAN).status_code == 401
    assert successor.ask(JAN).status_code == 200


def test_what_was_read_is_known_after_the_application_and_goes_with_the_organisation(world: World, application: Application) -> None:
    application.told(JAN)
    assert world.unbind().status_code == 200
    assert counts(world) == dict.fromkeys(counts(world), 0) | {"shares": 1, "consultations": 1, "correlations": 1}
    other = world.register("other")
    assert other.call("GET", f"/persons/{JAN}/consultations").json()["total"] == 1
    assert world.unbind("other").status_code == 200
    assert world.delete("/service_instances/share").status_code == 200
    assert counts(world) == dict.fromkeys(counts(world), 0)


def test_no_secret_is_kept_in_the_clear(world: World, application: Application) -> None:
    application.told(JAN)
    secrets = {BROKER_KEY, SESSION_KEY, SIMULATION_KEY, application.credentials["clientSecret"], application.credentials["eventsSecret"]}
    secrets.add(application.token)
    with world.service.database.reading() as connection:
        kept = "\n".join(repr(row) for table in metadata.sorted_tables for row in connection.execute(select(table)))
    assert not [secret for secret in secrets if secret in kept]
    assert JAN in kept
    assert SecretStr(BROKER_KEY).get_secret_value() not in world.http().get("/metrics").text


def test_the_people_are_those_who_sign_in_and_all_are_invented() -> None:
    known = {resident.person.register_number for resident in RESIDENTS}
    assert {person.register_number for person in SAMPLE_PEOPLE} <= known
    assert len(known) == len(RESIDENTS)
    for resident in RESIDENTS:
        number = resident.person.register_number
        assert is_register_number(number)
        assert 61 <= int(number[2:4]) <= 72
    assert {slug for resident in RESIDENTS for slug in resident.parents} <= {resident.person.slug for resident in RESIDENTS}
