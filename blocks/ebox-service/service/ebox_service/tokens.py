"""The tokens of OAuth 2 as the eBox has them: each is for the box of somebody, and clients may ask what one says."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, select

from bouwsteen_service import client_credentials
from bouwsteen_service.client_credentials import ClientCredentials
from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import digest
from bouwsteen_service.oauth import Form, OAuthError
from bouwsteen_service.seals import Clock
from ebox_service.senders import Client, Senders, read_client
from ebox_service.tables import access_tokens, oauth_clients, sender_organisations

ENTERPRISE: Final = "enterprise"
CITIZEN: Final = "citizen"
_VALUES: Final = {CITIZEN: re.compile(r"[0-9]{11}"), ENTERPRISE: re.compile(r"[01][0-9]{9}")}
_ORGANISATION: Final = "urn:be:fgov:kbo-bce:organization:cbe-number"


@dataclass(frozen=True, slots=True)
class Box:
    """Whose mail: a citizen by national number, an enterprise by enterprise number."""

    type: str
    value: str

    @property
    def is_well_formed(self) -> bool:
        return self.type in _VALUES and _VALUES[self.type].fullmatch(self.value) is not None


@dataclass(frozen=True, slots=True)
class Access(client_credentials.Access[Client]):
    """What a live token allows: `box` is the one that is read with it."""

    box: Box
    issued_at: float
    expires_at: float


class Tokens(ClientCredentials[Client]):
    """Tokens for the box of somebody."""

    def __init__(self, senders: Senders, database: Database, clock: Clock) -> None:
        super().__init__(database, access_tokens, senders.find, "ebox", clock)

    def keep_with(self, form: Form) -> dict[str, Any]:
        box = _box(form.get("on_behalf_of"))
        return {"box_type": "" if box is None else box.type, "box_value": "" if box is None else box.value, "issued_at": self.clock()}

    def introspect(self, caller: Client, form: Form) -> dict[str, Any]:
        """A token is known to the clients of the same share; for all others it is not active."""
        if "token" not in form:
            raise OAuthError("invalid_request", "The token is missing.")
        access = self.find(form["token"])
        if access is None or access.client.share_key != caller.share_key:
            return {"active": False}
        return {
            "active": True,
            "client_id": access.client.client_id,
            "sub": access.client.client_id,
            "scope": " ".join(access.scopes),
            "token_type": "Bearer",
            "iat": int(access.issued_at),
            "exp": int(access.expires_at),
            "principalAttributes": {_ORGANISATION: [access.client.organisation_id]},
        }

    def find(self, token: str) -> Access | None:
        with self.database.reading() as connection:
            row = connection.execute(_FIND, {"wanted": digest(token)}).mappings().first()
        if row is None or row["expires_at"] <= self.clock():
            return None
        client = read_client(row)
        box = Box(row["box_type"], row["box_value"]) if row["box_type"] else Box(ENTERPRISE, client.organisation_id)
        return Access(client, tuple(json.loads(row["granted"])), box, row["issued_at"], row["expires_at"])


# Every request looks its token up: the statement is made once.
_FIND: Final = (
    select(
        oauth_clients,
        sender_organisations.c.organisation_id,
        access_tokens.c.scopes.label("granted"),
        access_tokens.c.box_type,
        access_tokens.c.box_value,
        access_tokens.c.issued_at,
        access_tokens.c.expires_at,
    )
    .join(access_tokens, access_tokens.c.client_id == oauth_clients.c.client_id)
    .join(sender_organisations, sender_organisations.c.share_key == oauth_clients.c.share_key)
    .where(access_tokens.c.token_hash == bindparam("wanted"))
)


def _box(number: str | None) -> Box | None:
    if number is None:
        return None
    for kind in _VALUES:
        box = Box(kind, number)
        if box.is_well_formed:
            return box
    raise OAuthError("invalid_request", "The on_behalf_of is no national number and no enterprise number.")
