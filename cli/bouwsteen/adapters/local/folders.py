"""Folders of ours: below `<root>/data`, each with a mark beside it that says whose it is.

The mark holds the address and the key of the call that made the folder, so that one which happens
to be there is never taken for ours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from bouwsteen.adapters.local.kinds import path_segment, resource_segment
from bouwsteen.adapters.private_files import make_private_folder, remove_empty_folders, remove_tree, write_private_file
from bouwsteen.phrases import quoted
from bouwsteen.providers.protocol import Call, Effect, Failed, Gone, Missing, Observation, Outcome, Unreadable


@dataclass(frozen=True, slots=True)
class OwnedFolders:
    root: Path

    def wanted(self, call: Call, version: str = "") -> Path:
        """Where the folder of an address goes; `version` tells apart those that hold something else."""
        address = call.address
        folder = self.root / "data" / path_segment(address.stack) / path_segment(address.environment) / path_segment(address.instance)
        return folder / (f"{resource_segment(address)}@{version}" if version else resource_segment(address))

    def at(self, id: str) -> Path | None:  # noqa: A002  the port's word
        """The folder of a record, or None when it is not below `<root>/data` or is reached by a link."""
        parts = PurePosixPath(id).parts
        if len(parts) < 3 or parts[0] != "data" or ".." in parts or "\\" in id or "\0" in id:
            return None
        path = self.root.joinpath(*parts)
        above = (parent for parent in path.parents if parent != self.root and self.root in parent.parents)
        return None if any(parent.is_symlink() for parent in above) else path

    def id_of(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def seen(self, call: Call) -> Path | Missing | Unreadable:
        """The folder of a record as it is on disk."""
        path = self.at(call.id)
        if path is None:
            return Unreadable(f"The record names the folder {quoted(call.id)}, which is not one of ours.")
        return path if (path.is_dir() and not path.is_symlink()) or is_half_removed(path) else Missing()

    def refusal(self, call: Call, path: Path) -> Failed | None:
        """Why a folder cannot be made at `path`: something that is not ours is in the way."""
        if self.at(self.id_of(path)) is None or path.is_symlink() or (path.exists() and not path.is_dir()):
            return _exists(call, path, "is, or is reached by, something that is not a folder of Bouwsteen")
        if not path.is_dir() or read_mark(path).get("key") == call.key or not any(path.iterdir()):
            return None
        return _exists(call, path, "is there already and is not empty, while the record does not know it")

    def delete(self, call: Call, wanted: Path) -> Outcome:
        """The folder of the record, or the wanted one where a call was cut off before it was recorded."""
        path = self.at(call.id) if call.id else wanted
        if path is None:
            return not_ours(call.id)
        if path.is_symlink():
            path.unlink()
        elif path.is_dir():
            if call.id and not is_marked(path, call):
                return changed_hands(path, call)
            remove_owned_tree(path)
        remove_tree(_doomed(path))
        _mark_path(path).unlink(missing_ok=True)
        remove_empty_folders(path.parent, self.root / "data")
        return Gone()


def find_marked(call: Call, path: Path | None) -> Path | Observation:
    """What is left of the folder that a call in doubt was about. One that it made has its key in the mark."""
    if path is None or path.is_symlink():
        return Missing()
    if call.id:
        return path if path.is_dir() or is_half_removed(path) or _mark_path(path).exists() else Missing()
    return path if path.is_dir() and read_mark(path).get("key") == call.key else Missing()


def is_half_removed(path: Path) -> bool:
    """A removal that was cut off: what is in it must still go."""
    return not path.is_dir() and _doomed(path).exists()


def write_mark(path: Path, call: Call) -> None:
    """Put the mark in place. From then on the folder above holds something, and no other run takes it away."""
    marker = json.dumps({"address": str(call.address), "key": call.key}).encode()
    while True:
        try:
            make_private_folder(path.parent)
            write_private_file(_mark_path(path), marker)
        except FileNotFoundError:
            continue  # it was empty, and another run took it away between these two
        return


def read_mark(path: Path) -> Mapping[str, Any]:
    try:
        marker = json.loads(_mark_path(path).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return marker if isinstance(marker, dict) else {}


def is_marked(path: Path, call: Call) -> bool:
    """Whether the mark beside a folder is the one on record. Records of earlier versions have none, and are believed."""
    mark = call.private.get("mark")
    return not mark or read_mark(path).get("key") == mark


def remove_owned_tree(path: Path) -> None:
    """Remove a folder of ours. Links in it are removed, never followed."""
    doomed = _doomed(path)
    remove_tree(doomed)
    path.chmod(0o700)
    path.rename(doomed)
    remove_tree(doomed)


def _doomed(path: Path) -> Path:
    return path.with_name(f".gone-{path.name}")


def _mark_path(path: Path) -> Path:
    return path.parent / f".{path.name}.json"


def not_ours(id: str) -> Failed:  # noqa: A002  the port's word
    return Failed(
        code="folder-not-ours",
        summary="The record names a folder that is not ours",
        detail=f"The record names the folder {quoted(id)}. It does not lie, without links, below the data folder, so nothing was touched.",
        remedy="Look at that folder by hand, and restore the state from a copy.",
    )


def changed_hands(path: Path, call: Call) -> Failed:
    owner = read_mark(path).get("address")
    return Failed(
        code="folder-changed-hands",
        summary="The folder is not ours any more",
        detail=f"The mark beside {path} is not the one that is on record for {call.address}"
        f"{f': it is of {owner}' if owner else ', or is not there'}. The folder was left as it is.",
        remedy="Look at that folder by hand. To let go of it without touching it:\n\n    bouwsteen state rm STACK ADDRESS",
    )


def _exists(call: Call, path: Path, why: str) -> Failed:
    return Failed(
        code="folder-exists",
        summary="The folder exists and is not ours",
        detail=f"{path}, wanted for {call.address}, {why}.",
        remedy="Move it away, or remove it when nothing in it is needed, and run again.",
        effect=Effect.NONE,
    )
