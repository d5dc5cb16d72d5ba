"""Requests that are sent twice and must work once: the answer is kept with the key, in the transaction that did the work."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from payments_service.tables import digest, idempotency_keys


class KeyReusedError(Exception):
    """The key was used for another request."""


def find_answer(connection: Connection, profile_id: str, key: str, request: str) -> dict[str, Any] | None:
    """The answer that this request got. Raises KeyReusedError where the key belongs to another one."""
    mine = (idempotency_keys.c.profile_id == profile_id, idempotency_keys.c.key_hash == digest(key))
    row = connection.execute(select(idempotency_keys).where(*mine)).mappings().first()
    if row is None:
        return None
    if row["request_hash"] != digest(request):
        raise KeyReusedError
    answer: dict[str, Any] = json.loads(row["body"])
    return answer


def keep_answer(connection: Connection, profile_id: str, key: str, request: str, answer: dict[str, Any], now: float) -> None:
    """Raises IntegrityError where the same request was answered at the same moment."""
    row = {
        "profile_id": profile_id,
        "key_hash": digest(key),
        "request_hash": digest(request),
        "body": json.dumps(answer),
        "created_at": now,
    }
    connection.execute(insert(idempotency_keys).values(row))


def forget_answers(connection: Connection, before: float) -> None:
    connection.execute(delete(idempotency_keys).where(idempotency_keys.c.created_at < before))
