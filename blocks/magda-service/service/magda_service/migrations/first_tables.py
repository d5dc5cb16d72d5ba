"""The first tables."""

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
        "people",
        sa.Column("insz", sa.String(length=11), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("household", sa.String(length=40), nullable=False),
        sa.Column("relation", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=3), nullable=False),
        sa.Column("conduct", sa.String(length=8), nullable=False),
        sa.Column("modified_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("insz"),
    )
    op.create_index(op.f("ix_people_household"), "people", ["household"], unique=False)
    op.create_table(
        "shares",
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("nis", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("share_key"),
    )
    op.create_table(
        "consultations",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.String(length=36), nullable=False),
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("application", sa.String(length=200), nullable=False),
        sa.Column("insz", sa.String(length=11), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("reader", sa.String(length=64), nullable=False),
        sa.Column("face", sa.String(length=4), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("correlation_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["share_key"], ["shares.share_key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("consultation_id"),
    )
    op.create_index("consultations_of_a_person", "consultations", ["share_key", "insz", "number"], unique=False)
    op.create_table(
        "correlations",
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["share_key"], ["shares.share_key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("share_key", "key_hash"),
    )
    op.create_index(op.f("ix_correlations_created_at"), "correlations", ["created_at"], unique=False)
    op.create_table(
        "descents",
        sa.Column("parent", sa.String(length=11), nullable=False),
        sa.Column("child", sa.String(length=11), nullable=False),
        sa.ForeignKeyConstraint(["child"], ["people.insz"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["parent"], ["people.insz"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("parent", "child"),
    )
    op.create_table(
        "registrations",
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("registration_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("capacity", sa.String(length=16), nullable=False),
        sa.Column("events_url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["share_key"], ["shares.share_key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("share_key", "registration_id"),
    )
    op.create_table(
        "events",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("registration_id", sa.String(length=40), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_key", "registration_id"], ["registrations.share_key", "registrations.registration_id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("event_id"),
    )
    op.create_index("events_to_deliver", "events", ["outcome", "due_at"], unique=False)
    op.create_table(
        "oauth_clients",
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("binding_id", sa.String(length=128), nullable=False),
        sa.Column("registration_id", sa.String(length=40), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed_events_secret", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_key", "registration_id"], ["registrations.share_key", "registrations.registration_id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id"),
        sa.UniqueConstraint("share_key", "binding_id"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("registration_id", sa.String(length=40), nullable=False),
        sa.Column("insz", sa.String(length=11), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_key", "registration_id"], ["registrations.share_key", "registrations.registration_id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("share_key", "registration_id", "insz"),
    )
    op.create_index("subscriptions_to_a_person", "subscriptions", ["insz"], unique=False)
    op.create_table(
        "access_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["oauth_clients.client_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index(op.f("ix_access_tokens_client_id"), "access_tokens", ["client_id"], unique=False)
    op.create_index(op.f("ix_access_tokens_expires_at"), "access_tokens", ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_access_tokens_expires_at"), table_name="access_tokens")
    op.drop_index(op.f("ix_access_tokens_client_id"), table_name="access_tokens")
    op.drop_table("access_tokens")
    op.drop_index("subscriptions_to_a_person", table_name="subscriptions")
    op.drop_table("subscriptions")
    op.drop_table("oauth_clients")
    op.drop_index("events_to_deliver", table_name="events")
    op.drop_table("events")
    op.drop_table("registrations")
    op.drop_table("descents")
    op.drop_index(op.f("ix_correlations_created_at"), table_name="correlations")
    op.drop_table("correlations")
    op.drop_index("consultations_of_a_person", table_name="consultations")
    op.drop_table("consultations")
    op.drop_table("shares")
    op.drop_index(op.f("ix_people_household"), table_name="people")
    op.drop_table("people")
    op.drop_table("broker_records")
