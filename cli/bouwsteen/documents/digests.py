"""Digests of content: SHA-256 of canonical JSON (RFC 8785). The only door to rfc8785; pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final

import orjson
import rfc8785

# A number with a fraction or an exponent, which orjson may write in another way. Such text in a string may be taken for
# one too, and costs time alone; `sha256:3e…` is not: the colon before a number stands behind the quote of a key.
# One set of characters comes first, so that the search runs from one of them to the next: a plan has many megabytes.
_NUMBER: Final = re.compile(rb'[\[,:](?:(?<!:)|(?<=":))-?\d+[.eE]')
# The first bytes of characters beyond 16 bits, by which RFC 8785 orders keys in another way.
_ASTRAL: Final = re.compile(rb"[\xf0-\xf4]")
_PLAIN: Final = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME

IntegerDomainError = rfc8785.IntegerDomainError


def canonical(data: Any) -> bytes:
    """Canonical JSON. Raises IntegerDomainError for integers beyond 53 bits, and rfc8785's other errors for what is no JSON.

    Most documents hold no number that is written in more than one way; for them the much faster orjson writes the same.
    """
    try:
        text = orjson.dumps(data, option=_PLAIN)
    except TypeError:  # what orjson refuses, rfc8785 explains
        return rfc8785.dumps(data)
    if not isinstance(data, dict | list) or _may_differ(text):
        return rfc8785.dumps(data)
    # A null may stand for a number that is none, which only rfc8785 refuses.
    return rfc8785.dumps(data) if b"null" in text and _has_float(data) else text


def _may_differ(text: bytes) -> bool:
    return (not text.isascii() and _ASTRAL.search(text) is not None) or _NUMBER.search(text) is not None


def _has_float(data: dict[str, Any] | list[Any]) -> bool:
    waiting: list[Any] = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
        elif isinstance(value, float):
            return True
    return False


def digest_bytes(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def digest_data(data: Any) -> str:
    """The digest of plain data, whatever the order of its keys."""
    return digest_bytes(canonical(data))


def digest_files(files: Mapping[str, str]) -> str:
    """The digest of a set of files, given as path → digest of its bytes."""
    return digest_data(dict(files))
