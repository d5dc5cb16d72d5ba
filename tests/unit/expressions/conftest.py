"""A scope like that of a block, and values that fit it."""

from __future__ import annotations

from typing import Any

import pytest

from bouwsteen.expressions import Scope
from bouwsteen.values import Secret, Unknown

CANARY = "kanarie-7f3a9"

DATABASE = {
    "type": "object",
    "properties": {
        "host": {"type": "string"},
        "port": {"type": "integer"},
        "password": {"type": "string", "secret": True},
        "alias": {"type": "string"},
        "replica": {"type": "object", "properties": {"host": {"type": "string"}}, "required": ["host"]},
        "tags": {
            "type": "array",
            "items": {"type": "object", "properties": {"key": {"type": "string"}, "note": {"type": "string"}}, "required": ["key"]},
        },
    },
    "required": ["host", "port", "password", "tags"],
}

VARIABLES: dict[str, Any] = {
    "parameters": {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "title": {"type": "string"},
            "days": {"type": "integer", "default": 30},
            "ratio": {"type": "number"},
            "ratios": {"type": "array", "items": {"type": "number"}},
            "size": {"enum": ["small", "large"]},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        "required": ["ratio", "ratios", "size", "labels"],
    },
    "uses": {"type": "object", "properties": {"database": DATABASE, "mail": DATABASE}, "required": ["database"]},
    "resources": {
        "type": "object",
        "properties": {
            "http": {"type": "object", "properties": {"url": {"type": "string"}, "port": {"type": "integer"}}, "required": ["url", "port"]},
            "shares": {
                "type": "object",
                "additionalProperties": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]},
            },
        },
        "required": ["http", "shares"],
    },
    "organisation": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "nis": {"type": "string"}, "languages": {"type": "array", "items": {"type": "string"}}},
        "required": ["name", "nis", "languages"],
    },
    "anything": {},
    "odd": {"type": "object", "properties": {"a-b": {"type": "string"}, "plain": {"type": "string"}}, "required": ["a-b", "plain"]},
}


@pytest.fixture(scope="session")
def scope() -> Scope:
    return Scope(VARIABLES)


@pytest.fixture
def activation() -> dict[str, Any]:
    return {
        "parameters": {"days": 30, "ratio": 2, "ratios": [1, 2.5], "size": "small", "labels": {"team": "burgerzaken", "a-b": "x"}},
        "uses": {
            "database": {
                "host": "db.local",
                "port": 5432,
                "password": Secret(CANARY),
                "tags": [{"key": "a"}, {"key": "b", "note": "second"}],
            }
        },
        "resources": {"http": {"url": Unknown("string"), "port": 20001}, "shares": {"herstappe": {"id": "s-1"}}},
        "organisation": {"name": "Herstappe", "nis": "73028", "languages": ["nl", "fr"]},
        "anything": {
            "text": "hello",
            "nothing": None,
            "zero": 0,
            "list": [1, 2, 3],
            "later": Unknown("integer"),
            "hidden": Secret({"a": CANARY}),
        },
        "odd": {"a-b": "dash", "plain": "p"},
    }
