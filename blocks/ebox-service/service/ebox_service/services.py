"""The parts of the running service, made once and handed to the routes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import httpx
from sqlalchemy import delete

from bouwsteen_service.addresses import Resolve, resolve_host
from bouwsteen_service.bindings import Bindings
from bouwsteen_service.brokers import Broker
from bouwsteen_service.csrf import CsrfTokens
from bouwsteen_service.databases import Database, open_database, open_file_database
from bouwsteen_service.openid import Client, OpenIdClient
from bouwsteen_service.outboxes import Habits, Outbox
from bouwsteen_service.pages import Pages
from bouwsteen_service.seals import Clock, Seal
from bouwsteen_service.sign_ins import SignIns
from ebox_service.desks import HOME, Desk
from ebox_service.events import Reminders, sign_events
from ebox_service.federations import Federation
from ebox_service.letters import Letters
from ebox_service.mailboxes import Mailboxes
from ebox_service.notifications import Notifications
from ebox_service.portal_routes import CALLBACK
from ebox_service.portal_texts import TEXTS, TITLE
from ebox_service.portals import Portal
from ebox_service.print_rooms import PrintRoom
from ebox_service.publications import Publications
from ebox_service.reference_data import ReferenceData
from ebox_service.registrations import CATALOG, Registrations
from ebox_service.senders import Senders
from ebox_service.settings import EVENT_SECONDS, IDEMPOTENCY_SECONDS, EboxSettings
from ebox_service.tables import broker_records, events, kept_answers, messages, prepare_database
from ebox_service.tokens import Tokens

_HERE: Final = Path(__file__).parent


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
    federation: Federation
    pages: Pages
    portal: Portal
    desk: Desk | None
    outbox: Outbox
    reminders: Reminders
    broker: Broker
    clock: Clock

    @classmethod
    def build(
        cls,
        settings: EboxSettings,
        bindings: Bindings,
        *,
        clock: Clock = time.time,
        resolve: Resolve = resolve_host,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> Self:
        """Open the database, a binding `database` where there is one, else a file, and make what stands on it.

        `transport` leads to the sign-in service, in tests. Raises ServiceConfigurationError when a binding is missing.
        """
        secret = bindings["own"]["sessionKey"]
        database = _open(settings, bindings)
        prepare_database(database)
        senders = Senders(database)
        event_secrets = Seal(secret, "event-secrets", clock=clock)
        mailbox_url = f"{settings.service.public_url}{HOME}" if "identity" in bindings else None
        backend = Registrations(senders, settings, event_secrets, mailbox_url)
        publications = Publications(database, clock)
        mailboxes, federation = Mailboxes(database, clock), Federation(database, settings, clock)
        pages = Pages(
            settings.service,
            title=TITLE,
            templates=_HERE / "templates",
            texts=TEXTS,
            styles=_HERE / "assets" / "portal.css",
            remembers=True,
        )
        portal = Portal(database, mailboxes, federation, clock)
        return cls(
            settings=settings,
            database=database,
            tokens=Tokens(senders, database, clock),
            publications=publications,
            mailboxes=mailboxes,
            reference_data=ReferenceData(database),
            notifications=Notifications(database, publications, settings, clock),
            letters=Letters(database, settings),
            federation=federation,
            pages=pages,
            portal=portal,
            desk=_desk(settings, bindings, pages, portal, PrintRoom(database, clock), clock, transport),
            outbox=Outbox(database, events, sign_events(event_secrets, clock), _habits(settings), clock, resolve=resolve),
            reminders=Reminders(database, clock),
            broker=Broker(CATALOG, backend, database, broker_records, Seal(secret, "broker-records", clock=clock), clock=clock),
            clock=clock,
        )

    def work(self) -> int:
        """What happens by itself: letters are printed and posted, events delivered. How much was done."""
        return self.notifications.advance() + self.outbox.deliver()

    def sweep(self) -> int:
        """Tell of what nobody opened, and forget what has expired; the next time after a pause."""
        self.reminders.send()
        self.outbox.sweep()
        self.portal.sweep()
        self.tokens.sweep()
        with self.database.writing() as connection:
            connection.execute(delete(messages).where(messages.c.expires_at <= self.clock()))
            kept_answers.forget(connection, self.clock() - IDEMPOTENCY_SECONDS)
        self.broker.sweep()
        return 0

    def close(self) -> None:
        self.outbox.close()
        self.database.close()


def _desk(
    settings: EboxSettings,
    bindings: Bindings,
    pages: Pages,
    portal: Portal,
    print_room: PrintRoom,
    clock: Clock,
    transport: httpx.AsyncBaseTransport | None,
) -> Desk | None:
    """There are pages for people where a binding `identity` says who they are."""
    if "identity" not in bindings:
        return None
    secret = bindings["own"]["sessionKey"]
    callback = f"{settings.service.public_url}{CALLBACK}"
    openid = OpenIdClient(Client.of(bindings["identity"]), callback, clock=clock, transport=transport)
    sign_ins = SignIns(settings.service, Seal(secret, "sign-in", clock=clock), openid)
    return Desk(settings.service, pages, portal, print_room, openid, sign_ins, CsrfTokens(secret, clock=clock))


def _habits(settings: EboxSettings) -> Habits:
    """Only a simulator tells things to programs of its own machine."""
    return Habits(
        agent="bouwsteen-ebox/1.0",
        first_pause=settings.retry_seconds,
        keep_seconds=EVENT_SECONDS,
        loopback=settings.service.fidelity == "simulated",
    )


def _open(settings: EboxSettings, bindings: Bindings) -> Database:
    if "database" in bindings:
        return open_database(bindings["database"])
    return open_file_database(settings.data_folder / "ebox.sqlite")
