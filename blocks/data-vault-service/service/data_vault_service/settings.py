"""Settings of the adapter, read once at start. Sizes are bytes, times are seconds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bouwsteen_service.settings import ServiceConfigurationError, ServiceSettings, read_seconds

FOLLOWS: Final = {
    "nl": "Solid Protocol, Web Access Control en Solid-OIDC (solidproject.org), gelezen in november 2026",
    "fr": "Solid Protocol, Web Access Control et Solid-OIDC (solidproject.org), lus en novembre 2026",
    "en": "Solid Protocol, Web Access Control and Solid-OIDC (solidproject.org), read in November 2026",
}

BODY_BYTES: Final = 64 * 1024
# How long a request waits for the citizen.
ANSWER_SECONDS: Final = 7 * 24 * 3600
# How long what was asked, decided and read is known after it ended.
KEEP_SECONDS: Final = 2 * 366 * 24 * 3600
IDEMPOTENCY_SECONDS: Final = 7 * 24 * 3600
EVENT_SECONDS: Final = 7 * 24 * 3600
RETRY_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class VaultSettings:
    """`retry_seconds`: the pause before the second try of an event, or of taking access back at a server that did not answer."""

    service: ServiceSettings
    data_folder: Path
    retry_seconds: int = RETRY_SECONDS

    @property
    def url(self) -> str:
        return self.service.public_url

    @property
    def token_url(self) -> str:
        return f"{self.url}/oauth/token"

    @property
    def overview_url(self) -> str:
        """Where citizens see what they granted."""
        return f"{self.url}/vault"

    @property
    def client_id(self) -> str:
        """How the adapter calls itself to the server of a citizen: the address of a document that says the same."""
        return f"{self.url}/client"

    @property
    def callback_url(self) -> str:
        return f"{self.url}/callback"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> VaultSettings:
        """Raises ServiceConfigurationError when a variable is missing or is not what it should be."""
        values = os.environ if environment is None else environment
        folder = values.get("DATA_FOLDER")
        if not folder:
            raise ServiceConfigurationError("DATA_FOLDER must name the folder of the service's database")
        service = ServiceSettings.from_environment(values, follows=FOLLOWS)
        made = cls(replace(service, body_limit=BODY_BYTES), Path(folder))
        return replace(made, retry_seconds=read_seconds(values, "RETRY_SECONDS", RETRY_SECONDS))
