"""Engines for the `sql-database` binding and for a service's own file: SQLite on one machine, PostgreSQL past it.

`reading` and `writing` open transactions. On SQLite a writing one takes the write lock at once: a transaction that
reads first and writes later could not wait for another writer and would fail.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy import create_engine as create_sqlalchemy_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bouwsteen_service.bindings import Binding
from bouwsteen_service.settings import ServiceConfigurationError

_WRITES: Final = "bouwsteen_writes"
_BUSY_MILLISECONDS: Final = 10_000


def is_out_of_reach(error: BaseException) -> bool:
    """Whether the database could not be asked, or went away while it was: later the same request may do.

    Whether a transaction that was being committed then was committed is not known: who asks again shows an idempotency key.
    """
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, (OperationalError, InterfaceError, PoolTimeoutError))


class Database:
    """An engine with its two kinds of transaction. Statements are SQLAlchemy Core, the same for both engines."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.engine.execution_options(**{_WRITES: True}).begin() as connection:
            yield connection

    def is_ready(self) -> bool:
        """A check for /health/ready."""
        try:
            with self.reading() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        self.engine.dispose()


def open_file_database(file: Path) -> Database:
    """A SQLite database in this file, made with its folder where it is not there, readable by its owner alone."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    return Database(_sqlite_engine(URL.create("sqlite", database=str(file))))


def open_database(binding: Binding) -> Database:
    """Open a `sql-database` binding. Raises ServiceConfigurationError; its text never holds the URI."""
    try:
        url = make_url(binding.text("uri"))
    except ArgumentError:
        raise ServiceConfigurationError(f"the field 'uri' of the binding {binding.name!r} is not a database URI") from None
    dialect = url.get_backend_name()
    if dialect == "sqlite":
        return Database(_sqlite_engine(url))
    if dialect in {"postgresql", "postgres"}:
        return Database(create_sqlalchemy_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True))
    raise ServiceConfigurationError(f"the binding {binding.name!r} is of an engine that is not supported; use sqlite or postgresql")


def _sqlite_engine(url: URL) -> Engine:
    # As many connections as the server has threads: a thread that waits for one would hold up a request.
    engine = create_sqlalchemy_engine(url, hide_parameters=True, pool_size=10, max_overflow=30)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver would begin by itself, and later than we ask
        cursor = connection.cursor()
        for pragma in (f"busy_timeout={_BUSY_MILLISECONDS}", "foreign_keys=ON", "synchronous=NORMAL"):
            cursor.execute(f"PRAGMA {pragma}")
        _write_ahead(cursor)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")

    return engine


def _write_ahead(cursor: Any) -> None:
    """Let readers go on while somebody writes. SQLite itself does not wait where another is just making the same change."""
    deadline = time.monotonic() + _BUSY_MILLISECONDS / 1000
    while cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
