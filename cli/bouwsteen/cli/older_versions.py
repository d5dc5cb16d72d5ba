"""Versions of blocks that a stack needs and that the content no longer holds: they are read from the tags of its repository."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bouwsteen.cli.settings import Invocation
from bouwsteen.diagnostics import Diagnostics
from bouwsteen.documents.block_choices import choose_version
from bouwsteen.documents.workspaces import Workspace, load_workspace
from bouwsteen.resolution.locks import read_lock

if TYPE_CHECKING:
    from bouwsteen.documents.catalog_entries import CatalogEntry


def with_older_versions(
    invocation: Invocation, workspace: Workspace, names: list[str], diagnostics: Diagnostics, repository: Path | None = None
) -> Workspace:
    """The workspace with the versions that stacks ask for, or have in their locks, and that are only to be had from a tag.

    `repository` has the tags where the workspace is a revision of it that was written elsewhere. Nothing is read while the versions
    that are there will do. What is wrong in an older version is told as in any other.
    """
    wanted = sorted({pair for name in names if name in workspace.stacks for pair in _missing(workspace, name)})
    for block, version in wanted:
        older = read_older(invocation, workspace, block, version, diagnostics, repository)
        if older is not None:
            workspace = _merged(workspace, older, block, version)
    return workspace


def _missing(workspace: Workspace, stack: str) -> Iterator[tuple[str, str]]:
    loaded = workspace.stacks[stack]
    for entry in loaded.model.spec.blocks:
        known, offered = workspace.blocks.get(entry.block, {}), workspace.catalog.get(entry.block)
        if known and offered is not None and choose_version(entry.version, known, offered) is None:
            version = choose_version(entry.version, _versions(offered), offered)
            if version is not None:
                yield entry.block, version
    lock = read_lock(loaded.lock)[0] if loaded.lock is not None else None
    for block, pin in lock.blocks.items() if lock is not None else ():
        offered, known = workspace.catalog.get(block), workspace.blocks.get(block, {})
        if known and pin.version not in known and offered is not None and offered.offered(pin.version) is not None:
            yield block, pin.version


def _versions(entry: CatalogEntry) -> list[str]:
    return [each.version for each in entry.spec.versions]


def read_older(
    invocation: Invocation, workspace: Workspace, block: str, version: str, diagnostics: Diagnostics, repository: Path | None = None
) -> Workspace | None:
    """The block as it was, and the interfaces of then. None when no tag leads to that version."""
    folder = _folder(invocation, workspace, block, version, repository)
    if folder is None:
        return None
    older, problems = load_workspace(folder, folder, stacks=[], whole=True)
    diagnostics.extend(problems)
    return older if version in older.blocks.get(block, {}) else None


def _folder(invocation: Invocation, workspace: Workspace, block: str, version: str, repository: Path | None) -> Path | None:
    from bouwsteen.adapters.block_tags import read_tagged_block, tag_of  # noqa: PLC0415  only who needs an older version pays for git
    from bouwsteen.adapters.git_addresses import ALLOW_FILES  # noqa: PLC0415
    from bouwsteen.adapters.git_catalogs import GitCatalogs  # noqa: PLC0415
    from bouwsteen.cli.state_stores import WORK_FOLDER  # noqa: PLC0415
    from bouwsteen.errors import NotFoundError  # noqa: PLC0415

    cache = (repository or workspace.root) / WORK_FOLDER / "catalogs"
    if workspace.pinned is None:
        return read_tagged_block(repository or workspace.content_root, cache / "tags", block, version)
    catalogs = GitCatalogs(cache, allow_files=invocation.environment.get(ALLOW_FILES) == "1")
    try:
        return catalogs.at_revision(workspace.pinned.git, tag_of(block, version)).folder
    except NotFoundError:
        return None


def _merged(workspace: Workspace, older: Workspace, block: str, version: str) -> Workspace:
    """What the content itself holds goes before what a tag holds, and stands first."""
    found = older.blocks[block][version]
    return replace(
        workspace,
        blocks={**workspace.blocks, block: {**workspace.blocks.get(block, {}), version: found}},
        interfaces=_over(older.interfaces, workspace.interfaces),
        interface_digests=_over(older.interface_digests, workspace.interface_digests),
    )


def _over(older: Mapping[str, Mapping[str, Any]], newer: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: {**newer.get(name, {}), **older.get(name, {}), **newer.get(name, {})} for name in sorted({*older, *newer})}
