"""How what is in the outbox gets to applications: the kit delivers it, with the headers that Mollie gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection

from bouwsteen_service.addresses import Resolve
from bouwsteen_service.databases import Database
from bouwsteen_service.outboxes import Habits, Headers, Outbox, sign
from bouwsteen_service.seals import Clock
from payments_service.profiles import Profiles
from payments_service.settings import EVENT_SECONDS
from payments_service.tables import events

SIGNATURE_HEADER: Final = "X-Mollie-Signature"
_AGENT: Final = "bouwsteen-payments/1.0"


def create_deliveries(
    database: Database, profiles: Profiles, clock: Clock, *, first_pause: int, loopback: bool, resolve: Resolve
) -> Outbox:
    """`first_pause`: seconds before the second try. `loopback`: whether receivers may be on this machine."""

    def headers(connection: Connection, event: Mapping[str, Any]) -> Headers:
        if event["application_id"] is None:
            return [("content-type", "application/x-www-form-urlencoded")]
        secrets = profiles.secrets_of(connection, event["application_id"])
        # A header for each secret, as Mollie does during a rotation: a receiver takes each of them for one signature.
        signatures = [(SIGNATURE_HEADER, f"sha256={sign(secret, event['body'])}") for secret in secrets]
        return [("content-type", "application/json"), *signatures]

    habits = Habits(agent=_AGENT, first_pause=first_pause, keep_seconds=EVENT_SECONDS, loopback=loopback)
    return Outbox(database, events, headers, habits, clock, resolve=resolve)
