"""Organisations' shares, the applications that they registered, and the accounts of these."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, bindparam, delete, insert, select, update

from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import digest
from magda_service.data_names import in_order
from magda_service.tables import oauth_clients, registrations, shares

READ: Final = "persons.read"
SUBSCRIBE: Final = "subscriptions.manage"
LOOK_BACK: Final = "consultations.read"
SCOPES: Final = (READ, SUBSCRIBE, LOOK_BACK)
_CLIENT_ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Share:
    """An organisation that takes part. `owner` is the broker user who asked for it, `data` what it may ask at most."""

    key: str
    owner: str
    nis: str
    name: str
    data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registration:
    """An application: for what it may ask, by which law, and what of a person. `capacity` is its hoedanigheid."""

    share_key: str
    id: str
    name: str
    purpose: str
    legal_basis: str
    data: tuple[str, ...]
    capacity: str
    events_url: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What a binding gave. Uses of the secret go through `has_secret`."""

    client_id: str
    registration: Registration
    organisation: str
    secret_hash: str = field(repr=False)
    scopes: tuple[str, ...] = SCOPES

    def has_secret(self, secret: str) -> bool:
        return hmac.compare_digest(self.secret_hash, digest(secret))


class Accounts:
    """Reads and writes shares, registrations and accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, client_id: str) -> Account | None:
        """What it may ask is what both its registration and its organisation are allowed."""
        if not _CLIENT_ID.fullmatch(client_id):
            return None
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"wanted": client_id}).mappings().first()
        return None if row is None else _account(row)

    def registration_of(self, share_key: str, binding_id: str) -> str | None:
        """The registration of a binding; None where it has no account."""
        here = _of_binding(share_key, binding_id)
        with self._database.reading() as connection:
            found: str | None = connection.execute(select(oauth_clients.c.registration_id).where(here)).scalar()
        return found

    def save_share(self, share: Share) -> None:
        values = {"nis": share.nis, "name": share.name, "data": json.dumps(share.data)}
        with self._database.writing() as connection:
            _save(connection, shares, {"share_key": share.key}, values, {"owner": share.owner})

    def remove_share(self, key: str) -> None:
        """With its applications, and the log of what they read."""
        with self._database.writing() as connection:
            connection.execute(delete(shares).where(shares.c.share_key == key))

    def add(self, registration: Registration, binding_id: str, client_id: str, secret: str, sealed_events_secret: str) -> None:
        """Takes the place of an account of the same binding, which an interrupted registration may have left."""
        place = {"share_key": registration.share_key, "registration_id": registration.id}
        values = {
            "name": registration.name,
            "purpose": registration.purpose,
            "legal_basis": registration.legal_basis,
            "data": json.dumps(registration.data),
            "capacity": registration.capacity,
            "events_url": registration.events_url,
        }
        account = {"client_id": client_id, "secret_hash": digest(secret), "sealed_events_secret": sealed_events_secret}
        with self._database.writing() as connection:
            connection.execute(delete(oauth_clients).where(_of_binding(registration.share_key, binding_id)))
            _save(connection, registrations, place, values, {})
            connection.execute(insert(oauth_clients).values(**place, **account, binding_id=binding_id))

    def remove(self, share_key: str, binding_id: str) -> None:
        """With its tokens; its registration and what it subscribed to go with its last account."""
        with self._database.writing() as connection:
            here = _of_binding(share_key, binding_id)
            registration_id = connection.execute(select(oauth_clients.c.registration_id).where(here)).scalar()
            if registration_id is None:
                return
            connection.execute(delete(oauth_clients).where(here))
            left = (oauth_clients.c.share_key == share_key) & (oauth_clients.c.registration_id == registration_id)
            if connection.execute(select(oauth_clients.c.client_id).where(left).limit(1)).first() is None:
                gone = (registrations.c.share_key == share_key) & (registrations.c.registration_id == registration_id)
                connection.execute(delete(registrations).where(gone))


def sealed_events_secrets(connection: Connection, share_key: str, registration_id: str) -> Sequence[str]:
    """Those of all accounts of an application: during a rotation there are two."""
    mine = (oauth_clients.c.share_key == share_key) & (oauth_clients.c.registration_id == registration_id)
    return connection.execute(select(oauth_clients.c.sealed_events_secret).where(mine)).scalars().all()


_FIND: Final = (
    select(
        oauth_clients.c.client_id,
        oauth_clients.c.secret_hash,
        registrations,
        shares.c.name.label("organisation"),
        shares.c.data.label("data_of_share"),
    )
    .join(
        registrations,
        (registrations.c.share_key == oauth_clients.c.share_key) & (registrations.c.registration_id == oauth_clients.c.registration_id),
    )
    .join(shares, shares.c.share_key == oauth_clients.c.share_key)
    .where(oauth_clients.c.client_id == bindparam("wanted"))
)


def _account(row: RowMapping) -> Account:
    registration = Registration(
        share_key=row["share_key"],
        id=row["registration_id"],
        name=row["name"],
        purpose=row["purpose"],
        legal_basis=row["legal_basis"],
        data=in_order(set(json.loads(row["data"])) & set(json.loads(row["data_of_share"]))),
        capacity=row["capacity"],
        events_url=row["events_url"],
    )
    return Account(row["client_id"], registration, row["organisation"], row["secret_hash"])


def _of_binding(share_key: str, binding_id: str) -> ColumnElement[bool]:
    return (oauth_clients.c.share_key == share_key) & (oauth_clients.c.binding_id == binding_id)


def _save(connection: Connection, table: Table, place: Mapping[str, Any], values: Mapping[str, Any], first: Mapping[str, Any]) -> None:
    """Change the row at `place`, or make it, then with `first`."""
    here = [table.c[name] == value for name, value in place.items()]
    if connection.execute(update(table).where(*here).values(**values)).rowcount == 0:
        connection.execute(insert(table).values(**place, **values, **first))
