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
        "recipients",
        sa.Column("box_type", sa.String(length=16), nullable=False),
        sa.Column("box_value", sa.String(length=16), nullable=False),
        sa.Column("opened_at", sa.Float(), nullable=False),
        sa.Column("connected_at", sa.Float(), nullable=True),
        sa.Column("exclusively_ebox", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("box_type", "box_value"),
    )
    op.create_table(
        "shares",
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("share_key"),
    )
    op.create_table(
        "boxes",
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("box_type", sa.String(length=16), nullable=False),
        sa.Column("box_value", sa.String(length=16), nullable=False),
        sa.Column("consulted_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["share_key"], ["shares.share_key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("share_key", "box_type", "box_value"),
    )
    op.create_table(
        "message_types",
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("message_type_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("validity_number", sa.Integer(), nullable=False),
        sa.Column("validity_unit", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["share_key"], ["shares.share_key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("share_key", "message_type_id"),
    )
    op.create_table(
        "messages",
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("message_type_id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=10), nullable=False),
        sa.Column("application_id", sa.String(length=64), nullable=False),
        sa.Column("reply_authorised", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("body_is_main", sa.Boolean(), nullable=False),
        sa.Column("payment", sa.Text(), nullable=True),
        sa.Column("words_nl", sa.Text(), nullable=False),
        sa.Column("words_fr", sa.Text(), nullable=False),
        sa.Column("words_de", sa.Text(), nullable=False),
        sa.Column("published_at", sa.Float(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["share_key"], ["shares.share_key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message_id"),
    )
    op.create_index(op.f("ix_messages_expires_at"), "messages", ["expires_at"], unique=False)
    op.create_index("messages_of_a_share", "messages", ["share_key", "published_at"], unique=False)
    op.create_table(
        "sender_applications",
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("application_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["share_key"], ["shares.share_key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("share_key", "application_id"),
    )
    op.create_table(
        "sender_organisations",
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("organisation_id", sa.String(length=10), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("long_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["share_key"], ["shares.share_key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("share_key"),
    )
    op.create_table(
        "attachments",
        sa.Column("attachment_id", sa.String(length=36), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("is_signed", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.message_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("attachment_id"),
    )
    op.create_index(op.f("ix_attachments_message_id"), "attachments", ["message_id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("box_type", sa.String(length=16), nullable=False),
        sa.Column("box_value", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.Float(), nullable=False),
        sa.Column("read_at", sa.Float(), nullable=True),
        sa.Column("visible", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.message_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message_id", "box_type", "box_value"),
    )
    op.create_index("deliveries_of_a_box", "deliveries", ["box_type", "box_value", "received_at"], unique=False)
    op.create_table(
        "oauth_clients",
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("share_key", sa.String(length=350), nullable=False),
        sa.Column("binding_id", sa.String(length=128), nullable=False),
        sa.Column("application_id", sa.String(length=64), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_key", "application_id"], ["sender_applications.share_key", "sender_applications.application_id"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id"),
        sa.UniqueConstraint("share_key", "binding_id"),
    )
    op.create_table(
        "access_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("box_type", sa.String(length=16), nullable=False),
        sa.Column("box_value", sa.String(length=16), nullable=False),
        sa.Column("issued_at", sa.Float(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["oauth_clients.client_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index(op.f("ix_access_tokens_client_id"), "access_tokens", ["client_id"], unique=False)
    op.create_index(op.f("ix_access_tokens_expires_at"), "access_tokens", ["expires_at"], unique=False)
    op.create_table(
        "attachment_contents",
        sa.Column("attachment_id", sa.String(length=36), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachments.attachment_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("attachment_id"),
    )


def downgrade() -> None:
    op.drop_table("attachment_contents")
    op.drop_index(op.f("ix_access_tokens_expires_at"), table_name="access_tokens")
    op.drop_index(op.f("ix_access_tokens_client_id"), table_name="access_tokens")
    op.drop_table("access_tokens")
    op.drop_table("oauth_clients")
    op.drop_index("deliveries_of_a_box", table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_index(op.f("ix_attachments_message_id"), table_name="attachments")
    op.drop_table("attachments")
    op.drop_table("sender_organisations")
    op.drop_table("sender_applications")
    op.drop_index("messages_of_a_share", table_name="messages")
    op.drop_index(op.f("ix_messages_expires_at"), table_name="messages")
    op.drop_table("messages")
    op.drop_table("message_types")
    op.drop_table("boxes")
    op.drop_table("shares")
    op.drop_table("recipients")
    op.drop_table("broker_records")
