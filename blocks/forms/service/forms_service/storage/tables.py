"""The tables, and how they come to be."""

from pathlib import Path
from typing import Final

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bouwsteen_service.databases import Database
from bouwsteen_service.migrations import upgrade_database

MIGRATIONS: Final = Path(__file__).with_name("migrations")
metadata = MetaData()

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
    # What was found about whoever asks, and how the search for it stands; see `prefills`.
    Column("prefill", JSON(none_as_null=True)),
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
    # What is to be paid, in euro as "12.50"; when it was, and what the payment service calls it.
    Column("fee", String(12)),
    Column("paid_at", Float),
    Column("payment_id", String(64)),
    # Where the answers came from that were known beforehand; how many were asked, known, and corrected.
    Column("origins", JSON(none_as_null=True)),
    Column("asked_count", Integer),
    Column("known_count", Integer),
    Column("corrected_count", Integer),
    UniqueConstraint("owner", "idempotency_key"),
    Index("submissions_by_owner", "owner", "received_at"),
    Index("submissions_by_time", "received_at"),
    Index("submissions_by_form", "form_id", "status", "received_at"),
)

# Each time that somebody set out to pay. `payment_id` and `checkout_url` are there once the payment service has answered.
payment_attempts = Table(
    "payment_attempts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("reference", String(40), ForeignKey("submissions.reference", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("amount", String(12), nullable=False),
    Column("status", String(12), nullable=False),
    Column("payment_id", String(64), unique=True),
    Column("checkout_url", Text),
    Column("created_at", Float, nullable=False),
    Column("checked_at", Float, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("correlation_id", String(64)),
    UniqueConstraint("reference", "number"),
    Index("payment_attempts_by_due", "status", "due_at"),
)

# The outbox: what is to be sent to people, written in the transaction in which it became due. A receipt has the id of its submission;
# each decision is a letter of its own, with what was decided.
letters = Table(
    "letters",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("reference", String(40), ForeignKey("submissions.reference", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("decision", String(20)),
    Column("reason", Text),
    Column("status", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    Column("fault", String(40)),
    Column("notification_id", String(64)),
    Column("channel", String(10)),
    Column("correlation_id", String(64)),
    Index("letters_by_due", "status", "due_at"),
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
    """Bring the tables to what this service needs. Raises ServiceConfigurationError when a newer service made them."""
    upgrade_database(database, MIGRATIONS, metadata)
