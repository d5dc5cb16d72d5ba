"""Versions of blocks that are no longer in the work tree, by the tag `<block>/v<version>` of its repository.

    <cache>/<commit>-<block>/    `blocks/<block>` and `catalog/interfaces` as they were at that tag

A commit never changes, so what is here is not read again; a tag that moved leads to another commit.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from bouwsteen.adapters.git_trees import LocalRepository, write_files
from bouwsteen.adapters.private_files import make_private_folder, remove_tree
from bouwsteen.errors import NotFoundError


def tag_of(block: str, version: str) -> str:
    return f"{block}/v{version}"


def read_tagged_block(repository: Path, cache: Path, block: str, version: str) -> Path | None:
    """The folder with the block as it was, or None when there is no such tag, or no repository, here. Raises as `LocalRepository`."""
    try:
        local = LocalRepository(repository)
        commit = local.resolve(f"refs/tags/{tag_of(block, version)}")
    except NotFoundError:
        return None
    folder = cache / f"{commit}-{block}"
    if folder.is_dir():
        return folder
    wanted = {path: entry for path, entry in local.content(commit).items() if path.startswith((f"blocks/{block}/", "catalog/interfaces/"))}
    make_private_folder(cache)
    building = Path(tempfile.mkdtemp(dir=cache, prefix=".new-"))
    try:
        write_files(local.read_files(wanted), building / "tree")
        if not folder.is_dir():  # another run may have been first
            (building / "tree").rename(folder)
    finally:
        remove_tree(building)
    return folder
