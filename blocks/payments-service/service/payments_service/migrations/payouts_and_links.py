"""Pay-outs, and payment links whose amount the payer chooses, that are archived, or that are for some ways to pay alone."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("payment_links") as table:
        table.alter_column("amount", existing_type=sa.BigInteger(), nullable=True)
        table.add_column(sa.Column("minimum_amount", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("archived", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("allowed_methods", sa.Text(), nullable=False, server_default="[]"))
    op.create_table(
        "payouts",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("payout_id", sa.String(length=40), nullable=False),
        sa.Column("profile_id", sa.String(length=40), nullable=False),
        sa.Column("application_id", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("account", sa.String(length=34), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.Column("initiated_at", sa.Float(), nullable=True),
        sa.Column("completed_at", sa.Float(), nullable=True),
        sa.Column("canceled_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["profile_id"], ["profiles.profile_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("payout_id"),
    )
    op.create_index(op.f("ix_payouts_profile_id"), "payouts", ["profile_id"], unique=False)
    op.create_index("payouts_to_carry_on", "payouts", ["status", "due_at"], unique=False)
    op.create_table(
        "payout_items",
        sa.Column("entry_number", sa.Integer(), nullable=False),
        sa.Column("payout_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["entry_number"], ["ledger_entries.number"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["payout_id"], ["payouts.payout_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_number"),
    )
    op.create_index(op.f("ix_payout_items_payout_id"), "payout_items", ["payout_id"], unique=False)
    op.create_index("refunds_in_queue", "refunds", ["profile_id", "status"], unique=False)
    op.create_index("ledger_entries_by_account", "ledger_entries", ["profile_id", "account", "booked_at", "amount"], unique=False)


def downgrade() -> None:
    op.drop_index("ledger_entries_by_account", table_name="ledger_entries")
    op.drop_index("refunds_in_queue", table_name="refunds")
    op.drop_index(op.f("ix_payout_items_payout_id"), table_name="payout_items")
    op.drop_table("payout_items")
    op.drop_index("payouts_to_carry_on", table_name="payouts")
    op.drop_index(op.f("ix_payouts_profile_id"), table_name="payouts")
    op.drop_table("payouts")
    op.execute("DELETE FROM payment_links WHERE amount IS NULL")  # there is no such thing at this step
    with op.batch_alter_table("payment_links") as table:
        table.drop_column("allowed_methods")
        table.drop_column("archived")
        table.drop_column("minimum_amount")
        table.alter_column("amount", existing_type=sa.BigInteger(), nullable=False)
