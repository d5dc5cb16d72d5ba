"""The keys that sign ID tokens. A key signs for some days; it stays published for as long as a token it signed may live.

The private half is sealed in the database with the service's own secret.
"""

from __future__ import annotations

import itertools
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import Connection, delete, func, insert, select

from bouwsteen_service.databases import Database
from bouwsteen_service.seals import Clock, Seal
from identity_service.settings import ACCESS_TOKEN_SECONDS
from identity_service.tables import signing_keys

ALGORITHM: Final = "RS256"
_BITS: Final = 2048
_FRESH_SECONDS: Final = 60
_OVERLAP_SECONDS: Final = ACCESS_TOKEN_SECONDS + 600


@dataclass(frozen=True, slots=True)
class _SigningKey:
    kid: str
    key: RSAKey
    created_at: float


class SigningKeys:
    """Signs with the newest key; makes one where there is none, or where the newest has served its days.

    Several replicas may run on one database: what another made is seen within a minute.
    """

    def __init__(self, database: Database, seal: Seal, clock: Clock, days: int) -> None:
        self._database = database
        self._seal = seal
        self._clock = clock
        self._seconds = days * 24 * 3600
        self._lock = threading.Lock()
        self._known: Sequence[_SigningKey] = ()
        self._read_at = 0.0

    def sign(self, claims: dict[str, Any]) -> str:
        newest = self._current()[-1]
        return jwt.encode({"alg": ALGORITHM, "kid": newest.kid, "typ": "JWT"}, claims, newest.key)

    def published(self) -> dict[str, Any]:
        """The JWK set: public halves, newest first."""
        keys = [item.key.as_dict(private=False) | {"kid": item.kid, "use": "sig", "alg": ALGORITHM} for item in reversed(self._current())]
        return {"keys": keys}

    def rotate(self) -> str:
        """Make a new key now; gives its id."""
        with self._lock:
            with self._database.writing() as connection:
                made = self._make(connection)
            self._read_at = 0.0
        return made.kid

    def _current(self) -> Sequence[_SigningKey]:
        """Oldest first, never empty."""
        now = self._clock()
        with self._lock:
            if not self._known or not 0 <= now - self._read_at < _FRESH_SECONDS:
                self._known, self._read_at = self._load(now), now
            return self._known

    def _load(self, now: float) -> Sequence[_SigningKey]:
        with self._database.writing() as connection:
            rows = connection.execute(select(signing_keys).order_by(signing_keys.c.created_at, signing_keys.c.kid)).mappings().all()
            opened = [(row["kid"], self._seal.open(row["sealed_key"]), row["created_at"]) for row in rows]
            keys = [_SigningKey(kid, RSAKey.import_key(key), created) for kid, key, created in opened if key is not None]
            if not keys or now - keys[-1].created_at >= self._seconds:
                keys.append(self._make(connection))
            replaced = [old for old, new in itertools.pairwise(keys) if now - new.created_at > _OVERLAP_SECONDS]
            for old in replaced:
                connection.execute(delete(signing_keys).where(signing_keys.c.kid == old.kid))
        return [key for key in keys if key not in replaced]

    def _make(self, connection: Connection) -> _SigningKey:
        # Later than every other, also when two are made within one tick of the clock: the newest signs.
        newest = connection.execute(select(func.max(signing_keys.c.created_at))).scalar()
        created_at = self._clock() if newest is None else max(self._clock(), newest + 0.001)
        made = _SigningKey(secrets.token_hex(8), RSAKey.generate_key(_BITS), created_at)
        sealed = self._seal.seal(made.key.as_dict(private=True))
        connection.execute(insert(signing_keys).values(kid=made.kid, sealed_key=sealed, created_at=made.created_at))
        return made
