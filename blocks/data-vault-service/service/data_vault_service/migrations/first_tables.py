"""The first tables: shares, applications, access requests and the log of readings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "broker_records",
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("instance_id", sa.String(length=128), nullable=False),
        sa.Column("binding_id", sa.String(length=128), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("operation", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "instance_id", "binding_id"),
    )
    op.create_table(
        "citizens",
        sa.Column("web_id", sa.String(length=500), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("sealed_tokens", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("web_id"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("principal", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_table(
        "shares",
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("share_key"),
    )
    op.create_table(
        "access_requests",
        sa.Column("request_id", sa.String(length=43), nullable=False),
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("application_id", sa.String(length=64), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("web_id", sa.String(length=500), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("return_url", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("storage", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("decided_at", sa.Float(), nullable=True),
        sa.Column("ended_at", sa.Float(), nullable=True),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["share_key"], ["shares.share_key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("request_id"),
    )
    op.create_index("access_requests_of_a_citizen", "access_requests", ["web_id", "created_at"], unique=False)
    op.create_index("access_requests_of_an_application", "access_requests", ["share_key", "application_id", "created_at"], unique=False)
    op.create_index("access_requests_that_end", "access_requests", ["status", "expires_at"], unique=False)
    op.create_table(
        "applications",
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("application_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("redirect_uris", sa.JSON(), nullable=False),
        sa.Column("events_url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["share_key"], ["shares.share_key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("share_key", "application_id"),
    )
    op.create_table(
        "events",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("application_id", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["share_key"], ["shares.share_key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("events_that_are_due", "events", ["outcome", "due_at"], unique=False)
    op.create_index(op.f("ix_events_share_key"), "events", ["share_key"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["share_key"], ["shares.share_key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("share_key", "key_hash"),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "identities",
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("web_id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["share_key"], ["shares.share_key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("share_key"),
    )
    op.create_table(
        "access_data",
        sa.Column("request_id", sa.String(length=43), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("datum", sa.String(length=40), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["access_requests.request_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("request_id", "position"),
    )
    op.create_index("access_data_to_do", "access_data", ["state", "due_at"], unique=False)
    op.create_table(
        "accounts",
        sa.Column("client_id", sa.String(length=32), nullable=False),
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("application_id", sa.String(length=64), nullable=False),
        sa.Column("binding_id", sa.String(length=200), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed_events_secret", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_key", "application_id"], ["applications.share_key", "applications.application_id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id"),
    )
    op.create_index("accounts_of_an_application", "accounts", ["share_key", "application_id"], unique=False)
    op.create_table(
        "readings",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("request_id", sa.String(length=43), nullable=False),
        sa.Column("datum", sa.String(length=40), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("reader", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("correlation_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["access_requests.request_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("readings_of_a_request", "readings", ["request_id", "number"], unique=False)
    op.create_table(
        "access_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=32), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["accounts.client_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index(op.f("ix_access_tokens_client_id"), "access_tokens", ["client_id"], unique=False)
    op.create_index(op.f("ix_access_tokens_expires_at"), "access_tokens", ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_access_tokens_expires_at"), table_name="access_tokens")
    op.drop_index(op.f("ix_access_tokens_client_id"), table_name="access_tokens")
    op.drop_table("access_tokens")
    op.drop_index("readings_of_a_request", table_name="readings")
    op.drop_table("readings")
    op.drop_index("accounts_of_an_application", table_name="accounts")
    op.drop_table("accounts")
    op.drop_index("access_data_to_do", table_name="access_data")
    op.drop_table("access_data")
    op.drop_table("identities")
    op.drop_index(op.f("ix_idempotency_keys_created_at"), table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_index(op.f("ix_events_share_key"), table_name="events")
    op.drop_index("events_that_are_due", table_name="events")
    op.drop_table("events")
    op.drop_table("applications")
    op.drop_index("access_requests_that_end", table_name="access_requests")
    op.drop_index("access_requests_of_an_application", table_name="access_requests")
    op.drop_index("access_requests_of_a_citizen", table_name="access_requests")
    op.drop_table("access_requests")
    op.drop_table("shares")
    op.drop_index(op.f("ix_sessions_expires_at"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_table("citizens")
    op.drop_table("broker_records")
