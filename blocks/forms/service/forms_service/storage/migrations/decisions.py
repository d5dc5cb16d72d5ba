"""Letters about decisions, beside the receipts: a submission may have several letters."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_KEPT = ("reference", "status", "attempts", "due_at", "created_at", "changed_at", "fault", "notification_id", "channel")
_RECEIPT = ("reference",)
_LETTER = ("id",)


def upgrade() -> None:
    columns = [sa.Column("id", sa.String(length=60), nullable=False), _reference()]
    more = [
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
    ]
    _make("letters_by_id", _LETTER, [*columns, *more])
    names = ", ".join(_KEPT)
    op.execute(f"INSERT INTO letters_by_id (id, kind, {names}) SELECT reference, 'receipt', {names} FROM letters")  # noqa: S608  names of ours
    _take_the_place("letters_by_id")
    op.create_index("ix_letters_reference", "letters", ["reference"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_letters_reference", table_name="letters")
    _make("letters_by_reference", _RECEIPT, [_reference()])
    names = ", ".join(_KEPT)
    op.execute(f"INSERT INTO letters_by_reference ({names}) SELECT {names} FROM letters WHERE kind = 'receipt'")  # noqa: S608  names of ours
    _take_the_place("letters_by_reference")


def _reference() -> sa.Column[str]:
    return sa.Column("reference", sa.String(length=40), nullable=False)


def _make(table: str, key: tuple[str, ...], first: list[sa.Column[str]]) -> None:
    """A table of letters: SQLite cannot change the primary key of one that is there."""
    op.create_table(
        table,
        *first,
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.Column("fault", sa.String(length=40), nullable=True),
        sa.Column("notification_id", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["reference"], ["submissions.reference"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(*key),
    )


def _take_the_place(table: str) -> None:
    op.drop_index("letters_by_due", table_name="letters")
    op.drop_table("letters")
    op.rename_table(table, "letters")
    op.create_index("letters_by_due", "letters", ["status", "due_at"], unique=False)
