"""Each service is killed at every moment of its work, and loses its database under load: nothing is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import column, select, table, update
from tests.blocks.payments_service.receivers import receiver
from tests.services.deaths import DEADLINE, Mortal, place_at
from tests.services.lives import LIVES
from tests.services.lives.lives import Life
from tests.services.subjects import SUBJECTS
from tests.support.ports import free_port
from tests.support.postgresql import Server, start_postgresql

from bouwsteen_service import Bindings
from bouwsteen_service.databases import open_database

# More than the moments of one life; the sweep ends at the first life that nothing killed.
_MOST_MOMENTS = 200
_AT_WORK = 3


@contextmanager
def living(name: str, folder: Path, database_uri: str) -> Iterator[Life]:
    build, kind = LIVES[name]
    mortal = Mortal(build, place_at(folder, free_port(), database_uri))
    try:
        with receiver() as hooks:
            life = kind(mortal, hooks)
            with life.surroundings():
                life.register()
                yield life
    finally:
        mortal.end()


def check_what_is_left(life: Life) -> None:
    life.mortal.end()
    database = open_database(Bindings({"database": {"uri": life.mortal.place.database_uri}})["database"])
    life.check(database)
    life.check_broker(database)
    database.close()


def live_and_die(life: Life, moments: range) -> int:
    """One life for each moment, until one is over before its moment comes; how many were killed."""
    for number in moments:
        died = life.mortal.deaths
        life.mortal.die_after(number)
        life.work(number)
        life.settle(number)
        if life.mortal.deaths == died:
            break
    check_what_is_left(life)
    return life.mortal.deaths


def new_uri(database: str, folder: Path, request: pytest.FixtureRequest) -> str:
    if database == "sqlite":
        return f"sqlite:///{folder}/service.db"
    server: Server = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    with start_postgresql() as server:
        yield server


@pytest.mark.parametrize("name", [name for name in SUBJECTS if name != "forms"])  # forms offer nothing
def test_what_its_broker_had_under_way_ends_when_it_starts(name: str, tmp_path: Path) -> None:
    """As a kill leaves it between what the broker noted and its end, whether it was made or not."""
    subject = SUBJECTS[name](tmp_path)
    records = table("broker_records", column("binding_id"), column("state"))
    with subject.database.writing() as connection:
        under_way = connection.execute(update(records).where(records.c.binding_id != "").values(state="in progress")).rowcount

    async def live() -> None:
        async with subject.application.router.lifespan_context(subject.application):
            pass  # it finishes what it took up before it stops

    asyncio.run(live())
    with subject.database.reading() as connection:
        states = Counter(connection.execute(select(records.c.state).where(records.c.binding_id != "")).scalars())
    subject.database.close()
    assert states == Counter(succeeded=under_way) != Counter()


@pytest.mark.slow
@pytest.mark.parametrize(("database", "first"), [("sqlite", 2), ("postgresql", 5)])
@pytest.mark.parametrize("name", LIVES)
def test_whenever_it_is_killed_nothing_is_lost_or_doubled(
    name: str, database: str, first: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """At some moments; which ones differs by the database."""
    with living(name, tmp_path, new_uri(database, tmp_path, request)) as life:
        assert live_and_die(life, range(first, first + 13, 6)) == 3


@pytest.mark.soak
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@pytest.mark.parametrize("name", LIVES)
def test_at_every_moment(name: str, database: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with living(name, tmp_path, new_uri(database, tmp_path, request)) as life:
        assert live_and_die(life, range(1, _MOST_MOMENTS)) > 15


@pytest.fixture
def other_postgresql() -> Iterator[Server]:
    """A server that nobody else needs."""
    with start_postgresql() as server:
        yield server


@pytest.mark.slow
@pytest.mark.parametrize("name", LIVES)
def test_a_database_that_goes_away_and_comes_back_loses_and_doubles_nothing(name: str, other_postgresql: Server, tmp_path: Path) -> None:
    """While people are at work. The service says 503, is not ready, and needs nobody to go on."""
    with living(name, tmp_path, other_postgresql.new_database()) as life:
        life.work(0)
        life.settle(0)
        with ThreadPoolExecutor(_AT_WORK) as threads:
            at_work = [threads.submit(life.work, number) for number in range(1, 2 * _AT_WORK + 1)]
            at_work[0].result(DEADLINE)
            other_postgresql.stop()
            life.mortal.wait(lambda: life.get("/health/ready").status_code == 503)
            refused, alive = life.ask_something(), life.get("/health/live")
            other_postgresql.start()
            assert (refused.status_code, refused.headers["retry-after"], alive.status_code) == (503, "5", 200)
            for each in at_work:
                each.result(DEADLINE)
        life.settle(1)
        assert life.mortal.deaths == 0, "it came back by itself"
        check_what_is_left(life)


def test_each_service_has_a_life() -> None:
    assert set(LIVES) == set(SUBJECTS)
