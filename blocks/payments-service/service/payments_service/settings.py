"""Settings of the payment service, read once at start. Times are seconds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bouwsteen_service.settings import ServiceConfigurationError, ServiceSettings, read_seconds

FOLLOWS: Final = {
    "nl": "de openbare beschrijving van Mollies API v2 (github.com/mollie/openapi), gelezen in november 2026",
    "fr": "la description publique de l'API v2 de Mollie (github.com/mollie/openapi), lue en novembre 2026",
    "en": "the public description of Mollie's API v2 (github.com/mollie/openapi), read in November 2026",
}

CHECKOUT_SECONDS: Final = 15 * 60
TRANSFER_SECONDS: Final = 14 * 24 * 3600
IDEMPOTENCY_SECONDS: Final = 24 * 3600
# What was told, or given up, is kept for whoever asks why.
EVENT_SECONDS: Final = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class PaymentsSettings:
    """`refund_seconds`: how long a refund is on its way. `retry_seconds`: the pause before the second try of a webhook."""

    service: ServiceSettings
    data_folder: Path
    refund_seconds: int = 60
    retry_seconds: int = 5

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
        return cls(service, Path(folder), read_seconds(values, "REFUND_SECONDS", 60), read_seconds(values, "RETRY_SECONDS", 5))
