"""Values in text, one line each: secrets and unknowns by their words, long ones shortened, with their length."""

from __future__ import annotations

import json
from typing import Any, Final

from bouwsteen.values import ABSENT, SECRET_TEXT, UNKNOWN_TEXT, Secret, Unknown

LONGEST: Final = 100  # characters of one value


# Made once: a plan shows very many values.
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, default=lambda other: type(other).__name__)


def show_value(value: Any, *, secret: str = SECRET_TEXT, unknown: str = UNKNOWN_TEXT) -> str:
    """As JSON, so that a text and a number look different. Never a secret: `secret` and `unknown` stand in its place, and in that of what
    is not known yet.
    """
    text = _show(value, secret, unknown)
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 20]}... ({len(text)})"


def _show(value: Any, secret: str, unknown: str) -> str:
    if type(value) is str:  # what most are, told at once
        return _ENCODER.encode(value)
    if isinstance(value, Secret):
        return secret
    if isinstance(value, Unknown):
        return unknown
    if value is ABSENT:
        return "-"
    if isinstance(value, dict):
        fields = (f"{json.dumps(str(key), ensure_ascii=False)}: {_show(item, secret, unknown)}" for key, item in value.items())
        return "{" + ", ".join(fields) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_show(item, secret, unknown) for item in value) + "]"
    return _ENCODER.encode(value)
