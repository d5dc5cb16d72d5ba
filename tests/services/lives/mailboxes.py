"""The eBox: an application registers, publishes, tells somebody something; the recipient reads; the sender is told of it."""

from __future__ import annotations

import json
import threading
import uuid
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
from sqlalchemy import func, select
from tests.blocks.ebox_service.test_registry_3 import decision
from tests.blocks.ebox_service.worlds import JAN, PDF, multipart, receipt
from tests.blocks.payments_service.receivers import Receiver
from tests.services.deaths import Built, Mortal, Place
from tests.services.lives.lives import BROKER_KEY, SESSION_KEY, Life

from bouwsteen_service import Bindings
from bouwsteen_service.databases import Database
from bouwsteen_service.outboxes import Outbox
from ebox_service import applications
from ebox_service.registrations import PLAN_ID, SERVICE_ID
from ebox_service.services import EboxService
from ebox_service.settings import FOLLOWS, EboxSettings
from ebox_service.tables import attachment_contents, attachments, deliveries, events, messages, notifications, oauth_clients

_IDS = {"service_id": SERVICE_ID, "plan_id": PLAN_ID}
_PDF_PART = "application/pdf"


def build(place: Place) -> Built:
    own = {"brokerKey": BROKER_KEY, "sessionKey": SESSION_KEY}
    bindings = Bindings({"own": own, "database": {"driver": "postgresql", "uri": place.database_uri}})
    settings = replace(EboxSettings.of(replace(place.settings, follows=FOLLOWS), place.folder), retry_seconds=1, letter_seconds=1)
    service = EboxService.build(settings, bindings, clock=place.clock)
    setattr(applications, "_PAUSE_SECONDS", 0.02)  # noqa: B010  the pause is nothing that this is about
    return Built(applications.create_application(service, bindings), settings.service, service.database, [(Outbox, "_send")])


class MailboxLife(Life):
    BEHIND_BROKER = ("shares", "oauth_clients")

    def __init__(self, mortal: Mortal, hooks: Receiver) -> None:
        super().__init__(mortal, hooks)
        self.clients: list[str] = []
        self.subjects: list[str] = []
        self.notified: list[str] = []
        self.read_ones: list[str] = []
        self._lock = threading.Lock()

    def register(self) -> None:
        self.provision(_IDS)

    def ask_something(self) -> httpx.Response:
        return self.get("/ebox/citizen/v2/ebox/messages", headers={"authorization": "Bearer nobodys"})

    def work(self, number: int) -> None:
        sender = {"senderApplication": {"name": f"Loket {number}"}, "eventsUrl": f"{self.hooks.url}/{number}"}
        account = self.bind(_IDS, f"sender-{number}", sender)
        notifier = self.bind(_IDS, f"notifier-{number}", {"senderApplication": {"name": f"Post {number}"}, "interface": "notification"})
        subject = f"Brief {number}"
        self._publish(account, subject)
        notification = self._notify(notifier, number)
        reader = self._bearer(account, on_behalf_of=JAN["eboxIdValue"])
        listed = self.mortal.ask("GET", "/ebox/citizen/v2/ebox/messages", params={"limit": "100"}, headers=reader)
        (mine,) = (item["messageId"] for item in listed.json()["items"] if item["subject"]["nl"] == subject)
        files = f"/ebox/citizen/v2/ebox/messages/{mine}/attachments"
        (file,) = self.mortal.ask("GET", files, headers=reader).json()["items"]
        for _ in range(2):  # it is read once, however often somebody looks
            assert self.mortal.ask("GET", f"{files}/{file['attachmentId']}/content", headers=reader).content == PDF
        with self._lock:
            self.clients += [account["clientId"], notifier["clientId"]]
            self.subjects.append(subject)
            self.notified.append(notification)
            self.read_ones.append(mine)

    def settle(self, number: int) -> None:  # noqa: ARG002  the same for all lives
        for message in self.read_ones:
            self.mortal.wait(partial(self.is_told, message))

    def is_told(self, message_id: str) -> bool:
        return {"newDocument", "readDocument"} <= set(self.told(message_id))

    def told(self, message_id: str) -> Counter[str]:
        """How many events of each kind there were of a message, each once however often it came."""
        bodies = {body["id"]: body for body in map(json.loads, list(self.hooks.bodies)) if body["messageId"] == message_id}
        return Counter(body["type"] for body in bodies.values())

    def _publish(self, account: dict[str, Any], subject: str) -> None:
        """With a key: whoever asks again after it was taken is told that it was."""
        kind, body = multipart(decision(sender=None, subject={"nl": subject}), [("upfile1", "besluit.pdf", _PDF_PART, PDF)])
        key = uuid.uuid5(uuid.NAMESPACE_OID, subject)
        for status in ({201, 409}, {409}):
            headers = self._bearer(account) | {"content-type": kind, "idempotency-key": f'"{key}"'}
            answer = self.mortal.ask("POST", "/ebox/citizen/v3/ebox/messages", content=body, headers=headers)
            assert answer.status_code in status, answer.text

    def _notify(self, account: dict[str, Any], number: int) -> str:
        kind, body = multipart(receipt(), [("attachment", "bewijs.pdf", _PDF_PART, PDF)], part="notification")
        known = set()
        for status in ({200, 201}, {200}):
            headers = self._bearer(account) | {"content-type": kind, "idempotency-key": f"note-{number}"}
            answer = self.mortal.ask("POST", "/document-service/v1/notifications", content=body, headers=headers)
            assert answer.status_code in status, answer.text
            known.add(str(answer.json()["id"]))
        (one,) = known
        return one

    def _bearer(self, account: dict[str, Any], **form: str) -> dict[str, str]:
        client = (account["clientId"], account["clientSecret"])
        answer = self.mortal.ask("POST", "/oauth/token", data={"grant_type": "client_credentials", **form}, auth=client)
        assert answer.status_code == 200, answer.text
        return {"authorization": f"Bearer {answer.json()['access_token']}"}

    def check(self, database: Database) -> None:
        """Each message once, with its file, in one box; each told of; each account once."""
        with database.reading() as connection:
            documents = [json.loads(text) for text in connection.execute(select(messages.c.document)).scalars()]
            subjects = Counter(document["subject"]["nl"] for document in documents)
            assert subjects == Counter(self.subjects) + Counter({receipt()["subject"]["nl"]: len(self.notified)})
            count = 2 * len(self.subjects)
            for table in (deliveries, attachments, attachment_contents):
                assert connection.execute(select(func.count()).select_from(table)).scalar_one() == count, table.name
            assert sorted(connection.execute(select(notifications.c.notification_id)).scalars()) == sorted(self.notified)
            assert sorted(connection.execute(select(oauth_clients.c.client_id)).scalars()) == sorted(self.clients)
            assert "given-up" not in set(connection.execute(select(events.c.outcome)).scalars())
        for message in self.read_ones:
            assert self.told(message) == Counter({"newDocument": 1, "readDocument": 1})
