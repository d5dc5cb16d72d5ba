"""Why an event was not taken, and the number of the request that it came from."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("events") as table:
        table.add_column(sa.Column("fault", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("correlation_id", sa.String(length=64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("events") as table:
        table.drop_column("correlation_id")
        table.drop_column("fault")
