"""The service that tells people things: a message with a document, of which it finds the channel itself (eBox, else paper)."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

import httpx

from bouwsteen_service.bindings import Binding
from bouwsteen_service.seals import Clock
from forms_service.service_clients import ServiceClient, ServiceError, read_object

_TIMEOUT: Final = httpx.Timeout(10.0, connect=3.0)


class NotificationError(Exception):
    """It was not taken. The text says why, in a word: what counts is that it has to be tried again."""


@dataclass(frozen=True)
class Document:
    """A PDF."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256, hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Message:
    """What somebody is told. `national_number` is whom, or `enterprise_number`; `key` makes it safe to send it again; `body` is plain
    text."""

    key: str
    reference: str
    national_number: str
    subject: dict[str, str]
    body: str
    language: str
    document: Document
    enterprise_number: str = ""

    @property
    def recipient(self) -> dict[str, str]:
        """Whose box it is for: that of the enterprise, where somebody asked on behalf of one."""
        return {"enterpriseNumber": self.enterprise_number} if self.enterprise_number else {"nationalNumber": self.national_number}


@dataclass(frozen=True)
class Outcome:
    """It was taken; `is_delivered` is False where it can reach nobody."""

    id: str
    channel: str
    is_delivered: bool


class Notifications:
    """Speaks to the service of the binding. `transport` is for tests."""

    def __init__(self, binding: Binding, *, clock: Clock, transport: httpx.BaseTransport | None = None) -> None:
        self._service = ServiceClient(binding, clock=clock, timeout=_TIMEOUT, transport=transport)

    def close(self) -> None:
        """Close the connections."""
        self._service.close()

    def send(self, message: Message) -> Outcome:
        """Hand a message over; the same one again is the same notification. It raises `NotificationError`."""
        try:
            answer = self._post(message)
            if answer.status_code not in {200, 201}:
                raise NotificationError(f"status-{answer.status_code}")
            return _read_outcome(read_object(answer))
        except ServiceError as error:
            raise NotificationError(str(error)) from error

    def _post(self, message: Message) -> httpx.Response:
        document = message.document
        notification = {
            "recipient": message.recipient,
            "subject": message.subject,
            "body": message.body,
            "language": message.language,
            "reference": message.reference,
            "attachments": [{"name": document.name, "mediaType": "application/pdf", "digest": document.digest}],
        }
        return self._service.call(
            "POST",
            "/v1/notifications",
            headers={"idempotency-key": message.key},
            files={
                "notification": (None, _write(notification), "application/json"),
                "attachment1": (document.name, document.content, "application/pdf"),
            },
        )


def _write(document: Any) -> bytes:
    return json.dumps(document).encode()


def _read_outcome(document: dict[str, Any]) -> Outcome:
    identifier, channel, status = (document.get(name) for name in ("id", "channel", "status"))
    if not (isinstance(identifier, str) and isinstance(channel, str) and isinstance(status, str)) or not 1 <= len(identifier) <= 64:
        raise NotificationError("strange-answer")
    return Outcome(identifier, channel[:10], status != "failed")
