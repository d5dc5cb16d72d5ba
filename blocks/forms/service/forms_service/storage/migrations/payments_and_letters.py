"""What is paid for a submission, and the outbox of what is sent to people about it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("submissions", sa.Column("fee", sa.String(length=12), nullable=True))
    op.add_column("submissions", sa.Column("paid_at", sa.Float(), nullable=True))
    op.add_column("submissions", sa.Column("payment_id", sa.String(length=64), nullable=True))
    op.create_table(
        "payment_attempts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("payment_id", sa.String(length=64), nullable=True),
        sa.Column("checkout_url", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("checked_at", sa.Float(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["reference"], ["submissions.reference"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("payment_id"),
        sa.UniqueConstraint("reference", "number"),
    )
    op.create_index("payment_attempts_by_due", "payment_attempts", ["status", "due_at"], unique=False)
    op.create_table(
        "letters",
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.Column("fault", sa.String(length=40), nullable=True),
        sa.Column("notification_id", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["reference"], ["submissions.reference"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reference"),
    )
    op.create_index("letters_by_due", "letters", ["status", "due_at"], unique=False)


def downgrade() -> None:
    op.drop_index("letters_by_due", table_name="letters")
    op.drop_table("letters")
    op.drop_index("payment_attempts_by_due", table_name="payment_attempts")
    op.drop_table("payment_attempts")
    for name in ("payment_id", "paid_at", "fee"):
        op.drop_column("submissions", name)
