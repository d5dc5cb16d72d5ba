"""Stacks that take blocks and catalog from a repository: which commit, and where its files are on this machine."""

from __future__ import annotations

from pathlib import Path

from bouwsteen.cli.settings import Invocation
from bouwsteen.documents.workspaces import LoadedStack, PinnedContent
from bouwsteen.errors import InternalError
from bouwsteen.resolution.locks import LockedCatalog, read_lock


def fetch_pinned(invocation: Invocation, root: Path, loaded: LoadedStack, *, fresh: bool) -> tuple[Path, PinnedContent]:
    """The folder with the content that a stack pins, and which commit that is.

    The commit in the lock holds while the stack pins what the lock says; `fresh` asks the repository where
    the revision is now. Raises as `GitCatalogs`.
    """
    from bouwsteen.adapters.git_addresses import ALLOW_FILES  # noqa: PLC0415  only a stack with a pin needs git
    from bouwsteen.adapters.git_catalogs import GitCatalogs  # noqa: PLC0415
    from bouwsteen.cli.wiring import WORK_FOLDER  # noqa: PLC0415

    pin = loaded.model.spec.catalog
    if pin is None:
        raise InternalError("A stack without a pinned catalog was taken for one with.")
    catalogs = GitCatalogs(root / WORK_FOLDER / "catalogs", allow_files=invocation.environment.get(ALLOW_FILES) == "1")
    locked = None if fresh else _locked(loaded)
    if locked is not None and (locked.git, locked.revision) == (pin.git, pin.revision):
        tree = catalogs.at_commit(pin.git, locked.commit, pin.revision)
    else:
        tree = catalogs.at_revision(pin.git, pin.revision)
    return tree.folder, PinnedContent(pin.git, pin.revision, tree.commit, tree.digest)


def _locked(loaded: LoadedStack) -> LockedCatalog | None:
    lock = read_lock(loaded.lock)[0] if loaded.lock is not None else None
    return lock.catalog if lock is not None else None
