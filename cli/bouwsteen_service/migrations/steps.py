"""Alembic's commands on the connection of one transaction."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, inspect, text

from bouwsteen_service.databases import Database
from bouwsteen_service.settings import ServiceConfigurationError

_HERE: Final = Path(__file__).parent
_LOCK: Final = 0x626F7577  # PostgreSQL's advisory lock for whoever migrates: "bouw"
_ONE_AT_A_TIME: Final = threading.Lock()  # Alembic keeps the migration that runs in variables of its modules


def take_missing_steps(database: Database, folder: Path, metadata: MetaData) -> None:
    """Take those that lack of `folder`: `upgrade_database` asks for it."""
    with _ONE_AT_A_TIME, database.writing() as connection:
        _lock(connection)
        config = _config(connection, folder, metadata)
        if _is_older_than_migrations(connection, metadata):
            (first,) = ScriptDirectory.from_config(config).get_bases()
            command.stamp(config, first)
        try:
            command.upgrade(config, "head")
        except CommandError as problem:
            raise ServiceConfigurationError(f"the database was made by another version of this service: {problem}") from None


def downgrade_database(database: Database, folder: Path, metadata: MetaData, revision: str = "base") -> None:
    """Take steps back, down to `revision`; `base` leaves no table. What later steps added is lost."""
    with _ONE_AT_A_TIME, database.writing() as connection:
        _lock(connection)
        command.downgrade(_config(connection, folder, metadata), revision)


def compare_tables(database: Database, metadata: MetaData) -> list[Any]:
    """What tables of the database lack against those of the code, or have beside them; empty when they are the same."""
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def _config(connection: Connection, folder: Path, metadata: MetaData) -> Config:
    config = Config(attributes={"connection": connection, "metadata": metadata})
    # The percent sign is the configuration's own; a folder may hold one.
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("version_locations", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    return config


def _lock(connection: Connection) -> None:
    """SQLite's write transaction is one already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _is_older_than_migrations(connection: Connection, metadata: MetaData) -> bool:
    """Whether the tables were made before services knew migrations: those of the first step."""
    is_at_a_step = bool(MigrationContext.configure(connection).get_current_heads())
    return not is_at_a_step and not metadata.tables.keys().isdisjoint(inspect(connection).get_table_names())
