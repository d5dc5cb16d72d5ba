"""From what a person typed to a workspace: which folder, which stacks, which content."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

import bouwsteen
from bouwsteen.addresses import STACK_NAME
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.source_files import read_source
from bouwsteen.cli.views.diagnostics import render_diagnostics
from bouwsteen.diagnostics import Diagnostics
from bouwsteen.documents.workspaces import Workspace, load_workspace
from bouwsteen.errors import InvalidInputError, NotFoundError


class ContentSource(enum.StrEnum):
    """Where blocks and catalog come from. One source, never merged."""

    WORK_TREE = "work-tree"
    PACKAGE = "package"


class Content(NamedTuple):
    source: ContentSource
    folder: Path


def find_root(directory: Path) -> Path:
    """The nearest folder, from `directory` upwards, that has a `stacks` folder; else `directory` itself."""
    start = directory.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / "stacks").is_dir()), start)


def find_content(root: Path) -> Content:
    """The work tree's own blocks and catalog where it has them, else what came with the program."""
    if (root / "blocks").is_dir() or (root / "catalog").is_dir():
        return Content(ContentSource.WORK_TREE, root)
    package = Path(bouwsteen.__file__).resolve().parent
    # A checkout carries them two folders up; an installed package inside itself.
    carried = package / "content"
    return Content(ContentSource.PACKAGE, carried if carried.is_dir() else package.parents[1])


def stack_name(typed: str, directory: Path, root: Path) -> str:
    """`herstappe`, `stacks/herstappe`, its stack.yaml or `.` inside it → `herstappe`.

    Raises NotFoundError when there is no such stack.
    """
    known = stack_names(root)
    if typed in known:
        return typed
    path = (directory / typed).resolve()
    folder = path.parent if path.name == "stack.yaml" else path
    if folder.parent == (root / "stacks").resolve() and folder.name in known:
        return folder.name
    near = get_close_matches(Path(typed).name, known, n=3)
    guess = f"Did you mean {' or '.join(near)}? " if near else ""
    listed = f"Stacks here are: {', '.join(known)}." if known else "There are none yet; `bouwsteen init` begins one."
    raise NotFoundError.because(
        "stack-not-found", "There is no such stack", f"No stack `{typed}` stands in {root / 'stacks'}.", guess + listed
    )


def stack_names(root: Path) -> list[str]:
    folder = root / "stacks"
    if not folder.is_dir():
        return []
    return sorted(each.name for each in folder.iterdir() if STACK_NAME.fullmatch(each.name) and (each / "stack.yaml").is_file())


def load(invocation: Invocation, stacks: Sequence[str] | None) -> tuple[Workspace, Diagnostics, list[str]]:
    """The workspace, all that is wrong with it, and the names of the stacks that were meant. None: all."""
    root = find_root(invocation.directory)
    names = stack_names(root) if stacks is None else list(dict.fromkeys(stack_name(each, invocation.directory, root) for each in stacks))
    content = find_content(root)
    workspace, diagnostics = load_workspace(root, content.folder, stacks=None if stacks is None else names)
    return workspace, diagnostics, names


def open_workspace(invocation: Invocation, stacks: Sequence[str] | None = None) -> tuple[Workspace, list[str]]:
    """The same for verbs that need a sound workspace: warnings are shown, errors raised as InvalidInputError."""
    workspace, diagnostics, names = load(invocation, stacks)
    if diagnostics.has_errors:
        raise InvalidInputError.of(diagnostics.sorted())
    show_warnings(invocation, diagnostics, workspace.root)
    return workspace, names


def show_warnings(invocation: Invocation, diagnostics: Diagnostics, root: Path) -> None:
    if diagnostics:
        terminal = invocation.terminal
        terminal.complain(render_diagnostics(diagnostics.sorted(), terminal.error_look, read_source(root)))


def open_catalog(invocation: Invocation) -> Workspace:
    """All blocks and the catalog, whatever the stacks hold. A mistake in them is shown, and the rest can still be read."""
    root = find_root(invocation.directory)
    workspace, diagnostics = load_workspace(root, find_content(root).folder, stacks=None)
    show_warnings(invocation, diagnostics, root)
    return workspace
