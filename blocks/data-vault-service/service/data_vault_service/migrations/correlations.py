"""Why an event was not taken, and the number of the request that it came from."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("events") as table:
        table.alter_column("outcome", existing_type=sa.String(length=10), type_=sa.String(length=12))
        table.add_column(sa.Column("fault", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("correlation_id", sa.String(length=64), nullable=True))
        table.create_unique_constraint("events_event_id_key", ["event_id"])


def downgrade() -> None:
    with op.batch_alter_table("events") as table:
        table.drop_constraint("events_event_id_key", type_="unique")
        table.drop_column("correlation_id")
        table.drop_column("fault")
        table.alter_column("outcome", existing_type=sa.String(length=12), type_=sa.String(length=10))
