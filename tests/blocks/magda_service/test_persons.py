"""The REST face: what a registration allows and nothing else, with a subscription, under a number of its own, from sources that fail."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.blocks.magda_service.worlds import (
    AMELIE,
    DOWN,
    INGRID,
    JAN,
    MARIA,
    NOBODY,
    NOOR,
    OSCAR,
    REFUSED,
    SAMIRA,
    SLOW,
    Application,
    World,
    guid,
)

from magda_service.data_names import DATA_NAMES


def problem(answer: Any, status: int, code: str) -> Any:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["type"].endswith(f"/{code}"), body
    assert {"title", "status", "detail", "instance"} <= set(body)
    return body


def test_each_datum_comes_with_its_source_and_its_time(application: Application) -> None:
    application.subscribe(JAN)
    answer = application.ask(JAN, "givenName,address", correlation="7c41f1a0-0000-4000-8000-000000000000")
    assert answer.status_code == 200
    assert answer.headers["x-correlation-id"] == "7c41f1a0-0000-4000-8000-000000000000"
    assert answer.headers["cache-control"] == "no-store"
    about = {"source": "RR", "modifiedAt": "2027-01-15T08:00:00Z"}
    home = {"street": "Voorbeeldstraat", "houseNumber": "12", "postcode": "3717", "municipality": "Herstappe", "country": "BE"}
    assert answer.json() == {
        "insz": JAN,
        "consultedAt": "2027-01-15T08:00:00Z",
        "data": {"givenName": {"value": "Jan", **about}, "address": {"value": home, **about}},
    }


def test_households_and_children_are_those_of_the_register(application: Application) -> None:
    household = application.told(JAN, "household")["household"]
    assert [(each["givenName"], each["relation"]) for each in household] == [
        ("Jan", "reference"),
        ("Lotte", "partner"),
        ("Fien", "child"),
        ("Wout", "child"),
    ]
    assert [child["birthDate"] for child in application.told(JAN, "children")["children"]] == ["2015-04-02", "2018-10-30"]
    assert application.told(MARIA, "children,household") == {
        "household": [{"insz": MARIA, "givenName": "Maria", "familyName": "Claes", "birthDate": "1948-09-02", "relation": "reference"}],
        "children": [],
    }
    assert [child["givenName"] for child in application.told(SAMIRA, "children")["children"]] == ["Noor"]
    assert application.told(NOOR, "address")["address"]["box"] == "0101"


def test_left_out_the_question_is_all_that_the_registration_allows(application: Application) -> None:
    assert set(application.told(AMELIE)) == {"givenName", "familyName", "birthDate", "address", "household", "children"}


def test_what_the_registration_does_not_allow_is_refused_with_the_reason(world: World, application: Application) -> None:
    application.subscribe(JAN)
    body = problem(application.ask(JAN, "givenName,gender,deathDate"), 403, "data-not-allowed")
    assert "gender, deathDate" in body["detail"]
    assert body["magdaCode"] == "99001"
    problem(application.ask(JAN, "salary"), 400, "data-unknown")
    answer = application.call("GET", "/registration").json()
    assert answer["data"] == ["givenName", "familyName", "birthDate", "address", "household", "children"]
    assert (answer["purpose"], answer["legalBasis"]) == ("Een verhuizing inschrijven", "Wet van 19 juli 1991, artikel 5")
    # What the organisation itself may no longer ask, its applications may not either.
    assert world.provision(parameters={"organisation": {"nis": "73028", "name": "Gemeente Herstappe"}}).status_code == 200
    changed = {"service_id": "5a0c6f5e-8f0d-4a3e-9c55-2d1b6a7e4c01", "parameters": {"data": ["givenName"]}}
    assert world.broker("PATCH", "/service_instances/share", changed).status_code == 200
    problem(application.ask(JAN, "address"), 403, "data-not-allowed")
    assert set(application.told(JAN)) == {"givenName"}


def test_nobody_is_asked_after_without_a_subscription(world: World, application: Application) -> None:
    assert problem(application.ask(JAN), 403, "subscription-missing")["magdaCode"] == "99002"
    application.subscribe(JAN)
    assert application.ask(JAN).status_code == 200
    # A subscription is of one application: neither another one of the organisation has it, nor another organisation.
    problem(world.register("other").ask(JAN), 403, "subscription-missing")
    problem(world.leuven().ask(JAN), 403, "subscription-missing")
    assert application.call("DELETE", f"/subscriptions/{JAN}").status_code == 204
    problem(application.ask(JAN), 403, "subscription-missing")
    problem(application.call("GET", f"/subscriptions/{JAN}"), 404, "subscription-absent")


def test_subscriptions_are_kept_once_and_told_by_pages(application: Application) -> None:
    first, again = (application.call("PUT", f"/subscriptions/{JAN}") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == {"insz": JAN, "createdAt": "2027-01-15T08:00:00Z"}
    application.subscribe(MARIA, NOOR)
    page = application.call("GET", "/subscriptions", params={"page": 2, "pageSize": 2}).json()
    assert ([each["insz"] for each in page["items"]], page["total"]) == ([JAN], 3)


def test_a_request_needs_a_correlation_id_of_its_own(world: World, application: Application) -> None:
    application.subscribe(JAN, MARIA)
    bare = world.http().get(f"/v1/persons/{JAN}", headers=application.bearer())
    problem(bare, 400, "correlation-id-missing")
    problem(application.ask(JAN, correlation="one"), 400, "request-invalid")
    mine = guid()
    assert application.ask(JAN, "givenName", correlation=mine).status_code == 200
    assert application.ask(JAN, "givenName", correlation=mine).status_code == 200
    problem(application.ask(JAN, "familyName", correlation=mine), 409, "correlation-id-reused")
    problem(application.ask(MARIA, "givenName", correlation=mine), 409, "correlation-id-reused")
    # They are unique for each application, not among all.
    other = world.leuven()
    assert other.told(MARIA, "givenName", correlation=mine) == {"givenName": "Maria"}
    # A week later it is not known any more.
    world.clock.advance(8 * 24 * 3600)
    world.service.sweep()
    application.token = ""
    assert application.ask(MARIA, "givenName", correlation=mine).status_code == 200


def test_a_number_that_nobody_has_is_no_data(application: Application) -> None:
    application.subscribe(NOBODY)
    answer = application.ask(NOBODY)
    assert problem(answer, 404, "no-data")["magdaCode"] == "30001"
    assert json.loads(answer.headers["x-magda-exceptions"]) == [
        {"identification": "30001", "origin": "RR", "type": "FOUT", "diagnosis": "Geen gegevens gevonden voor de vraag"}
    ]
    problem(application.ask("84631200102"), 400, "insz-invalid")
    problem(application.ask("12"), 400, "request-invalid")


def test_sources_are_slow_fail_or_refuse_for_known_numbers(world: World, application: Application) -> None:
    application.subscribe(SLOW, DOWN, REFUSED)
    assert application.ask(SLOW, "givenName").status_code == 200
    assert world.waited == [3]
    assert problem(application.ask(DOWN), 502, "source-failed")["magdaCode"] == "60013"
    assert problem(application.ask(REFUSED), 403, "source-refused")["magdaCode"] == "99006"


def test_the_conduct_of_a_source_is_set_for_a_test_and_set_back(world: World, application: Application) -> None:
    application.subscribe(JAN)
    assert world.behave(JAN, "down").status_code == 200
    problem(application.ask(JAN), 502, "source-failed")
    assert world.behave(JAN, "answers").status_code == 200
    assert application.ask(JAN).status_code == 200
    problem(world.behave(NOBODY, "down"), 404, "person-absent")
    problem(world.behave(JAN, "sings"), 400, "request-invalid")
    stranger = world.http().put(f"/simulation/v1/persons/{JAN}/conduct", json={"conduct": "down"}, auth=("simulation", "guess"))
    problem(stranger, 401, "not-signed-in")


def test_who_has_died_or_is_in_no_population_register_is_known_too(world: World) -> None:
    application = world.register(parameters={"data": list(DATA_NAMES)})
    assert application.told(OSCAR, "deathDate") == {"deathDate": "2021-02-17"}
    assert application.told(JAN, "deathDate") == {"deathDate": None}
    application.subscribe(INGRID)
    data = application.ask(INGRID, "nationality").json()["data"]
    assert data["nationality"] == {"value": "DE", "source": "KSZ", "modifiedAt": "2027-01-15T08:00:00Z"}


def test_it_is_known_who_of_the_organisation_asked_what(world: World, application: Application) -> None:
    application.subscribe(JAN)
    application.ask(JAN, "address", headers={"x-reader": "els.janssens"})
    world.clock.advance(60)
    application.ask(JAN, "gender")
    other = world.register("housing", {"name": "Huisvesting", "purpose": "Een premie toekennen", "data": ["address"]})
    other.ask(JAN)
    leuven = world.leuven()
    leuven.told(JAN, "givenName")
    seen = application.call("GET", f"/persons/{JAN}/consultations").json()
    assert seen["total"] == 3
    assert [(each["application"], each["data"], each["outcome"], each["reader"]) for each in seen["items"]] == [
        ("Huisvesting", ["address"], "subscription-missing", None),
        ("Loket", ["gender"], "data-not-allowed", None),
        ("Loket", ["address"], "answered", "els.janssens"),
    ]
    first = seen["items"][-1]
    assert (first["organisation"], first["purpose"], first["legalBasis"], first["at"]) == (
        "Gemeente Herstappe",
        "Een verhuizing inschrijven",
        "Wet van 19 juli 1991, artikel 5",
        "2027-01-15T08:00:00Z",
    )
    assert leuven.call("GET", f"/persons/{JAN}/consultations").json()["total"] == 1
    assert application.call("GET", f"/persons/{MARIA}/consultations").json()["items"] == []


@pytest.mark.parametrize("path", [f"/persons/{JAN}", "/subscriptions", "/registration", f"/persons/{JAN}/consultations"])
def test_nothing_is_said_without_a_token_that_allows_it(world: World, application: Application, path: str) -> None:
    problem(world.http().get(f"/v1{path}", headers={"x-correlation-id": guid()}), 401, "token-missing")
    problem(application.call("GET", path, headers={"authorization": "Bearer guess"}), 401, "token-unknown")
    form = {"grant_type": "client_credentials", "scope": "subscriptions.manage"}
    narrow = world.http().post("/oauth/token", data=form, auth=application.basic).json()
    answer = application.call("GET", path, headers={"authorization": f"Bearer {narrow['access_token']}"})
    if path != "/subscriptions":
        problem(answer, 403, "scope-missing")
    world.clock.advance(3601)
    problem(application.call("GET", path), 401, "token-unknown")
