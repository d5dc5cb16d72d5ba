"""Bindings as folders, as servicebinding.io describes: ROOT/<binding>/<field>.

The only way in which a journey knows the stack, and the only way in which secrets reach it:
neither arguments nor the environment of a process hold any.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bouwsteen.adapters.private_files import create_private_file, make_private_folder
from bouwsteen.values import ABSENT, Secret, reveal, walk_leaves

ROOT_VARIABLE = "SERVICE_BINDING_ROOT"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}")


def write_bindings(root: Path, bindings: Mapping[str, Mapping[str, Any]]) -> None:
    """Texts as they are, other values as JSON. Raises ValueError for a name that is no file name."""
    make_private_folder(root)
    for name, fields in bindings.items():
        folder = make_private_folder(root / _checked(name))
        for field, value in fields.items():
            opened = reveal(value)
            if opened is not None and opened is not ABSENT:
                text = opened if isinstance(opened, str) else json.dumps(opened, ensure_ascii=False)
                create_private_file(folder / _checked(field), text.encode())


def read_bindings(root: Path) -> dict[str, dict[str, Any]]:
    """The other way round. Only what reads as a JSON list or object becomes one."""
    return {folder.name: {path.name: _read(path) for path in _entries(folder)} for folder in _entries(root) if folder.is_dir()}


def secrets_in(bindings: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """The secret texts, to take them out of what is shown. Very short ones would blank half of any text."""
    leaves = (leaf for _, leaf in walk_leaves(dict(bindings)) if isinstance(leaf, Secret))
    return frozenset(text for leaf in leaves for _, value in walk_leaves(leaf.reveal()) if len(text := str(value)) >= 4)


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


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a file name: {name!r}")
    return name
