"""Giving and taking back at the citizen's own server.

What is about to be allowed there is written down before, and what is to be taken back stays written down until it is: a run that is
cut off, or a server that is away, leaves something to do and not something forgotten. Here access ends at once, whatever the server
does; see `readings`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, update

from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import digest
from bouwsteen_service.outboxes import pause_after
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.seals import Clock
from data_vault_service.access_requests import LEFT, PLANNED, REMOVED, REMOVING, REQUESTED, AccessRequests, Asked
from data_vault_service.citizens import Citizens, SignInGoneError
from data_vault_service.data import DATA
from data_vault_service.identities import Identities
from data_vault_service.outgoing import Outgoing, VaultError
from data_vault_service.pods import Pods, place_of
from data_vault_service.profiles import read_profile
from data_vault_service.proofs import Tokens
from data_vault_service.tables import access_data, access_requests

logger = logging.getLogger(__name__)

_AT_ONCE: Final = 24
_LEASE_SECONDS: Final = 120
# Longer than granting can take.
_ABANDONED_SECONDS: Final = 900
_MOST_ATTEMPTS: Final = 12


@dataclass(frozen=True, slots=True)
class Vault:
    """What somebody's vault holds of what is asked: None where it holds none that is right."""

    storage: str
    values: Mapping[str, str | None]
    is_there: Mapping[str, bool]


class Grants:
    def __init__(
        self,
        database: Database,
        requests: AccessRequests,
        citizens: Citizens,
        identities: Identities,
        pods: Pods,
        outgoing: Outgoing,
        *,
        first_pause: int,
        clock: Clock,
    ) -> None:
        self._database = database
        self._requests = requests
        self._citizens = citizens
        self._identities = identities
        self._pods = pods
        self._outgoing = outgoing
        self._first_pause = first_pause
        self._clock = clock

    def look(self, asked: Asked) -> Vault:
        """What the citizen would let be read. Raises VaultError, SignInGoneError."""
        web_id = asked.row["web_id"]
        tokens = self._citizens.tokens(web_id)
        storage = self._pods.find_storage(tokens, read_profile(self._outgoing, web_id))
        values: dict[str, str | None] = {}
        is_there: dict[str, bool] = {}
        for name in asked.names:
            status, found = self._pods.read(tokens, place_of(storage, DATA[name]), DATA[name], web_id)
            if status not in {200, 404}:
                raise VaultError(403, "vault-refuses", "The server of the vault does not let the adapter read for the citizen.")
            values[name] = None if found is None else found.value
            is_there[name] = found is not None
        return Vault(storage, values, is_there)

    def give(self, asked: Asked, vault: Vault, typed: Mapping[str, str]) -> bool:
        """Let the organisation read what was asked. `typed`: values of the citizen for what the vault does not hold yet.

        False where the request was decided otherwise meanwhile. Raises ProblemError where the vault holds nothing of it, VaultError,
        SignInGoneError: then nothing is granted, and what was allowed already is taken back.
        """
        web_id = asked.row["web_id"]
        tokens = self._citizens.tokens(web_id)
        reader = self._identities.ensure(asked.row["share_key"])
        for name, value in typed.items():
            if not vault.is_there[name]:
                self._pods.write(tokens, vault.storage, DATA[name], web_id, value)
        held = {name: place_of(vault.storage, DATA[name]) for name in asked.names if vault.is_there[name] or name in typed}
        if not held:
            raise ProblemError(409, "nothing-to-read", "The vault holds nothing of what is asked.")
        self._requests.plan(asked, vault.storage, held)
        for name, resource in held.items():
            document = self._pods.allow(
                tokens, resource, storage=vault.storage, key=digest(asked.id)[:24], owner=web_id, reader=reader.web_id
            )
            self._requests.note_document(asked.id, name, document)
        return self._requests.grant(asked)

    def tidy(self) -> int:
        """Take back at the servers what is to be taken back, as far as they let us. How much was tried."""
        self._give_up_abandoned()
        claimed = self._claim()
        for each in claimed:
            self._take_back(each)
        return len(claimed)

    def take_back_now(self, asked: Asked) -> None:
        """What a citizen withdrew, while they wait: what does not work now is tried again later."""
        for each in self._claim(asked.id):
            self._take_back(each)

    def _claim(self, request_id: str | None = None) -> list[dict[str, Any]]:
        """What is due, with its request: nobody else does it for two minutes."""
        now = self._clock()
        due = [access_data.c.state == REMOVING, access_data.c.due_at <= now]
        if request_id is not None:
            due.append(access_data.c.request_id == request_id)
        with self._database.reading() as connection:
            if connection.execute(select(access_data.c.request_id).where(*due).limit(1)).first() is None:
                return []
        joined = select(access_data, access_requests.c.web_id, access_requests.c.storage).join(access_requests)
        with self._database.writing() as connection:
            query = joined.where(*due).limit(_AT_ONCE).with_for_update(skip_locked=True, of=access_data)
            found: list[dict[str, Any]] = [dict(row) for row in connection.execute(query).mappings()]
            for each in found:
                later = {"due_at": now + _LEASE_SECONDS, "attempts": access_data.c.attempts + 1}
                connection.execute(update(access_data).where(*_here(each)).values(later))
        return found

    def _take_back(self, each: Mapping[str, Any]) -> None:
        try:
            self._remove(self._citizens.tokens(each["web_id"]), each)
        except SignInGoneError:
            self._note(each, {"state": LEFT})
        except VaultError as error:
            attempts = each["attempts"] + 1
            if error.is_lasting or attempts >= _MOST_ATTEMPTS:
                self._note(each, {"state": LEFT})
            else:
                self._note(each, {"due_at": self._clock() + pause_after(attempts, self._first_pause, 0)})
            fields = {"fault": error.code, "attempts": attempts}
            logger.warning("Access could not be taken back at a server", extra={"fields": fields})
        else:
            self._note(each, {"state": REMOVED})

    def _remove(self, tokens: Tokens, each: Mapping[str, Any]) -> None:
        key, owner = digest(each["request_id"])[:24], each["web_id"]
        try:
            document = each["document"] or self._pods.document_of(tokens, each["resource"])
            self._pods.withdraw(tokens, each["resource"], document, storage=each["storage"], key=key, owner=owner)
        except VaultError as error:
            if error.code != "not-in-vault":
                raise

    def _note(self, each: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        with self._database.writing() as connection:
            here = (*_here(each), access_data.c.state == REMOVING)
            connection.execute(update(access_data).where(*here).values(values))

    def _give_up_abandoned(self) -> None:
        """What was about to be allowed by a run that was cut off, for a request that is still open."""
        old = (access_data.c.state == PLANNED, access_data.c.due_at <= self._clock() - _ABANDONED_SECONDS)
        is_open = access_data.c.request_id.in_(select(access_requests.c.request_id).where(access_requests.c.status == REQUESTED))
        with self._database.reading() as connection:
            if connection.execute(select(access_data.c.request_id).where(*old, is_open).limit(1)).first() is None:
                return
        with self._database.writing() as connection:
            connection.execute(update(access_data).where(*old, is_open).values(state=REMOVING, attempts=0, due_at=self._clock()))


def _here(each: Mapping[str, Any]) -> tuple[Any, ...]:
    return access_data.c.request_id == each["request_id"], access_data.c.position == each["position"]
