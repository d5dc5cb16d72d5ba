"""What applications are told of changes to people that they have a file on: that something changed and what, never to what."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, select

from bouwsteen_service.outboxes import SIGNATURE_HEADER, Headers, put, sign_with_time
from bouwsteen_service.seals import Clock, Seal
from magda_service.accounts import sealed_events_secrets
from magda_service.people import moment
from magda_service.tables import events, registrations, shares, subscriptions

CHANGED: Final = "personChanged"


def announce(connection: Connection, insz: str, changed: Sequence[str], now: float) -> int:
    """Tell every application that has a file on somebody, and may know what changed; in the transaction in which it happens."""
    subscribed = (registrations.c.share_key == subscriptions.c.share_key) & (
        registrations.c.registration_id == subscriptions.c.registration_id
    )
    query = (
        select(registrations, shares.c.data.label("data_of_share"))
        .join(subscriptions, subscribed)
        .join(shares, shares.c.share_key == registrations.c.share_key)
        .where(subscriptions.c.insz == insz, registrations.c.events_url.is_not(None))
    )
    told = 0
    for row in connection.execute(query).mappings().all():
        allowed = set(json.loads(row["data"])) & set(json.loads(row["data_of_share"]))
        names = [name for name in changed if name in allowed]
        if names:
            event_id = str(uuid.uuid4())
            body = {"id": event_id, "type": CHANGED, "createdAt": moment(now), "insz": insz, "data": names}
            owner = {"share_key": row["share_key"], "registration_id": row["registration_id"]}
            put(connection, events, event_id, row["events_url"], json.dumps(body), now, **owner)
            told += 1
    return told


def sign_events(seal: Seal, clock: Clock) -> Callable[[Connection, Mapping[str, Any]], Headers]:
    """The headers of an event, signed with the secret of each account of the application."""

    def headers(connection: Connection, event: Mapping[str, Any]) -> Headers:
        sealed = sealed_events_secrets(connection, event["share_key"], event["registration_id"])
        secrets = [str(seal.open(text)) for text in sealed]
        return [("content-type", "application/json"), (SIGNATURE_HEADER, sign_with_time(secrets, event["body"], int(clock())))]

    return headers
