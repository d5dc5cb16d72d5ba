"""The version of the tables is Alembic's to keep: our own table of versions goes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.drop_table("schema_versions")


def downgrade() -> None:
    versions = op.create_table(
        "schema_versions",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("applied_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )
    op.bulk_insert(versions, [{"version": 1, "applied_at": 0.0}])
