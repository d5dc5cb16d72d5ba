"""The tables, and how they come to be. Secrets and tokens are kept as SHA-256 of 256 random bits; times are epoch seconds.

All that belongs to an organisation hangs under its share and goes with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bouwsteen_service.brokers import define_table
from bouwsteen_service.client_credentials import token_columns
from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import KeptAnswers
from bouwsteen_service.migrations import upgrade_database
from bouwsteen_service.outboxes import event_columns

MIGRATIONS: Final = Path(__file__).with_name("migrations")
metadata: Final = MetaData()

broker_records: Final = define_table(metadata)

# An organisation's share: its registry. The key is the broker user with the instance's id.
shares: Final = Table(
    "shares",
    metadata,
    Column("share_key", String(350), primary_key=True),
    Column("owner", String(200), nullable=False),
)

# Who sends: the organisation of the share, by its enterprise number. Texts are JSON {nl, fr, de}.
sender_organisations: Final = Table(
    "sender_organisations",
    metadata,
    Column("share_key", ForeignKey("shares.share_key", ondelete="CASCADE"), primary_key=True),
    Column("organisation_id", String(10), nullable=False),
    # By which roles name it (OVO and NIS code), each between spaces.
    Column("codes", String(80), nullable=False, server_default=""),
    Column("short_name", Text, nullable=False),
    Column("long_name", Text, nullable=False),
)

sender_applications: Final = Table(
    "sender_applications",
    metadata,
    Column("share_key", ForeignKey("shares.share_key", ondelete="CASCADE"), primary_key=True),
    Column("application_id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("events_url", Text),
)

message_types: Final = Table(
    "message_types",
    metadata,
    Column("share_key", ForeignKey("shares.share_key", ondelete="CASCADE"), primary_key=True),
    Column("message_type_id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("validity_number", Integer, nullable=False),
    Column("validity_unit", String(8), nullable=False),
)

# An application's account at the token endpoint, one for each binding.
oauth_clients: Final = Table(
    "oauth_clients",
    metadata,
    Column("client_id", String(64), primary_key=True),
    Column("share_key", String(350), nullable=False),
    Column("binding_id", String(128), nullable=False),
    Column("application_id", String(64), nullable=False),
    Column("secret_hash", String(64), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("sealed_events_secret", Text),
    UniqueConstraint("share_key", "binding_id"),
    ForeignKeyConstraint(
        ["share_key", "application_id"], ["sender_applications.share_key", "sender_applications.application_id"], ondelete="CASCADE"
    ),
)

# `box_type` and `box_value`: the box that is read with it; empty for the organisation's own.
access_tokens: Final = Table(
    "access_tokens",
    metadata,
    *token_columns("oauth_clients.client_id"),
    Column("box_type", String(16), nullable=False),
    Column("box_value", String(16), nullable=False),
    Column("issued_at", Float, nullable=False),
)

# Citizens and enterprises that have opened an eBox. They belong to no share: a box is the person's own.
recipients: Final = Table(
    "recipients",
    metadata,
    Column("box_type", String(16), primary_key=True),
    Column("box_value", String(16), primary_key=True),
    Column("opened_at", Float, nullable=False),
    Column("connected_at", Float),
    Column("exclusively_ebox", Boolean, nullable=False),
)

# A box as one registry knows it: when it was last looked into there.
boxes: Final = Table(
    "boxes",
    metadata,
    Column("share_key", ForeignKey("shares.share_key", ondelete="CASCADE"), primary_key=True),
    Column("box_type", String(16), primary_key=True),
    Column("box_value", String(16), primary_key=True),
    Column("consulted_at", Float, nullable=False),
)

# What was published. `document` is the JSON of what a reader is shown, without attachments, body and payment.
messages: Final = Table(
    "messages",
    metadata,
    Column("message_id", String(36), primary_key=True),
    Column("share_key", ForeignKey("shares.share_key", ondelete="CASCADE"), nullable=False),
    Column("message_type_id", String(64), nullable=False),
    Column("organisation_id", String(10), nullable=False),
    Column("application_id", String(64), nullable=False),
    Column("reply_authorised", Boolean, nullable=False),
    Column("document", Text, nullable=False),
    Column("body", Text),
    Column("body_is_main", Boolean, nullable=False),
    Column("payment", Text),
    Column("words_nl", Text, nullable=False),
    Column("words_fr", Text, nullable=False),
    Column("words_de", Text, nullable=False),
    Column("published_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False, index=True),
)

attachments: Final = Table(
    "attachments",
    metadata,
    Column("attachment_id", String(36), primary_key=True),
    Column("message_id", ForeignKey("messages.message_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("title", Text),
    Column("file_name", String(255), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("is_main", Boolean, nullable=False),
    Column("is_signed", Boolean, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
)

attachment_contents: Final = Table(
    "attachment_contents",
    metadata,
    Column("attachment_id", ForeignKey("attachments.attachment_id", ondelete="CASCADE"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# A message in a box: one row for each recipient. `reminded_at`, `alerted_at`: when its sender was told that nobody opened it.
deliveries: Final = Table(
    "deliveries",
    metadata,
    Column("message_id", ForeignKey("messages.message_id", ondelete="CASCADE"), nullable=False),
    Column("box_type", String(16), nullable=False),
    Column("box_value", String(16), nullable=False),
    Column("received_at", Float, nullable=False),
    Column("read_at", Float),
    Column("visible", Boolean, nullable=False),
    Column("reminded_at", Float),
    Column("alerted_at", Float),
    PrimaryKeyConstraint("message_id", "box_type", "box_value"),
)

# What an application asked to be told to somebody, by whichever channel. `reason`: a code, where it failed. `due_at`: when a
# letter moves on.
notifications: Final = Table(
    "notifications",
    metadata,
    Column("notification_id", String(36), primary_key=True),
    Column("share_key", ForeignKey("shares.share_key", ondelete="CASCADE"), nullable=False),
    Column("application_id", String(64), nullable=False),
    Column("message_id", ForeignKey("messages.message_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("reference", String(80), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("status", String(16), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    Column("due_at", Float, index=True),
)

# The paper of a notification: where it goes, and since when it is printed and posted. The rest of what it says is its message.
letters: Final = Table(
    "letters",
    metadata,
    Column("notification_id", ForeignKey("notifications.notification_id", ondelete="CASCADE"), primary_key=True),
    Column("language", String(2), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("name", String(200), nullable=False),
    Column("street", String(200), nullable=False),
    Column("postcode", String(10), nullable=False),
    Column("municipality", String(100), nullable=False),
    Column("printed_at", Float),
    Column("posted_at", Float),
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

# What applications are to be told of the messages that they sent: the outbox.
events: Final = Table(
    "events",
    metadata,
    *event_columns(id_characters=36),
    Column("share_key", String(350), nullable=False),
    Column("application_id", String(64), nullable=False),
    ForeignKeyConstraint(
        ["share_key", "application_id"], ["sender_applications.share_key", "sender_applications.application_id"], ondelete="CASCADE"
    ),
)

# People who look into their eBox. `principal` says whose it is.
sessions: Final = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("principal", JSON, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False, index=True),
)

Index("events_to_deliver", events.c.outcome, events.c.due_at)
Index("notifications_of_an_application", notifications.c.share_key, notifications.c.application_id, notifications.c.created_at)
Index("messages_of_a_share", messages.c.share_key, messages.c.published_at)
Index("deliveries_of_a_box", deliveries.c.box_type, deliveries.c.box_value, deliveries.c.received_at)


def prepare_database(database: Database) -> None:
    """Bring the tables to what this service needs. Raises ServiceConfigurationError when a newer service made them."""
    upgrade_database(database, MIGRATIONS, metadata)
