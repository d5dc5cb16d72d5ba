"""The parts of the running service, made once and handed to the routes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from bouwsteen_service.addresses import Resolve, resolve_host
from bouwsteen_service.bindings import Bindings
from bouwsteen_service.brokers import Broker
from bouwsteen_service.client_credentials import ClientCredentials
from bouwsteen_service.databases import Database, open_database, open_file_database
from bouwsteen_service.outboxes import Habits, Outbox
from bouwsteen_service.seals import Clock, Seal
from magda_service.accounts import Account, Accounts
from magda_service.consultations import Consultations
from magda_service.events import sign_events
from magda_service.people import People
from magda_service.registrations import CATALOG, Registrations
from magda_service.settings import EVENT_SECONDS, MagdaSettings
from magda_service.subscriptions import Subscriptions
from magda_service.tables import access_tokens, broker_records, events, prepare_database


@dataclass(frozen=True, slots=True)
class MagdaService:
    settings: MagdaSettings
    database: Database
    credentials: ClientCredentials[Account]
    consultations: Consultations
    subscriptions: Subscriptions
    outbox: Outbox
    broker: Broker
    clock: Clock

    @classmethod
    def build(
        cls,
        settings: MagdaSettings,
        bindings: Bindings,
        *,
        clock: Clock = time.time,
        resolve: Resolve = resolve_host,
        wait: Callable[[float], None] = time.sleep,
    ) -> Self:
        """Open the database, a binding `database` where there is one, else a file, and make what stands on it.

        `wait` lets a slow source take its time. Raises ServiceConfigurationError when a binding is missing.
        """
        secret = bindings["own"]["sessionKey"]
        database = _open(settings, bindings)
        prepare_database(database)
        People(database).settle(clock())
        accounts = Accounts(database)
        event_secrets = Seal(secret, "event-secrets", clock=clock)
        backend = Registrations(accounts, settings, event_secrets)
        return cls(
            settings=settings,
            database=database,
            credentials=ClientCredentials(database, access_tokens, accounts.find, "magda", clock),
            consultations=Consultations(database, settings, clock, wait),
            subscriptions=Subscriptions(database, clock),
            outbox=Outbox(database, events, sign_events(event_secrets, clock), _habits(settings), clock, resolve=resolve),
            broker=Broker(CATALOG, backend, database, broker_records, Seal(secret, "broker-records", clock=clock), clock=clock),
            clock=clock,
        )

    def sweep(self) -> int:
        """Forget what has expired; the next time after a pause."""
        self.outbox.sweep()
        self.credentials.sweep()
        self.consultations.sweep()
        self.broker.sweep()
        return 0

    def close(self) -> None:
        self.outbox.close()
        self.database.close()


def _habits(settings: MagdaSettings) -> Habits:
    """Only a simulator tells things to programs of its own machine."""
    return Habits(
        agent="bouwsteen-magda/1.0",
        first_pause=settings.retry_seconds,
        keep_seconds=EVENT_SECONDS,
        loopback=settings.service.fidelity == "simulated",
    )


def _open(settings: MagdaSettings, bindings: Bindings) -> Database:
    if "database" in bindings:
        return open_database(bindings["database"])
    return open_file_database(settings.data_folder / "magda.sqlite")
