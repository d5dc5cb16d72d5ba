"""The tables, and how they come to be. Amounts are whole cents, times epoch seconds; keys are kept as their SHA-256."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

from bouwsteen_service.brokers import define_table
from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import KeptAnswers
from bouwsteen_service.migrations import upgrade_database
from bouwsteen_service.outboxes import event_columns

MIGRATIONS: Final = Path(__file__).with_name("migrations")
metadata: Final = MetaData()

broker_records: Final = define_table(metadata)


def _of_profile() -> Column[str]:
    return Column("profile_id", ForeignKey("profiles.profile_id", ondelete="CASCADE"), nullable=False, index=True)


# An organisation's share in one plan. Everything else belongs to one and goes with it.
profiles: Final = Table(
    "profiles",
    metadata,
    Column("profile_id", String(40), primary_key=True),
    Column("share_key", String(350), nullable=False, unique=True),
    Column("mode", String(4), nullable=False),
    Column("name", String(200), nullable=False),
    Column("iban", String(34), nullable=False),
)

# Whoever uses a share. A successor by rotation is the same application with one key more.
applications: Final = Table(
    "applications",
    metadata,
    Column("application_id", String(40), primary_key=True),
    _of_profile(),
    Column("webhook_url", Text),
    Column("redirect_urls", Text, nullable=False),
)

api_keys: Final = Table(
    "api_keys",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("application_id", ForeignKey("applications.application_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("profile_id", ForeignKey("profiles.profile_id", ondelete="CASCADE"), nullable=False),
    Column("binding_id", String(128), nullable=False),
    Column("sealed_secret", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    UniqueConstraint("profile_id", "binding_id"),
)

# `status_at`: since when it has its status. `communication`: that of a bank transfer, twelve digits.
payments: Final = Table(
    "payments",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("payment_id", String(40), nullable=False, unique=True),
    _of_profile(),
    Column("application_id", String(40), nullable=False),
    Column("link_id", String(40), index=True),
    Column("status", String(12), nullable=False),
    Column("status_at", Float, nullable=False),
    Column("method", String(20)),
    Column("amount", BigInteger, nullable=False),
    Column("description", Text, nullable=False),
    Column("redirect_url", Text, nullable=False),
    Column("cancel_url", Text),
    Column("webhook_url", Text),
    Column("details", Text, nullable=False),
    Column("locale", String(5)),
    Column("communication", String(12), unique=True),
    # The number of the request that asked for it: what is told of it later goes on under that.
    Column("correlation_id", String(64)),
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
)

refunds: Final = Table(
    "refunds",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("refund_id", String(40), nullable=False, unique=True),
    Column("payment_id", ForeignKey("payments.payment_id", ondelete="CASCADE"), nullable=False, index=True),
    _of_profile(),
    Column("status", String(12), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("description", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("due_at", Float, nullable=False),
)

payment_links: Final = Table(
    "payment_links",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("link_id", String(40), nullable=False, unique=True),
    _of_profile(),
    Column("application_id", String(40), nullable=False),
    Column("amount", BigInteger),
    Column("minimum_amount", BigInteger),
    Column("description", Text, nullable=False),
    Column("redirect_url", Text),
    Column("webhook_url", Text),
    Column("reusable", Boolean, nullable=False),
    Column("archived", Boolean, nullable=False),
    Column("allowed_methods", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float),
)

# One row for each side of a booking; those of one booking add up to nothing.
ledger_entries: Final = Table(
    "ledger_entries",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("booking_id", String(40), nullable=False),
    _of_profile(),
    Column("account", String(16), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("subject", String(40), nullable=False),
    Column("booked_at", Float, nullable=False),
)

# Money that goes to an organisation's account. `account` and `name` are those of the moment that it was asked for.
payouts: Final = Table(
    "payouts",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("payout_id", String(40), nullable=False, unique=True),
    _of_profile(),
    Column("application_id", String(40), nullable=False),
    Column("status", String(20), nullable=False),
    Column("reason", String(30), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("description", Text),
    Column("account", String(34), nullable=False),
    Column("name", String(200), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("initiated_at", Float),
    Column("completed_at", Float),
    Column("canceled_at", Float),
)

# Which bookings a pay-out holds. A booking is in one of them at most: nothing is paid out twice.
payout_items: Final = Table(
    "payout_items",
    metadata,
    Column("entry_number", ForeignKey("ledger_entries.number", ondelete="CASCADE"), primary_key=True),
    Column("payout_id", ForeignKey("payouts.payout_id", ondelete="CASCADE"), nullable=False, index=True),
)

# Requests that were answered already, with the answer.
idempotency_keys: Final = Table(
    "idempotency_keys",
    metadata,
    Column("profile_id", ForeignKey("profiles.profile_id", ondelete="CASCADE"), primary_key=True),
    Column("key_hash", String(64), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)

# What is to be told. `application_id` is there where it is signed. Done: delivered, or given up after the last try.
events: Final = Table(
    "events",
    metadata,
    *event_columns(id_characters=40),
    _of_profile(),
    Column("application_id", ForeignKey("applications.application_id", ondelete="CASCADE"), index=True),
)

Index("events_to_deliver", events.c.outcome, events.c.due_at)
Index("payments_to_expire", payments.c.status, payments.c.expires_at)
Index("refunds_to_finish", refunds.c.status, refunds.c.due_at)
Index("refunds_in_queue", refunds.c.profile_id, refunds.c.status)
Index("payouts_to_carry_on", payouts.c.status, payouts.c.due_at)
Index(
    "ledger_entries_by_account", ledger_entries.c.profile_id, ledger_entries.c.account, ledger_entries.c.booked_at, ledger_entries.c.amount
)
Index("idempotency_keys_by_age", idempotency_keys.c.created_at)
kept_answers: Final = KeptAnswers(idempotency_keys, idempotency_keys.c.profile_id)


def prepare_database(database: Database) -> None:
    """Bring the tables to what this service needs. Raises ServiceConfigurationError when a newer service made them."""
    upgrade_database(database, MIGRATIONS, metadata)
