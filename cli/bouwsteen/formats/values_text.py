"""Values in text, one line each: secrets and unknowns by their words, long ones shortened, with their length."""

from __future__ import annotations

import json
from typing import Any, Final

from bouwsteen.values import ABSENT, SECRET_TEXT, UNKNOWN_TEXT, Secret, Unknown

LONGEST: Final = 100  # characters of one value


# Made once: a plan shows very many values.
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, default=lambda other: type(other).__name__)


def show_value(value: Any) -> str:
    """As JSON, so that a text and a number look different. Never a secret."""
    text = _show(value)
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 20]}... ({len(text)})"


def _show(value: Any) -> str:
    if isinstance(value, Secret):
        return SECRET_TEXT
    if isinstance(value, Unknown):
        return UNKNOWN_TEXT
    if value is ABSENT:
        return "-"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key), ensure_ascii=False)}: {_show(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_show, value)) + "]"
    return _ENCODER.encode(value)
