"""`local/directory`: a folder to write in, or a read-only copy of a file set."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from bouwsteen.adapters.contents import ContentSource
from bouwsteen.adapters.local.folders import (
    OwnedFolders,
    changed_hands,
    find_marked,
    is_marked,
    not_ours,
    read_mark,
    remove_owned_tree,
    write_mark,
)
from bouwsteen.adapters.private_files import create_private_file, make_private_folder, remove_tree
from bouwsteen.errors import BouwsteenError
from bouwsteen.phrases import quoted
from bouwsteen.providers.protocol import Call, Done, Failed, Observation, Outcome, Present, ProviderObject

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
        path = self._folders.seen(call)
        return self._present(path, problem=_content_problem(path, call)) if isinstance(path, Path) else path

    def find(self, call: Call) -> Observation:
        path = find_marked(call, self._folders.at(call.id) if call.id else self._wanted(call))
        return self._present(path, problem=_content_problem(path, call)) if isinstance(path, Path) else path

    def create(self, call: Call) -> Outcome:
        path = self._wanted(call)
        refusal = self._folders.refusal(call, path)
        if refusal is not None:
            return refusal
        write_mark(path, call)
        return self._fill(call, path)

    def update(self, call: Call) -> Outcome:
        path = self._folders.at(call.id)
        if path is None:
            return not_ours(call.id)
        if path.is_dir() and not is_marked(path, call):
            return changed_hands(path, call)
        make_private_folder(path.parent)
        if "content" in call.inputs and path.is_dir():
            remove_owned_tree(path)
        return self._fill(call, path)

    def delete(self, call: Call) -> Outcome:
        return self._folders.delete(call, self._wanted(call))

    def adopt(self, call: Call, identity: str) -> Present | Failed:
        """A folder of data from an earlier record, or from a copy that was put back. Its mark says from now on whose it is."""
        if "content" in call.inputs:
            return _cannot_adopt("It is a copy of files that are here, and is made anew at any time.", "Apply instead.")
        given = Path(identity) if Path(identity).is_absolute() else Path.cwd() / identity
        folder = Path(os.path.normpath(given))
        path = self._folders.at(self._folders.id_of(folder)) if folder.is_relative_to(self.root) else None
        if path is None or path.is_symlink() or not path.is_dir():
            wanted = self._wanted(call)
            return _cannot_adopt(
                f"{quoted(identity)} is not a folder below {self.root / 'data'} that is reached without links.",
                f"Move the folder to where it would be made, and import that:\n\n    {wanted}",
            )
        owner = str(read_mark(path).get("address", ""))
        if owner not in {"", str(call.address)}:
            return Failed("import-owned", "It belongs to something else", f"The mark beside {path} says that it is of {owner}.")
        write_mark(path, call)
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

    @property
    def _folders(self) -> OwnedFolders:
        return OwnedFolders(self.root)

    def _wanted(self, call: Call) -> Path:
        if "content" not in call.inputs:
            return self._folders.wanted(call)
        match = _DIGEST.fullmatch(str(call.inputs["content"]["digest"]))
        digest = match[1] if match else hashlib.sha256(str(call.inputs["content"]["digest"]).encode()).hexdigest()
        return self._folders.wanted(call, digest[:16])

    def _done(self, path: Path) -> Done:
        seen = self._present(path)
        return Done(seen.id, seen.outputs, seen.objects, seen.private)

    def _present(self, path: Path, problem: str = "") -> Present:
        private = {"files": tree_digest(path)} if "@" in path.name else {}
        if mark := read_mark(path).get("key"):
            private["mark"] = str(mark)
        objects = (ProviderObject("folder", str(path)),)
        return Present(self._folders.id_of(path), {}, {"path": str(path)}, objects, private, problem)


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
        remove_tree(building)
        raise


def _content_problem(path: Path, call: Call) -> str:
    """What differs from the set that was copied; for a folder to write in, whether it is there as a whole."""
    if not path.is_dir():
        return "It was removed only in part."
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


def _cannot_adopt(why: str, remedy: str) -> Failed:
    return Failed("import-unfit", "This cannot be taken over here", why, remedy)
