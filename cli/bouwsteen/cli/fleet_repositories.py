"""The stacks of many repositories, brought together in one folder. One that cannot be read is told, and the others go on."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from bouwsteen.adapters.git_addresses import ALLOW_FILES
from bouwsteen.adapters.git_catalogs import STACKS, GitCatalogs
from bouwsteen.addresses import STACK_NAME
from bouwsteen.cli.settings import Invocation
from bouwsteen.errors import AuthenticationError, BouwsteenError, DeadlineError, InvalidInputError, NotFoundError
from bouwsteen.gitops.repositories import ListedRepository, ReadRepository, Standing

_AT_ONCE: Final = 8
_MOST_BYTES: Final = 512 * 1024 + 1  # one more than a list may have, so that too long is told and not cut off


def read_file(path: Path) -> bytes:
    """The list that a person named; raises NotFoundError."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as problem:
        raise NotFoundError.because(
            "list-not-found",
            "The list of repositories cannot be read",
            f"Reading {path} failed: {problem.strerror}.",
            "Check the path of `--repositories`.",
        ) from problem


def gather_stacks(
    invocation: Invocation, listed: Iterable[ListedRepository], cache: Path, folders: Iterable[Path], seconds: float
) -> list[ReadRepository]:
    """Copy `stacks/` of each repository into each folder, in the order of the list. What has a name that is taken is left out and told."""
    allowed = invocation.environment.get(ALLOW_FILES) == "1"
    catalogs = GitCatalogs(cache, allow_files=allowed, seconds=seconds, choice=STACKS)
    repositories = list(listed)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        fetched = list(pool.map(lambda each: _fetch(catalogs, each), repositories))
    targets = list(folders)
    return [
        _take(repository, got, targets) if isinstance(got, Path) else got for repository, got in zip(repositories, fetched, strict=True)
    ]


def _fetch(catalogs: GitCatalogs, repository: ListedRepository) -> Path | ReadRepository:
    if repository.closed is not None:
        return ReadRepository(repository.name, repository.git, Standing.CLOSED, repository.closed)
    try:
        return catalogs.at_revision(repository.git, repository.revision).folder
    except BouwsteenError as problem:
        return ReadRepository(repository.name, repository.git, _standing(problem), problem.diagnostics[0].detail)


def _standing(problem: BouwsteenError) -> Standing:
    match problem:
        case AuthenticationError():
            return Standing.CLOSED
        case DeadlineError():
            return Standing.LATE
        case InvalidInputError():
            return Standing.REFUSED
    return Standing.UNREACHABLE


def _take(repository: ListedRepository, tree: Path, folders: list[Path]) -> ReadRepository:
    names = sorted(each.name for each in (tree / "stacks").iterdir() if STACK_NAME.fullmatch(each.name) and (each / "stack.yaml").is_file())
    taken = [name for name in names if not any((folder / "stacks" / name).exists() for folder in folders)]
    for name in taken:
        for folder in folders:
            shutil.copytree(tree / "stacks" / name, folder / "stacks" / name)
    if left := [name for name in names if name not in taken]:
        why = f"There is another stack of the name {', '.join(left)}, which was read first."
        return ReadRepository(repository.name, repository.git, Standing.REFUSED, why, tuple(taken))
    return ReadRepository(repository.name, repository.git, Standing.READ, "", tuple(taken))
