"""Lists of the API, a page at a time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Table, select

from payments_service.documents import Documents
from payments_service.errors import ApiError


class Page:
    """Rows of a table from the newest to the oldest, from the one with the id `start`. Raises ApiError where it is not among them."""

    def __init__(
        self, connection: Connection, table: Table, id_column: Column[str], mine: ColumnElement[bool], start: str | None, limit: int
    ) -> None:
        self._start, self._limit, self._id = start, limit, id_column.name
        number = table.c.number
        newest = select(table).where(mine)
        if start is not None:
            known = start.isascii() and start.isprintable() and connection.execute(select(number).where(mine, id_column == start)).scalar()
            if not known:
                raise ApiError(400, "Invalid cursor value", "from")
            newest = newest.where(number <= known)
        found = list(connection.execute(newest.order_by(number.desc()).limit(limit + 1)).mappings())
        self.rows: list[RowMapping] = found[:limit]
        self._next = found[limit][self._id] if len(found) > limit else None
        self._previous = None
        if start is not None and self.rows:
            newer = select(table).where(mine, number > self.rows[0]["number"]).order_by(number).limit(limit)
            before = list(connection.execute(newer).mappings())
            self._previous = before[-1][self._id] if before else None

    def document(self, documents: Documents, name: str, base: str, found: list[dict[str, Any]]) -> dict[str, Any]:
        """The page outside: `found` are its rows, `base` its address below the API."""
        previous, following = (None if start is None else self._path(base, start) for start in (self._previous, self._next))
        return documents.page(name, self._path(base, self._start), found, previous, following)

    def _path(self, base: str, start: str | None) -> str:
        return f"{base}?" + (f"from={start}&" if start else "") + f"limit={self._limit}"
