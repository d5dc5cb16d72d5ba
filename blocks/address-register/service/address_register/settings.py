"""Settings of the register, read once at start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bouwsteen_service.settings import ServiceSettings

FOLLOWS: Final = {
    "nl": "de openbare broncode van het adressen-, straatnamen-, postinfo- en gemeenteregister, API v2, gelezen in november 2026",
    "fr": "le code source public des registres des adresses, rues, codes postaux et communes, API v2, lu en novembre 2026",
    "en": "the public source of the registers of addresses, streets, postal codes and municipalities, API v2, read in November 2026",
}
MOST_AT_ONCE: Final = 500
AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class RegisterSettings:
    service: ServiceSettings

    @property
    def api_url(self) -> str:
        return f"{self.service.public_url}/v2"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> RegisterSettings:
        """Raises ServiceConfigurationError when a variable is not what it should be."""
        values = os.environ if environment is None else environment
        return cls(ServiceSettings.from_environment(values, follows=FOLLOWS))
