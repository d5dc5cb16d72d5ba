"""Plain JSON → text."""

from __future__ import annotations

import json

import ryaml


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def to_yaml(value: object) -> str:
    text: str = ryaml.dumps(value)
    return text
