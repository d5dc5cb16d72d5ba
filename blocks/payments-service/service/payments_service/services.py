"""The parts of the running service, made once and handed to the routes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bouwsteen_service.addresses import Resolve, resolve_host
from bouwsteen_service.bindings import Bindings
from bouwsteen_service.brokers import Broker
from bouwsteen_service.csrf import CsrfTokens
from bouwsteen_service.databases import Database, open_database, open_file_database
from bouwsteen_service.outboxes import Outbox
from bouwsteen_service.pages import Pages
from bouwsteen_service.seals import Clock, Seal
from payments_service.deliveries import create_deliveries
from payments_service.documents import Documents
from payments_service.payments import Payments
from payments_service.payouts import Payouts
from payments_service.profiles import Profiles
from payments_service.refunds import Refunds
from payments_service.registrations import CATALOG, Registrations
from payments_service.settings import IDEMPOTENCY_SECONDS, PaymentsSettings
from payments_service.tables import broker_records, kept_answers, prepare_database
from payments_service.texts import TEXTS, TITLE

_HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class PaymentsService:
    settings: PaymentsSettings
    database: Database
    pages: Pages
    documents: Documents
    profiles: Profiles
    payments: Payments
    refunds: Refunds
    payouts: Payouts
    deliveries: Outbox
    broker: Broker
    csrf: CsrfTokens
    clock: Clock

    @classmethod
    def build(
        cls, settings: PaymentsSettings, bindings: Bindings, *, clock: Clock = time.time, resolve: Resolve = resolve_host
    ) -> PaymentsService:
        """Open the database, a binding `database` where there is one, else a file, and make what stands on it.

        Raises ServiceConfigurationError when a binding is missing.
        """
        secret = bindings["own"]["sessionKey"]
        database = _open(settings, bindings)
        prepare_database(database)
        documents = Documents(settings.service.public_url)
        profiles = Profiles(database, Seal(secret, "webhook-secrets", clock=clock), clock)
        payments = Payments(database, documents, clock)
        backend = Registrations(profiles, settings.api_url)
        loopback = settings.service.fidelity == "simulated"
        return cls(
            settings=settings,
            database=database,
            pages=Pages(settings.service, title=TITLE, templates=_HERE / "templates", texts=TEXTS),
            documents=documents,
            profiles=profiles,
            payments=payments,
            refunds=Refunds(database, payments, clock, settings.refund_seconds),
            deliveries=create_deliveries(database, profiles, clock, first_pause=settings.retry_seconds, loopback=loopback, resolve=resolve),
            payouts=Payouts(database, documents, clock, settings.payout_seconds),
            broker=Broker(CATALOG, backend, database, broker_records, Seal(secret, "broker-records", clock=clock), clock=clock),
            csrf=CsrfTokens(secret, clock=clock),
            clock=clock,
        )

    def work(self) -> int:
        """What happens by itself: payments expire, refunds and pay-outs arrive, webhooks are delivered. How much was done."""
        return self.payments.expire() + self.refunds.finish() + self.payouts.carry_on() + self.deliveries.deliver()

    def sweep(self) -> int:
        """Forget what nobody needs any more; the next time after a pause."""
        self.deliveries.sweep()
        self.broker.sweep()
        with self.database.writing() as connection:
            kept_answers.forget(connection, self.clock() - IDEMPOTENCY_SECONDS)
        return 0

    def close(self) -> None:
        self.deliveries.close()
        self.database.close()


def _open(settings: PaymentsSettings, bindings: Bindings) -> Database:
    if "database" in bindings:
        return open_database(bindings["database"])
    return open_file_database(settings.data_folder / "payments.sqlite")
