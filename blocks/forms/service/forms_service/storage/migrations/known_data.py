"""What is known of people beforehand: with a draft what was found, with a submission where each answer came from."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_COUNTS = ("asked_count", "known_count", "corrected_count")


def upgrade() -> None:
    op.add_column("drafts", sa.Column("prefill", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("submissions", sa.Column("origins", sa.JSON(none_as_null=True), nullable=True))
    for name in _COUNTS:
        op.add_column("submissions", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    for name in reversed(_COUNTS):
        op.drop_column("submissions", name)
    op.drop_column("submissions", "origins")
    op.drop_column("drafts", "prefill")
