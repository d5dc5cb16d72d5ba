"""The parts of the running service, made once and handed to the routes."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import httpx
from sqlalchemy import delete, select

from bouwsteen_service.addresses import Resolve, resolve_host
from bouwsteen_service.bindings import Bindings
from bouwsteen_service.brokers import Broker
from bouwsteen_service.client_credentials import ClientCredentials
from bouwsteen_service.csrf import CsrfTokens
from bouwsteen_service.databases import Database, open_database, open_file_database
from bouwsteen_service.outboxes import Habits, Outbox
from bouwsteen_service.pages import Pages
from bouwsteen_service.seals import Clock, Seal
from bouwsteen_service.sign_ins import SignIns
from data_vault_service.access_requests import ALLOWED, EXPIRED, PLANNED, REFUSED, REMOVING, WITHDRAWN, AccessRequests
from data_vault_service.citizens import Citizens
from data_vault_service.events import sign_events
from data_vault_service.grants import Grants
from data_vault_service.identities import Identities
from data_vault_service.issuers import Issuers
from data_vault_service.outgoing import Outgoing, VaultError
from data_vault_service.pods import Pods
from data_vault_service.readings import Readings
from data_vault_service.registrations import Registrations, make_catalog
from data_vault_service.settings import EVENT_SECONDS, IDEMPOTENCY_SECONDS, KEEP_SECONDS, VaultSettings
from data_vault_service.shares import Client, Shares
from data_vault_service.tables import access_data, access_requests, access_tokens, broker_records, events, kept_answers, prepare_database
from data_vault_service.texts import TEXTS, TITLE

logger = logging.getLogger(__name__)

_HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class VaultService:
    settings: VaultSettings
    database: Database
    outgoing: Outgoing
    credentials: ClientCredentials[Client]
    shares: Shares
    requests: AccessRequests
    identities: Identities
    issuers: Issuers
    citizens: Citizens
    grants: Grants
    readings: Readings
    pages: Pages
    sign_ins: SignIns
    csrf: CsrfTokens
    outbox: Outbox
    broker: Broker
    clock: Clock

    @classmethod
    def build(
        cls,
        settings: VaultSettings,
        bindings: Bindings,
        *,
        clock: Clock = time.time,
        resolve: Resolve = resolve_host,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> Self:
        """Open the database, a binding `database` where there is one, else a file, and make what stands on it.

        `transport` leads to the servers of citizens, in tests. Raises ServiceConfigurationError when a binding is missing.
        """
        session_key, data_key = bindings["own"]["sessionKey"], bindings["own"]["dataKey"]
        server = bindings["solid"].text("url")
        database = _open(settings, bindings)
        prepare_database(database)
        # Only a simulator calls programs of its own machine.
        loopback = settings.service.fidelity == "simulated"
        outgoing = Outgoing(loopback=loopback, resolve=resolve, transport=transport)
        issuers = Issuers(outgoing, settings.client_id, settings.callback_url, clock)
        shares = Shares(database, clock)
        requests = AccessRequests(database, shares, settings, clock)
        identities = Identities(database, outgoing, issuers, server, data_key, clock)
        citizens, pods = Citizens(database, issuers, data_key, clock), Pods(outgoing, clock)
        event_secrets = Seal(data_key, "event-secrets", clock=clock)
        backend = Registrations(shares, requests, settings, event_secrets)
        habits = Habits(agent="bouwsteen-data-vault/1.0", first_pause=settings.retry_seconds, keep_seconds=EVENT_SECONDS, loopback=loopback)
        return cls(
            settings=settings,
            database=database,
            outgoing=outgoing,
            credentials=ClientCredentials(database, access_tokens, shares.find, "data-vault", clock),
            shares=shares,
            requests=requests,
            identities=identities,
            issuers=issuers,
            citizens=citizens,
            grants=Grants(database, requests, citizens, identities, pods, outgoing, first_pause=settings.retry_seconds, clock=clock),
            readings=Readings(database, identities, pods, clock),
            pages=Pages(
                settings.service,
                title=TITLE,
                templates=_HERE / "templates",
                texts=TEXTS,
                styles=_HERE / "assets" / "vault.css",
                remembers=True,
            ),
            sign_ins=SignIns(settings.service, Seal(session_key, "sign-in", clock=clock)),
            csrf=CsrfTokens(session_key, clock=clock),
            outbox=Outbox(database, events, sign_events(event_secrets, clock), habits, clock, resolve=resolve),
            broker=Broker(
                make_catalog(server), backend, database, broker_records, Seal(data_key, "broker-records", clock=clock), clock=clock
            ),
            clock=clock,
        )

    def work(self) -> int:
        """What happens by itself: periods end, access is taken back, events are delivered. How much was done."""
        return self.requests.expire() + self.grants.tidy() + self.outbox.deliver()

    def sweep(self) -> int:
        """Forget what is over, and renew what is still needed; the next time after a pause."""
        self.outbox.sweep()
        self.citizens.sweep()
        self.citizens.keep_alive()
        self.credentials.sweep()
        with self.database.writing() as connection:
            over = (access_requests.c.status.in_((REFUSED, WITHDRAWN, EXPIRED)), access_requests.c.ended_at < self.clock() - KEEP_SECONDS)
            connection.execute(delete(access_requests).where(*over))
            kept_answers.forget(connection, self.clock() - IDEMPOTENCY_SECONDS)
        self._forget_shares()
        self.broker.sweep()
        return 0

    def close(self) -> None:
        self.outbox.close()
        self.outgoing.close()
        self.database.close()

    def _forget_shares(self) -> None:
        """An organisation that left: its WebID once nothing has to be taken back, all of it once nothing is known of it."""
        for key in self.shares.ended():
            asked = access_requests.c.share_key == key
            live = (asked, access_data.c.state.in_((PLANNED, ALLOWED, REMOVING)))
            with self.database.reading() as connection:
                if connection.execute(select(access_data.c.request_id).join(access_requests).where(*live).limit(1)).first():
                    continue
                is_known = connection.execute(select(access_requests.c.request_id).where(asked).limit(1)).first() is not None
            try:
                self.identities.forget(key)
            except VaultError as error:
                logger.warning("The account of an organisation stays for now", extra={"fields": {"fault": error.code}})
                continue
            if not is_known:
                self.shares.remove(key)


def _open(settings: VaultSettings, bindings: Bindings) -> Database:
    if "database" in bindings:
        return open_database(bindings["database"])
    return open_file_database(settings.data_folder / "data-vault.sqlite")
