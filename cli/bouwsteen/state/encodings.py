"""JSON with secrets in it, and back: a secret is written as `{"$secret": value}`, and where it stands is listed.

Only for bytes that are encrypted afterwards. The list decides what is a secret, so a mapping of
the user that looks like our mark survives, and reading costs nothing where there are no secrets.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bouwsteen.errors import InternalError
from bouwsteen.values import Path, Secret

SECRET_KEY: Final = "$secret"  # noqa: S105  a key of the format
_INTEGERS: Final = range(-(2**63), 2**64)  # what the JSON library keeps exactly


def pointer(path: Path) -> str:
    """A path as text, in the way of RFC 6901: `/outputs/credentials/password`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def encode(value: Any, secrets: list[Path], path: Path = ()) -> Any:
    """`value` as plain JSON; adds the paths of secrets, as they are in the result, to `secrets`.

    Raises InternalError on what cannot be kept, such as an unknown value.
    """
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is dict or isinstance(value, Mapping):
        # A text is as it is: most values are one, and a state holds very many.
        return {_key(key, path): item if type(item) is str else encode(item, secrets, (*path, key)) for key, item in value.items()}
    if kind is Secret:
        secrets.append(path)
        return {SECRET_KEY: encode(value.reveal(), secrets, (*path, SECRET_KEY))}
    if kind is list or kind is tuple:
        return [encode(item, secrets, (*path, index)) for index, item in enumerate(value)]
    if kind is int and value in _INTEGERS:
        return value
    if kind is float and math.isfinite(value):
        return value
    raise InternalError(f"A value of type {kind.__name__} at {pointer(path) or '/'} cannot be recorded.")


def _key(key: Any, path: Path) -> str:
    if type(key) is not str:
        raise InternalError(f"A mapping at {pointer(path) or '/'} has a key that is not text and cannot be recorded.")
    return key


def decode(value: Any, secrets: Sequence[Sequence[str | int]]) -> Any:
    """The opposite of `encode`. Takes `value` over: it is changed in place, since a state holds very many.

    Raises KeyError, IndexError or TypeError when a path leads nowhere.
    """
    box: Any = {"": value}
    for path in reversed(secrets):  # inner secrets first, while the way to them is still plain
        parent: Any = box
        at: str | int = ""
        for part in path:
            parent, at = parent[at], part
        parent[at] = Secret(parent[at][SECRET_KEY])
    return box[""]
