"""The codes by which roles name an organisation. Of those that are there already they are written at the next change of the share."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("sender_organisations", sa.Column("codes", sa.String(length=80), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("sender_organisations", "codes")
