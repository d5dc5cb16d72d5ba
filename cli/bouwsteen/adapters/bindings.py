"""Bindings as files, in the form of servicebinding.io: a folder for each use, a file for each field.

One set is one folder, named by a keyed hash of what is in it and complete from the moment it is
there. A process that still runs on an older set keeps it until `prune_bindings`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bouwsteen.adapters.private_files import create_private_file, make_private_folder, write_private_file
from bouwsteen.phrases import quoted
from bouwsteen.values import ABSENT, Secret, Unknown, reveal

_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_MOST_BYTES: Final = 1024 * 1024

# use → field → what stands in the file
BindingFiles = Mapping[str, Mapping[str, bytes]]


class BindingError(Exception):
    """Bindings that cannot be written as files. The text names a use and a field, never a value."""


def render_bindings(bindings: Mapping[str, Mapping[str, Any]]) -> BindingFiles:
    """The files of `bindings`, secrets opened; text as it is, anything else as JSON. Raises BindingError."""
    _check_names("use", bindings)
    rendered: dict[str, dict[str, bytes]] = {}
    for use, fields in bindings.items():
        _check_names(f"field of {quoted(use)}", fields)
        rendered[use] = {name: _render(use, name, value) for name, value in fields.items() if value is not ABSENT}
    return rendered


def hash_bindings(files: BindingFiles, key: bytes) -> str:
    """Keyed, so that it may be shown: nobody can try guesses of a short secret against it."""
    digests = {use: {name: hashlib.sha256(data).hexdigest() for name, data in fields.items()} for use, fields in files.items()}
    canonical = json.dumps(digests, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(key, canonical, hashlib.sha256).hexdigest()


def write_bindings(base: Path, files: BindingFiles, key: bytes) -> Path:
    """`base/<hash>` with those files (0600). Nothing is written when it is there already, unchanged."""
    make_private_folder(base)
    name = hash_bindings(files, key)
    target = base / name
    if target.is_dir() and not target.is_symlink():
        if read_hash(target, key) == name:
            return target
        shutil.rmtree(target)
    building = Path(tempfile.mkdtemp(dir=base, prefix=".new-"))
    try:
        for use, fields in files.items():
            (building / use).mkdir(mode=0o700)
            for field, data in fields.items():
                create_private_file(building / use / field, data)
        building.rename(target)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return target


def read_hash(folder: Path, key: bytes) -> str:
    """The hash of what `folder` holds now; empty when it is not a set of bindings."""
    try:
        return hash_bindings({use.name: {file.name: _read(file) for file in use.iterdir()} for use in folder.iterdir()}, key)
    except OSError:
        return ""


def prune_bindings(base: Path, keep: str = "") -> None:
    """Remove every set below `base` but `keep`; and `base` itself when nothing is kept."""
    for folder in base.iterdir() if base.is_dir() else ():
        if folder.name != keep:
            shutil.rmtree(folder)
    if not keep and base.is_dir():
        base.rmdir()


def load_key(path: Path) -> bytes:
    """The key of `hash_bindings`, made at first use. Only under a lock that keeps others from making it too."""
    if not path.exists():
        make_private_folder(path.parent)
        write_private_file(path, secrets.token_bytes(32))
    return path.read_bytes()


def _read(file: Path) -> bytes:
    if file.is_symlink():
        raise OSError(f"{file} is a link")
    return file.read_bytes()


def _check_names(what: str, mapping: Mapping[str, Any]) -> None:
    seen: set[str] = set()
    for name in mapping:
        if not _NAME.fullmatch(name):
            raise BindingError(f"The {what} is called {quoted(name, 60)}, which cannot be the name of a file.")
        if name.casefold() in seen:
            raise BindingError(f"Two names of the {what} differ only in capitals: {quoted(name)}.")
        seen.add(name.casefold())


def _render(use: str, name: str, value: Any) -> bytes:
    if isinstance(value, Unknown):
        raise BindingError(f"The field {quoted(name)} of {quoted(use)} is not known yet.")
    opened = reveal(value.reveal() if isinstance(value, Secret) else value)
    text = opened if isinstance(opened, str) else json.dumps(opened, ensure_ascii=False, separators=(",", ":"))
    data = text.encode()
    if len(data) > _MOST_BYTES:
        raise BindingError(f"The field {quoted(name)} of {quoted(use)} is larger than {_MOST_BYTES} bytes.")
    return data
