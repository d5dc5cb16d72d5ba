"""The lock of a stack as a file."""

from __future__ import annotations

from bouwsteen.cli.files import write_text
from bouwsteen.documents.workspaces import LOCK_FILE, Workspace, load_workspace
from bouwsteen.errors import InvalidInputError
from bouwsteen.resolution.locks import write_lock
from bouwsteen.resolution.resolutions import resolve_stack


def ensure_lock(workspace: Workspace, stack: str) -> Workspace:
    """Write the lock of a stack that has none yet; a lock that is there is never changed.

    Returns the workspace with it. Raises InvalidInputError when no versions fit.
    """
    loaded = workspace.stacks[stack]
    if loaded.lock is not None:
        return workspace
    resolution, problems = resolve_stack(workspace, stack)
    if resolution is None:
        raise InvalidInputError.of(problems)
    write_text(loaded.folder / LOCK_FILE, write_lock(resolution.lock))
    again, diagnostics = load_workspace(workspace.root, workspace.content_root, stacks=[stack], pinned=workspace.pinned)
    if diagnostics.has_errors:
        raise InvalidInputError.of(diagnostics.sorted())
    return again
