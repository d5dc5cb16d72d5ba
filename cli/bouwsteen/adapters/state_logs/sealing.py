"""AES-256-GCM around every payload. The only module that knows the cipher.

A nonce is 96 random bits; with one key per lineage that holds for some four thousand million
payloads. The associated data says what a payload is and where it stands, so that it opens nowhere else.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
OVERHEAD: Final = NONCE_BYTES + TAG_BYTES


class UnsealError(Exception):
    """Not sealed by this key for this place. Never leaves the store."""


class Sealer:
    """Seals and opens with one key. Safe for use by several threads."""

    __slots__ = ("_cipher", "key_id")

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self.key_id = key_id(key)

    def __repr__(self) -> str:
        return f"Sealer({self.key_id})"

    def seal(self, payload: bytes, place: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, payload, place)

    def open(self, sealed: bytes | memoryview, place: bytes) -> bytes:
        """Raises UnsealError."""
        try:
            return self._cipher.decrypt(bytes(sealed[:NONCE_BYTES]), sealed[NONCE_BYTES:], place)
        except (InvalidTag, ValueError):
            raise UnsealError from None


def key_id(key: bytes) -> str:
    """Tells keys apart without telling the key: keys are 32 random bytes, so nobody can guess their way back."""
    return hashlib.sha256(b"bouwsteen state key id" + key).hexdigest()[:16]
