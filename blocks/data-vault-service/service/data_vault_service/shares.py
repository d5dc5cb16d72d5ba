"""Organisations' shares, their applications, and the accounts of these."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import digest
from bouwsteen_service.seals import Clock
from data_vault_service.tables import accounts, applications, shares

SCOPE: Final = "vault.read"
_CLIENT_ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Share:
    """An organisation that takes part. `owner` is the broker user who asked for it."""

    key: str
    owner: str
    name: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What an application may ask of citizens, as it registered. `period` is an ISO 8601 duration."""

    name: str
    purpose: str
    legal_basis: str
    period: str
    data: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    events_url: str | None

    def row(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "purpose": self.purpose,
            "legal_basis": self.legal_basis,
            "period": self.period,
            "data": list(self.data),
            "redirect_uris": list(self.redirect_uris),
            "events_url": self.events_url,
        }


@dataclass(frozen=True, slots=True)
class Client:
    """An application by one of its accounts. Uses of the secret go through `has_secret`."""

    client_id: str
    share_key: str
    application_id: str
    organisation: str
    terms: Terms
    secret_hash: str = field(repr=False)

    @property
    def scopes(self) -> tuple[str, ...]:
        return (SCOPE,)

    def has_secret(self, secret: str) -> bool:
        return hmac.compare_digest(self.secret_hash, digest(secret))


class Shares:
    """Reads and writes shares, applications and accounts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def find(self, client_id: str) -> Client | None:
        if not _CLIENT_ID.fullmatch(client_id):
            return None
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"wanted": client_id}).mappings().first()
        return None if row is None else _read_client(row)

    def application_of(self, share_key: str, binding_id: str) -> str | None:
        """The application of a binding; None where the binding has no account."""
        here = (accounts.c.share_key == share_key) & (accounts.c.binding_id == binding_id)
        with self._database.reading() as connection:
            found: str | None = connection.execute(select(accounts.c.application_id).where(here)).scalar()
        return found

    def save(self, share: Share) -> None:
        """Make it, or change its names where it is there; one that was given back is taken up again."""
        names = {"name": share.name, "display_name": share.display_name, "ended_at": None}
        with self._database.writing() as connection:
            if not connection.execute(update(shares).where(shares.c.share_key == share.key).values(names)).rowcount:
                connection.execute(insert(shares).values(share_key=share.key, owner=share.owner, **names))

    def end(self, connection: Connection, key: str) -> None:
        """Its applications get in no more; what they asked stays known."""
        connection.execute(delete(accounts).where(accounts.c.share_key == key))
        connection.execute(update(shares).where(shares.c.share_key == key).values(ended_at=self._clock()))

    def ended(self) -> list[str]:
        with self._database.reading() as connection:
            return list(connection.execute(select(shares.c.share_key).where(shares.c.ended_at.is_not(None))).scalars())

    def remove(self, key: str) -> None:
        """One that was given back, with all that was asked through it."""
        with self._database.writing() as connection:
            connection.execute(delete(shares).where(shares.c.share_key == key, shares.c.ended_at.is_not(None)))

    def add(self, client: Client, binding_id: str, sealed_events_secret: str) -> None:
        """Takes the place of an account of the same binding, which an interrupted registration may have left."""
        application = {"share_key": client.share_key, "application_id": client.application_id}
        here = (applications.c.share_key == client.share_key) & (applications.c.application_id == client.application_id)
        account = {"client_id": client.client_id, "secret_hash": client.secret_hash, "sealed_events_secret": sealed_events_secret}
        with self._database.writing() as connection:
            _remove_account(connection, client.share_key, binding_id)
            if not connection.execute(update(applications).where(here).values(client.terms.row())).rowcount:
                connection.execute(insert(applications).values(**application, **client.terms.row()))
            connection.execute(insert(accounts).values(**application, **account, binding_id=binding_id))

    def withdraw(self, share_key: str, binding_id: str) -> None:
        """An account. Its application stays: citizens see what it asked."""
        with self._database.writing() as connection:
            _remove_account(connection, share_key, binding_id)


_FIND: Final = (
    select(accounts.c.client_id, accounts.c.secret_hash, applications, shares.c.display_name)
    .join(
        applications,
        (applications.c.share_key == accounts.c.share_key) & (applications.c.application_id == accounts.c.application_id),
    )
    .join(shares, shares.c.share_key == accounts.c.share_key)
    .where(accounts.c.client_id == bindparam("wanted"), shares.c.ended_at.is_(None))
)


def _read_client(row: RowMapping) -> Client:
    terms = Terms(
        name=row["name"],
        purpose=row["purpose"],
        legal_basis=row["legal_basis"],
        period=row["period"],
        data=tuple(row["data"]),
        redirect_uris=tuple(row["redirect_uris"]),
        events_url=row["events_url"],
    )
    return Client(row["client_id"], row["share_key"], row["application_id"], row["display_name"], terms, row["secret_hash"])


def _remove_account(connection: Connection, share_key: str, binding_id: str) -> None:
    here = (accounts.c.share_key == share_key) & (accounts.c.binding_id == binding_id)
    connection.execute(delete(accounts).where(here))
