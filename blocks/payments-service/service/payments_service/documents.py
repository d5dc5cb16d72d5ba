"""How things look outside: the JSON of payments, refunds and payment links, with their links (HAL)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from payments_service.amounts import CURRENCY, write_cents
from payments_service.communications import write_communication
from payments_service.ids import BALANCE, PROFILE
from payments_service.statuses import UNFINISHED, Status

if TYPE_CHECKING:
    from payments_service.payment_links import PaymentLink
    from payments_service.payments import Payment
    from payments_service.payouts import Payout
    from payments_service.profiles import Profile
    from payments_service.refunds import Refund

HAL: Final = "application/hal+json"
DOCUMENTATION: Final = "https://docs.mollie.com/"
_TIME_FIELDS: Final = {
    Status.PAID: "paidAt",
    Status.CANCELED: "canceledAt",
    Status.EXPIRED: "expiredAt",
    Status.FAILED: "failedAt",
}


def write_time(seconds: float) -> str:
    """`2026-11-26T09:30:00+00:00`"""
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def _write_time(seconds: float | None) -> str | None:
    return None if seconds is None else write_time(seconds)


def balance_id(profile_id: str) -> str:
    """Each profile has one balance, which has the name of the profile with another beginning."""
    return BALANCE + profile_id.removeprefix(PROFILE)


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

    def links(self, path: str, page: str) -> dict[str, dict[str, str]]:
        """What everything has: its own address, and the page of Mollie's reference that says what it is."""
        return {"self": self.api_link(path), "documentation": {"href": f"{DOCUMENTATION}reference/{page}", "type": "text/html"}}

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
        links: dict[str, Any] = self.links(f"/payments/{payment.payment_id}", "get-payment")
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
            "_links": {
                **self.links(f"{path}/refunds/{refund.refund_id}", "get-refund"),
                "payment": self.api_link(path),
                "changeState": self.page_link(f"/refund/{refund.refund_id}"),
            },
        }

    def payout(self, payout: Payout, mode: str) -> dict[str, Any]:
        path = f"/payouts/{payout.payout_id}"
        links = self.links(path, "get-payout") | {"changeState": self.page_link(f"/payout/{payout.payout_id}")}
        if payout.initiated_at is not None:
            links["transferFile"] = {"href": f"{self.base}/v2{path}/transfer-file", "type": "application/xml"}
        return {
            "resource": "payout",
            "id": payout.payout_id,
            "mode": mode,
            "balanceId": balance_id(payout.profile_id),
            "amount": write_amount(payout.amount),
            "description": payout.description,
            "status": payout.status.value,
            "statusReason": {"code": payout.reason, "message": f"The payout has the status {payout.status.value}."},
            "createdAt": write_time(payout.created_at),
            "initiatedAt": _write_time(payout.initiated_at),
            "completedAt": _write_time(payout.completed_at),
            "canceledAt": _write_time(payout.canceled_at),
            "_links": links,
        }

    def balance(self, profile: Profile, available: int) -> dict[str, Any]:
        """`available`: cents that can be paid out. Nothing is pending: what was paid is there at once."""
        known = balance_id(profile.profile_id)
        return {
            "resource": "balance",
            "id": known,
            "mode": profile.mode,
            "currency": CURRENCY,
            "description": profile.name,
            "status": "active",
            "availableAmount": write_amount(available),
            "pendingAmount": write_amount(0),
            "transferFrequency": "never",
            "transferDestination": {"type": "bank-account", "beneficiaryName": profile.name, "bankAccount": profile.iban},
            "_links": self.links(f"/balances/{known}", "get-balance"),
        }

    def payment_link(self, link: PaymentLink, mode: str, paid_at: float | None) -> dict[str, Any]:
        return {
            "resource": "payment-link",
            "id": link.link_id,
            "mode": mode,
            "profileId": link.profile_id,
            "description": link.description,
            "amount": None if link.amount is None else write_amount(link.amount),
            "minimumAmount": None if link.minimum_amount is None else write_amount(link.minimum_amount),
            "redirectUrl": link.redirect_url,
            "webhookUrl": link.webhook_url,
            "reusable": link.reusable,
            "archived": link.archived,
            "allowedMethods": list(link.allowed_methods) or None,
            "sequenceType": "oneoff",
            "createdAt": write_time(link.created_at),
            "paidAt": _write_time(paid_at),
            "expiresAt": _write_time(link.expires_at),
            "_links": {
                **self.links(f"/payment-links/{link.link_id}", "get-payment-link"),
                "paymentLink": self.page_link(f"/pay/{link.link_id}"),
            },
        }

    def page(self, name: str, path: str, found: list[dict[str, Any]], previous: str | None, following: str | None) -> dict[str, Any]:
        """One page of a list. `previous` and `following`: addresses below the API, None at the end."""
        return {
            "count": len(found),
            "_embedded": {name: found},
            "_links": {
                **self.links(path, f"list-{name.replace('_', '-')}"),
                "previous": None if previous is None else self.api_link(previous),
                "next": None if following is None else self.api_link(following),
            },
        }
