"""Reading revisions of a git repository on this machine, without trusting anything that stands in it.

No checkout, hook, filter, pager, credential helper or fetch: objects are listed and read, and that is all.
The repository's own configuration can name programs; none of the commands here would start one.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from bouwsteen.adapters.git_commands import GitFailedError, GitRepository, GitTooLargeError, GitTooSlowError
from bouwsteen.adapters.private_files import create_private_file, make_private_folder
from bouwsteen.errors import BouwsteenError, DeadlineError, InvalidInputError, NotFoundError
from bouwsteen.gitops.trees import MOST_BYTES, MOST_FILES, PARTS, TreeEntry, choose_content, read_listing
from bouwsteen.phrases import quoted

_REVISION: Final = re.compile(r"[0-9A-Za-z_@][0-9A-Za-z_@~^{}./+-]{0,199}")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LISTING_BYTES: Final = MOST_FILES * 400
_SECONDS: Final = 60.0
_MOST_COMMITS: Final = 5_000


class Change(NamedTuple):
    """A path that differs between two revisions. `kind` is A, M, D or T."""

    kind: str
    path: str


class LocalRepository:
    """A repository on this machine: a work tree (linked ones too) or a bare one.

    Methods raise NotFoundError for a revision that is not here, InvalidInputError, DeadlineError, BouwsteenError.
    """

    def __init__(self, repository: Path) -> None:
        folder = _git_folder(repository)
        self._git = GitRepository(folder, "none", objects=_common_folder(folder) / "objects")
        self.folder = folder

    def resolve(self, revision: str) -> str:
        """The commit that a branch, tag, relative name or number stands for: all its digits."""
        if not _REVISION.fullmatch(revision):
            raise _no_revision(revision)
        with _explained(revision):
            try:
                said = self._git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", seconds=_SECONDS)
            except GitFailedError as problem:
                raise _no_revision(revision) from problem
        commit = said.decode("ascii", "replace").strip()
        if not _COMMIT.fullmatch(commit):
            raise _no_revision(revision)
        return commit

    def merge_base(self, base: str, head: str) -> str | None:
        """Where two commits parted; None when they share no history that is here."""
        with _explained(head), contextlib.suppress(GitFailedError):
            said = self._git.run("merge-base", base, head, seconds=_SECONDS).decode("ascii", "replace").split()
            return said[0] if said else None
        return None

    def changes(self, base: str, head: str) -> list[Change]:
        """The paths that differ between two commits; a rename is a removal and an addition."""
        options = ("-r", "-z", "--no-renames", "--name-status", "--no-ext-diff", "--ignore-submodules=none")
        with _explained(head):
            said = self._git.run("diff-tree", *options, base, head, seconds=_SECONDS, limit=_LISTING_BYTES)
        fields = said.decode("utf-8", "backslashreplace").split("\0")[:-1]
        return [Change(kind, path) for kind, path in zip(fields[::2], fields[1::2], strict=True)]

    def content(self, commit: str) -> dict[str, TreeEntry]:
        """path → entry of the files that are content."""
        options = ("-r", "-l", "-z", "--full-tree")
        with _explained(commit):
            listing = self._git.run("ls-tree", *options, commit, "--", *PARTS, seconds=_SECONDS, limit=_LISTING_BYTES)
        return choose_content(read_listing(listing))

    def read_files(self, entries: Mapping[str, TreeEntry]) -> dict[str, bytes]:
        """path → bytes."""
        names = list(dict.fromkeys(entry.name for entry in entries.values()))
        with _explained(next(iter(entries), "")):
            blobs = dict(zip(names, self._git.read_blobs(names, MOST_BYTES), strict=True))
        return {path: blobs[entry.name] for path, entry in entries.items()}

    def read_objects(self, names: Sequence[str], kind: str = "commit") -> list[bytes]:
        """The bytes of commits or tags, as they are signed."""
        with _explained(names[0] if names else ""):
            return self._git.read_blobs(names, MOST_BYTES, kind) if names else []

    def history(self, head: str, *, without: Sequence[str] = (), paths: Sequence[str] = (), grep: str = "") -> list[str]:
        """The commits of `head` that the others do not have, the newest first: those that touch paths, or whose message says something."""
        options = [f"--max-count={_MOST_COMMITS}", *([f"--grep={grep}", "--fixed-strings"] if grep else [])]
        with _explained(head):
            said = self._git.run(
                "rev-list", *options, head, *(f"^{each}" for each in without), "--", *paths, seconds=_SECONDS, limit=_MOST_COMMITS * 80
            )
        return said.decode("ascii", "replace").split()

    def tags_below(self, prefix: str) -> list[tuple[str, str, str]]:
        """(name, tag object, commit) of the annotated tags `prefix/…`, the newest first."""
        format_ = "--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(refname:strip=2)"
        with _explained(prefix):
            said = self._git.run("for-each-ref", "--sort=-taggerdate", format_, f"refs/tags/{prefix}/", seconds=_SECONDS)
        rows = [line.split(" ", 4) for line in said.decode("utf-8", "replace").splitlines()]
        return [(row[4], row[1], row[3]) for row in rows if len(row) == 5 and row[0] == "tag" and row[2] == "commit"]

    @property
    def is_shallow(self) -> bool:
        """Whether a part of the history was left behind when it was cloned."""
        return (_common_folder(self.folder) / "shallow").is_file()

    @property
    def is_detached(self) -> bool:
        """Whether HEAD stands on a commit and on no branch, as a CI checks out."""
        return not (self.folder / "HEAD").read_text("utf-8", "replace").startswith("ref: ")

    def add_commit(self, message: str, head: str, *, sign: bool) -> str:
        """A commit on the current branch with the content of `head`, which is where it stands. By whom git is set up for."""
        options = ["-S"] if sign else []
        with _recorded():
            said = self._git.run("commit-tree", *options, f"{head}^{{tree}}", "-p", head, seconds=_SECONDS, given=message.encode())
            commit = said.decode("ascii", "replace").strip()
            self._git.run("update-ref", "-m", "bouwsteen approve", "HEAD", commit, head, seconds=_SECONDS)
        return commit

    def add_tag(self, name: str, message: str, commit: str, *, sign: bool) -> str:
        """An annotated tag, signed where that is asked for."""
        with _recorded():
            self._git.run("tag", "-s" if sign else "-a", "-F", "-", name, commit, seconds=_SECONDS, given=message.encode())
        return name

    def signs(self) -> bool:
        """Whether git is set up to sign here."""
        with contextlib.suppress(GitFailedError):
            return bool(self._git.run("config", "--get", "user.signingkey", seconds=_SECONDS).strip())
        return False


def export_tree(repository: Path, revision: str, into: Path) -> str:
    """Write the content of a revision below `into`, which need not exist; the commit that it is.

    Only the five folders of content, ordinary files alone, bounded. Raises NotFoundError for a revision that is not
    here, InvalidInputError for content that is refused, FileExistsError when something stands there already.
    """
    local = LocalRepository(repository)
    commit = local.resolve(revision)
    write_files(local.read_files(local.content(commit)), into)
    return commit


def write_files(files: Mapping[str, bytes], into: Path, paths: Sequence[str] | None = None) -> None:
    """Files that `choose_content` let through, below `into`."""
    made: set[str] = {""}
    make_private_folder(into)
    for path in files if paths is None else paths:
        _make_folders(path.rpartition("/")[0], str(into), made)
        create_private_file(f"{into}/{path}", files[path])


def _make_folders(folder: str, into: str, made: set[str]) -> None:
    """Each folder of the way once: a fleet has a thousand files, and looking which are there costs as much as writing them."""
    if folder in made:
        return
    _make_folders(folder.rpartition("/")[0], into, made)
    with contextlib.suppress(FileExistsError):
        os.mkdir(f"{into}/{folder}", 0o700)  # noqa: PTH102  texts, as above
    made.add(folder)


def _git_folder(repository: Path) -> Path:
    """`.git` of a work tree, the folder that its file names, or a bare repository itself."""
    inside = repository / ".git"
    if inside.is_file() and not inside.is_symlink():
        match = re.fullmatch(r"gitdir: ([^\0\n]{1,1000})\n?", inside.read_text("utf-8", "replace")[:1100])
        inside = (repository / match[1]).resolve() if match else inside
    for folder in (inside, repository):
        if (folder / "HEAD").is_file() and (_common_folder(folder) / "objects").is_dir():
            return folder.resolve()
    raise NotFoundError.because(
        "no-git-repository",
        "This is not a git repository",
        f"{repository} holds no git repository.",
        "Run it in the root of a clone.",
    )


def _common_folder(folder: Path) -> Path:
    """Where a linked work tree has its objects."""
    pointer = folder / "commondir"
    return (folder / pointer.read_text("utf-8", "replace").strip()[:1000]).resolve() if pointer.is_file() else folder


@contextmanager
def _explained(revision: str) -> Iterator[None]:
    try:
        yield
    except GitTooLargeError as problem:
        raise InvalidInputError.because(
            "revision-content-refused",
            "The content of a revision is refused",
            f"{quoted(revision, 100)} holds more than {MOST_FILES} files or {MOST_BYTES // 2**20} MiB.",
            "Change it in the branch, then run again. Nothing of this revision was written or run.",
        ) from problem
    except GitTooSlowError as problem:
        raise DeadlineError.because(
            "git-too-slow", "The answer of git did not come in time", f"Reading took git longer than {problem} seconds.", "Run again."
        ) from problem
    except GitFailedError as problem:
        raise BouwsteenError.because(
            "git-failed",
            "The repository cannot be read by git",
            f"What git says: {problem}",
            "Check the clone with `git fsck`, then run again.",
        ) from problem


@contextmanager
def _recorded() -> Iterator[None]:
    try:
        with _explained(""):
            yield
    except BouwsteenError as problem:
        if problem.diagnostics[0].code != "git-failed":
            raise
        raise BouwsteenError.because(
            "approval-not-recorded",
            "The approval could not be recorded",
            problem.diagnostics[0].detail,
            "Tell git who you are (`user.name`, `user.email`) and, to sign, which key is yours (`user.signingkey`, `gpg.format`).",
        ) from problem


def _no_revision(revision: str) -> BouwsteenError:
    return NotFoundError.because(
        "revision-not-found",
        "There is no such revision",
        f"{quoted(revision, 100)} is no branch, tag or commit of this clone. A CI often fetches the newest commit alone.",
        "Fetch it first; in CI, fetch the whole history (`fetch-depth: 0`, `GIT_DEPTH: 0`).",
    )
