"""OAuth 2 client credentials: who a client is, the tokens that it gets, and what one of them allows."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, select

from bouwsteen_service.databases import Database
from bouwsteen_service.oauth import Form, OAuthError, read_basic
from bouwsteen_service.seals import Clock
from ebox_service.errors import invalid_client
from ebox_service.senders import Client, Senders, read_client
from ebox_service.settings import ACCESS_TOKEN_SECONDS
from ebox_service.tables import access_tokens, digest, oauth_clients, sender_organisations

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
class Access:
    """What a live token allows: `box` is the one that is read with it."""

    client: Client
    scopes: tuple[str, ...]
    box: Box
    issued_at: float
    expires_at: float


class Tokens:
    def __init__(self, senders: Senders, database: Database, clock: Clock) -> None:
        self._senders = senders
        self._database = database
        self._clock = clock

    def issue(self, client: Client, form: Form) -> dict[str, Any]:
        """The body of the token endpoint's answer. Raises OAuthError."""
        if "grant_type" not in form:
            raise OAuthError("invalid_request", "The grant_type is missing.")
        if form["grant_type"] != "client_credentials":
            raise OAuthError("unsupported_grant_type", "The grant_type must be client_credentials.")
        asked = tuple(dict.fromkeys(form.get("scope", "").split(" "))) if form.get("scope") else client.scopes
        if not set(asked) <= set(client.scopes):
            raise OAuthError("invalid_scope", "A scope is not one that this client may ask for.")
        box = _box(form.get("on_behalf_of"))
        token, now = secrets.token_urlsafe(32), self._clock()
        row = {
            "token_hash": digest(token),
            "client_id": client.client_id,
            "scopes": json.dumps(asked),
            "box_type": "" if box is None else box.type,
            "box_value": "" if box is None else box.value,
            "issued_at": now,
            "expires_at": now + ACCESS_TOKEN_SECONDS,
        }
        with self._database.writing() as connection:
            connection.execute(insert(access_tokens).values(row))
        return {"access_token": token, "token_type": "Bearer", "expires_in": ACCESS_TOKEN_SECONDS, "scope": " ".join(asked)}

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
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"wanted": digest(token)}).mappings().first()
        if row is None or row["expires_at"] <= self._clock():
            return None
        client = read_client(row)
        box = Box(row["box_type"], row["box_value"]) if row["box_type"] else Box(ENTERPRISE, client.organisation_id)
        return Access(client, tuple(json.loads(row["granted"])), box, row["issued_at"], row["expires_at"])

    def sweep(self) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(access_tokens).where(access_tokens.c.expires_at <= self._clock()))

    def authenticate(self, authorization: str | None, form: Form) -> Client:
        """The client that calls. Raises OAuthError."""
        if authorization is not None and "client_secret" in form:
            raise OAuthError("invalid_request", "The client uses more than one way to authenticate.")
        pair = (form.get("client_id", ""), form.get("client_secret", "")) if authorization is None else read_basic(authorization)
        if pair is None:
            raise invalid_client()
        client_id, secret = pair
        if form.get("client_id", client_id) != client_id:
            raise OAuthError("invalid_request", "The client_id of the body is not that of the header.")
        client = self._senders.find(client_id)
        if client is None or not client.has_secret(secret):
            raise invalid_client()
        return client


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
