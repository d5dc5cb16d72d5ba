"""The ways to pay that the simulator knows, with their limits in cents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bouwsteen_service.texts import LocalText
from payments_service.amounts import MOST_CENTS

BANK_TRANSFER: Final = "banktransfer"


@dataclass(frozen=True, slots=True)
class Method:
    method_id: str
    title: LocalText
    hint: LocalText
    most: int


METHODS: Final = (
    Method(
        "bancontact",
        {"nl": "Bancontact", "fr": "Bancontact", "en": "Bancontact"},
        {"nl": "Met uw kaart of app", "fr": "Avec votre carte ou votre app", "en": "With your card or app"},
        50_000_00,
    ),
    Method(
        "creditcard",
        {"nl": "Kredietkaart", "fr": "Carte de crédit", "en": "Credit card"},
        {"nl": "Visa, Mastercard", "fr": "Visa, Mastercard", "en": "Visa, Mastercard"},
        10_000_00,
    ),
    Method(
        BANK_TRANSFER,
        {"nl": "Overschrijving", "fr": "Virement", "en": "Bank transfer"},
        {
            "nl": "U krijgt een rekeningnummer, een mededeling en een QR-code",
            "fr": "Vous recevez un numéro de compte, une communication et un code QR",
            "en": "You get an account number, a reference and a QR code",
        },
        MOST_CENTS,
    ),
)
BY_ID: Final[Mapping[str, Method]] = {method.method_id: method for method in METHODS}


def methods_for(cents: int) -> list[Method]:
    """Those by which so much can be paid."""
    return [method for method in METHODS if cents <= method.most]
