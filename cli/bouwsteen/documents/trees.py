"""Reading files below a root, and never outside it.

A symbolic link, a device, a name that leaves the root: refused, each with a diagnostic.
Sizes and counts are bounded before anything is read.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.digests import digest_bytes, digest_files

MAX_FILES: Final = 2_000
MAX_FILE_BYTES: Final = 4 * 1024 * 1024
MAX_SET_BYTES: Final = 32 * 1024 * 1024
_MAX_DEPTH: Final = 12
_MAX_ENTRIES: Final = 4_000  # in one folder, hidden ones too
# What tools leave behind; not content.
_LEFTOVERS: Final = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".DS_Store"})
_OPEN_FLAGS: Final = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)


class RefusedError(Exception):
    """A file that is not read. Internal: callers of this package get `diagnostic`."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(diagnostic.summary)


@dataclass(frozen=True, slots=True)
class FileSet:
    """The files of a folder. `digest` depends on their relative paths and bytes alone."""

    digest: str
    folder: Path
    files: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder and what stands below it. `label` goes before the paths in messages.

    `is_own`: the files are somebody's work tree, where none has a second name elsewhere; what a package manager
    installed often has one, in its cache.
    """

    root: Path
    label: str = ""
    is_own: bool = False

    def name(self, relative: str) -> str:
        return f"{self.label}{relative}"

    def has_folder(self, relative: str) -> bool:
        try:
            return stat.S_ISDIR(self._check_way(relative).st_mode)
        except (FileNotFoundError, NotADirectoryError, RefusedError):
            return False

    def has_file(self, relative: str) -> bool:
        try:
            self._check_way(relative)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except RefusedError:
            return True
        return True

    def read(self, relative: str, limit: int) -> bytes:
        """The bytes of a file, at most `limit` + 1. Raises FileNotFoundError, RefusedError."""
        self._check_way(relative)
        try:
            handle = os.open(f"{self.root}/{relative}", _OPEN_FLAGS)
        except FileNotFoundError:
            raise
        except OSError as problem:
            raise RefusedError(self._unreadable(relative, os.strerror(problem.errno or 0))) from problem
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise RefusedError(self._unreadable(relative, "it is not a regular file"))
            if self.is_own and status.st_nlink > 1:
                raise RefusedError(self._hard_link(relative))
            return file.read(limit + 1)

    def names(self, relative: str) -> list[str]:
        """The names in a folder, sorted, without hidden ones; empty when there is no such folder.

        Raises RefusedError for a folder that holds more than any folder of ours.
        """
        try:
            self._check_way(relative)
            with os.scandir(f"{self.root}/{relative}") as entries:
                found = [entry.name for entry in islice(entries, _MAX_ENTRIES + 1)]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as problem:
            raise RefusedError(self._unreadable(relative, os.strerror(problem.errno or 0))) from problem
        if len(found) > _MAX_ENTRIES:
            raise RefusedError(self._too_much(relative))
        return sorted(name for name in found if not name.startswith(".") and name not in _LEFTOVERS)

    def read_set(self, relative: str) -> FileSet:
        """All files below a folder. Raises FileNotFoundError, RefusedError."""
        self._check_way(relative)
        files: dict[str, bytes] = {}
        folded: dict[str, str] = {}
        total = 0
        paths = list(islice(self._walk(relative, 0), MAX_FILES + 1))  # all names before the first byte
        if len(paths) > MAX_FILES:
            raise RefusedError(self._too_much(relative))
        for path in paths:
            content = self.read(path, MAX_FILE_BYTES)
            total += len(content)
            if len(content) > MAX_FILE_BYTES or total > MAX_SET_BYTES:
                raise RefusedError(self._too_much(relative))
            inside = path.removeprefix(f"{relative}/")
            twin = folded.setdefault(unicodedata.normalize("NFC", inside).casefold(), inside)
            if twin != inside:
                raise RefusedError(self._twins(relative, twin, inside))
            files[inside] = content
        digest = digest_files({path: digest_bytes(content) for path, content in files.items()})
        return FileSet(digest, self.root / relative, files)

    def _walk(self, relative: str, depth: int) -> Iterator[str]:
        if depth > _MAX_DEPTH:
            raise RefusedError(self._too_much(relative))
        for name in self.names(relative):
            if not name.isprintable():
                raise RefusedError(self._unprintable(relative, name))
            path = f"{relative}/{name}"
            if stat.S_ISDIR(self._look_at(path).st_mode):
                yield from self._walk(path, depth + 1)
            else:
                yield path

    def _check_way(self, relative: str) -> os.stat_result:
        """The file's own status, after looking at each folder on the way to it."""
        parts = [part for part in relative.split("/") if part not in {"", "."}]
        if not parts or ".." in parts or relative.startswith("/") or "\\" in relative or ":" in relative or "\x00" in relative:
            raise RefusedError(self._outside(relative))
        # Texts, not paths: a workspace of real services has a few thousand of these steps.
        here = str(self.root)
        for part in parts:
            here = f"{here}/{part}"
            status = os.lstat(here)
            if stat.S_ISLNK(status.st_mode):
                raise RefusedError(self._link(relative))
        return status

    def _look_at(self, relative: str) -> os.stat_result:
        """The file's own status, where each folder on the way to it was looked at."""
        status = os.lstat(f"{self.root}/{relative}")
        if stat.S_ISLNK(status.st_mode):
            raise RefusedError(self._link(relative))
        return status

    def _outside(self, relative: str) -> Diagnostic:
        return error(
            "path-outside",
            "A path leaves its folder",
            "A document may name only what stands below its own folder.",
            "Use a relative path without `..`.",
            source=SourceRange(self.name(relative)),
        )

    def _link(self, relative: str) -> Diagnostic:
        return error(
            "symbolic-link",
            "A symbolic link is not followed",
            "This path is a symbolic link or goes through one, and it could lead out of the repository.",
            "Put the file itself here.",
            source=SourceRange(self.name(relative)),
        )

    def _hard_link(self, relative: str) -> Diagnostic:
        return error(
            "hard-link",
            "A file with several names is not read",
            "This file has a second name (a hard link), which may stand outside of the repository and belong to something else.",
            "Put a copy of the file here.",
            source=SourceRange(self.name(relative)),
        )

    def _unreadable(self, relative: str, why: str) -> Diagnostic:
        return error(
            "file-unreadable",
            "A file cannot be read",
            f"The system says: {why}.",
            "Check that it is an ordinary file and that you may read it.",
            source=SourceRange(self.name(relative)),
        )

    def _too_much(self, relative: str) -> Diagnostic:
        return error(
            "folder-too-large",
            "A folder holds too much",
            f"A folder may hold {MAX_FILES} files of {MAX_FILE_BYTES // 2**20} MiB each and {MAX_SET_BYTES // 2**20} MiB together.",
            "Remove what does not belong here.",
            source=SourceRange(self.name(relative)),
        )

    def _unprintable(self, relative: str, name: str) -> Diagnostic:
        shown = name.encode("unicode_escape", "surrogatepass").decode("ascii")
        return error(
            "file-name-not-text",
            "A file has a name that is not text",
            f"The name `{shown}` holds a character that cannot be shown, or bytes that are no text.",
            "Rename the file.",
            source=SourceRange(self.name(relative)),
        )

    def _twins(self, relative: str, first: str, second: str) -> Diagnostic:
        return error(
            "file-names-collide",
            "Two file names differ only in case",
            f"`{first}` and `{second}` are one file on some systems and two on others.",
            "Rename one of them.",
            source=SourceRange(self.name(relative)),
        )
