"""Organisations' shares (profiles), the applications that use them, and their keys."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from bouwsteen_service.addresses import origin_of
from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import digest
from bouwsteen_service.seals import Clock, Seal
from payments_service.ids import APPLICATION, new_id, random_letters
from payments_service.tables import api_keys, applications, events, profiles

KEY_CHARACTERS: Final = 40
_MOST_KEY_CHARACTERS: Final = 64


@dataclass(frozen=True, slots=True)
class Profile:
    """A share. `mode` is test or live and begins its keys; `iban` is where its money goes."""

    profile_id: str
    share_key: str
    mode: str
    name: str
    iban: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose key it is."""

    profile: Profile
    application_id: str
    redirect_urls: tuple[str, ...]

    def may_return_to(self, url: str) -> bool:
        """Whether people may be sent there after a payment: to the origins that were registered, or anywhere where none were."""
        return not self.redirect_urls or origin_of(url) in {origin_of(known) for known in self.redirect_urls}


@dataclass(frozen=True, slots=True)
class Registration:
    """What a binding gives. Not shown in `repr`: it holds secrets."""

    profile: Profile
    api_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)


class Profiles:
    """Reads and writes shares, applications and keys."""

    def __init__(self, database: Database, seal: Seal, clock: Clock) -> None:
        self._database = database
        self._seal = seal
        self._clock = clock

    def save(self, share_key: str, new_profile_id: str, values: dict[str, str]) -> None:
        """Make the profile of a share, or change it where it is there. `values`: mode, name, iban."""
        with self._database.writing() as connection:
            changed = connection.execute(update(profiles).where(profiles.c.share_key == share_key).values(values))
            if changed.rowcount == 0:
                connection.execute(insert(profiles).values(values | {"profile_id": new_profile_id, "share_key": share_key}))

    def remove(self, share_key: str) -> None:
        """With everything that belongs to it."""
        with self._database.writing() as connection:
            connection.execute(delete(profiles).where(profiles.c.share_key == share_key))

    def find_by_share(self, share_key: str) -> Profile | None:
        with self._database.reading() as connection:
            row = connection.execute(select(profiles).where(profiles.c.share_key == share_key)).mappings().first()
        return None if row is None else Profile(**row)

    def register(
        self, profile: Profile, binding_id: str, predecessor: str | None, webhook_url: str | None, redirect_urls: Sequence[str]
    ) -> Registration:
        """A key of its own for a binding. A successor is one key more of the same application: both work until the old one goes.

        It takes the place of a key of the same binding, which an interrupted registration may have left.
        """
        key = f"{profile.mode}_{random_letters(KEY_CHARACTERS)}"
        secret = random_letters(KEY_CHARACTERS)
        values = {"webhook_url": webhook_url, "redirect_urls": json.dumps(list(redirect_urls))}
        with self._database.writing() as connection:
            application_id = None if predecessor is None else _application_of(connection, profile, predecessor)
            _remove_key(connection, profile.profile_id, binding_id, keep=application_id)
            if application_id is None:
                application_id = new_id(APPLICATION)
                row = {"application_id": application_id, "profile_id": profile.profile_id}
                connection.execute(insert(applications).values(row | values))
            else:
                connection.execute(update(applications).where(applications.c.application_id == application_id).values(values))
            connection.execute(
                insert(api_keys).values(
                    key_hash=digest(key),
                    application_id=application_id,
                    profile_id=profile.profile_id,
                    binding_id=binding_id,
                    sealed_secret=self._seal.seal(secret),
                    created_at=self._clock(),
                )
            )
        return Registration(profile, key, secret)

    def unregister(self, share_key: str, binding_id: str) -> None:
        """Nothing happens where it is not there. With its last key an application goes, and what was still to be told to it."""
        profile = self.find_by_share(share_key)
        if profile is not None:
            with self._database.writing() as connection:
                _remove_key(connection, profile.profile_id, binding_id)

    def authenticate(self, key: str) -> Caller | None:
        """Who holds this key, if anybody does."""
        if not key.startswith(("test_", "live_")) or len(key) > _MOST_KEY_CHARACTERS:
            return None
        with self._database.reading() as connection:
            row = connection.execute(_AUTHENTICATE, {"wanted": digest(key)}).mappings().first()
        if row is None:
            return None
        profile = Profile(**{name: row[name] for name in profiles.c.keys()})  # noqa: SIM118  columns are no mapping
        return Caller(profile, row["application_id"], tuple(json.loads(row["redirect_urls"])))

    def secrets_of(self, connection: Connection, application_id: str) -> list[str]:
        """The secrets of all keys of an application, the newest first: during a rotation the receiver may hold either."""
        query = select(api_keys.c.sealed_secret).where(api_keys.c.application_id == application_id)
        sealed = connection.execute(query.order_by(api_keys.c.created_at.desc())).scalars().all()
        return [str(self._seal.open(text)) for text in sealed]


def find_profile(connection: Connection, profile_id: str) -> Profile:
    """Raises NoResultFound."""
    return Profile(**connection.execute(select(profiles).where(profiles.c.profile_id == profile_id)).mappings().one())


def hold_profile(connection: Connection, profile_id: str) -> None:
    """Until the transaction ends nobody else takes from the profile's balance. Payers go on paying: what they add is in nobody's way."""
    connection.execute(select(profiles.c.profile_id).where(profiles.c.profile_id == profile_id).with_for_update(key_share=True))


def webhook_of(connection: Connection, application_id: str) -> str | None:
    """Where an application wants its signed events, if anywhere."""
    query = select(applications.c.webhook_url).where(applications.c.application_id == application_id)
    return connection.execute(query).scalar_one_or_none()


_AUTHENTICATE: Final = (
    select(profiles, applications.c.application_id, applications.c.redirect_urls)
    .join(applications, applications.c.profile_id == profiles.c.profile_id)
    .join(api_keys, api_keys.c.application_id == applications.c.application_id)
    .where(api_keys.c.key_hash == bindparam("wanted"))
)


def _application_of(connection: Connection, profile: Profile, binding_id: str) -> str | None:
    query = select(api_keys.c.application_id).where(api_keys.c.profile_id == profile.profile_id, api_keys.c.binding_id == binding_id)
    found: Any = connection.execute(query).scalar_one_or_none()
    return None if found is None else str(found)


def _remove_key(connection: Connection, profile_id: str, binding_id: str, *, keep: str | None = None) -> None:
    """Remove a binding's key, and its application with its last one, unless it is `keep`."""
    mine = (api_keys.c.profile_id == profile_id, api_keys.c.binding_id == binding_id)
    application_id = connection.execute(select(api_keys.c.application_id).where(*mine)).scalar_one_or_none()
    if application_id is None:
        return
    connection.execute(delete(api_keys).where(*mine))
    left = select(func.count()).select_from(api_keys).where(api_keys.c.application_id == application_id)
    if connection.execute(left).scalar_one() == 0 and application_id != keep:
        connection.execute(delete(events).where(events.c.application_id == application_id))
        connection.execute(delete(applications).where(applications.c.application_id == application_id))
