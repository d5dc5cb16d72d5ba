"""The ways to pay that the simulator knows, with their limits in cents and the time that they leave the payer.

Limits and times are those of Mollie's pages on each way to pay. None of them reserves money first and takes it later: Bancontact and a
bank transfer cannot, and on a card an authority's fee is taken at once. So there is no status `authorized` and nothing to capture.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from bouwsteen_service.texts import LocalText
from payments_service.amounts import MOST_CENTS

BANK_TRANSFER: Final = "banktransfer"
_MINUTE: Final = 60
_DAY: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Method:
    """`most` in cents. `seconds`: after so long a payment that was to be paid this way expires."""

    method_id: str
    title: LocalText
    hint: LocalText
    most: int
    seconds: int


METHODS: Final = (
    Method(
        "bancontact",
        {"nl": "Bancontact", "fr": "Bancontact", "en": "Bancontact"},
        {"nl": "Met uw kaart of app", "fr": "Avec votre carte ou votre app", "en": "With your card or app"},
        50_000_00,
        60 * _MINUTE,
    ),
    Method(
        "creditcard",
        {"nl": "Kredietkaart", "fr": "Carte de crédit", "en": "Credit card"},
        {"nl": "Visa, Mastercard", "fr": "Visa, Mastercard", "en": "Visa, Mastercard"},
        10_000_00,
        15 * _MINUTE,
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
        14 * _DAY,  # twelve, and two more for the transfer to arrive
    ),
)
BY_ID: Final[Mapping[str, Method]] = {method.method_id: method for method in METHODS}


def methods_for(cents: int, allowed: Collection[str] = ()) -> list[Method]:
    """Those by which so much can be paid; of `allowed`, where there are any."""
    return [method for method in METHODS if cents <= method.most and (not allowed or method.method_id in allowed)]
