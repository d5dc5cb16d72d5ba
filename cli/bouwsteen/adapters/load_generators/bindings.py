"""Bindings for journeys: ROOT/<binding>/<field>, as servicebinding.io describes.

The only way in which a journey knows the stack, and the only way in which secrets reach it:
neither arguments nor the environment of a process hold any.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bouwsteen.adapters.bindings import render_bindings
from bouwsteen.adapters.private_files import create_private_file, make_private_folder
from bouwsteen.values import Secret, walk_leaves

ROOT_VARIABLE = "SERVICE_BINDING_ROOT"
SHORTEST_SECRET = 4
"""Taking a shorter text out of what is shown would blank half of any sentence."""


def write_bindings(root: Path, bindings: Mapping[str, Mapping[str, Any]]) -> None:
    """Raises `adapters.bindings.BindingError` for a name that is no file name, or a value not yet known."""
    make_private_folder(root)
    for name, fields in render_bindings(bindings).items():
        folder = make_private_folder(root / name)
        for field, data in fields.items():
            create_private_file(folder / field, data)


def read_bindings(root: Path) -> dict[str, dict[str, Any]]:
    """The other way round. Only what reads as a JSON list or object becomes one."""
    return {folder.name: {path.name: _read(path) for path in _entries(folder)} for folder in _entries(root) if folder.is_dir()}


def secrets_in(bindings: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """The secret texts, to take them out of what is shown."""
    opened = (leaf.reveal() for _, leaf in walk_leaves(dict(bindings)) if isinstance(leaf, Secret))
    texts = (str(value) for secret in opened for _, value in walk_leaves(secret))
    return frozenset(text for text in texts if len(text) >= SHORTEST_SECRET)


def _entries(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if not path.name.startswith("."))


def _read(path: Path) -> Any:
    text = path.read_text("utf-8")
    if text[:1] not in {"[", "{"}:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
