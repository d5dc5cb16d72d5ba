"""The tables of every service, by its migrations, on both databases: up, down, up again, at once, and from before there were any."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, inspect, text

import data_vault_service.tables
import ebox_service.tables
import forms_service.storage.tables
import identity_service.tables
import magda_service.tables
import payments_service.tables
from bouwsteen_service.bindings import Binding
from bouwsteen_service.databases import Database, open_database
from bouwsteen_service.migrations import starts, upgrade_database
from bouwsteen_service.migrations.starts import newest_revisions, revisions_of
from bouwsteen_service.migrations.steps import compare_tables, downgrade_database
from bouwsteen_service.settings import ServiceConfigurationError


@dataclass(frozen=True)
class Tables:
    migrations: Path
    metadata: MetaData


SERVICES = {
    "identity-service": Tables(identity_service.tables.MIGRATIONS, identity_service.tables.metadata),
    "payments-service": Tables(payments_service.tables.MIGRATIONS, payments_service.tables.metadata),
    "ebox-service": Tables(ebox_service.tables.MIGRATIONS, ebox_service.tables.metadata),
    "magda-service": Tables(magda_service.tables.MIGRATIONS, magda_service.tables.metadata),
    "data-vault-service": Tables(data_vault_service.tables.MIGRATIONS, data_vault_service.tables.metadata),
    "forms": Tables(forms_service.storage.tables.MIGRATIONS, forms_service.storage.tables.metadata),
}
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", autouse=True)
def prepared_databases() -> None:
    """Instead of the one of tests/blocks: here the steps themselves are taken."""


@pytest.fixture(params=SERVICES)
def tables(request: pytest.FixtureRequest) -> Tables:
    return SERVICES[request.param]


@pytest.fixture
def database(database_uri: str) -> Database:
    return open_database(Binding("database", {"uri": database_uri}))


def names(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_migrations_make_what_the_code_expects(database: Database, tables: Tables) -> None:
    upgrade_database(database, tables.migrations, tables.metadata)
    assert compare_tables(database, tables.metadata) == []
    assert names(database) == set(tables.metadata.tables)
    upgrade_database(database, tables.migrations, tables.metadata)
    downgrade_database(database, tables.migrations, tables.metadata)
    assert names(database) == set()
    upgrade_database(database, tables.migrations, tables.metadata)
    assert compare_tables(database, tables.metadata) == []
    database.close()


def test_a_service_that_starts_again_finds_nothing_to_do(database: Database, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """So it need not load Alembic; `newest_revisions` says the same as Alembic would."""
    heads = ScriptDirectory(ROOT, version_locations=[str(tables.migrations)]).get_heads()
    assert newest_revisions(tables.migrations) == set(heads)
    upgrade_database(database, tables.migrations, tables.metadata)
    assert revisions_of(database) == set(heads)
    monkeypatch.setattr(starts, "take_steps", lambda *_: pytest.fail("the tables are there already"))
    upgrade_database(database, tables.migrations, tables.metadata)
    database.close()


def test_services_that_start_at_once_migrate_once(database_uri: str, tables: Tables) -> None:
    databases = [open_database(Binding("database", {"uri": database_uri})) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda database: upgrade_database(database, tables.migrations, tables.metadata), databases))
    assert compare_tables(databases[0], tables.metadata) == []
    for database in databases:
        database.close()


def test_a_database_of_a_newer_service_is_refused_and_left_alone(database: Database, tables: Tables) -> None:
    upgrade_database(database, tables.migrations, tables.metadata)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ServiceConfigurationError, match="another version of this service"):
        upgrade_database(database, tables.migrations, tables.metadata)
    with database.reading() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
    assert names(database) == set(tables.metadata.tables)
    database.close()


def test_tables_from_before_migrations_are_taken_over_with_what_they_hold(database: Database) -> None:
    tables = SERVICES["forms"]
    upgrade_database(database, tables.migrations, tables.metadata)
    downgrade_database(database, tables.migrations, tables.metadata, "0001")
    with database.writing() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        connection.execute(text("INSERT INTO form_documents VALUES ('d', 'move', '1.0.0', 'text', 1.0)"))
    upgrade_database(database, tables.migrations, tables.metadata)
    assert compare_tables(database, tables.metadata) == []
    with database.reading() as connection:
        assert connection.execute(text("SELECT digest FROM form_documents")).scalars().all() == ["d"]
    database.close()


def test_no_service_with_tables_is_left_out() -> None:
    found = {path.relative_to(ROOT / "blocks").parts[0] for path in ROOT.glob("blocks/*/service/**/migrations")}
    assert found == set(SERVICES)
