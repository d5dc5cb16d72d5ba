"""The texts of forms, kept for as long as something was sent with them."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from forms_service.loading import LoadedForm
from forms_service.storage.tables import form_documents


def keep_forms(connection: Connection, forms: Iterable[LoadedForm], now: float) -> None:
    """Record each form that is not known by its digest."""
    known = set(connection.execute(select(form_documents.c.digest)).scalars())
    rows = [
        {"digest": loaded.digest, "form_id": loaded.form.id, "version": loaded.form.version, "text": loaded.text, "first_seen_at": now}
        for loaded in forms
        if loaded.digest not in known
    ]
    if rows:
        connection.execute(insert(form_documents), rows)


def find_form_text(connection: Connection, digest: str) -> str | None:
    """The text of a form by its digest."""
    return connection.execute(select(form_documents.c.text).where(form_documents.c.digest == digest)).scalar()
