"""The repertory: which application has a file on whom. Without one it may not ask, and is told of nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from bouwsteen_service.databases import Database
from bouwsteen_service.seals import Clock
from magda_service.accounts import Registration
from magda_service.people import moment
from magda_service.tables import subscriptions


class Subscriptions:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, registration: Registration, insz: str) -> tuple[dict[str, Any], bool]:
        """The subscription, and whether it is new."""
        known = self.find(registration, insz)
        if known is not None:
            return known, False
        now = self._clock()
        place = {"share_key": registration.share_key, "registration_id": registration.id}
        try:
            with self._database.writing() as connection:
                connection.execute(insert(subscriptions).values(**place, insz=insz, created_at=now))
        except IntegrityError:
            # Another request was first, or the application is gone.
            known = self.find(registration, insz)
            if known is None:
                raise
            return known, False
        return _shown(insz, now), True

    def find(self, registration: Registration, insz: str) -> dict[str, Any] | None:
        with self._database.reading() as connection:
            known = created_at(connection, registration, insz)
        return None if known is None else _shown(insz, known)

    def remove(self, registration: Registration, insz: str) -> None:
        """Gone is gone: taking away what is not there is no mistake."""
        with self._database.writing() as connection:
            connection.execute(delete(subscriptions).where(*_here(registration), subscriptions.c.insz == insz))

    def list(self, registration: Registration, page: int, size: int) -> dict[str, Any]:
        query = select(subscriptions.c.insz, subscriptions.c.created_at).where(*_here(registration)).order_by(subscriptions.c.insz)
        with self._database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(subscriptions).where(*_here(registration))).scalar_one()
            rows = connection.execute(query.limit(size).offset((page - 1) * size)).all()
        return {"items": [_shown(row.insz, row.created_at) for row in rows], "page": page, "pageSize": size, "total": total}


def created_at(connection: Connection, registration: Registration, insz: str) -> float | None:
    """Since when the application has a file on somebody; None where it has none."""
    query = select(subscriptions.c.created_at).where(*_here(registration), subscriptions.c.insz == insz)
    found: float | None = connection.execute(query).scalar()
    return found


def _here(registration: Registration) -> Sequence[ColumnElement[bool]]:
    return (subscriptions.c.share_key == registration.share_key, subscriptions.c.registration_id == registration.id)


def _shown(insz: str, at: float) -> dict[str, Any]:
    return {"insz": insz, "createdAt": moment(at)}
