"""Events: where applications want them, with which secret, and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("sender_applications", sa.Column("events_url", sa.Text(), nullable=True))
    op.add_column("oauth_clients", sa.Column("sealed_events_secret", sa.Text(), nullable=True))
    op.add_column("deliveries", sa.Column("reminded_at", sa.Float(), nullable=True))
    op.add_column("deliveries", sa.Column("alerted_at", sa.Float(), nullable=True))
    op.create_table(
        "events",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("application_id", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_key", "application_id"], ["sender_applications.share_key", "sender_applications.application_id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("event_id"),
    )
    op.create_index("events_to_deliver", "events", ["outcome", "due_at"], unique=False)


def downgrade() -> None:
    op.drop_index("events_to_deliver", table_name="events")
    op.drop_table("events")
    op.drop_column("deliveries", "alerted_at")
    op.drop_column("deliveries", "reminded_at")
    op.drop_column("oauth_clients", "sealed_events_secret")
    op.drop_column("sender_applications", "events_url")
