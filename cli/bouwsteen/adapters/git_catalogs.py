"""Catalogs that a stack takes from a git repository, by commit. The only door to GitPython.

    <cache>/<hash of the address>/mirror.git       bare: the commit that was fetched last
    <cache>/<hash of the address>/trees/<commit>   the content of one commit; beside it its list of files and its own object

A commit never changes, so one that is here needs no network. Nothing of the repository is run:
no checkout, no hook, no filter, no submodule. Nothing that is here is removed because the network fails.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from bouwsteen.adapters.file_locks import FileLockTimeoutError, exclusive_lock
from bouwsteen.adapters.git_addresses import GitAddress, check_host, read_address
from bouwsteen.adapters.git_commands import (
    AbsentRevisionError,
    GitFailedError,
    GitRefusedError,
    GitRepository,
    GitTooLargeError,
    GitTooSlowError,
)
from bouwsteen.adapters.local.directories import ContentError, checked_files
from bouwsteen.adapters.private_files import create_private_file, make_private_folder, remove_tree, write_private_file
from bouwsteen.adapters.signatures import object_name
from bouwsteen.documents.digests import digest_bytes, digest_files
from bouwsteen.errors import AuthenticationError, BouwsteenError, DeadlineError, InvalidInputError, NotFoundError


class Choice(NamedTuple):
    """What is taken of a repository: these folders. The rest of it is not looked at. It holds one of `needed` at least."""

    parts: tuple[str, ...]
    needed: tuple[str, ...]


CONTENT: Final = Choice(("blocks", "catalog", "loadtests", "policies"), ("blocks", "catalog"))
STACKS: Final = Choice(("stacks",), ("stacks",))
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_REVISION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{0,127}")
_LEFTOVERS: Final = frozenset({"__pycache__"})  # what Python puts beside a service that runs
_MOST_FILES: Final = 5_000
_MOST_BYTES: Final = 64 * 1024 * 1024
_LISTING_BYTES: Final = 4 * 1024 * 1024
_FETCH_BYTES: Final = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CatalogTree:
    """The content of one commit. `digest` depends on the paths and bytes of its files alone.

    `raw` is the commit's own object, with its time and its signature where it has one.
    """

    commit: str
    digest: str
    folder: Path
    raw: bytes = b""


class _Found(NamedTuple):
    """Where a revision is now: its full reference (empty for a bare commit) and its commit."""

    reference: str
    commit: str


class GitCatalogs:
    """`cache` is a folder that git does not keep, for one choice. `allow_files` lets addresses be folders of this machine."""

    def __init__(self, cache: Path, *, allow_files: bool = False, seconds: float = 120.0, choice: Choice = CONTENT) -> None:
        self._choice = choice
        self._cache = cache
        self._allow_files = allow_files
        self._seconds = seconds

    def at_commit(self, url: str, commit: str, revision: str = "") -> CatalogTree:
        """The content of a commit; asks the repository only when it is not here. `revision` is where it was found before.

        Raises InvalidInputError, NotFoundError, AuthenticationError, DeadlineError, BouwsteenError.
        """
        address = read_address(url, allow_files=self._allow_files)
        if not _COMMIT.fullmatch(commit):
            raise _no_revision(address, commit)
        return self._cached(address, commit) or self._fetched(address, lambda _: _Found("", commit), revision)

    def at_revision(self, url: str, revision: str) -> CatalogTree:
        """The content of a tag, a branch or a full commit, as the repository has it now. Raises as `at_commit`."""
        if _COMMIT.fullmatch(revision):
            return self.at_commit(url, revision)
        address = read_address(url, allow_files=self._allow_files)
        if not _REVISION.fullmatch(revision):
            raise _no_revision(address, revision)
        return self._fetched(address, lambda repository: self._look_up(repository, address, revision), revision)

    def _place(self, address: GitAddress) -> Path:
        return self._cache / hashlib.sha256(address.url.encode()).hexdigest()[:20]

    def _cached(self, address: GitAddress, commit: str) -> CatalogTree | None:
        """None as well when somebody changed a file of it: then it is made again."""
        folder = self._place(address) / "trees" / commit
        try:
            listed = json.loads(_list_of(folder).read_bytes())["files"]
            raw = _raw_of(folder).read_bytes()
            if _files_in(folder) != listed or object_name("commit", raw) != commit:
                return None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return CatalogTree(commit, digest_files(listed), folder, raw)

    def _fetched(self, address: GitAddress, look_up: Callable[[GitRepository], _Found], revision: str) -> CatalogTree:
        place = make_private_folder(self._place(address))
        with _alone(place), _explained(address, revision):
            mirror = GitRepository.at(place / "mirror.git", address.scheme)
            found = look_up(mirror)
            known = self._cached(address, found.commit)
            if known is not None:
                return known
            if mirror.has_commit(found.commit):
                with contextlib.suppress(GitFailedError):  # the mirror is damaged: it is fetched again
                    return _export(mirror, found.commit, place / "trees", self._choice)
            return self._renew(mirror, address, found, revision)

    def _renew(self, mirror: GitRepository, address: GitAddress, found: _Found, revision: str) -> CatalogTree:
        """Fetch a commit into a repository of its own, which becomes the mirror: the old one stays until all of it is there."""
        fetching = mirror.folder.with_name("fetching.git")
        remove_tree(fetching)
        try:
            repository = GitRepository.at(fetching, address.scheme)
            self._fetch(repository, address, found, revision)
            tree = _export(repository, found.commit, mirror.folder.with_name("trees"), self._choice)
            remove_tree(mirror.folder)
            fetching.rename(mirror.folder)
        finally:
            remove_tree(fetching)
        return tree

    def _look_up(self, repository: GitRepository, address: GitAddress, revision: str) -> _Found:
        """A tag goes before a branch of the same name. Raises AbsentRevisionError."""
        check_host(address)
        tag, branch = f"refs/tags/{revision}", f"refs/heads/{revision}"
        asked = (tag, f"{tag}^{{}}", branch)
        said = repository.run("ls-remote", "--", address.url, *asked, seconds=min(30.0, self._seconds))
        lines = (line.partition("\t") for line in said.decode(errors="replace").splitlines())
        commits = {name: commit for commit, _, name in lines if _COMMIT.fullmatch(commit)}
        # Of a tag with a message the commit stands behind the tag's own object.
        for name, reference in ((f"{tag}^{{}}", tag), (tag, tag), (branch, branch)):
            if name in commits:
                return _Found(reference, commits[name])
        raise AbsentRevisionError

    def _fetch(self, repository: GitRepository, address: GitAddress, found: _Found, revision: str) -> None:
        """Raises AbsentRevisionError when the repository does not give that commit (any more)."""
        check_host(address)
        try:
            self._fetch_one(repository, address, found.reference or found.commit)
        except AbsentRevisionError:
            # Some servers give no commit by its number, only what has a name.
            if found.reference or not revision or _COMMIT.fullmatch(revision):
                raise
            self._fetch_one(repository, address, self._look_up(repository, address, revision).reference)
        if not repository.has_commit(found.commit):
            raise AbsentRevisionError

    def _fetch_one(self, repository: GitRepository, address: GitAddress, what: str) -> None:
        options = ("--depth=1", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance", "--no-write-fetch-head", "--quiet")
        # A name of our own keeps it; which one does not matter.
        own = f"+{what}:refs/bouwsteen/{hashlib.sha256(what.encode()).hexdigest()[:20]}"
        repository.run("fetch", *options, "--", address.url, own, seconds=self._seconds, growth=_FETCH_BYTES)


def _export(repository: GitRepository, commit: str, trees: Path, choice: Choice) -> CatalogTree:
    """Write the content of a commit to `trees/<commit>`: what stands there is whole. Raises BouwsteenError, GitFailedError."""
    blobs = _list_blobs(repository, commit, choice)
    try:
        files = checked_files(dict(zip(blobs, repository.read_blobs(list(blobs.values()), _MOST_BYTES), strict=True)))
    except ContentError as problem:
        raise _refused_content(f"It cannot be written here: {problem}") from problem
    make_private_folder(trees)
    target = trees / commit
    building = Path(tempfile.mkdtemp(dir=trees, prefix=".new-"))
    try:
        for path, data in files:
            make_private_folder((building / path).parent)
            create_private_file(building / path, data, 0o444)
        listed = {path.as_posix(): digest_bytes(data) for path, data in files}
        remove_tree(target)
        raw = repository.run("cat-file", "commit", commit)
        write_private_file(_raw_of(target), raw)
        write_private_file(_list_of(target), json.dumps({"formatVersion": 1, "files": listed}, sort_keys=True).encode())
        building.rename(target)
    finally:
        remove_tree(building)
    return CatalogTree(commit, digest_files(listed), target, raw)


def _list_blobs(repository: GitRepository, commit: str, choice: Choice) -> dict[str, str]:
    """path → object of every file that is content. Raises InvalidInputError for what is no ordinary file."""
    blobs: dict[str, str] = {}
    total = 0
    listing = repository.run("ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", *choice.parts, limit=_LISTING_BYTES)
    for entry in listing.split(b"\0")[:-1]:
        about, _, raw = entry.partition(b"\t")
        mode, kind, name, size = about.decode("ascii").split()
        try:
            path = raw.decode("utf-8")
        except UnicodeDecodeError as problem:
            raise _refused_content("The name of a file in it is not UTF-8.") from problem
        if mode == "120000":
            raise _refused_content(f"{_shown(path)} is a symbolic link, which could lead out of the catalog.")
        if kind != "blob":
            raise _refused_content(f"{_shown(path)} is a submodule, and the content of another repository is not fetched.")
        blobs[path] = name
        total += int(size)
        if len(blobs) > _MOST_FILES or total > _MOST_BYTES:
            raise _refused_content(f"It has more than {_MOST_FILES} files or {_MOST_BYTES // 2**20} MiB.")
    if not any(path.partition("/")[0] in choice.needed for path in blobs):
        folders = " nor a folder ".join(f"`{each}`" for each in choice.needed)
        raise _refused_content(f"It has {'neither a' if len(choice.needed) > 1 else 'no'} folder {folders}.")
    return blobs


def _files_in(folder: Path) -> dict[str, str]:
    """path → digest of what stands there now; a link counts as something else than any file."""
    found: dict[str, str] = {}
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _LEFTOVERS]
        for path in (Path(here, name) for name in (*names, *(each for each in folders if Path(here, each).is_symlink()))):
            found[path.relative_to(folder).as_posix()] = "link" if path.is_symlink() else digest_bytes(path.read_bytes())
    return found


def _list_of(tree: Path) -> Path:
    return tree.with_name(f"{tree.name}.json")


def _raw_of(tree: Path) -> Path:
    return tree.with_name(f"{tree.name}.commit")


def _shown(path: str) -> str:
    return ascii(path[:200])


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    with contextlib.ExitStack() as held:
        if os.name != "nt":  # there are no such locks on Windows, where two runs at once may both fetch
            try:
                held.enter_context(exclusive_lock(place / "lock", seconds=180))
            except FileLockTimeoutError as problem:
                raise BouwsteenError.because(
                    "catalog-busy",
                    "Another run is fetching the catalog",
                    f"The lock {problem} was held by another run all the time.",
                    "Wait until that run has ended, then run again.",
                ) from problem
        yield


@contextmanager
def _explained(address: GitAddress, revision: str) -> Iterator[None]:
    """What git said → an error for people."""
    try:
        yield
    except AbsentRevisionError as problem:
        raise _no_revision(address, revision) from problem
    except GitRefusedError as problem:
        raise AuthenticationError.because(
            "catalog-not-authorised",
            "The catalog's repository refuses us",
            f"{address.url} does not let this machine in: {problem}",
            "Give git on this machine the right to read it, with a credential helper or an SSH key; bouwsteen never asks for a password.",
        ) from problem
    except GitTooSlowError as problem:
        raise DeadlineError.because(
            "catalog-too-slow", "The catalog did not arrive in time", f"{address.url} took longer than {problem} seconds.", _AGAIN
        ) from problem
    except GitTooLargeError as problem:
        raise _refused_content("It sends more than a catalog may be.") from problem
    except GitFailedError as problem:
        raise BouwsteenError.because(
            "catalog-unreachable", "The catalog cannot be fetched", f"{address.url} cannot be read: {problem}", _AGAIN
        ) from problem


_AGAIN: Final = "Check the address and the network, then run again. A commit that was fetched before needs no network."


def _no_revision(address: GitAddress, revision: str) -> BouwsteenError:
    return NotFoundError.because(
        "catalog-revision-not-found",
        "The catalog has no such revision",
        f"{address.url} has no tag, branch or commit {_shown(revision)}, or does not give it.",
        "Correct spec.catalog.revision: a tag, a branch, or all 40 digits of a commit. If it was there before, write the lock again.",
    )


def _refused_content(why: str) -> BouwsteenError:
    return InvalidInputError.because(
        "catalog-content-refused", "The catalog of a repository is refused", why, "Choose another revision, or tell the catalog's owner."
    )
