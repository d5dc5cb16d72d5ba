"""The tables, and how they come to be. Times are epoch seconds; secrets are kept as SHA-256 of 256 random bits, or sealed.

What was asked and read stays when an organisation gives its share back: citizens see it until it is forgotten.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import JSON, Column, Float, ForeignKey, ForeignKeyConstraint, Index, Integer, MetaData, String, Table, Text

from bouwsteen_service.brokers import define_table
from bouwsteen_service.client_credentials import token_columns
from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import KeptAnswers
from bouwsteen_service.migrations import upgrade_database
from bouwsteen_service.outboxes import event_columns

MIGRATIONS: Final = Path(__file__).with_name("migrations")
metadata: Final = MetaData()

broker_records: Final = define_table(metadata)

# An organisation's share. The key is the broker user with the instance's id; `ended_at`: it was given back.
shares: Final = Table(
    "shares",
    metadata,
    Column("share_key", String(350), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("display_name", String(200), nullable=False),
    Column("ended_at", Float),
)

# An application of an organisation, and what it may ask for. Texts of people; data and redirect URIs are JSON arrays.
applications: Final = Table(
    "applications",
    metadata,
    Column("share_key", ForeignKey("shares.share_key", ondelete="CASCADE"), primary_key=True),
    Column("application_id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("period", String(40), nullable=False),
    Column("data", JSON, nullable=False),
    Column("redirect_uris", JSON, nullable=False),
    Column("events_url", Text),
)

# An application's account at the token endpoint, one for each binding.
accounts: Final = Table(
    "accounts",
    metadata,
    Column("client_id", String(32), primary_key=True),
    Column("share_key", String(350), nullable=False),
    Column("application_id", String(64), nullable=False),
    Column("binding_id", String(200), nullable=False),
    Column("secret_hash", String(64), nullable=False),
    Column("sealed_events_secret", Text, nullable=False),
    ForeignKeyConstraint(["share_key", "application_id"], ["applications.share_key", "applications.application_id"], ondelete="CASCADE"),
    Index("accounts_of_an_application", "share_key", "application_id"),
)

# What was issued to accounts.
access_tokens: Final = Table(
    "access_tokens",
    metadata,
    *token_columns("accounts.client_id"),
)

# The WebID with which an organisation reads.
identities: Final = Table(
    "identities",
    metadata,
    Column("share_key", ForeignKey("shares.share_key", ondelete="CASCADE"), primary_key=True),
    Column("web_id", Text, nullable=False),
    Column("client_id", String(200), nullable=False),
    Column("sealed_secret", Text, nullable=False),
    Column("made_at", Float, nullable=False),
)

# `period`: seconds. `expires_at`: while it waits for an answer, until when; once granted, the end of the grant.
access_requests: Final = Table(
    "access_requests",
    metadata,
    Column("request_id", String(43), primary_key=True),
    Column("share_key", ForeignKey("shares.share_key", ondelete="CASCADE"), nullable=False),
    Column("application_id", String(64), nullable=False),
    Column("organisation", String(200), nullable=False),
    Column("web_id", String(500), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("period", Integer, nullable=False),
    Column("reference", String(80), nullable=False),
    Column("return_url", Text, nullable=False),
    Column("status", String(10), nullable=False),
    Column("storage", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("decided_at", Float),
    Column("ended_at", Float),
    Column("expires_at", Float, nullable=False),
    Index("access_requests_of_an_application", "share_key", "application_id", "created_at"),
    Index("access_requests_of_a_citizen", "web_id", "created_at"),
    Index("access_requests_that_end", "status", "expires_at"),
)

# What is asked, and what was done for it at the citizen's server. `state` is one of `grants`.
access_data: Final = Table(
    "access_data",
    metadata,
    Column("request_id", ForeignKey("access_requests.request_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("datum", String(40), nullable=False),
    Column("resource", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Float, nullable=False),
    Index("access_data_to_do", "state", "due_at"),
)

# The log: written before anything is handed out.
readings: Final = Table(
    "readings",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("request_id", ForeignKey("access_requests.request_id", ondelete="CASCADE"), nullable=False),
    Column("datum", String(40), nullable=False),
    Column("at", Float, nullable=False),
    Column("reader", String(200), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("correlation_id", String(64), nullable=False),
    Index("readings_of_a_request", "request_id", "number"),
)

# What a citizen's server lets the adapter do for them, sealed. Kept while there is a grant to take back.
citizens: Final = Table(
    "citizens",
    metadata,
    Column("web_id", String(500), primary_key=True),
    Column("issuer", Text, nullable=False),
    Column("sealed_tokens", Text, nullable=False),
    Column("updated_at", Float, nullable=False),
)

sessions: Final = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("principal", JSON, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False, index=True),
)

# The outbox of what applications are told.
events: Final = Table(
    "events",
    metadata,
    *event_columns(id_characters=36),
    Column("share_key", ForeignKey("shares.share_key", ondelete="CASCADE"), nullable=False, index=True),
    Column("application_id", String(64), nullable=False),
    Index("events_that_are_due", "outcome", "due_at"),
)

idempotency_keys: Final = Table(
    "idempotency_keys",
    metadata,
    Column("share_key", ForeignKey("shares.share_key", ondelete="CASCADE"), primary_key=True),
    Column("key_hash", String(64), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Float, nullable=False, index=True),
)
kept_answers: Final = KeptAnswers(idempotency_keys, idempotency_keys.c.share_key)


def prepare_database(database: Database) -> None:
    """Raises ServiceConfigurationError where the database is of a newer service."""
    upgrade_database(database, MIGRATIONS, metadata)
