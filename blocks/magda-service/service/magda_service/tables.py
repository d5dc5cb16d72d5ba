"""The tables, and how they come to be. Secrets and tokens are kept as SHA-256 of 256 random bits; times are epoch seconds.

People belong to nobody: the registers are shared. All that belongs to an organisation hangs under its share and goes with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Column, Float, ForeignKey, ForeignKeyConstraint, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

from bouwsteen_service.brokers import define_table
from bouwsteen_service.client_credentials import token_columns
from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import KeptAnswers
from bouwsteen_service.migrations import upgrade_database
from bouwsteen_service.outboxes import event_columns

MIGRATIONS: Final = Path(__file__).with_name("migrations")
metadata: Final = MetaData()

broker_records: Final = define_table(metadata)

# `record`: JSON {datum: value}. `source`: RR or KSZ. `household` says who lives together, `relation` who somebody is there.
# `conduct`: how the source behaves when it is asked after this person.
people: Final = Table(
    "people",
    metadata,
    Column("insz", String(11), primary_key=True),
    Column("record", Text, nullable=False),
    Column("household", String(40), nullable=False, index=True),
    Column("relation", String(12), nullable=False),
    Column("source", String(3), nullable=False),
    Column("conduct", String(8), nullable=False),
    Column("modified_at", Float, nullable=False),
)

descents: Final = Table(
    "descents",
    metadata,
    Column("parent", ForeignKey("people.insz", ondelete="CASCADE"), primary_key=True),
    Column("child", ForeignKey("people.insz", ondelete="CASCADE"), primary_key=True),
)

# An organisation that takes part. The key is the broker user with the instance's id. `data`: JSON, what it may ask at most.
shares: Final = Table(
    "shares",
    metadata,
    Column("share_key", String(350), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("nis", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("data", Text, nullable=False),
)

# An application that may ask: for what, by which law, and what of a person.
registrations: Final = Table(
    "registrations",
    metadata,
    Column("share_key", ForeignKey("shares.share_key", ondelete="CASCADE"), primary_key=True),
    Column("registration_id", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("capacity", String(16), nullable=False),
    Column("events_url", Text),
)

# Its account at the token endpoint, one for each binding.
oauth_clients: Final = Table(
    "oauth_clients",
    metadata,
    Column("client_id", String(64), primary_key=True),
    Column("share_key", String(350), nullable=False),
    Column("binding_id", String(128), nullable=False),
    Column("registration_id", String(40), nullable=False),
    Column("secret_hash", String(64), nullable=False),
    Column("sealed_events_secret", Text, nullable=False),
    UniqueConstraint("share_key", "binding_id"),
    ForeignKeyConstraint(
        ["share_key", "registration_id"], ["registrations.share_key", "registrations.registration_id"], ondelete="CASCADE"
    ),
)

access_tokens: Final = Table(
    "access_tokens",
    metadata,
    *token_columns("oauth_clients.client_id"),
)

# The repertory: which application has a file on whom.
subscriptions: Final = Table(
    "subscriptions",
    metadata,
    Column("share_key", String(350), primary_key=True),
    Column("registration_id", String(40), primary_key=True),
    Column("insz", String(11), primary_key=True),
    Column("created_at", Float, nullable=False),
    ForeignKeyConstraint(
        ["share_key", "registration_id"], ["registrations.share_key", "registrations.registration_id"], ondelete="CASCADE"
    ),
)

# Who read what of whom, for what: kept when the application goes, until its organisation does. `data`: JSON, the names asked for.
consultations: Final = Table(
    "consultations",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("consultation_id", String(36), nullable=False, unique=True),
    Column("share_key", ForeignKey("shares.share_key", ondelete="CASCADE"), nullable=False),
    Column("application", String(200), nullable=False),
    Column("insz", String(11), nullable=False),
    Column("data", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("reader", String(64), nullable=False),
    Column("face", String(4), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("correlation_id", String(36), nullable=False),
    Column("at", Float, nullable=False),
)

# The correlation ids that an application used, each with the request that it was used for.
correlations: Final = Table(
    "correlations",
    metadata,
    Column("share_key", ForeignKey("shares.share_key", ondelete="CASCADE"), primary_key=True),
    Column("key_hash", String(64), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Float, nullable=False, index=True),
)
kept_correlations: Final = KeptAnswers(correlations, correlations.c.share_key)

# What applications are to be told of the people that they have a file on: the outbox.
events: Final = Table(
    "events",
    metadata,
    *event_columns(id_characters=36),
    Column("share_key", String(350), nullable=False),
    Column("registration_id", String(40), nullable=False),
    ForeignKeyConstraint(
        ["share_key", "registration_id"], ["registrations.share_key", "registrations.registration_id"], ondelete="CASCADE"
    ),
)

Index("consultations_of_a_person", consultations.c.share_key, consultations.c.insz, consultations.c.number)
Index("events_to_deliver", events.c.outcome, events.c.due_at)
Index("subscriptions_to_a_person", subscriptions.c.insz)


def prepare_database(database: Database) -> None:
    """Bring the tables to what this service needs. Raises ServiceConfigurationError when a newer service made them."""
    upgrade_database(database, MIGRATIONS, metadata)
