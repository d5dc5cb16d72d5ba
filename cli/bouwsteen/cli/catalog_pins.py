"""Stacks that take blocks and catalog from a repository: which commit, and where its files are on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bouwsteen.cli.settings import Invocation
from bouwsteen.documents.stacks import CatalogPin
from bouwsteen.documents.workspaces import LoadedStack, PinnedContent
from bouwsteen.errors import InternalError
from bouwsteen.resolution.locks import LockedCatalog, read_lock

if TYPE_CHECKING:  # only a stack with a pin pays for git
    from bouwsteen.adapters.git_catalogs import CatalogTree


def fetch_pinned(
    invocation: Invocation, root: Path, loaded: LoadedStack, *, fresh: bool, accept_older: bool = False
) -> tuple[Path, PinnedContent]:
    """The folder with the content that a stack pins, and which commit that is.

    The commit in the lock holds while the stack pins what the lock says; `fresh` asks the repository where
    the revision is now. Where the stack names `signers`, the commit must be signed by one of them and not be older than what was seen
    here before. Raises as `GitCatalogs`, and StaleError.
    """
    from bouwsteen.adapters.git_addresses import ALLOW_FILES  # noqa: PLC0415  only a stack with a pin needs git
    from bouwsteen.adapters.git_catalogs import GitCatalogs  # noqa: PLC0415
    from bouwsteen.cli.state_stores import WORK_FOLDER  # noqa: PLC0415

    pin = loaded.model.spec.catalog
    if pin is None:
        raise InternalError("A stack without a pinned catalog was taken for one with.")
    catalogs = GitCatalogs(root / WORK_FOLDER / "catalogs", allow_files=invocation.environment.get(ALLOW_FILES) == "1")
    locked = None if fresh else _locked(loaded)
    if locked is not None and (locked.git, locked.revision) == (pin.git, pin.revision):
        tree = catalogs.at_commit(pin.git, locked.commit, pin.revision)
    else:
        tree = catalogs.at_revision(pin.git, pin.revision)
    if pin.signers is not None:
        _require_trust(invocation, loaded, pin, tree, accept_older=accept_older)
    return tree.folder, PinnedContent(pin.git, pin.revision, tree.commit, tree.digest)


def _require_trust(invocation: Invocation, loaded: LoadedStack, pin: CatalogPin, tree: CatalogTree, *, accept_older: bool) -> None:
    from bouwsteen.adapters.catalog_memories import Seen  # noqa: PLC0415  as above
    from bouwsteen.cli import catalog_trust  # noqa: PLC0415

    trusted = catalog_trust.read_trusted(loaded.folder / (pin.signers or ""), f"stacks/{loaded.model.name}/{pin.signers}")
    catalog_trust.require_signed_commit(tree.raw, tree.commit, pin.git, trusted)
    found = catalog_trust.load_snapshot(tree.folder)
    seen = Seen(found[0].number if found else 0, catalog_trust.commit_time(tree.raw))
    catalog_trust.require_not_older(invocation, pin.git, seen, f"Commit {tree.commit[:12]} of {pin.git}", accept=accept_older)


def _locked(loaded: LoadedStack) -> LockedCatalog | None:
    lock = read_lock(loaded.lock)[0] if loaded.lock is not None else None
    return lock.catalog if lock is not None else None
