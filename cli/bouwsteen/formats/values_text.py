"""Values in text, one line each: secrets and unknowns by their words, long ones shortened, with their length."""

from __future__ import annotations

import json
from typing import Any, Final

from bouwsteen.cli.texts import Texts
from bouwsteen.values import ABSENT, Secret, Unknown

LONGEST: Final = 100  # characters of one value


# Made once: a plan shows very many values.
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, default=lambda other: type(other).__name__)


def show_value(value: Any, texts: Texts) -> str:
    """As JSON, so that a text and a number look different. Never a secret."""
    text = _show(value, texts)
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 20]}... ({len(text)})"


def _show(value: Any, texts: Texts) -> str:
    if type(value) is str:  # what most are, told at once
        return _ENCODER.encode(value)
    if isinstance(value, Secret):
        return texts("value.secret")
    if isinstance(value, Unknown):
        return texts("value.unknown")
    if value is ABSENT:
        return "-"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key), ensure_ascii=False)}: {_show(item, texts)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_show(item, texts) for item in value) + "]"
    return _ENCODER.encode(value)
