"""What the verbs of the catalog's life share: the work tree, a block and its entry in it, and writing an entry."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.files import write_text
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.publications import render_move
from bouwsteen.cli.workspaces import ContentSource, find_content, find_root, not_offered, open_catalog
from bouwsteen.documents.catalog_edits import change_version
from bouwsteen.documents.catalog_entries import CatalogEntry, OfferedVersion
from bouwsteen.documents.versions import newest_first
from bouwsteen.documents.workspaces import LoadedBlock, Workspace
from bouwsteen.errors import InvalidInputError, NotFoundError
from bouwsteen.formats.publications import FORMAT_VERSION
from bouwsteen.phrases import did_you_mean
from bouwsteen.resolution.locks import read_lock


class OfferedBlock(NamedTuple):
    workspace: Workspace
    entry: CatalogEntry
    file: Path

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")


def open_own_catalog(invocation: Invocation) -> Workspace:
    """The catalog of this work tree, without mistakes. Raises InvalidInputError for one that came with the program."""
    root = find_root(invocation.directory)
    if find_content(root).source is not ContentSource.WORK_TREE:
        raise InvalidInputError.because(
            "catalog-not-here",
            "This work tree has no catalog",
            f"{root} holds neither blocks nor a catalog, and what came with the program is not changed.",
            "Work in a clone of the catalog's repository.",
        )
    return open_catalog(invocation, sound=True)


def find_entry(workspace: Workspace, block: str) -> OfferedBlock:
    """Raises NotFoundError."""
    entry = workspace.catalog.get(block)
    if entry is None:
        raise not_offered(workspace, block, sorted(workspace.catalog))
    return OfferedBlock(workspace, entry, workspace.content_root / "catalog" / f"{block}.yaml")


def find_block(workspace: Workspace, name: str) -> LoadedBlock:
    """The newest version of a block that is here. Raises NotFoundError."""
    versions = workspace.blocks.get(name)
    if not versions:
        raise NotFoundError.because(
            "block-not-found",
            "There is no such block",
            f"{workspace.content_root / 'blocks'} has no sound block `{name}`.",
            f"{did_you_mean(name, workspace.blocks, 3)}Begin one:\n\n    bouwsteen init block NAME",
        )
    return versions[newest_first(versions)[0]]


def find_version(found: OfferedBlock, version: str) -> OfferedVersion:
    """Raises NotFoundError."""
    offered = found.entry.offered(version)
    if offered is None:
        raise NotFoundError.because(
            "version-not-found",
            "There is no such version",
            f"The catalog does not offer `{found.entry.metadata.name}` {version}.",
            f"It offers {', '.join(each.version for each in found.entry.spec.versions)}.",
        )
    return offered


def carry_out_move(invocation: Invocation, found: OfferedBlock, version: str, channel: str, reason: str) -> ExitCode:
    """Put a version into another channel, in the file, and tell which stacks have it. Raises NotFoundError."""
    block = found.entry.metadata.name
    data = {
        "format_version": FORMAT_VERSION,
        "block": block,
        "version": version,
        "channel": channel,
        "reason": {"nl": reason} if reason else None,
        "changed": _move(found, version, channel, reason),
        "stacks": _stacks_that_lock(found.workspace, block, version),
    }
    invocation.emit(data, lambda: render_move(data, invocation.terminal.look))
    return ExitCode.OK


def _move(found: OfferedBlock, version: str, channel: str, reason: str) -> bool:
    """Whether anything changed."""
    if find_version(found, version).channel == channel and (not reason or _has_reason(found, version, reason)):
        return False
    fields: dict[str, object] = {"channel": channel, **({"reason": {"nl": reason}} if reason else {})}
    write_text(found.file, change_version(found.text, version, fields))
    return True


def _has_reason(found: OfferedBlock, version: str, reason: str) -> bool:
    given = find_version(found, version).reason
    return given is not None and given.nl == reason


def _stacks_that_lock(workspace: Workspace, block: str, version: str) -> list[str]:
    """Whose locks pin that version."""
    found = []
    for name, loaded in sorted(workspace.stacks.items()):
        lock = read_lock(loaded.lock)[0] if loaded.lock is not None else None
        if lock is not None and block in lock.blocks and lock.blocks[block].version == version:
            found.append(name)
    return found
