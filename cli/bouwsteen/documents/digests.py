"""Digests of content: SHA-256 of canonical JSON (RFC 8785). The only door to rfc8785 here; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785


def digest_bytes(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def digest_data(data: Any) -> str:
    """The digest of plain data, whatever the order of its keys."""
    return digest_bytes(rfc8785.dumps(data))


def digest_files(files: Mapping[str, str]) -> str:
    """The digest of a set of files, given as path → digest of its bytes."""
    return digest_data(dict(files))
