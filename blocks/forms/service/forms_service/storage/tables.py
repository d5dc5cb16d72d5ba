"""The tables, and their creation at start."""

import time
from typing import Final

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from bouwsteen_service.databases import Database
from bouwsteen_service.settings import ServiceConfigurationError

# Raise it with each change to the tables, and bring a migration that leads from the one before.
SCHEMA_VERSION: Final = 1

metadata = MetaData()

schema_versions = Table(
    "schema_versions",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("applied_at", Float, nullable=False),
)

# Each text of a form that was ever shown, so that what people sent stays readable after the form changed.
form_documents = Table(
    "form_documents",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("form_id", String(60), nullable=False),
    Column("version", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("first_seen_at", Float, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("principal", JSON, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False, index=True),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("form_id", String(60), nullable=False),
    Column("owner", String(255), nullable=False, index=True),
    Column("answers", JSON, nullable=False),
    Column("desk", JSON(none_as_null=True)),
    Column("created_at", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False, index=True),
)

submissions = Table(
    "submissions",
    metadata,
    Column("reference", String(40), primary_key=True),
    Column("draft_id", String(32), unique=True),
    Column("form_id", String(60), nullable=False),
    Column("form_version", String(40), nullable=False),
    Column("form_digest", String(64), ForeignKey("form_documents.digest"), nullable=False),
    Column("owner", String(255), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("language", String(2), nullable=False),
    Column("answers", JSON, nullable=False),
    Column("applicant", JSON, nullable=False),
    Column("desk", JSON(none_as_null=True)),
    Column("status", String(20), nullable=False),
    Column("reason", Text),
    Column("received_at", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    Column("idempotency_key", String(255)),
    Column("request_digest", String(64)),
    UniqueConstraint("owner", "idempotency_key"),
    Index("submissions_by_owner", "owner", "received_at"),
    Index("submissions_by_time", "received_at"),
    Index("submissions_by_form", "form_id", "status", "received_at"),
)

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("clerk", String(255), nullable=False),
    Column("clerk_name", String(500), nullable=False),
    Column("action", String(30), nullable=False),
    Column("reference", String(40), nullable=False, index=True),
    Column("detail", Text),
)


def prepare_database(database: Database) -> None:
    """Create what is not there yet and record the version.

    It raises `ServiceConfigurationError` when the database was made by a newer service. Two services that start at once on one
    database are both right: who comes second finds the tables made.
    """
    try:
        _create(database)
    except (IntegrityError, OperationalError, ProgrammingError):
        _create(database)


def _create(database: Database) -> None:
    with database.writing() as connection:
        metadata.create_all(connection)
        version = recorded_version(connection)
        if version is None:
            connection.execute(insert(schema_versions).values(version=SCHEMA_VERSION, applied_at=time.time()))
        elif version > SCHEMA_VERSION:
            raise ServiceConfigurationError(f"the database has schema version {version}; this service knows {SCHEMA_VERSION}")


def recorded_version(connection: Connection) -> int | None:
    """The newest schema version that the database records."""
    return connection.execute(select(schema_versions.c.version).order_by(schema_versions.c.version.desc())).scalars().first()
