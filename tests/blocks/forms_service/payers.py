"""A counter beside the payment service itself, a service that tells people things, and people who pay. One clock, no sockets."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pypdf
from tests.blocks.forms_service.conftest import JAN, Browser, Counter, OpenCounter, Page
from tests.blocks.payments_service.worlds import BASE as PAYMENTS
from tests.blocks.payments_service.worlds import World, build_world

from bouwsteen_service.outboxes import sign
from bouwsteen_service.testing import create_client
from forms_service import letters, payments
from forms_service.storage.tables import payment_attempts

COUNTER = "http://127.0.0.1:8080"
EBOX = "http://127.0.0.1:9100"
EXTRACT = {"extract": "household", "extractLanguage": "dutch", "purpose": "bank", "email": "jan@voorbeeld.test", "declaration": "true"}
NOTIFICATION = {
    "url": f"{EBOX}/document-service",
    "tokenUrl": f"{EBOX}/token",
    "clientId": "counter",
    "clientSecret": "notify",
    "scopes": '["notify"]',
}


@dataclass
class Ebox:
    """What a notification service does, as its interface says: one answer for one key, whatever happens to the answers on their way."""

    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: int = 0
    tokens: int = 0
    # What the next requests get instead of an answer: a status, or an exception after the message was taken.
    troubles: list[int | Exception] = field(default_factory=list)
    channel: str = "ebox"
    status: str = "accepted"

    def handle(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            self.tokens += 1
            return httpx.Response(200, json={"access_token": f"t{self.tokens}", "token_type": "Bearer", "expires_in": 3600})
        assert request.url.path == "/document-service/v1/notifications"
        self.requests += 1
        trouble = self.troubles.pop(0) if self.troubles else None
        if isinstance(trouble, int):
            return httpx.Response(trouble, json={"title": "No"})
        key = request.headers["idempotency-key"]
        message, pdf = _read_parts(request)
        known = self.sent.get(key)
        if known is not None and (known["message"], known["pdf"]) != (message, pdf):
            return httpx.Response(409, json={"title": "Another message under this key"})
        self.sent.setdefault(key, {"message": message, "pdf": pdf, "token": request.headers["authorization"]})
        if trouble is not None:
            raise trouble
        number = f"n{len(self.sent)}"
        return httpx.Response(200 if known else 201, json={"id": number, "channel": self.channel, "status": self.status})


def _read_parts(request: httpx.Request) -> tuple[dict[str, Any], bytes]:
    head = f"content-type: {request.headers['content-type']}\r\n\r\n".encode()
    parts: dict[Any, Any] = {
        part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
        for part in BytesParser(policy=default).parsebytes(head + request.read()).iter_parts()
    }
    message = json.loads(parts["notification"])
    (attachment,) = message["attachments"]
    pdf = parts["attachment1"]
    assert hashlib.sha256(pdf).hexdigest() == attachment["digest"]
    return message, pdf


class Others(httpx.BaseTransport):
    """Where the counter calls: the payment service or the notification service, unless they are away."""

    def __init__(self, world: World, ebox: Ebox) -> None:
        self.world, self.ebox = world, ebox
        self.payments_away = False
        self.lost_answers = 0
        self.calls: list[tuple[str, str]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.calls.append((request.method, request.url.path))
        if str(request.url).startswith(EBOX):
            return self.ebox.handle(request)
        if self.payments_away:
            raise httpx.ConnectError("away")
        path = request.url.raw_path.decode()
        with create_client(self.world.application, PAYMENTS) as client:
            answer = client.request(request.method, path, content=request.read(), headers=dict(request.headers))
        if self.lost_answers:
            self.lost_answers -= 1
            raise httpx.ReadError("lost")
        return answer


@dataclass
class Till:
    """The counter with its payment service."""

    counter: Counter
    world: World
    ebox: Ebox
    others: Others

    def submit(self, browser: Browser, **changes: Any) -> httpx.Response:
        """Fill in the form with a fee and confirm: the answer to that, wherever it leads."""
        page = browser.fill_in("register-extract", EXTRACT | changes)
        assert page.path.endswith("/summary"), page.text
        return browser.client.post(page.path.replace("/summary", "/submit"), data={"csrf": page.csrf})

    def decide(self, address: str, outcome: str = "paid", method: str = "bancontact") -> str:
        """What a payer does at the payment service: the address to which that leads them back."""
        answer = self.world.pay({"id": urlsplit(address).path.rsplit("/", 1)[1]}, method, outcome)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def buy(self, person: dict[str, Any] | None = None, outcome: str = "paid") -> tuple[Browser, Page]:
        """Fill in, pay, come back."""
        browser = self.counter.citizen(person or JAN)
        answer = self.submit(browser)
        assert answer.status_code == 303, answer.text
        return browser, browser.get(self.decide(answer.headers["location"], outcome))

    def deliver_webhooks(self) -> list[int]:
        """Hand the counter what the payment service would tell it: the statuses of its answers."""
        told = []
        with self.world.service.database.writing() as connection:
            rows = connection.exec_driver_sql("SELECT url, body FROM events WHERE outcome = 'waiting'").all()
            connection.exec_driver_sql("UPDATE events SET outcome = 'delivered'")
        for url, body in rows:
            assert url == f"{COUNTER}/payments/events"
            told.append(self.tell(body).status_code)
        return told

    def tell(self, body: str, signature: str | None = None) -> httpx.Response:
        secret = self.counter.context.checkouts._webhook_secret.get_secret_value()  # type: ignore[union-attr]
        headers = {
            "x-mollie-signature": f"sha256={sign(secret, body)}" if signature is None else signature,
            "content-type": "application/json",
        }
        return create_client(self.counter.app, COUNTER).post("/payments/events", content=body, headers=headers)

    def work(self) -> None:
        """What goes on beside the requests."""
        payments.verify_due(self.counter.context)
        letters.send_due(self.counter.context)

    def attempts(self) -> list[tuple[int, str, bool]]:
        """Number, status, and whether a payment is known, of every attempt."""
        with self.counter.context.database.reading() as connection:
            rows = connection.execute(
                payment_attempts.select().order_by(payment_attempts.c.created_at, payment_attempts.c.number)
            ).mappings()
            return [(row["number"], row["status"], row["payment_id"] is not None) for row in rows]

    def payments_made(self) -> list[str]:
        """The status of every payment that the payment service knows."""
        with self.world.service.database.reading() as connection:
            return [row[0] for row in connection.exec_driver_sql("SELECT status FROM payments ORDER BY rowid")]


OpenTill = Callable[..., Till]


def open_till(folder: Path, open_counter: OpenCounter, *, notify: bool = True, **options: Any) -> Iterator[Till]:
    world = build_world(folder)
    application = world.register(parameters={"webhookUrl": f"{COUNTER}/payments/events", "redirectUrls": [f"{COUNTER}/"]})
    ebox = Ebox()
    others = Others(world, ebox)
    fields = {name: str(value) for name, value in application.credentials.items()}
    more = {"payments": fields} | ({"notification": NOTIFICATION} if notify else {})
    counter = open_counter(clock=world.clock, more=more, others=others, **options)
    yield Till(counter, world, ebox, others)
    world.service.database.close()


def find_text(pdf: bytes) -> str:
    """The words of a PDF, for a person who looks for them."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
