"""Values that may hold secrets and unknowns → plain JSON that may be shown."""

from __future__ import annotations

from typing import Any

from bouwsteen.values import ABSENT, Path, Secret, Unknown, map_leaves


def shown_json(value: Any) -> Any:
    """A secret as `{"$secret": true}`, what is not known yet as `{"$unknown": type}`. ABSENT must be left out by the caller."""
    return map_leaves(value, _leaf)


def _leaf(_: Path, leaf: Any) -> Any:
    if isinstance(leaf, Secret):
        return {"$secret": True}
    if isinstance(leaf, Unknown):
        return {"$unknown": leaf.type}
    return None if leaf is ABSENT else leaf
