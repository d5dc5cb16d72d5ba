"""The texts of forms, kept for as long as something was sent with them."""

from collections.abc import Iterable

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from forms_service.loading import LoadedForm
from forms_service.storage.tables import form_documents


def keep_forms(connection: Connection, forms: Iterable[LoadedForm], now: float) -> None:
    """Record each form that is not known by its digest. Of several services that start at once, another may be first."""
    known = set(connection.execute(select(form_documents.c.digest)).scalars())
    rows = [
        {"digest": loaded.digest, "form_id": loaded.form.id, "version": loaded.form.version, "text": loaded.text, "first_seen_at": now}
        for loaded in forms
        if loaded.digest not in known
    ]
    if rows:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert(form_documents).on_conflict_do_nothing(), rows)


def find_form_text(connection: Connection, digest: str) -> str | None:
    """The text of a form by its digest."""
    return connection.execute(select(form_documents.c.text).where(form_documents.c.digest == digest)).scalar()
