"""What the forms service reads from its environment and bindings, once, at start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bouwsteen_service import ServiceSettings
from bouwsteen_service.settings import ServiceConfigurationError

# The longest that a citizen is asked to let a form read along: what the block asks for where it uses a vault.
LONGEST_CONSENT: Final = 30  # days
KNOWN_LANGUAGES: Final = frozenset({"nl", "fr", "en"})


@dataclass(frozen=True)
class FormsSettings:
    """The counter: whose it is, in which languages, with which forms, and how long a draft is kept.

    `organisation_codes` are what may stand in a role of this organisation: its NIS code and, where it has one, its OVO code.
    """

    service: ServiceSettings
    folder: Path
    title: str
    languages: tuple[str, ...]
    draft_days: int
    organisation_codes: tuple[str, ...]

    @property
    def consent_days(self) -> int:
        """How long a form may read from a vault: what was read stays with the answers, so no longer than the draft may lie."""
        return min(self.draft_days, LONGEST_CONSENT)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "FormsSettings":
        """It raises `ServiceConfigurationError` with the name of the variable that is wrong."""
        values = os.environ if environment is None else environment
        return cls(
            service=ServiceSettings.from_environment(values),
            folder=Path(_required(values, "FORMS_FOLDER")),
            title=_required(values, "TITLE"),
            languages=_read_languages(values.get("LANGUAGES", "nl")),
            draft_days=_read_days(values.get("DRAFT_DAYS", "30")),
            organisation_codes=tuple(code for code in (_required(values, "ORGANISATION_NIS"), values.get("ORGANISATION_OVO", "")) if code),
        )


def _required(values: Mapping[str, str], name: str) -> str:
    value = values.get(name, "").strip()
    if not value:
        raise ServiceConfigurationError(f"{name} is missing")
    return value


def _read_languages(text: str) -> tuple[str, ...]:
    languages = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not languages or not set(languages) <= KNOWN_LANGUAGES:
        raise ServiceConfigurationError("LANGUAGES is not a list of nl, fr, en")
    return languages


def _read_days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 365:
        raise ServiceConfigurationError("DRAFT_DAYS is not a number from 1 to 365")
    return int(text)
