"""Organisations' shares, and the applications that send through them."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from bouwsteen_service.brokers.shares import enterprise_number
from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import digest
from ebox_service.languages import fill
from ebox_service.reference_data import MESSAGE_TYPES
from ebox_service.tables import message_types, messages, oauth_clients, sender_applications, sender_organisations, shares

_CLIENT_ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Share:
    """An organisation that takes part. `owner` is the broker user who asked for it. `codes`: by which roles of its staff name it."""

    key: str
    owner: str
    organisation_id: str
    name: str
    display_name: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Client:
    """An application's account. Uses of the secret go through `has_secret`."""

    client_id: str
    share_key: str
    organisation_id: str
    application_id: str
    scopes: tuple[str, ...]
    secret_hash: str = field(repr=False)

    def has_secret(self, secret: str) -> bool:
        return hmac.compare_digest(self.secret_hash, digest(secret))


@dataclass(frozen=True, slots=True)
class EventsAccount:
    """Where an application wants to be told of its messages, if anywhere, and the secret of one account that signs this."""

    url: str | None
    sealed_secret: str


def organisation_number(organisation: Mapping[str, Any]) -> str:
    """The enterprise number; for an organisation without one a number that is given to nobody, with the right check digits."""
    number = enterprise_number(organisation)
    if number is not None:
        return number
    nis = organisation["nis"]
    five = nis if re.fullmatch(r"[0-9]{5}", nis) else f"{int(hashlib.sha256(nis.encode()).hexdigest(), 16) % 100_000:05}"
    eight = f"199{five}"
    return f"{eight}{97 - int(eight) % 97:02}"


class Senders:
    """Reads and writes shares, applications and clients."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, client_id: str) -> Client | None:
        if not _CLIENT_ID.fullmatch(client_id):
            return None
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"wanted": client_id}).mappings().first()
        return None if row is None else read_client(row)

    def application_of(self, share_key: str, binding_id: str) -> str | None:
        """The application of a binding; None where the binding has no client."""
        here = (oauth_clients.c.share_key == share_key) & (oauth_clients.c.binding_id == binding_id)
        with self._database.reading() as connection:
            found: str | None = connection.execute(select(oauth_clients.c.application_id).where(here)).scalar()
        return found

    def save_share(self, share: Share) -> None:
        """Make it with its kinds of messages, or change its names where it is there."""
        names = {
            "organisation_id": share.organisation_id,
            "codes": "".join(f" {code} " for code in share.codes),
            "short_name": json.dumps(fill({"nl": share.display_name})),
            "long_name": json.dumps(fill({"nl": share.name})),
        }
        with self._database.writing() as connection:
            where = sender_organisations.c.share_key == share.key
            if connection.execute(update(sender_organisations).where(where).values(names)).rowcount:
                return
            connection.execute(insert(shares).values(share_key=share.key, owner=share.owner))
            connection.execute(insert(sender_organisations).values(share_key=share.key, **names))
            rows = [{"share_key": share.key, "message_type_id": key, **known.row()} for key, known in MESSAGE_TYPES.items()]
            connection.execute(insert(message_types), rows)

    def remove_share(self, key: str) -> None:
        """With all that was sent through it."""
        with self._database.writing() as connection:
            connection.execute(delete(shares).where(shares.c.share_key == key))

    def add(self, client: Client, binding_id: str, application_name: str, events: EventsAccount) -> None:
        """Takes the place of a client of the same binding, which an interrupted registration may have left."""
        application = {"share_key": client.share_key, "application_id": client.application_id}
        with self._database.writing() as connection:
            _remove_client(connection, client.share_key, binding_id)
            shown = {"name": json.dumps(fill({"nl": application_name})), "events_url": events.url}
            here = (sender_applications.c.share_key == client.share_key) & (sender_applications.c.application_id == client.application_id)
            if connection.execute(update(sender_applications).where(here).values(shown)).rowcount == 0:
                connection.execute(insert(sender_applications).values(**application, **shown))
            values = {"client_id": client.client_id, "secret_hash": client.secret_hash, "scopes": json.dumps(client.scopes)}
            values["sealed_events_secret"] = events.sealed_secret
            connection.execute(insert(oauth_clients).values(**application, **values, binding_id=binding_id))

    def remove(self, share_key: str, binding_id: str) -> None:
        """With its tokens. Its application stays while another client, or a message, speaks for it."""
        with self._database.writing() as connection:
            _remove_client(connection, share_key, binding_id)


_FIND: Final = (
    select(oauth_clients, sender_organisations.c.organisation_id)
    .join(sender_organisations, sender_organisations.c.share_key == oauth_clients.c.share_key)
    .where(oauth_clients.c.client_id == bindparam("wanted"))
)


def read_client(row: RowMapping) -> Client:
    return Client(
        client_id=row["client_id"],
        share_key=row["share_key"],
        organisation_id=row["organisation_id"],
        application_id=row["application_id"],
        scopes=tuple(json.loads(row["scopes"])),
        secret_hash=row["secret_hash"],
    )


def _remove_client(connection: Connection, share_key: str, binding_id: str) -> None:
    here = (oauth_clients.c.share_key == share_key) & (oauth_clients.c.binding_id == binding_id)
    application_id = connection.execute(select(oauth_clients.c.application_id).where(here)).scalar()
    if application_id is None:
        return
    connection.execute(delete(oauth_clients).where(here))
    for table in (oauth_clients, messages):
        of_application = (table.c.share_key == share_key) & (table.c.application_id == application_id)
        if connection.execute(select(table.c.application_id).where(of_application).limit(1)).first() is not None:
            return
    columns = sender_applications.c
    connection.execute(delete(sender_applications).where(columns.share_key == share_key, columns.application_id == application_id))
