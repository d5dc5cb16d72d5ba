"""`local/directory`: a folder to write in, or a read-only copy of a file set.

Beside each folder stands a small marker with its address and the key of the call that made it, so
that a folder which happens to be there is never taken for ours.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from bouwsteen.adapters.contents import ContentSource
from bouwsteen.adapters.local.kinds import path_segment, resource_segment
from bouwsteen.adapters.private_files import create_private_file, make_private_folder, remove_empty_folders, remove_tree, write_private_file
from bouwsteen.errors import BouwsteenError
from bouwsteen.phrases import quoted
from bouwsteen.providers.protocol import (
    Call,
    Done,
    Effect,
    Failed,
    Gone,
    Missing,
    Observation,
    Outcome,
    Present,
    ProviderObject,
    Unreadable,
)

_MOST_FILES: Final = 5_000
_MOST_BYTES: Final = 64 * 1024 * 1024
_DIGEST: Final = re.compile(r"(?:sha256:)?([0-9a-f]{16,64})")


class ContentError(Exception):
    """A file set that cannot be copied. The text is for people."""


@dataclass(slots=True)
class DirectoryKind:
    root: Path
    content: ContentSource

    def read(self, call: Call) -> Observation:
        path = self._path(call.id)
        if path is None:
            return Unreadable(f"The record names the folder {quoted(call.id)}, which is not one of ours.")
        if not path.is_dir() or path.is_symlink():
            return Missing()
        return self._present(path, problem=_content_problem(path, call))

    def find(self, call: Call) -> Observation:
        """A folder counts when the call in doubt made it: the marker beside it holds its key."""
        path = self._path(call.id) if call.id else self._wanted(call)
        if path is None or not path.is_dir() or path.is_symlink():
            return Missing()
        return self._present(path) if call.id or _marker(path).get("key") == call.key else Missing()

    def create(self, call: Call) -> Outcome:
        path = self._wanted(call)
        refusal = self._refusal(call, path)
        if refusal is not None:
            return refusal
        _mark(path, json.dumps({"address": str(call.address), "key": call.key}).encode())
        return self._fill(call, path)

    def update(self, call: Call) -> Outcome:
        path = self._path(call.id)
        if path is None:
            return _not_ours(call.id)
        if path.is_dir() and not _is_marked(path, call):
            return _changed_hands(path, call)
        make_private_folder(path.parent)
        if "content" in call.inputs and path.is_dir():
            _remove_tree(path)
        return self._fill(call, path)

    def delete(self, call: Call) -> Outcome:
        path = self._path(call.id) if call.id else self._wanted(call)
        if path is None:
            return _not_ours(call.id)
        if path.is_symlink():
            path.unlink()
        elif path.is_dir():
            if call.id and not _is_marked(path, call):
                return _changed_hands(path, call)
            _remove_tree(path)
        _marker_path(path).unlink(missing_ok=True)
        remove_empty_folders(path.parent, self.root / "data")
        return Gone()

    def adopt(self, call: Call, identity: str) -> Present | Failed:
        """A folder of data from an earlier record, or from a copy that was put back. Its mark says from now on whose it is."""
        if "content" in call.inputs:
            return _cannot_adopt("It is a copy of files that are here, and is made anew at any time.", "Apply instead.")
        given = Path(identity) if Path(identity).is_absolute() else Path.cwd() / identity
        folder = Path(os.path.normpath(given))
        path = self._path(folder.relative_to(self.root).as_posix()) if folder.is_relative_to(self.root) else None
        if path is None or path.is_symlink() or not path.is_dir():
            wanted = self._wanted(call)
            return _cannot_adopt(
                f"{quoted(identity)} is not a folder below {self.root / 'data'} that is reached without links.",
                f"Move the folder to where it would be made, and import that:\n\n    {wanted}",
            )
        owner = str(_marker(path).get("address", ""))
        if owner not in {"", str(call.address)}:
            return Failed("import-owned", "It belongs to something else", f"The mark beside {path} says that it is of {owner}.")
        _mark(path, json.dumps({"address": str(call.address), "key": call.key}).encode())
        return self._present(path)

    def stop(self, call: Call) -> Outcome:
        return Done(call.id, call.outputs, call.objects)

    def _fill(self, call: Call, path: Path) -> Outcome:
        if "content" not in call.inputs:
            path.mkdir(mode=0o700, exist_ok=True)
            return self._done(path)
        try:
            files = self.content.files(str(call.inputs["content"]["digest"]))
            if not path.is_dir():
                _copy(files, path)
        except (LookupError, ContentError, BouwsteenError) as error:
            return Failed(
                code="content-unavailable",
                summary="The files cannot be copied",
                detail=f"The content of {call.address} cannot be copied: {error}",
                remedy="Run `bouwsteen validate`, then plan again.",
            )
        return self._done(path)

    def _wanted(self, call: Call) -> Path:
        address = call.address
        folder = self.root / "data" / path_segment(address.stack) / path_segment(address.environment) / path_segment(address.instance)
        name = resource_segment(address)
        if "content" not in call.inputs:
            return folder / name
        match = _DIGEST.fullmatch(str(call.inputs["content"]["digest"]))
        digest = match[1] if match else hashlib.sha256(str(call.inputs["content"]["digest"]).encode()).hexdigest()
        return folder / f"{name}@{digest[:16]}"

    def _path(self, id: str) -> Path | None:  # noqa: A002  the port's word
        """The folder of a record, or None when it is not below `<root>/data` or is reached by a link."""
        parts = PurePosixPath(id).parts
        if len(parts) < 3 or parts[0] != "data" or ".." in parts or "\\" in id or "\0" in id:
            return None
        path = self.root.joinpath(*parts)
        above = (parent for parent in path.parents if parent != self.root and self.root in parent.parents)
        return None if any(parent.is_symlink() for parent in above) else path

    def _refusal(self, call: Call, path: Path) -> Failed | None:
        if self._path(path.relative_to(self.root).as_posix()) is None or path.is_symlink() or (path.exists() and not path.is_dir()):
            return _exists(call, path, "is, or is reached by, something that is not a folder of Bouwsteen")
        if not path.is_dir() or _marker(path).get("key") == call.key or not any(path.iterdir()):
            return None
        return _exists(call, path, "is there already and is not empty, while the record does not know it")

    def _done(self, path: Path) -> Done:
        seen = self._present(path)
        return Done(seen.id, seen.outputs, seen.objects, seen.private)

    def _present(self, path: Path, problem: str = "") -> Present:
        private = {"files": tree_digest(path)} if "@" in path.name else {}
        if mark := _marker(path).get("key"):
            private["mark"] = str(mark)
        objects = (ProviderObject("folder", str(path)),)
        return Present(path.relative_to(self.root).as_posix(), {}, {"path": str(path)}, objects, private, problem)


def _marker_path(path: Path) -> Path:
    return path.parent / f".{path.name}.json"


def _mark(path: Path, marker: bytes) -> None:
    """Put the marker in place. From then on the folder above holds something, and no other run takes it away."""
    while True:
        try:
            make_private_folder(path.parent)
            write_private_file(_marker_path(path), marker)
        except FileNotFoundError:
            continue  # it was empty, and another run took it away between these two
        return


def _marker(path: Path) -> Mapping[str, Any]:
    try:
        marker = json.loads(_marker_path(path).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return marker if isinstance(marker, dict) else {}


def _is_marked(path: Path, call: Call) -> bool:
    """Whether the mark beside a folder is the one on record. Records of earlier versions have none, and are believed."""
    mark = call.private.get("mark")
    return not mark or _marker(path).get("key") == mark


def checked_files(files: Mapping[str, bytes]) -> list[tuple[PurePosixPath, bytes]]:
    """The files in order, when each path stays inside and none hides another. Raises ContentError."""
    if len(files) > _MOST_FILES or sum(map(len, files.values())) > _MOST_BYTES:
        raise ContentError(f"it has more than {_MOST_FILES} files or {_MOST_BYTES // 1024 // 1024} MiB.")
    seen: dict[str, str] = {}
    for name in sorted(files):
        path = PurePosixPath(name)
        if not path.parts or str(path) != name or path.is_absolute() or ".." in path.parts or re.search(r"[\\:\0-\x1f]", name):
            raise ContentError(f"the path {quoted(name)} is not a plain relative path.")
        if len(name) > 1_000 or max(len(part.encode()) for part in path.parts) > 255:
            raise ContentError(f"the path {quoted(name, 60)} is too long.")
        for depth in range(1, len(path.parts) + 1):
            part = "/".join(path.parts[:depth])
            if seen.setdefault(part.casefold(), part) != part:
                raise ContentError(f"the paths {quoted(seen[part.casefold()])} and {quoted(part)} are the same where case does not count.")
        if any(parent.as_posix() in files for parent in path.parents if parent.parts):
            raise ContentError(f"the path {quoted(name)} lies under a file.")
    return [(PurePosixPath(name), files[name]) for name in sorted(files)]


def _copy(files: Mapping[str, bytes], target: Path) -> None:
    """Make `target` at once: what a reader finds there is the whole set."""
    listed = checked_files(files)
    building = Path(tempfile.mkdtemp(dir=target.parent, prefix=".new-"))
    try:
        for path, data in listed:
            file = building / path
            make_private_folder(file.parent)
            create_private_file(file, data, 0o400)
        for folder, _, _ in os.walk(building, topdown=False):
            Path(folder).chmod(0o500)
        # A folder that may not be written cannot be renamed on macOS.
        building.chmod(0o700)
        building.rename(target)
        target.chmod(0o500)
    except BaseException:
        _remove_tree(building)
        raise


def _content_problem(path: Path, call: Call) -> str:
    """What differs from the set that was copied; empty for a folder to write in."""
    expected = call.private.get("files")
    return "" if expected is None or expected == tree_digest(path) else "The copied files were changed on disk."


def tree_digest(path: Path) -> str:
    """SHA-256 over names and bytes of the regular files below `path`; a link counts as its name."""
    digest = hashlib.sha256()
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            file = Path(folder, name)
            data = b"" if file.is_symlink() else file.read_bytes()
            digest.update(f"{file.relative_to(path).as_posix()}\0{file.is_symlink()}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _remove_tree(path: Path) -> None:
    """Remove a folder of ours. Links in it are removed, never followed."""
    doomed = path.with_name(f".gone-{path.name}")
    remove_tree(doomed)
    path.chmod(0o700)
    path.rename(doomed)
    remove_tree(doomed)


def _cannot_adopt(why: str, remedy: str) -> Failed:
    return Failed("import-unfit", "This cannot be taken over here", why, remedy)


def _not_ours(id: str) -> Failed:  # noqa: A002  the port's word
    return Failed(
        code="folder-not-ours",
        summary="The record names a folder that is not ours",
        detail=f"The record names the folder {quoted(id)}. It does not lie, without links, below the data folder, so nothing was touched.",
        remedy="Look at that folder by hand, and restore the state from a copy.",
    )


def _changed_hands(path: Path, call: Call) -> Failed:
    owner = _marker(path).get("address")
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
