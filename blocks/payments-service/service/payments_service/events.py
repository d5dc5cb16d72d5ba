"""The outbox: what is to be told is written in the transaction in which it happens, and delivered after.

Two kinds. The classic webhook of a payment is a signal alone, `id=tr_…`; its receiver asks for the payment. The signed one goes to the
address that an application registered, with a snapshot of the payment, the payment link or the pay-out.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from bouwsteen_service.outboxes import put
from payments_service.documents import write_time
from payments_service.ids import EVENT, new_id
from payments_service.tables import events


def signal(connection: Connection, profile_id: str, url: str | None, payment_id: str, now: float) -> None:
    """Tell the payment's own address, where it has one, that something changed."""
    if url is not None:
        put(connection, events, new_id(EVENT), url, f"id={payment_id}", now, profile_id=profile_id, application_id=None)


def announce(
    connection: Connection, profile_id: str, application_id: str, url: str | None, kind: str, entity: dict[str, Any], now: float
) -> None:
    """Tell the application, where it registered an address, what became of something: `kind` is `payment.paid` and so on."""
    if url is None:
        return
    event_id = new_id(EVENT)
    body = {
        "resource": "event",
        "id": event_id,
        "type": kind,
        "entityId": entity["id"],
        "createdAt": write_time(now),
        "_embedded": {"entity": entity},
        "_links": {"entity": entity["_links"]["self"]},
    }
    put(connection, events, event_id, url, json.dumps(body), now, profile_id=profile_id, application_id=application_id)
