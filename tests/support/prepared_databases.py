"""The tables of services, which are there at once: migrations run once for each service, and a new SQLite database gets what they made.

The same steps on another empty file were nearly half of what a test of a service cost. The steps themselves are tried by
`tests/blocks/test_migrations.py` on both databases, and run by every service that a test starts as a process of its own.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import MetaData, inspect

from bouwsteen_service.databases import Database, open_file_database
from bouwsteen_service.migrations import starts

_take_steps = starts.take_steps


@pytest.fixture(scope="module", autouse=True)
def prepared_databases() -> Iterator[None]:
    """For a `conftest.py` to import. Databases that hold something, and those of PostgreSQL, take their steps as ever."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(starts, "take_steps", _copy_or_take_steps)
        yield


def _copy_or_take_steps(database: Database, folder: Path, metadata: MetaData) -> None:
    if not (database.engine.dialect.name == "sqlite" and _fill(database, _statements(folder, metadata))):
        _take_steps(database, folder, metadata)


def _fill(database: Database, statements: tuple[str, ...]) -> bool:
    """Whether the database was empty, and holds the tables now."""
    with database.writing() as connection:
        if inspect(connection).get_table_names():
            return False
        for statement in statements:
            connection.exec_driver_sql(statement)
    return True


@cache
def _statements(folder: Path, metadata: MetaData) -> tuple[str, ...]:
    """What makes the tables, indexes and rows that the steps of `folder` make."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "service.db"
        database = open_file_database(file)
        _take_steps(database, folder, metadata)
        database.close()
        with sqlite3.connect(file) as made:
            _, *statements, _ = made.iterdump()  # between the beginning and the end of a transaction
        made.close()
    return tuple(statements)
