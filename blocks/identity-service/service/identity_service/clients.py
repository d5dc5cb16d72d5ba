"""Organisations' shares and the applications (clients) that rely on the service through them."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import digest
from identity_service.tables import clients, grants, sessions, shares

BASIC: Final = "client_secret_basic"
POST: Final = "client_secret_post"
SIGNED: Final = "private_key_jwt"
AUTH_METHODS: Final = (BASIC, POST, SIGNED)
_CLIENT_ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Share:
    """An organisation that takes part. `owner` is the broker user who asked for it."""

    key: str
    owner: str
    nis: str
    name: str
    kbo: str | None
    ovo: str | None
    display_name: str

    @property
    def organisation_code(self) -> str:
        """What `vo_orgcode` says: the KBO number, else the OVO code, else the NIS code."""
        return self.kbo or self.ovo or self.nis

    @property
    def role_code(self) -> str:
        """What stands behind the colon of a role: the OVO code, else the NIS code."""
        return self.ovo or self.nis


@dataclass(frozen=True, slots=True)
class Client:
    """`auth_method` is None where any method with the secret will do. Uses of the secret go through `has_secret`."""

    client_id: str
    share: Share
    binding_id: str
    auth_method: str | None
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    jwks: Mapping[str, Any] | None = None
    secret_hash: str | None = field(default=None, repr=False)

    def has_secret(self, secret: str) -> bool:
        return self.secret_hash is not None and hmac.compare_digest(self.secret_hash, digest(secret))


class Clients:
    """Reads and writes shares and clients."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, client_id: str) -> Client | None:
        if not _CLIENT_ID.fullmatch(client_id):
            return None
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"wanted": client_id}).mappings().first()
        return None if row is None else _client(row)

    def save_share(self, share: Share) -> None:
        """Make it, or change it where it is there."""
        values = {
            "share_key": share.key,
            "owner": share.owner,
            "nis": share.nis,
            "name": share.name,
            "kbo": share.kbo,
            "ovo": share.ovo,
            "display_name": share.display_name,
        }
        with self._database.writing() as connection:
            changed = connection.execute(update(shares).where(shares.c.share_key == share.key).values(values))
            if changed.rowcount == 0:
                connection.execute(insert(shares).values(values))

    def remove_share(self, key: str) -> None:
        """With its clients and all that was granted to them."""
        with self._database.writing() as connection:
            known = connection.execute(select(clients.c.client_id).where(clients.c.share_key == key)).scalars().all()
            for client_id in known:
                _remove_client(connection, client_id)
            connection.execute(delete(shares).where(shares.c.share_key == key))

    def add(self, client: Client) -> None:
        """Takes the place of a client of the same binding, which an interrupted registration may have left."""
        with self._database.writing() as connection:
            for known in connection.execute(_of_binding(client.share.key, client.binding_id)).scalars().all():
                _remove_client(connection, known)
            connection.execute(
                insert(clients).values(
                    client_id=client.client_id,
                    share_key=client.share.key,
                    binding_id=client.binding_id,
                    secret_hash=client.secret_hash,
                    auth_method=client.auth_method or "",
                    jwks=None if client.jwks is None else json.dumps(client.jwks),
                    redirect_uris=json.dumps(client.redirect_uris),
                    post_logout_redirect_uris=json.dumps(client.post_logout_redirect_uris),
                    scopes=json.dumps(client.scopes),
                )
            )

    def remove(self, share_key: str, binding_id: str) -> None:
        """With all that was granted to it. Nothing happens where it is not there."""
        with self._database.writing() as connection:
            for known in connection.execute(_of_binding(share_key, binding_id)).scalars().all():
                _remove_client(connection, known)


_SHARE_COLUMNS: Final = (shares.c.owner, shares.c.nis, shares.c.name, shares.c.kbo, shares.c.ovo, shares.c.display_name)

# Every request looks its client up: the statement is made once.
_FIND: Final = select(clients, *_SHARE_COLUMNS).join(shares).where(clients.c.client_id == bindparam("wanted"))


def _of_binding(share_key: str, binding_id: str) -> Any:
    return select(clients.c.client_id).where(clients.c.share_key == share_key, clients.c.binding_id == binding_id)


def _remove_client(connection: Connection, client_id: str) -> None:
    """Its codes and tokens go with its grants; a session that served this client alone ends too."""
    used = select(grants.c.session_hash).where(grants.c.client_id == client_id, grants.c.session_hash.is_not(None))
    touched = connection.execute(used).scalars().all()
    connection.execute(delete(clients).where(clients.c.client_id == client_id))
    still_used = select(grants.c.session_hash).where(grants.c.session_hash.is_not(None))
    connection.execute(delete(sessions).where(sessions.c.session_hash.in_(touched), sessions.c.session_hash.not_in(still_used)))


def _client(row: RowMapping) -> Client:
    share = Share(row["share_key"], row["owner"], row["nis"], row["name"], row["kbo"], row["ovo"], row["display_name"])
    return Client(
        client_id=row["client_id"],
        share=share,
        binding_id=row["binding_id"],
        auth_method=row["auth_method"] or None,
        redirect_uris=tuple(json.loads(row["redirect_uris"])),
        post_logout_redirect_uris=tuple(json.loads(row["post_logout_redirect_uris"])),
        scopes=tuple(json.loads(row["scopes"])),
        jwks=None if row["jwks"] is None else json.loads(row["jwks"]),
        secret_hash=row["secret_hash"],
    )
