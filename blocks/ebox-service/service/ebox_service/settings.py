"""Settings of the eBox, read once at start. Sizes are bytes, times are seconds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bouwsteen_service.settings import ServiceConfigurationError, ServiceSettings, read_seconds

FOLLOWS: Final = {
    "nl": "de openbare beschrijving van de eBox Message Registry API 2.1 (be-smals-thim), gelezen in november 2026",
    "fr": "la description publique de l'API eBox Message Registry 2.1 (be-smals-thim), lue en novembre 2026",
    "en": "the public description of the eBox Message Registry API 2.1 (be-smals-thim), read in November 2026",
}

ATTACHMENTS: Final = 6
ATTACHMENT_BYTES: Final = 10 * 1024 * 1024
MESSAGE_BYTES: Final = 256 * 1024
JSON_BYTES: Final = 1024 * 1024
# All attachments of one message together, with the message itself and what multipart adds.
PUBLICATION_BYTES: Final = 32 * 1024 * 1024
# How long a request with an idempotency key is known.
IDEMPOTENCY_SECONDS: Final = 7 * 24 * 3600
# How long an event that was told, or given up, is known.
EVENT_SECONDS: Final = 7 * 24 * 3600
LETTER_SECONDS: Final = 30
RETRY_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class EboxSettings:
    """`letter_seconds`: how long a letter waits before it is printed, and again before it is posted. `retry_seconds`: the pause before
    the second try of an event."""

    service: ServiceSettings
    data_folder: Path
    letter_seconds: int = LETTER_SECONDS
    retry_seconds: int = RETRY_SECONDS

    @property
    def token_url(self) -> str:
        return f"{self.service.public_url}/oauth/token"

    @property
    def registry_url(self) -> str:
        """Where an application sends to, citizens and enterprises alike."""
        return f"{self.service.public_url}/ebox/enterprise/v2"

    @property
    def notification_url(self) -> str:
        """Where an application that does not choose a channel sends to."""
        return f"{self.service.public_url}/document-service"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> EboxSettings:
        """Raises ServiceConfigurationError when a variable is missing or is not what it should be."""
        values = os.environ if environment is None else environment
        folder = values.get("DATA_FOLDER")
        if not folder:
            raise ServiceConfigurationError("DATA_FOLDER must name the folder of the service's database")
        letter_seconds = read_seconds(values, "LETTER_SECONDS", LETTER_SECONDS)
        retry_seconds = read_seconds(values, "RETRY_SECONDS", RETRY_SECONDS)
        made = cls.of(ServiceSettings.from_environment(values, follows=FOLLOWS), Path(folder))
        return replace(made, letter_seconds=letter_seconds, retry_seconds=retry_seconds)

    @classmethod
    def of(cls, service: ServiceSettings, data_folder: Path) -> EboxSettings:
        """The kit's own limit stands above that of a publication, which answers in the shape of the standard."""
        return cls(replace(service, body_limit=PUBLICATION_BYTES + JSON_BYTES), data_folder)
