"""From what a person typed to a workspace: which folder, which stacks, which content."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

import bouwsteen
from bouwsteen.addresses import STACK_NAME
from bouwsteen.cli.catalog_pins import fetch_pinned
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.source_files import read_source
from bouwsteen.cli.views.diagnostics import render_diagnostics
from bouwsteen.diagnostics import Diagnostics
from bouwsteen.documents.workspaces import LoadedStack, PinnedContent, Workspace, load_workspace, read_pinning_stacks
from bouwsteen.errors import BouwsteenError, InvalidInputError, NotFoundError
from bouwsteen.phrases import did_you_mean


class ContentSource(enum.StrEnum):
    """Where blocks and catalog come from, for a stack that pins no repository. One source, never merged."""

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
    guess = f"Did you mean {' or '.join(f'`{name}`' for name in near)}? " if near else ""
    listed = f"Stacks here are: {', '.join(known)}." if known else "There are none yet; `bouwsteen init` begins one."
    raise NotFoundError.because(
        "stack-not-found", "There is no such stack", f"No stack `{typed}` stands in {root / 'stacks'}.", guess + listed
    )


def not_offered(workspace: Workspace, block: str, known: Sequence[str]) -> BouwsteenError:
    """A NotFoundError with the nearest of the `known` names."""
    return NotFoundError.because(
        "block-not-found",
        "There is no such block",
        f"The catalog in {workspace.content_root} does not offer `{block}`.",
        f"{did_you_mean(block, known, 3)}See what it offers:\n    bouwsteen catalog",
    )


def stack_names(root: Path) -> list[str]:
    folder = root / "stacks"
    if not folder.is_dir():
        return []
    return sorted(each.name for each in folder.iterdir() if STACK_NAME.fullmatch(each.name) and (each / "stack.yaml").is_file())


class Loaded(NamedTuple):
    """Stacks that have one content. `workspace.root` is the same for all of a run."""

    workspace: Workspace
    diagnostics: Diagnostics
    names: list[str]


def load_each(invocation: Invocation, stacks: Sequence[str] | None, *, fresh: bool = False, accept_older: bool = False) -> list[Loaded]:
    """The stacks that were meant, all that is wrong with them, and their content: one workspace for each content. None: all.

    `fresh` asks repositories where pinned revisions are now, whatever the locks say; `accept_older` takes one that is older than was
    seen before. Raises StaleError for a pinned catalog that may not be used.
    """
    root = find_root(invocation.directory)
    names = stack_names(root) if stacks is None else list(dict.fromkeys(stack_name(each, invocation.directory, root) for each in stacks))
    from bouwsteen.cli.older_versions import with_older_versions  # noqa: PLC0415  reads locks, which few verbs do

    found = load_below(
        root,
        names,
        lambda loaded: fetch_pinned(invocation, root, loaded, fresh=fresh, accept_older=accept_older),
        everything=stacks is None,
    )
    return [each._replace(workspace=with_older_versions(invocation, each.workspace, each.names, each.diagnostics)) for each in found]


def load_below(
    root: Path, names: list[str], fetch: Callable[[LoadedStack], tuple[Path, PinnedContent]], *, everything: bool = False
) -> list[Loaded]:
    """The same for a tree that is found already. `fetch` gives the content of a stack that pins a repository.

    `everything`: the names are all that there are, and blocks are read that none of them uses. Raises StaleError for a pinned catalog
    that is not what its snapshot says.
    """
    content = find_content(root)
    pinning = read_pinning_stacks(root, names)
    if not pinning:
        return [Loaded(*load_workspace(root, content.folder, stacks=None if everything else names), names)]
    pinned: dict[PinnedContent, tuple[Path, list[str]]] = {}
    for name, loaded in pinning.items():
        folder, pin = fetch(loaded)
        pinned.setdefault(pin, (folder, []))[1].append(name)
    found = [
        Loaded(*load_workspace(root, folder, stacks=chosen, pinned=pin, whole=everything), chosen)
        for pin, (folder, chosen) in pinned.items()
    ]
    for each in found:
        _require_published(each.workspace)
    rest = [name for name in names if name not in pinning]
    if rest or (everything and content.source is ContentSource.WORK_TREE):
        found.insert(0, Loaded(*load_workspace(root, content.folder, stacks=rest, whole=everything), rest))
    return found


def _require_published(workspace: Workspace) -> None:
    """A catalog that comes with a snapshot must be what the snapshot says. Raises StaleError."""
    from bouwsteen.cli import catalog_trust  # noqa: PLC0415  only a stack with a pin needs it

    found = catalog_trust.load_snapshot(workspace.content_root)
    if found is not None:
        catalog_trust.require_content(found[0], workspace)


def open_workspaces(
    invocation: Invocation, stacks: Sequence[str] | None = None, *, fresh: bool = False, accept_older: bool = False
) -> list[tuple[Workspace, list[str]]]:
    """The same for verbs that need sound workspaces: warnings are shown, errors raised as InvalidInputError."""
    found = load_each(invocation, stacks, fresh=fresh, accept_older=accept_older)
    mistakes = Diagnostics([problem for each in found for problem in each.diagnostics])
    if mistakes.has_errors:
        raise InvalidInputError.of(mistakes.sorted())
    show_warnings(invocation, mistakes, found[0].workspace.root)
    return [(each.workspace, each.names) for each in found]


def open_workspace(invocation: Invocation, stacks: Sequence[str] | None = None) -> tuple[Workspace, list[str]]:
    """The same for a verb that works on one content."""
    found = open_workspaces(invocation, stacks)
    if len(found) > 1:
        raise InvalidInputError.because(
            "catalogs-differ",
            "The stacks do not have one catalog",
            "They pin different catalogs or revisions, and this command works on one at a time.",
            "Name one stack.",
        )
    return found[0]


def show_warnings(invocation: Invocation, diagnostics: Diagnostics, root: Path) -> None:
    if diagnostics:
        terminal = invocation.terminal
        terminal.complain(render_diagnostics(diagnostics.sorted(), terminal.error_look, read_source(root)))


def open_catalog(invocation: Invocation, *, sound: bool = False, block: str = "") -> Workspace:
    """All blocks and the catalog, whatever the stacks hold. A mistake in them is shown, and the rest can still be read.

    With `sound` mistakes are raised as InvalidInputError: who judges by what was read must have read all of it. So are those that keep
    `block` from being read: it is there, and only its mistakes are in the way.
    """
    root = find_root(invocation.directory)
    workspace, diagnostics = load_workspace(root, find_content(root).folder, stacks=None)
    unread = block not in workspace.blocks and any(each.source and each.source.file.startswith(f"blocks/{block}/") for each in diagnostics)
    if diagnostics.has_errors and (sound or (block and unread)):
        raise InvalidInputError.of(diagnostics.sorted())
    show_warnings(invocation, diagnostics, root)
    return workspace
