"""What an application is told of its requests, where it registered an address. An event holds nothing of the vault, and no WebID.

It is signed with the secrets of all accounts of the application: during a rotation the receiver may hold either.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from bouwsteen_service.outboxes import SIGNATURE_HEADER, Headers, put, sign_with_time
from bouwsteen_service.seals import Clock, Seal
from data_vault_service.models import write_moment
from data_vault_service.tables import accounts, applications, events


def announce(connection: Connection, status: str, request: RowMapping, now: float) -> None:
    """Tell of a request (its row) that it is granted, refused, withdrawn or expired, in the transaction in which it happens."""
    columns = applications.c
    here = (columns.share_key == request["share_key"], columns.application_id == request["application_id"])
    url = connection.execute(select(columns.events_url).where(*here)).scalar_one_or_none()
    if url is None:
        return
    event_id = str(uuid.uuid4())
    body = {
        "id": event_id,
        "type": f"access-request.{status}",
        "createdAt": write_moment(now),
        "accessRequest": request["request_id"],
        "status": status,
        "reference": request["reference"] or None,
    }
    owner = {"share_key": request["share_key"], "application_id": request["application_id"]}
    put(connection, events, event_id, url, json.dumps(body), now, **owner)


def sign_events(seal: Seal, clock: Clock) -> Callable[[Connection, Mapping[str, Any]], Headers]:
    """The headers of an event."""

    def headers(connection: Connection, event: Mapping[str, Any]) -> Headers:
        mine = (accounts.c.share_key == event["share_key"], accounts.c.application_id == event["application_id"])
        sealed = connection.execute(select(accounts.c.sealed_events_secret).where(*mine)).scalars().all()
        secrets = [str(seal.open(text)) for text in sealed]
        return [("content-type", "application/json"), (SIGNATURE_HEADER, sign_with_time(secrets, event["body"], int(clock())))]

    return headers
