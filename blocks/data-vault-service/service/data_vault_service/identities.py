"""The WebID of an organisation, and the tokens with which it reads. It has an account at the Solid server of the binding `solid`.

The account is made at the first need, by the account API of the Community Solid Server, and goes on where a run was cut off: its
password is derived, its credentials are known once they are stored.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import SecretStr
from sqlalchemy import delete, insert, select

from bouwsteen_service.databases import Database
from bouwsteen_service.openid import IssuerError
from bouwsteen_service.seals import Clock, Seal, derive_key
from data_vault_service.issuers import Issuers, TokenRefusedError
from data_vault_service.outgoing import Outgoing, VaultError
from data_vault_service.proofs import Tokens
from data_vault_service.tables import identities, shares

_JSON: Final = {"accept": "application/json"}
_NAME: Final = "bouwsteen"
# Used no more this long before its end.
_MARGIN: Final = 30


@dataclass(frozen=True, slots=True)
class Identity:
    """`web_id` is who reads, `secret` of its client credentials at the issuer."""

    web_id: str
    client_id: str
    secret: str = field(repr=False)


class Identities:
    """`server` is the address of the Solid server, with a slash at the end; its issuer is the same."""

    def __init__(self, database: Database, outgoing: Outgoing, issuers: Issuers, server: str, secret: SecretStr, clock: Clock) -> None:
        self._database = database
        self._outgoing = outgoing
        self._issuers = issuers
        self._server = server if server.endswith("/") else f"{server}/"
        self._seal = Seal(secret, "identities", clock=clock)
        self._key = derive_key(secret, "identity-passwords")
        self._clock = clock
        self._tokens: dict[str, Tokens] = {}
        self._making = threading.Lock()

    def find(self, share_key: str) -> Identity | None:
        with self._database.reading() as connection:
            row = connection.execute(select(identities).where(identities.c.share_key == share_key)).mappings().first()
        secret = None if row is None else self._seal.open(row["sealed_secret"])
        return None if row is None or secret is None else Identity(row["web_id"], row["client_id"], secret)

    def ensure(self, share_key: str) -> Identity:
        """The identity, made where there is none yet. Raises VaultError."""
        found = self.find(share_key)
        if found is not None:
            return found
        with self._making:
            return self.find(share_key) or self._make(share_key)

    def tokens(self, share_key: str, *, fresh: bool = False) -> Tokens:
        """With which the organisation reads. `fresh`: the ones that are known were refused. Raises VaultError."""
        known = self._tokens.get(share_key)
        if known is not None and not fresh and known.expires_at > self._clock() + _MARGIN:
            return known
        for last in (False, True):
            identity = self.ensure(share_key)
            try:
                made = self._issuers.authenticate(self._server, identity.client_id, identity.secret)
            except IssuerError as error:
                raise VaultError(503, "issuer-unavailable", "The issuer of the organisation's WebID does not answer.") from error
            except TokenRefusedError as error:
                if last:
                    raise VaultError(503, "issuer-unavailable", "The issuer does not know the organisation's WebID.") from error
                self._drop(share_key)
            else:
                self._tokens[share_key] = made
                return made
        raise AssertionError("either tokens or an exception")

    def forget(self, share_key: str) -> None:
        """Take its credentials back at the server, then forget it. Raises VaultError."""
        if self.find(share_key) is not None:
            try:
                _Account.enter(self._outgoing, self._server, *self._names(share_key)).remove_credentials()
            except (KeyError, TypeError, AttributeError) as error:
                raise _strange() from error
        self._drop(share_key)

    def _drop(self, share_key: str) -> None:
        self._tokens.pop(share_key, None)
        with self._database.writing() as connection:
            connection.execute(delete(identities).where(identities.c.share_key == share_key))

    def _make(self, share_key: str) -> Identity:
        try:
            account = _Account.enter(self._outgoing, self._server, *self._names(share_key))
            web_id = account.web_id()
            account.remove_credentials()
            client_id, secret = account.add_credentials(web_id)
        except (KeyError, TypeError, AttributeError, StopIteration) as error:
            raise _strange() from error
        row = {"share_key": share_key, "web_id": web_id, "client_id": client_id, "sealed_secret": self._seal.seal(secret)}
        with self._database.writing() as connection:
            connection.execute(delete(identities).where(identities.c.share_key == share_key))
            connection.execute(insert(identities).values(**row, made_at=self._clock()))
        return Identity(web_id, client_id, secret)

    def _names(self, share_key: str) -> tuple[str, str]:
        """(name of the account, password)."""
        with self._database.reading() as connection:
            shown = connection.execute(select(shares.c.name).where(shares.c.share_key == share_key)).scalar() or ""
        words = re.sub(r"[^a-z0-9]+", "-", shown.lower()).strip("-")[:40] or "bestuur"
        mark = hashlib.sha256(share_key.encode()).hexdigest()[:10]
        password = hmac.new(self._key, share_key.encode(), hashlib.sha256).digest()
        return f"{words}-{mark}", base64.urlsafe_b64encode(password).decode()


class _Account:
    """An account by the API under `/.account/`, which says itself where it takes what."""

    def __init__(self, outgoing: Outgoing, server: str, name: str, session: str) -> None:
        self._outgoing = outgoing
        self._server = server
        self._name = name
        self._session = session

    @classmethod
    def enter(cls, outgoing: Outgoing, server: str, name: str, password: str) -> _Account:
        """Sign in to an account, which is made where it is not there. Raises VaultError."""
        account = cls(outgoing, server, name, "")
        login = {"email": f"{name}@bestuur.invalid", "password": password}
        status, answer = account._call("POST", account._controls()["password"]["login"], login)
        if status == 200:
            return cls(outgoing, server, name, str(answer["authorization"]))
        session = str(account._done("POST", account._controls()["account"]["create"])["authorization"])
        made = cls(outgoing, server, name, session)
        made._done("POST", made._controls()["password"]["create"], login)
        return made

    def web_id(self) -> str:
        """Of the pod that the account has, made where there is none."""
        places = self._controls()["account"]
        links = self._done("GET", places["webId"])["webIdLinks"]
        if not links:
            self._done("POST", places["pod"], {"name": self._name})
            links = self._done("GET", places["webId"])["webIdLinks"]
        return str(next(iter(links)))

    def add_credentials(self, web_id: str) -> tuple[str, str]:
        made = self._done("POST", self._controls()["account"]["clientCredentials"], {"name": _NAME, "webId": web_id})
        return str(made["id"]), str(made["secret"])

    def remove_credentials(self) -> None:
        """Those that were made before, whose secret nobody holds."""
        for place in self._done("GET", self._controls()["account"]["clientCredentials"])["clientCredentials"].values():
            self._done("DELETE", str(place))

    def _controls(self) -> Any:
        return self._done("GET", f"{self._server}.account/")["controls"]

    def _done(self, method: str, url: str, body: Any = None) -> Any:
        status, answer = self._call(method, url, body)
        if not 200 <= status < 300:
            raise _strange()
        return answer

    def _call(self, method: str, url: str, body: Any = None) -> tuple[int, Any]:
        headers = _JSON | ({"authorization": f"CSS-Account-Token {self._session}"} if self._session else {})
        headers |= {} if body is None else {"content-type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        answer = self._outgoing.send(method, url, headers=headers, content=content)
        try:
            return answer.status, json.loads(answer.content or b"{}")
        except (ValueError, RecursionError):
            return 502, {}


def _strange() -> VaultError:
    return VaultError(503, "solid-server-failed", "The Solid server does not keep the organisation's account.")
