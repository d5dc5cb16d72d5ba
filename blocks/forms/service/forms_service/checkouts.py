"""The payment service: payments in the shape of Mollie's API v2, asked for and read. Nothing else tells whether somebody paid.

What it answers is not believed further than it goes: only the fields that count, of the type that they should have, not larger
than an answer can be.
"""

import hashlib
import hmac
import logging
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from bouwsteen_service.bindings import Binding
from bouwsteen_service.correlations import outgoing_headers

logger = logging.getLogger(__name__)

SIGNATURE_HEADER: Final = "x-mollie-signature"
PAYMENT_ID: Final = re.compile(r"[A-Za-z0-9_]{1,64}")
LOCALES: Final = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}
_TIMEOUT: Final = httpx.Timeout(8.0, connect=3.0)
_MAXIMUM_BYTES: Final = 262_144
_STATUSES: Final = {
    "open": "open",
    "pending": "pending",
    "authorized": "pending",
    "paid": "paid",
    "canceled": "canceled",
    "expired": "expired",
    "failed": "failed",
}
_DESCRIPTION_CHARACTERS: Final = 255


class CheckoutError(Exception):
    """The payment service was not reached, refused, or said something that makes no sense; the text says which, in a word."""


@dataclass(frozen=True)
class Payment:
    """A payment as the payment service has it. `attempt` is what we said it was for."""

    id: str
    status: str
    amount: str
    attempt: str
    checkout_url: str | None


class Checkouts:
    """Speaks to the payment service of the binding. `transport` is for tests."""

    def __init__(self, binding: Binding, *, transport: httpx.BaseTransport | None = None) -> None:
        self._url = binding.text("apiUrl").rstrip("/")
        self._key = binding["apiKey"]
        self._webhook_secret = binding["webhookSecret"]
        self._http = httpx.Client(timeout=_TIMEOUT, transport=transport, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    @property
    def origin(self) -> str:
        """Where the pages are on which people pay, as far as can be said beforehand."""
        return _origin(self._url)

    def leads_there(self, url: str) -> bool:
        """Whether an address is below that origin: a browser that sent a form of ours may be led there."""
        return _origin(url) == self.origin

    def ask(self, attempt: str, amount: str, description: str, language: str, redirect_url: str) -> Payment:
        """Ask for a payment; for the same attempt it is the same one. It raises `CheckoutError`."""
        body = {
            "amount": {"currency": "EUR", "value": amount},
            "description": description[:_DESCRIPTION_CHARACTERS],
            "redirectUrl": redirect_url,
            "metadata": {"attempt": attempt},
            "locale": LOCALES[language],
        }
        return self._read(self._call("POST", "/payments", json=body, headers={"idempotency-key": attempt}))

    def find(self, payment_id: str) -> Payment:
        """A payment as it is now. It raises `CheckoutError`."""
        payment = self._read(self._call("GET", f"/payments/{payment_id}"))
        if payment.id != payment_id:
            raise CheckoutError("another-payment")
        return payment

    def is_signed(self, body: bytes, signatures: str) -> bool:
        """Whether one of the signatures in a header is that of the payment service. Several stand there while keys are rotated."""
        secret = self._webhook_secret.get_secret_value().encode()
        expected = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
        return any(hmac.compare_digest(expected.encode(), each.strip().encode()) for each in signatures[:1000].split(","))

    def _call(self, method: str, path: str, *, headers: dict[str, str] | None = None, json: Any = None) -> Any:
        sent = outgoing_headers() | {"authorization": f"Bearer {self._key.get_secret_value()}", "accept": "application/hal+json"}
        try:
            answer = self._http.request(method, self._url + path, headers=sent | (headers or {}), json=json)
            if answer.status_code not in {200, 201} or len(answer.content) > _MAXIMUM_BYTES:
                logger.warning("The payment service refused", extra={"fields": {"status": answer.status_code}})
                raise CheckoutError(f"status-{answer.status_code}")
            return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            logger.warning("The payment service cannot be reached", extra={"fields": {"error": type(error).__name__}})
            raise CheckoutError("unreachable") from error

    @staticmethod
    def _read(document: Any) -> Payment:
        try:
            amount, metadata, links = document["amount"], document["metadata"], document["_links"]
            checkout = links.get("checkout")
            payment = Payment(
                id=document["id"],
                status=_STATUSES[document["status"]],
                amount=amount["value"],
                attempt=metadata["attempt"] if isinstance(metadata, dict) else "",
                checkout_url=None if checkout is None else _read_address(checkout["href"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise CheckoutError("strange-answer") from error
        texts = (payment.id, payment.amount, payment.attempt)
        if not all(isinstance(text, str) for text in texts) or not PAYMENT_ID.fullmatch(payment.id) or amount.get("currency") != "EUR":
            raise CheckoutError("strange-answer")
        return payment


def _read_address(url: Any) -> str:
    if not isinstance(url, str) or len(url) > 2000 or not url.startswith(("https://", "http://")):
        raise CheckoutError("strange-answer")
    return url


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
