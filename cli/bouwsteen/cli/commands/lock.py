"""`bouwsteen lock`."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from bouwsteen.cli.arguments.lock import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.files import write_text
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.sheets import Sheet, Style, Styled
from bouwsteen.cli.workspaces import find_root, open_workspaces
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.workspaces import LOCK_FILE, Workspace
from bouwsteen.errors import InvalidInputError, StaleError
from bouwsteen.resolution.locks import Lock, missing_lock, read_lock, write_lock
from bouwsteen.resolution.resolutions import check_lock, resolve_stack


class Locked(NamedTuple):
    stack: str
    path: Path
    lock: Lock
    changed: bool


def run(invocation: Invocation, options: Options) -> ExitCode:
    # Where a pinned revision is now is what a lock is about, so what the locks say of it does not count.
    opened = open_workspaces(invocation, options.stacks or None, fresh=True, accept_older=options.accept_older_catalog)
    wanted = sorted(((name, workspace) for workspace, names in opened for name in names), key=lambda pair: pair[0])
    if options.check:
        locked = _check(wanted)
    else:
        # All are resolved before any is written: a mistake in one leaves no half of the work.
        locked = [_resolve(workspace, name, upgrade=options.upgrade) for name, workspace in wanted]
        for each in locked:
            if each.changed:
                write_text(each.path, write_lock(each.lock))
    invocation.emit(_data(locked), lambda: _text(locked, invocation))
    return ExitCode.OK


def _resolve(workspace: Workspace, name: str, *, upgrade: bool) -> Locked:
    loaded = workspace.stacks[name]
    before, problems = read_lock(loaded.lock) if loaded.lock is not None else (None, [])
    if problems and not upgrade:
        raise InvalidInputError.of(problems)
    resolution, problems = resolve_stack(workspace, name, preferred=None if upgrade else before)
    if resolution is None:
        raise InvalidInputError.of(problems)
    return Locked(name, loaded.folder / LOCK_FILE, resolution.lock, changed=before is None or before != resolution.lock)


def _check(wanted: list[tuple[str, Workspace]]) -> list[Locked]:
    """Raises StaleError with everything that moved, of all stacks."""
    moved: list[Diagnostic] = []
    locked: list[Locked] = []
    for name, workspace in wanted:
        loaded = workspace.stacks[name]
        if loaded.lock is None:
            moved.append(missing_lock(name))
            continue
        lock, problems = read_lock(loaded.lock)
        if lock is None:
            raise InvalidInputError.of(problems)
        resolution, problems = check_lock(workspace, name, lock)
        if resolution is None:
            raise InvalidInputError.of(problems)
        moved += problems
        locked.append(Locked(name, loaded.folder / LOCK_FILE, lock, changed=False))
    if moved:
        raise StaleError(*moved)
    return locked


def _data(locked: list[Locked]) -> dict[str, object]:
    """`{format_version, locks: [{stack, path, changed, digest, lock}]}`; `lock` as in the file."""
    return {
        "format_version": "1.0",
        "locks": [
            {
                "stack": each.stack,
                "path": str(each.path),
                "changed": each.changed,
                "digest": each.lock.digest,
                "lock": each.lock.model_dump(mode="json", by_alias=True),
            }
            for each in locked
        ],
    }


def _text(locked: list[Locked], invocation: Invocation) -> str:
    texts = invocation.texts
    sheet = Sheet(invocation.terminal.look)
    for each in locked:
        what = Styled(texts("lock.written" if each.changed else "lock.same"), Style.GOOD if each.changed else Style.DIM)
        blocks = ", ".join(f"{name} {pin.version}" for name, pin in sorted(each.lock.blocks.items()))
        sheet.line(Styled(f"{each.stack}  ", Style.BOLD), what, f"  {blocks}")
    if not locked:
        sheet.line(texts("stacks.none", folder=find_root(invocation.directory) / "stacks"))
    return sheet.text()
