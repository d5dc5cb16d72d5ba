"""The number of the request that a payment or a receipt came from."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("payment_attempts") as table:
        table.add_column(sa.Column("correlation_id", sa.String(length=64), nullable=True))
    with op.batch_alter_table("letters") as table:
        table.add_column(sa.Column("correlation_id", sa.String(length=64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("letters") as table:
        table.drop_column("correlation_id")
    with op.batch_alter_table("payment_attempts") as table:
        table.drop_column("correlation_id")
