"""The service that tells people things: a message with a document, of which it finds the channel itself (eBox, else paper)."""

import hashlib
import json
import logging
import threading
from dataclasses import dataclass
from typing import Any, Final

import httpx

from bouwsteen_service.bindings import Binding
from bouwsteen_service.seals import Clock

logger = logging.getLogger(__name__)

_TIMEOUT: Final = httpx.Timeout(10.0, connect=3.0)
_MAXIMUM_BYTES: Final = 262_144
# A token is not used in its last moments: it would end on its way.
_MARGIN: Final = 30.0


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
    """What somebody is told. `national_number` is whom; `key` makes it safe to send it again; `body` is plain text."""

    key: str
    reference: str
    national_number: str
    subject: dict[str, str]
    body: str
    language: str
    document: Document


@dataclass(frozen=True)
class Outcome:
    """It was taken; `is_delivered` is False where it can reach nobody."""

    id: str
    channel: str
    is_delivered: bool


class Notifications:
    """Speaks to the service of the binding. `transport` is for tests."""

    def __init__(self, binding: Binding, *, clock: Clock, transport: httpx.BaseTransport | None = None) -> None:
        self._url = binding.text("url").rstrip("/")
        self._token_url = binding.text("tokenUrl")
        self._client = (binding.text("clientId"), binding["clientSecret"])
        self._scopes = " ".join(str(scope) for scope in binding.json("scopes", []))
        self._clock = clock
        self._http = httpx.Client(timeout=_TIMEOUT, transport=transport, follow_redirects=False, trust_env=False)
        self._lock = threading.Lock()
        self._token = ""
        self._token_ends = 0.0

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(self, message: Message) -> Outcome:
        """Hand a message over; the same one again is the same notification. It raises `NotificationError`."""
        try:
            answer = self._post(message, self._known_token())
            if answer.status_code == 401:
                answer = self._post(message, self._new_token())
            if answer.status_code not in {200, 201} or len(answer.content) > _MAXIMUM_BYTES:
                raise NotificationError(f"status-{answer.status_code}")
            return _read_outcome(answer.json())
        except (httpx.HTTPError, ValueError) as error:
            raise NotificationError(type(error).__name__) from error

    def _post(self, message: Message, token: str) -> httpx.Response:
        document = message.document
        notification = {
            "recipient": {"nationalNumber": message.national_number},
            "subject": message.subject,
            "body": message.body,
            "language": message.language,
            "reference": message.reference,
            "attachments": [{"name": document.name, "mediaType": "application/pdf", "digest": document.digest}],
        }
        return self._http.post(
            f"{self._url}/v1/notifications",
            headers={"authorization": f"Bearer {token}", "idempotency-key": message.key},
            files={
                "notification": (None, _write(notification), "application/json"),
                "attachment1": (document.name, document.content, "application/pdf"),
            },
        )

    def _known_token(self) -> str:
        with self._lock:
            if self._token and self._clock() < self._token_ends - _MARGIN:
                return self._token
        return self._new_token()

    def _new_token(self) -> str:
        client_id, secret = self._client
        form = {"grant_type": "client_credentials", "scope": self._scopes}
        answer = self._http.post(self._token_url, data=form, auth=(client_id, secret.get_secret_value()))
        document = answer.json() if answer.status_code == 200 and len(answer.content) <= _MAXIMUM_BYTES else None
        token = document.get("access_token") if isinstance(document, dict) else None
        lifetime = document.get("expires_in") if isinstance(document, dict) else None
        if not isinstance(token, str) or not token:
            raise NotificationError(f"token-status-{answer.status_code}")
        with self._lock:
            self._token, self._token_ends = token, self._clock() + (lifetime if isinstance(lifetime, (int, float)) else 0)
        return token


def _write(document: Any) -> bytes:
    return json.dumps(document).encode()


def _read_outcome(document: Any) -> Outcome:
    if not isinstance(document, dict):
        raise NotificationError("strange-answer")
    identifier, channel, status = (document.get(name) for name in ("id", "channel", "status"))
    if not (isinstance(identifier, str) and isinstance(channel, str) and isinstance(status, str)) or not 1 <= len(identifier) <= 64:
        raise NotificationError("strange-answer")
    return Outcome(identifier, channel[:10], status != "failed")
