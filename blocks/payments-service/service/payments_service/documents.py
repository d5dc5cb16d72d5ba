"""How things look outside: the JSON of payments, refunds and payment links, with their links (HAL)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from payments_service.amounts import CURRENCY, write_cents
from payments_service.communications import write_communication
from payments_service.statuses import UNFINISHED, Status

if TYPE_CHECKING:
    from payments_service.payment_links import PaymentLink
    from payments_service.payments import Payment
    from payments_service.profiles import Profile
    from payments_service.refunds import Refund

HAL: Final = "application/hal+json"
DOCUMENTATION: Final = "https://docs.mollie.com/"
_TIME_FIELDS: Final = {
    Status.PAID: "paidAt",
    Status.AUTHORIZED: "authorizedAt",
    Status.CANCELED: "canceledAt",
    Status.EXPIRED: "expiredAt",
    Status.FAILED: "failedAt",
}


def write_time(seconds: float) -> str:
    """`2026-11-26T09:30:00+00:00`"""
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def write_amount(cents: int) -> dict[str, str]:
    return {"currency": CURRENCY, "value": write_cents(cents)}


class Documents:
    """`base` is the public address of the service, without a slash at the end."""

    def __init__(self, base: str) -> None:
        self.base = base

    def api_link(self, path: str) -> dict[str, str]:
        return {"href": f"{self.base}/v2{path}", "type": HAL}

    def page_link(self, path: str) -> dict[str, str]:
        return {"href": f"{self.base}{path}", "type": "text/html"}

    def payment(self, payment: Payment, profile: Profile, refunded: int) -> dict[str, Any]:
        """`refunded`: cents that were given back or are on their way."""
        unfinished = payment.status in UNFINISHED
        document: dict[str, Any] = {
            "resource": "payment",
            "id": payment.payment_id,
            "mode": profile.mode,
            "createdAt": write_time(payment.created_at),
            "amount": write_amount(payment.amount),
            "description": payment.description,
            "method": payment.method,
            "metadata": payment.metadata,
            "status": payment.status.value,
            "isCancelable": unfinished,
            "locale": payment.locale,
            "profileId": profile.profile_id,
            "sequenceType": "oneoff",
            "redirectUrl": payment.redirect_url,
            "cancelUrl": payment.cancel_url,
            "webhookUrl": payment.webhook_url,
        }
        if unfinished:
            document["expiresAt"] = write_time(payment.expires_at)
        elif payment.status in _TIME_FIELDS:
            document[_TIME_FIELDS[payment.status]] = write_time(payment.status_at)
        if payment.status is Status.PAID:
            document["amountRefunded"] = write_amount(refunded)
            document["amountRemaining"] = write_amount(payment.amount - refunded)
        if payment.communication is not None:
            reference = write_communication(payment.communication)
            document["details"] = {"bankAccount": profile.iban, "transferReference": reference}
        document["_links"] = self._links_of(payment, unfinished=unfinished)
        return document

    def _links_of(self, payment: Payment, *, unfinished: bool) -> dict[str, Any]:
        links: dict[str, Any] = {"self": self.api_link(f"/payments/{payment.payment_id}")}
        if unfinished:
            language = f"?lang={payment.locale[:2]}" if payment.locale else ""
            links["checkout"] = self.page_link(f"/checkout/{payment.payment_id}{language}")
        if payment.status is Status.PAID:
            links["refunds"] = self.api_link(f"/payments/{payment.payment_id}/refunds")
        return links

    def refund(self, refund: Refund, mode: str) -> dict[str, Any]:
        path = f"/payments/{refund.payment_id}"
        return {
            "resource": "refund",
            "id": refund.refund_id,
            "mode": mode,
            "paymentId": refund.payment_id,
            "amount": write_amount(refund.amount),
            "description": refund.description,
            "metadata": refund.metadata,
            "status": refund.status.value,
            "createdAt": write_time(refund.created_at),
            "_links": {"self": self.api_link(f"{path}/refunds/{refund.refund_id}"), "payment": self.api_link(path)},
        }

    def payment_link(self, link: PaymentLink, mode: str, paid_at: float | None) -> dict[str, Any]:
        return {
            "resource": "payment-link",
            "id": link.link_id,
            "mode": mode,
            "profileId": link.profile_id,
            "description": link.description,
            "amount": write_amount(link.amount),
            "redirectUrl": link.redirect_url,
            "webhookUrl": link.webhook_url,
            "reusable": link.reusable,
            "createdAt": write_time(link.created_at),
            "paidAt": None if paid_at is None else write_time(paid_at),
            "expiresAt": None if link.expires_at is None else write_time(link.expires_at),
            "_links": {"self": self.api_link(f"/payment-links/{link.link_id}"), "paymentLink": self.page_link(f"/pay/{link.link_id}")},
        }

    def page(self, name: str, path: str, found: list[dict[str, Any]], previous: str | None, following: str | None) -> dict[str, Any]:
        """One page of a list. `previous` and `following`: addresses below the API, None at the end."""
        return {
            "count": len(found),
            "_embedded": {name: found},
            "_links": {
                "self": self.api_link(path),
                "previous": None if previous is None else self.api_link(previous),
                "next": None if following is None else self.api_link(following),
            },
        }
