"""SQLite as services use it: write-ahead log, foreign keys, writers that wait for each other."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bouwsteen_service import Binding
from bouwsteen_service.databases import Database, open_database, open_file_database
from bouwsteen_service.settings import ServiceConfigurationError

CANARY = "canary-90ab"


def test_a_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "service.sqlite"
    database = open_file_database(file)
    assert database.is_ready()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with database.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    database.close()


def test_writers_that_read_first_wait_for_each_other(tmp_path: Path) -> None:
    database = open_database(Binding("database", {"driver": "sqlite", "uri": f"sqlite:///{tmp_path / 'x.sqlite'}"}))
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))

    def add(_: int) -> None:
        with database.writing() as connection:
            value = connection.execute(text("SELECT value FROM counter")).scalar_one()
            connection.execute(text("UPDATE counter SET value = :value"), {"value": value + 1})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(200)))
    with database.reading() as connection:
        assert connection.execute(text("SELECT value FROM counter")).scalar_one() == 200
    database.close()


def _insert_twice(database: Database) -> None:
    with database.writing() as connection:
        for _ in range(2):
            connection.execute(text("INSERT INTO t VALUES (1)"))


def test_what_fails_is_rolled_back(tmp_path: Path) -> None:
    database = open_file_database(tmp_path / "x.sqlite")
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE t (v INTEGER UNIQUE)"))
    with pytest.raises(IntegrityError):
        _insert_twice(database)
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar_one() == 0
    database.close()


def test_postgresql_is_spoken_by_psycopg() -> None:
    database = open_database(Binding("database", {"uri": f"postgresql://u:{CANARY}@127.0.0.1:1/d"}))
    assert database.engine.url.drivername == "postgresql+psycopg"
    assert not database.is_ready()
    assert CANARY not in repr(database.engine)
    database.close()


@pytest.mark.parametrize("uri", [f"mysql://u:{CANARY}@h/d", f"nonsense {CANARY}"])
def test_another_engine_is_refused_without_its_address(uri: str) -> None:
    with pytest.raises(ServiceConfigurationError) as caught:
        open_database(Binding("database", {"uri": uri}))
    assert CANARY not in str(caught.value)
