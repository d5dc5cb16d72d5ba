"""JSON with secrets in it, and back: a secret is written as `{"$secret": value}`.

Only for bytes that are encrypted afterwards. A mapping of the user that looks like our mark
gets one more `$`, so that every value survives the way there and back.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.errors import InternalError
from bouwsteen.values import Path, Secret

SECRET_KEY: Final = "$secret"  # noqa: S105  a key of the format
_LIKE_SECRET_KEY = re.compile(r"\$+secret")
_INTEGERS: Final = range(-(2**63), 2**64)  # what the JSON library keeps exactly


def pointer(path: Path) -> str:
    """A path as text, in the way of RFC 6901: `/outputs/credentials/password`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def encode(value: Any, path: Path = ()) -> Any:
    """`value` as plain JSON. Raises InternalError on what cannot be kept, such as an unknown value."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is int and value in _INTEGERS:
        return value
    if kind is float and math.isfinite(value):
        return value
    if isinstance(value, Secret):
        return {SECRET_KEY: encode(value.reveal(), path)}
    if isinstance(value, Mapping):
        return _encode_mapping(value, path)
    if isinstance(value, list | tuple):
        return [encode(item, (*path, index)) for index, item in enumerate(value)]
    raise InternalError(f"A value of type {kind.__name__} at {pointer(path) or '/'} cannot be recorded.")


def _encode_mapping(value: Mapping[Any, Any], path: Path) -> dict[str, Any]:
    encoded = {}
    for key, item in value.items():
        if type(key) is not str:
            raise InternalError(f"A mapping at {pointer(path) or '/'} has a key that is not text and cannot be recorded.")
        encoded[key] = encode(item, (*path, key))
    if len(encoded) == 1:
        (key,) = encoded
        if _LIKE_SECRET_KEY.fullmatch(key):
            return {f"${key}": encoded[key]}
    return encoded


def decode(value: Any) -> Any:
    """The opposite of `encode`."""
    kind = type(value)
    if kind is dict:
        if len(value) == 1:
            (key,) = value
            if key == SECRET_KEY:
                return Secret(decode(value[key]))
            if _LIKE_SECRET_KEY.fullmatch(key):
                return {key[1:]: decode(value[key])}
        return {key: decode(item) for key, item in value.items()}
    if kind is list:
        return [decode(item) for item in value]
    return value
