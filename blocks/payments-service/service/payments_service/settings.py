"""Settings of the payment service, read once at start. Times are seconds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bouwsteen_service.settings import ServiceConfigurationError, ServiceSettings, read_seconds
from payments_service.communications import read_iban, simulated_iban

FOLLOWS: Final = {
    "nl": "de openbare beschrijving van Mollies API v2 (github.com/mollie/openapi), gelezen in november 2026",
    "fr": "la description publique de l'API v2 de Mollie (github.com/mollie/openapi), lue en novembre 2026",
    "en": "the public description of Mollie's API v2 (github.com/mollie/openapi), read in November 2026",
}

# Of a payment whose payer has yet to choose; those of the ways to pay are with them.
CHECKOUT_SECONDS: Final = 15 * 60
# A second equal refund of a payment within this time is taken for the same one.
DUPLICATE_SECONDS: Final = 60
# How often a refund that waits for balance is looked at.
QUEUE_SECONDS: Final = 5
IDEMPOTENCY_SECONDS: Final = 24 * 3600
# What was told, or given up, is kept for whoever asks why.
EVENT_SECONDS: Final = 7 * 24 * 3600
_PAYER_NAME: Final = "Bouwsteen Betaaldienst"
# At no bank, as all the accounts that the simulator makes up.
_PAYER_ACCOUNT: Final = simulated_iban(0)
_DEFAULTS: Final = {"refund_seconds": 60, "retry_seconds": 5, "payout_seconds": 60}


@dataclass(frozen=True, slots=True)
class PaymentsSettings:
    """`payer_name`, `payer_account`: whoever runs the service, and the account from which pay-outs go.

    `refund_seconds`: how long a refund is on its way. `payout_seconds`: how long a pay-out waits, and then as long at the bank.
    `retry_seconds`: the pause before the second try of a webhook.
    """

    service: ServiceSettings
    data_folder: Path
    refund_seconds: int = 60
    retry_seconds: int = 5
    payout_seconds: int = 60
    payer_name: str = _PAYER_NAME
    payer_account: str = _PAYER_ACCOUNT

    @property
    def api_url(self) -> str:
        return f"{self.service.public_url}/v2"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> PaymentsSettings:
        """Raises ServiceConfigurationError when a variable is missing or is not what it should be."""
        values = os.environ if environment is None else environment
        folder = values.get("DATA_FOLDER")
        if not folder:
            raise ServiceConfigurationError("DATA_FOLDER must name the folder of the service's database")
        service = ServiceSettings.from_environment(values, follows=FOLLOWS)
        seconds = {name: read_seconds(values, name.upper(), default) for name, default in _DEFAULTS.items()}
        name = values.get("PAYER_NAME") or _PAYER_NAME
        return cls(service, Path(folder), **seconds, payer_name=name, payer_account=_account(values))


def _account(values: Mapping[str, str]) -> str:
    try:
        return read_iban(values["PAYER_IBAN"]) if values.get("PAYER_IBAN") else _PAYER_ACCOUNT
    except ValueError:
        raise ServiceConfigurationError("PAYER_IBAN is not an IBAN") from None
