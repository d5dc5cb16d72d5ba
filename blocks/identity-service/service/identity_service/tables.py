"""The tables, and how they come to be. Secrets, codes and tokens are kept as SHA-256 of 256 random bits; times are epoch seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, MetaData, String, Table, Text, UniqueConstraint

from bouwsteen_service.brokers import define_table
from bouwsteen_service.databases import Database
from bouwsteen_service.migrations import upgrade_database

MIGRATIONS: Final = Path(__file__).with_name("migrations")
metadata: Final = MetaData()

broker_records: Final = define_table(metadata)

# An organisation's share in the service. The key is the broker user with the instance's id.
shares: Final = Table(
    "shares",
    metadata,
    Column("share_key", String(350), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("nis", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("kbo", String(20)),
    Column("ovo", String(20)),
    Column("display_name", String(200), nullable=False),
)

# An application that relies on the service. `auth_method` empty: basic and post are both fine.
clients: Final = Table(
    "clients",
    metadata,
    Column("client_id", String(64), primary_key=True),
    Column("share_key", ForeignKey("shares.share_key", ondelete="CASCADE"), nullable=False),
    Column("binding_id", String(128), nullable=False),
    Column("secret_hash", String(64)),
    Column("auth_method", String(32), nullable=False),
    Column("jwks", Text),
    Column("redirect_uris", Text, nullable=False),
    Column("post_logout_redirect_uris", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    UniqueConstraint("share_key", "binding_id"),
)

# Who is signed in, in which browser.
sessions: Final = Table(
    "sessions",
    metadata,
    Column("session_hash", String(64), primary_key=True),
    Column("persona", String(64), nullable=False),
    Column("means", String(32), nullable=False),
    Column("signed_in_at", Float, nullable=False),
    Column("used_at", Float, nullable=False),
)

# What a client was granted: about a person, or for itself where `persona` is empty.
grants: Final = Table(
    "grants",
    metadata,
    Column("grant_id", String(32), primary_key=True),
    Column("client_id", ForeignKey("clients.client_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("session_hash", String(64), index=True),
    Column("persona", String(64), nullable=False),
    Column("means", String(32), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("nonce", Text),
    Column("tells_means", Boolean, nullable=False),
    Column("tells_time", Boolean, nullable=False),
    Column("signed_in_at", Float, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("revoked_at", Float),
)

codes: Final = Table(
    "codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("grant_id", ForeignKey("grants.grant_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("redirect_uri", Text, nullable=False),
    Column("challenge", String(128)),
    Column("challenge_method", String(8)),
    Column("issued_at", Float, nullable=False),
    Column("used_at", Float),
)

# Access and refresh tokens.
tokens: Final = Table(
    "tokens",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("grant_id", ForeignKey("grants.grant_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("scopes", Text, nullable=False),
    Column("issued_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False, index=True),
    Column("used_at", Float),
)

# Assertions that clients have used, until they expire.
assertions: Final = Table(
    "assertions",
    metadata,
    Column("client_id", ForeignKey("clients.client_id", ondelete="CASCADE"), primary_key=True),
    Column("jti", String(64), primary_key=True),
    Column("expires_at", Float, nullable=False),
)

signing_keys: Final = Table(
    "signing_keys",
    metadata,
    Column("kid", String(32), primary_key=True),
    Column("sealed_key", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)

Index("grants_by_age", grants.c.created_at)


def prepare_database(database: Database) -> None:
    """Bring the tables to what this service needs. Raises ServiceConfigurationError when a newer service made them."""
    upgrade_database(database, MIGRATIONS, metadata)
