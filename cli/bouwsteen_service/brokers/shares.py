"""The parameters that every share in a service has: whose it is, and the name that people see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
# What stands on a page or in a line of a log: no line breaks and other controls, and nothing that turns the order of reading.
_ONE_LINE: Final = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]*$"


def words(characters: int) -> Mapping[str, Any]:
    """The schema of a line of text that people read, of 1 to `characters` characters."""
    return {"type": "string", "minLength": 1, "maxLength": characters, "pattern": _ONE_LINE}


NAME: Final = words(200)
_HERSTAPPE: Final[Mapping[str, Any]] = {"nis": "73028", "name": "Gemeente Herstappe"}
ORGANISATION: Final[Mapping[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["nis", "name"],
    "properties": {
        # What has no NIS number, an agency, is told by its OVO code.
        "nis": {"type": "string", "pattern": "^([0-9]{5}|OVO[0-9]{6}|none)$"},
        "name": NAME,
        # As people write it, which a stack may: the dots may be there. See `enterprise_number`.
        "kbo": {"type": "string", "pattern": r"^[01][0-9]{3}\.?[0-9]{3}\.?[0-9]{3}$"},
        "ovo": {"type": "string", "pattern": "^OVO[0-9]{6}$"},
    },
}


def enterprise_number(organisation: Mapping[str, Any]) -> str | None:
    """The KBO number of a share's organisation as registers keep it: ten digits, without the dots. None where it has none."""
    written = organisation.get("kbo")
    return str(written).replace(".", "") if written else None


def update_schema(properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of a plan for changing a share: any of `properties`, and nothing else."""
    return {"$schema": DIALECT, "type": "object", "additionalProperties": False, "properties": properties}


def create_schema(properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same for a new share, which says whose it is. Every share may have a `displayName`."""
    examples = [{"organisation": _HERSTAPPE}, {"organisation": _HERSTAPPE, "displayName": "Loket van Herstappe"}]
    return {**update_schema(properties), "required": ["organisation"], "examples": examples}
