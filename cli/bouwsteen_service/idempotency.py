"""Requests that are sent twice and must work once: the answer is kept with the key, in the transaction that did the work."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, delete, insert, select
from sqlalchemy.exc import IntegrityError

from bouwsteen_service.databases import Database


class KeyReusedError(Exception):
    """The key was used for another request."""


class KeptAnswers:
    """`owner`: the column that says whose answers they are; with `key_hash` it is the table's primary key.

    The table's other columns: `request_hash`, `body` (JSON), `created_at` (epoch seconds). Keys and requests are kept as SHA-256.
    """

    def __init__(self, table: Table, owner: Column[str]) -> None:
        self._table = table
        self._owner = owner

    def once(
        self, database: Database, owner: str, key: str | None, request: str, make: Callable[[Connection], dict[str, Any]], now: float
    ) -> tuple[dict[str, Any], bool]:
        """What `make` answers, in its transaction, and True; with a key that this request had before, what it answered then, and False.

        Without a key nothing is kept. Raises KeyReusedError, and whatever `make` raises: then nothing was done and nothing is kept.
        """
        for last in (False, True):
            try:
                with database.writing() as connection:
                    known = None if key is None else self.find(connection, owner, key, request)
                    if known is not None:
                        return known, False
                    answer = make(connection)
                    if key is not None:
                        self.keep(connection, owner, key, request, answer, now)
                    return answer, True
            except IntegrityError:
                # The same key at the same moment: the other one has answered now.
                if last:
                    raise
        raise AssertionError("either an answer or an exception")

    def find(self, connection: Connection, owner: str, key: str, request: str) -> dict[str, Any] | None:
        """The answer that this request got. Raises KeyReusedError where the key belongs to another one."""
        row = connection.execute(select(self._table).where(*self._mine(owner, key))).mappings().first()
        if row is None:
            return None
        if row["request_hash"] != digest(request):
            raise KeyReusedError
        answer: dict[str, Any] = json.loads(row["body"])
        return answer

    def keep(self, connection: Connection, owner: str, key: str, request: str, answer: dict[str, Any], now: float) -> None:
        """Raises IntegrityError where the same key was answered at the same moment."""
        row = {
            self._owner.name: owner,
            "key_hash": digest(key),
            "request_hash": digest(request),
            "body": json.dumps(answer),
            "created_at": now,
        }
        connection.execute(insert(self._table).values(row))

    def claim(self, connection: Connection, owner: str, key: str, now: float) -> None:
        """For requests whose key works once, whatever they hold. Raises KeyReusedError the second time."""
        if connection.execute(select(self._owner).where(*self._mine(owner, key))).first() is not None:
            raise KeyReusedError
        try:
            self.keep(connection, owner, key, "", {}, now)
        except IntegrityError:
            raise KeyReusedError from None

    def forget(self, connection: Connection, before: float) -> None:
        """What was answered before this moment (epoch seconds)."""
        connection.execute(delete(self._table).where(self._table.c.created_at < before))

    def _mine(self, owner: str, key: str) -> tuple[ColumnElement[bool], ...]:
        return self._owner == owner, self._table.c.key_hash == digest(key)


def digest(text: str) -> str:
    """How a key, a secret or a token of high entropy is kept: it cannot be guessed, so it needs no slow hash."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
