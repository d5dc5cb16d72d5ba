"""The parts of the running service, made once and handed to the routes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bouwsteen_service.bindings import Bindings
from bouwsteen_service.brokers import Broker
from bouwsteen_service.csrf import CsrfTokens
from bouwsteen_service.databases import Database, open_database, open_file_database
from bouwsteen_service.metrics import Counter, Metrics
from bouwsteen_service.pages import Pages
from bouwsteen_service.seals import Clock, Seal
from identity_service.client_authentication import ClientAuthentication
from identity_service.clients import Clients
from identity_service.grants import Grants
from identity_service.keys import SigningKeys
from identity_service.registrations import CATALOG, Registrations
from identity_service.sessions import Sessions
from identity_service.settings import IdentitySettings
from identity_service.tables import broker_records, prepare_database
from identity_service.texts import TEXTS, TITLE

_HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class IdentityService:
    settings: IdentitySettings
    database: Database
    pages: Pages
    clients: Clients
    authentication: ClientAuthentication
    sessions: Sessions
    grants: Grants
    keys: SigningKeys
    broker: Broker
    login_seal: Seal
    csrf: CsrfTokens
    clock: Clock

    @classmethod
    def build(cls, settings: IdentitySettings, bindings: Bindings, *, clock: Clock = time.time) -> IdentityService:
        """Open the database, a binding `database` where there is one, else a file, and make what stands on it.

        Raises ServiceConfigurationError when a binding is missing.
        """
        database = _open(settings, bindings)
        prepare_database(database)
        secret = bindings["own"]["sessionKey"]
        clients = Clients(database)
        backend = Registrations(clients, settings.issuer)
        return cls(
            settings=settings,
            database=database,
            pages=Pages(settings.service, title=TITLE, templates=_HERE / "templates", texts=TEXTS),
            clients=clients,
            authentication=ClientAuthentication(clients, database, settings.audience, clock),
            sessions=Sessions(database, clock),
            grants=Grants(database, clock),
            keys=SigningKeys(database, Seal(secret, "signing-keys", clock=clock), clock, settings.signing_key_days),
            broker=Broker(CATALOG, backend, database, broker_records, Seal(secret, "broker-records", clock=clock), clock=clock),
            login_seal=Seal(secret, "login", clock=clock),
            csrf=CsrfTokens(secret, clock=clock),
            clock=clock,
        )

    def sweep(self) -> None:
        """Forget what has expired."""
        self.grants.sweep()
        self.broker.sweep()


def _open(settings: IdentitySettings, bindings: Bindings) -> Database:
    if "database" in bindings:
        return open_database(bindings["database"])
    return open_file_database(settings.data_folder / "identity.sqlite")


@dataclass(frozen=True, slots=True)
class IdentityMetrics:
    """What the service counts. Labels: the means of a sign-in, the kind of a grant, the error's code."""

    logins: Counter
    tokens: Counter
    refusals: Counter

    @classmethod
    def register(cls, metrics: Metrics) -> IdentityMetrics:
        return cls(
            logins=metrics.counter("identity_logins_total", "Codes that were issued after a sign-in.", ("means",)),
            tokens=metrics.counter("identity_token_responses_total", "Token requests that were granted.", ("grant",)),
            refusals=metrics.counter("identity_refusals_total", "Requests of clients that were refused.", ("endpoint", "error")),
        )
