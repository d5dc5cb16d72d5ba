"""The parts of the running service, made once and handed to the routes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Self

from sqlalchemy import delete

from bouwsteen_service.bindings import Bindings
from bouwsteen_service.brokers import Broker
from bouwsteen_service.databases import Database, open_database, open_file_database
from bouwsteen_service.seals import Clock, Seal
from ebox_service.letters import Letters
from ebox_service.mailboxes import Mailboxes
from ebox_service.notifications import Notifications
from ebox_service.publications import Publications
from ebox_service.reference_data import ReferenceData
from ebox_service.registrations import CATALOG, Registrations
from ebox_service.senders import Senders
from ebox_service.settings import IDEMPOTENCY_SECONDS, EboxSettings
from ebox_service.tables import broker_records, kept_answers, messages, prepare_database
from ebox_service.tokens import Tokens


@dataclass(frozen=True, slots=True)
class EboxService:
    settings: EboxSettings
    database: Database
    tokens: Tokens
    publications: Publications
    mailboxes: Mailboxes
    reference_data: ReferenceData
    notifications: Notifications
    letters: Letters
    broker: Broker
    clock: Clock

    @classmethod
    def build(cls, settings: EboxSettings, bindings: Bindings, *, clock: Clock = time.time) -> Self:
        """Open the database, a binding `database` where there is one, else a file, and make what stands on it.

        Raises ServiceConfigurationError when a binding is missing.
        """
        secret = bindings["own"]["sessionKey"]
        database = _open(settings, bindings)
        prepare_database(database)
        senders = Senders(database)
        backend = Registrations(senders, settings)
        publications = Publications(database, clock)
        return cls(
            settings=settings,
            database=database,
            tokens=Tokens(senders, database, clock),
            publications=publications,
            mailboxes=Mailboxes(database, clock),
            reference_data=ReferenceData(database),
            notifications=Notifications(database, publications, settings, clock),
            letters=Letters(database, settings),
            broker=Broker(CATALOG, backend, database, broker_records, Seal(secret, "broker-records", clock=clock), clock=clock),
            clock=clock,
        )

    def work(self) -> int:
        """What happens by itself: letters are printed and posted. How much was done."""
        return self.notifications.advance()

    def sweep(self) -> int:
        """Forget what has expired; the next time after a pause."""
        self.tokens.sweep()
        with self.database.writing() as connection:
            connection.execute(delete(messages).where(messages.c.expires_at <= self.clock()))
            kept_answers.forget(connection, self.clock() - IDEMPOTENCY_SECONDS)
        self.broker.sweep()
        return 0


def _open(settings: EboxSettings, bindings: Bindings) -> Database:
    if "database" in bindings:
        return open_database(bindings["database"])
    return open_file_database(settings.data_folder / "ebox.sqlite")
