"""Settings of the service, read once at start. Sizes are bytes, times are seconds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bouwsteen_service.settings import ServiceConfigurationError, ServiceSettings, read_seconds

FOLLOWS: Final = {
    "nl": "de openbare broncode van MAGDA-Mock-v2 (github.com/Informatievlaanderen), gelezen in november 2026",
    "fr": "le code source public de MAGDA-Mock-v2 (github.com/Informatievlaanderen), lu en novembre 2026",
    "en": "the public source of MAGDA-Mock-v2 (github.com/Informatievlaanderen), read in November 2026",
}

BODY_BYTES: Final = 64 * 1024
# How long a correlation id is known.
CORRELATION_SECONDS: Final = 7 * 24 * 3600
# How long an event that was told, or given up, is known.
EVENT_SECONDS: Final = 7 * 24 * 3600
# How long it is known who read what: as long as the register of a municipality keeps it.
CONSULTATION_SECONDS: Final = 10 * 366 * 24 * 3600
RETRY_SECONDS: Final = 5
SLOW_SECONDS: Final = 3


@dataclass(frozen=True, slots=True)
class MagdaSettings:
    """`slow_seconds`: how long a slow source takes. `retry_seconds`: the pause before the second try of an event."""

    service: ServiceSettings
    data_folder: Path
    slow_seconds: int = SLOW_SECONDS
    retry_seconds: int = RETRY_SECONDS

    @property
    def url(self) -> str:
        """Where applications ask: `/v1` and `/soap` stand below it."""
        return self.service.public_url

    @property
    def token_url(self) -> str:
        return f"{self.service.public_url}/oauth/token"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> MagdaSettings:
        """Raises ServiceConfigurationError when a variable is missing or is not what it should be."""
        values = os.environ if environment is None else environment
        folder = values.get("DATA_FOLDER")
        if not folder:
            raise ServiceConfigurationError("DATA_FOLDER must name the folder of the service's database")
        service = replace(ServiceSettings.from_environment(values, follows=FOLLOWS), body_limit=BODY_BYTES)
        return cls(
            service,
            Path(folder),
            slow_seconds=read_seconds(values, "SLOW_SECONDS", SLOW_SECONDS),
            retry_seconds=read_seconds(values, "RETRY_SECONDS", RETRY_SECONDS),
        )
