"""Folders of files as ConfigMaps of a cluster, and back. Pure.

A ConfigMap holds at most a megabyte, and its keys know no folders. So the files of a folder stand in as many as they need, each with
the key `paths` (JSON: key → path) and one key a file, as text where it is text. A file that does not fit goes on in the next ConfigMap.
They are named by what they hold, and never change: while one content follows another, both are there.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bouwsteen.documents.digests import digest_bytes, digest_files
from bouwsteen.documents.trees import MAX_FILES, MAX_SET_BYTES, FileSet

PATHS: Final = "paths"
MAX_BYTES: Final = 640 * 1024  # of files in one ConfigMap: as base64 and with their paths they stay below a megabyte
_MAX_PATHS: Final = 128 * 1024  # of the paths in one
_LONGEST_PATH: Final = 1024


class FilesError(ValueError):
    """ConfigMaps that are not what was written. Its text says which, and never what they hold."""


def write_files(files: FileSet, name: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
    """In their order. They are named `<name>-<ten digits of the digest>-<number>`; `metadata` is that of each beside its name."""
    beginning = f"{name.replace('_', '-')}-{files.digest.removeprefix('sha256:')[:10]}"
    return [
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {**metadata, "name": f"{beginning}-{number}"},
            "immutable": True,
            **_content(pieces),
        }
        for number, pieces in enumerate(_distribute(files.files))
    ]


def _distribute(files: Mapping[str, bytes]) -> Iterator[list[tuple[str, bytes]]]:
    """Pieces of files, in the order of their paths, for one ConfigMap after another; one that is empty for no files."""
    pieces: list[tuple[str, bytes]] = []
    room, paths = MAX_BYTES, _MAX_PATHS
    for path, content in sorted(files.items()):
        rest = content
        while True:
            if paths < len(path.encode()) + 20 or (rest and not room):
                yield pieces
                pieces, room, paths = [], MAX_BYTES, _MAX_PATHS
            piece, rest = rest[:room], rest[room:]
            pieces.append((path, piece))
            room, paths = room - len(piece), paths - len(path.encode()) - 20
            if not rest:
                break
    yield pieces


def _content(pieces: Sequence[tuple[str, bytes]]) -> dict[str, Any]:
    keys = {f"file-{number:04}": path for number, (path, _) in enumerate(pieces)}
    texts: dict[str, str] = {PATHS: json.dumps(keys, ensure_ascii=False, sort_keys=True)}
    others: dict[str, str] = {}
    for key, (_, piece) in zip(keys, pieces, strict=True):
        text = _as_text(piece)
        if text is not None:
            texts[key] = text
        else:
            others[key] = base64.b64encode(piece).decode()
    return {"data": texts, **({"binaryData": others} if others else {})}


def _as_text(piece: bytes) -> str | None:
    """None for what another program might change on its way: what is no UTF-8, and returns and other controls."""
    try:
        text = piece.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if all(each in "\n\t" or each.isprintable() or each == "\u00a0" for each in text) else None


def read_files(config_maps: Sequence[Mapping[str, Any]], folder: str, digest: str) -> FileSet:
    """The files of a folder, of ConfigMaps in their order. Raises FilesError for anything else than what `digest` is of."""
    parts: dict[str, list[bytes]] = {}
    total = 0
    for each in config_maps:
        for path, piece in _pieces(each):
            total += len(piece)
            if total > MAX_SET_BYTES or (path not in parts and len(parts) >= MAX_FILES):
                raise FilesError("they hold more than a folder may")
            parts.setdefault(path, []).append(piece)
    files = {path: b"".join(pieces) for path, pieces in parts.items()}
    found = digest_files({path: digest_bytes(content) for path, content in files.items()})
    if found != digest:
        raise FilesError(f"their files have the digest {found[:19]}…, and {digest[:19]}… is wanted")
    return FileSet(digest, Path(folder), files)


def _pieces(config_map: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    name = config_map.get("metadata", {}).get("name", "")
    texts, others = config_map.get("data") or {}, config_map.get("binaryData") or {}
    try:
        keys = json.loads(texts.get(PATHS, ""))
        for key, path in sorted(keys.items()):
            _check_path(path)
            yield path, texts[key].encode() if key in texts else base64.b64decode(others[key], validate=True)
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError, binascii.Error) as problem:
        raise FilesError(f"the ConfigMap {name} is not one of files") from problem


def _check_path(path: Any) -> None:
    """Below the folder and nowhere else, whatever is made of it."""
    parts = path.split("/") if isinstance(path, str) and len(path) <= _LONGEST_PATH and path.isprintable() else [""]
    if not all(part not in {"", ".", ".."} and "\\" not in part and ":" not in part for part in parts):
        raise ValueError("it leaves its folder")
