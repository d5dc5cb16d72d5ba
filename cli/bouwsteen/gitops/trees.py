"""What of a git revision is content, and what of it is refused before a byte is written.

A revision comes from somebody else's pull request. Every entry is judged by its listing alone: an ordinary
file below one of the five folders of content is taken, a link or submodule there refuses the whole revision,
because leaving it out would leave out a rule or a stack without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from bouwsteen.errors import BouwsteenError, InvalidInputError
from bouwsteen.phrases import quoted

PARTS: Final = ("blocks", "catalog", "loadtests", "policies", "stacks")
MOST_FILES: Final = 20_000
MOST_BYTES: Final = 128 * 1024 * 1024
_MOST_FILE_BYTES: Final = 4 * 1024 * 1024
_MOST_DEPTH: Final = 16
_ORDINARY: Final = frozenset({"100644", "100755", "100664"})
_UNPLAIN: Final = re.compile(r"[\\:\0-\x1f\x7f]|(?:^|/)(?:\.{1,2}|\.git)(?:/|$)", re.IGNORECASE)


class TreeEntry(NamedTuple):
    """One entry of a listing. `path` is as git gives it, decoded; `size` in bytes, 0 for what has none."""

    mode: str
    name: str
    size: int
    path: str


def read_listing(listing: bytes) -> list[TreeEntry]:
    """The answer of `git ls-tree -r -l -z`. Raises InvalidInputError for a name that is no text."""
    return [_read_entry(entry) for entry in listing.split(b"\0") if entry]


def choose_content(entries: Iterable[TreeEntry]) -> dict[str, TreeEntry]:
    """path → entry of every file that is content, in the order of the paths.

    Raises InvalidInputError for what could leave the folder it is written to, hides another file, or is too large.
    """
    chosen: dict[str, TreeEntry] = {}
    total = 0
    for entry in entries:
        if entry.path.split("/", 1)[0] not in PARTS:
            continue
        _check_entry(entry)
        chosen[entry.path] = entry
        total += entry.size
        if len(chosen) > MOST_FILES or total > MOST_BYTES:
            raise _refused(f"It holds more than {MOST_FILES} files or {MOST_BYTES // 2**20} MiB.")
    _check_twins(chosen)
    return dict(sorted(chosen.items()))


def _read_entry(entry: bytes) -> TreeEntry:
    about, _, raw = entry.partition(b"\t")
    mode, _, name, size = about.decode("ascii").split()
    try:
        path = raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise _refused(f"The name {quoted(raw.decode('utf-8', 'backslashreplace'), 80)} is not UTF-8.") from problem
    if size != "-" and not size.isdigit():  # git has no object of that name
        raise _refused(f"{quoted(path, 200)} is not in this clone.")
    return TreeEntry(mode, name, 0 if size == "-" else int(size), path)


def _check_entry(entry: TreeEntry) -> None:
    if entry.mode == "120000":
        raise _refused(f"{quoted(entry.path, 200)} is a symbolic link, which could lead out of the repository.")
    if entry.mode not in _ORDINARY:
        raise _refused(f"{quoted(entry.path, 200)} is a submodule, and the content of another repository is not fetched.")
    if _UNPLAIN.search(entry.path) or len(entry.path) > 1_000 or entry.path.count("/") > _MOST_DEPTH:
        raise _refused(f"{quoted(entry.path, 200)} is not a plain path.")
    if max(len(part.encode()) for part in entry.path.split("/")) > 255:
        raise _refused(f"{quoted(entry.path, 200)} holds a name that is too long.")
    if entry.size > _MOST_FILE_BYTES:
        raise _refused(f"{quoted(entry.path, 200)} is larger than {_MOST_FILE_BYTES // 2**20} MiB.")


def _check_twins(chosen: Mapping[str, TreeEntry]) -> None:
    """Two paths that are one where case does not count, or a file where another needs a folder."""
    seen: dict[str, str] = {}
    for path in chosen:
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            here = "/".join(parts[:depth])
            if seen.setdefault(here.casefold(), here) != here:
                raise _refused(f"{quoted(seen[here.casefold()], 200)} and {quoted(here, 200)} are the same where case does not count.")
            if depth < len(parts) and here in chosen:
                raise _refused(f"{quoted(path, 200)} lies under a file.")


def _refused(why: str) -> BouwsteenError:
    return InvalidInputError.because(
        "revision-content-refused",
        "The content of a revision is refused",
        why,
        "Change it in the branch, then run again. Nothing of this revision was written or run.",
    )
