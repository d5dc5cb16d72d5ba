"""Settings of the sign-in service, read once at start. Times are seconds unless the name says otherwise."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bouwsteen_service.settings import ServiceConfigurationError, ServiceSettings

FOLLOWS: Final = {
    "nl": "de openbare documentatie van ACM/IDM (authenticatie.vlaanderen.be/docs), gelezen in november 2026",
    "fr": "la documentation publique d'ACM/IDM (authenticatie.vlaanderen.be/docs), lue en novembre 2026",
    "en": "the public documentation of ACM/IDM (authenticatie.vlaanderen.be/docs), read in November 2026",
}

CODE_SECONDS: Final = 30
ACCESS_TOKEN_SECONDS: Final = 3600
REFRESH_TOKEN_SECONDS: Final = 30 * 24 * 3600
LOGIN_PAGE_SECONDS: Final = 15 * 60
SESSION_IDLE_SECONDS: Final = 3600
SESSION_SECONDS: Final = 10 * 3600
ASSERTION_SECONDS: Final = 3600

_AUDIENCES: Final = ("issuer", "token-endpoint")


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    """`assertion_audience`: what the `aud` of a client's signed assertion must be. `signing_key_days`: how long a key signs."""

    service: ServiceSettings
    data_folder: Path
    assertion_audience: str = "issuer"
    signing_key_days: int = 30

    @property
    def issuer(self) -> str:
        return f"{self.service.public_url}/op"

    @property
    def token_endpoint(self) -> str:
        return f"{self.issuer}/v1/token"

    @property
    def audience(self) -> str:
        return self.token_endpoint if self.assertion_audience == "token-endpoint" else self.issuer

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> IdentitySettings:
        """Raises ServiceConfigurationError when a variable is missing or is not what it should be."""
        values = os.environ if environment is None else environment
        folder = values.get("DATA_FOLDER")
        if not folder:
            raise ServiceConfigurationError("DATA_FOLDER must name the folder of the service's database")
        audience = values.get("ASSERTION_AUDIENCE", "issuer")
        if audience not in _AUDIENCES:
            raise ServiceConfigurationError(f"ASSERTION_AUDIENCE is not one of {', '.join(_AUDIENCES)}")
        days = values.get("SIGNING_KEY_DAYS", "30")
        if not days.isascii() or not days.isdigit() or not 1 <= int(days) <= 3650:
            raise ServiceConfigurationError("SIGNING_KEY_DAYS is not a number of days from 1 to 3650")
        return cls(ServiceSettings.from_environment(values, follows=FOLLOWS), Path(folder), audience, int(days))
