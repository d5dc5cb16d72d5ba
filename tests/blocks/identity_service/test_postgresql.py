"""The same service on PostgreSQL: a server of this machine's own programs, started for these tests alone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.blocks.identity_service.worlds import Client, World, build_world
from tests.support.postgresql import Server

pytestmark = pytest.mark.slow


@pytest.fixture
def uri(postgresql: Server) -> str:
    return postgresql.new_database()


@pytest.fixture
def world(uri: str, tmp_path: Path) -> Iterator[World]:
    world = build_world(tmp_path, database_uri=uri)
    yield world
    world.service.database.close()


@pytest.fixture
def client(world: World) -> Iterator[Client]:
    yield world.register()
    assert world.unbind().status_code == 200


def test_signing_in_refreshing_and_introspecting(world: World, client: Client) -> None:
    tokens = world.tokens(client, "els-janssens", scope="openid profile vo bouwsteen_forms offline_access")
    assert world.claims(tokens)["bouwsteen_forms_rol_3d"] == ["FormulierBehandelaar:73028"]
    again = world.refresh(client, tokens.json()["refresh_token"]).json()
    assert world.introspect(client, again["access_token"])["given_name"] == "Els"
    assert world.refresh(client, tokens.json()["refresh_token"]).status_code == 400
    assert world.introspect(client, again["access_token"]) == {"active": False}
    assert world.browser.get("/health/ready").status_code == 200
    world.service.sweep()


def test_a_code_and_a_refresh_token_serve_one_of_many(world: World, client: Client) -> None:
    code = world.code(client, scope="openid offline_access")
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: world.exchange(client, code).status_code, range(6)))
    assert sorted(answers) == [200] + [400] * 5
    token = world.tokens(client, scope="openid offline_access").json()["refresh_token"]
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: world.refresh(client, token).status_code, range(6)))
    assert sorted(answers) == [200] + [400] * 5


def test_one_of_many_equal_registrations_makes_it(world: World) -> None:
    world.provision()
    with ThreadPoolExecutor(6) as threads:
        answers = [answer.status_code for answer in threads.map(lambda _: world.bind("raced"), range(6))]
    assert answers.count(201) == 1
    assert set(answers) <= {200, 201, 422}
    made = world.bind("raced").json()["credentials"]
    assert world.broker("GET", "/service_instances/share/service_bindings/raced").json()["credentials"] == made
    assert world.unbind("raced").status_code == 200


def test_a_restart_finds_everything(world: World, client: Client, uri: str, tmp_path: Path) -> None:
    other = build_world(tmp_path, database_uri=uri)
    assert other.keys() == world.keys()
    assert other.tokens(client).status_code == 200
    other.service.database.close()
