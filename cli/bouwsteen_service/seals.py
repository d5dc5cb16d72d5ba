"""Sealed values: JSON that goes through other hands (a cookie, a hidden field, a database row) and comes back unread and unchanged.

AES-256-GCM with a key per purpose, derived by HKDF from the service's own secret.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import time
from collections.abc import Callable
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

Clock = Callable[[], float]

_VERSION: Final = b"\x01"
_NONCE_BYTES: Final = 12


def derive_key(secret: SecretStr, purpose: str) -> bytes:
    """32 bytes from a secret of high entropy, other ones for each purpose."""
    return HKDF(SHA256(), 32, salt=None, info=f"bouwsteen:{purpose}".encode()).derive(secret.get_secret_value().encode())


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Seal:
    """Seals and opens JSON values for one purpose. What was sealed for another purpose does not open."""

    def __init__(self, secret: SecretStr, purpose: str, *, clock: Clock = time.time) -> None:
        self._cipher = AESGCM(derive_key(secret, purpose))
        self._purpose = purpose.encode()
        self._clock = clock

    def seal(self, value: Any, lifetime: float | None = None) -> str:
        """Text that is safe in a cookie, a form or an address. `lifetime` in seconds; left out, it never expires."""
        expires = None if lifetime is None else self._clock() + lifetime
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, json.dumps([expires, value], separators=(",", ":")).encode(), self._purpose)
        return _encode(_VERSION + nonce + sealed)

    def open(self, text: str) -> Any | None:
        """The value, or None when the text was not sealed here for this purpose or has expired."""
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        # One value, one text: the decoder also takes other alphabets and loose bits at the end.
        if raw[:1] != _VERSION or _encode(raw) != text:
            return None
        try:
            plain = self._cipher.decrypt(raw[1 : 1 + _NONCE_BYTES], raw[1 + _NONCE_BYTES :], self._purpose)
        except (InvalidTag, ValueError):
            return None
        expires, value = json.loads(plain)
        return None if expires is not None and expires < self._clock() else value
