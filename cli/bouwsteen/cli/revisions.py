"""Two revisions of a clone, read and judged by their documents: for who looks at a change before it is merged.

Nothing of a revision is run, and no secret is read for it. A catalog in another repository is fetched only from an address that
the base knows already, or that whoever runs this names: a branch must not choose whom a CI calls.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bouwsteen.adapters.git_trees import LocalRepository, write_files
from bouwsteen.cli.judged_revisions import Compilations, Judging, compare_share
from bouwsteen.cli.policies import chosen_day
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.shares import share, work
from bouwsteen.documents.stacks import CatalogPin
from bouwsteen.documents.workspaces import LOCK_FILE, LoadedStack, read_pinning_stacks
from bouwsteen.engine.outlooks import Outlook
from bouwsteen.errors import InvalidInputError, NotFoundError
from bouwsteen.gitops.changes import Side, choose_stacks, find_scope
from bouwsteen.gitops.comments import Comparison
from bouwsteen.gitops.trees import TreeEntry
from bouwsteen.phrases import quoted


@dataclass(frozen=True, slots=True)
class Revisions:
    """What is compared. `parting` is where head left base; `behind`: base went on since."""

    base: str
    head: str
    parting: str

    @property
    def behind(self) -> bool:
        return self.base != self.parting


def compare_revisions(
    invocation: Invocation, repository: Path, base: str, head: str, day: dt.date, catalogs: Collection[str]
) -> Comparison:
    """Raises NotFoundError for a revision that is not here. What is wrong with the content of head is in the answer."""
    local = LocalRepository(repository)
    revisions = find_revisions(local, base, head)
    try:
        contents = [local.content(commit) for commit in (revisions.parting, revisions.head)]
        names, examined = _touched(local, revisions, contents)
        with tempfile.TemporaryDirectory(prefix="bouwsteen-") as made:
            folder = Path(made).resolve()
            pins: dict[str, list[CatalogPin]] = {}
            for side, content in zip(("base", "head"), contents, strict=True):
                _write_side(local, content, names, folder / side)
                pins[side] = [pin for each in _pinning(folder / side, content) if (pin := each.model.spec.catalog) is not None]
            known = frozenset([*catalogs, *(pin.git for pin in pins["base"])])
            judging = Judging(repository, folder, day, known)
            # What pins a catalog may have to fetch it, which one process does for all.
            shares = share(names, here=names if any(pins.values()) else ())
            compared = work(shares, partial(compare_share, judging), partial(judging.compare, invocation))
    except InvalidInputError as refused:
        return Comparison(revisions.base, revisions.head, (), 0, refused.diagnostics)
    stacks = sorted((each for part in compared for each in part), key=lambda each: each.stack)
    return Comparison(revisions.base, revisions.head, tuple(stacks), examined, behind=revisions.behind)


def find_revisions(local: LocalRepository, base: str, head: str) -> Revisions:
    base, head = local.resolve(base), local.resolve(head)
    return Revisions(base, head, local.merge_base(base, head) or base)


def judge_commit(invocation: Invocation, repository: Path, commit: str, stack: str, day: dt.date) -> Side:
    """A stack as a commit of this clone has it. Raises NotFoundError where it does not have it."""
    local = LocalRepository(repository)
    content = local.content(commit)
    if f"stacks/{stack}/stack.yaml" not in content:
        raise NotFoundError.because(
            "stack-not-found", "There is no such stack", f"The commit {commit[:12]} has no stack `{stack}`.", "Commit it first."
        )
    with tempfile.TemporaryDirectory(prefix="bouwsteen-") as folder:
        root = Path(folder).resolve()
        _write_side(local, content, [stack], root / "head")
        pins = {pin.git for each in read_pinning_stacks(root / "head", [stack]).values() if (pin := each.model.spec.catalog)}
        return Judging(repository, root, day, frozenset(pins)).judge(invocation, "head", [stack], Compilations())[stack]


def foresee_commit(invocation: Invocation, repository: Path, commit: str, stack: str, environment: str) -> Outlook:
    """One environment of it. Raises NotFoundError for one that it does not have, InvalidInputError where documents are not sound."""
    side = judge_commit(invocation, repository, commit, stack, chosen_day(None))
    if environment in side.outlooks:
        return side.outlooks[environment]
    if any(each.is_error for each in side.problems):
        raise InvalidInputError(*side.problems)
    raise NotFoundError.because(
        "environment-not-found",
        "There is no such environment",
        f"The stack `{stack}` has no environment {quoted(environment)} in {commit[:12]}.",
        f"Its environments: {', '.join(side.outlooks)}.",
    )


def _touched(local: LocalRepository, revisions: Revisions, contents: Sequence[Mapping[str, TreeEntry]]) -> tuple[list[str], int]:
    """The stacks that the change may touch, and how many there are."""
    scope = find_scope(change.path for change in local.changes(revisions.parting, revisions.head))
    names = sorted({name for content in contents for name in _stacks_in(content)})
    if scope.everything:
        return names, len(names)
    texts: dict[str, list[bytes]] = {name: [] for name in names}
    for content in contents:
        wanted = {path: entry for path, entry in content.items() if _is_told(path)}
        for path, data in (local.read_files(wanted) if wanted else {}).items():
            if path.split("/")[1] in texts:
                texts[path.split("/")[1]].append(data)
    return choose_stacks(scope, texts), len(names)


def _is_told(path: str) -> bool:
    return _is_stack(path) or (path.startswith("stacks/") and path.count("/") == 2 and path.endswith(f"/{LOCK_FILE}"))


def _is_stack(path: str) -> bool:
    return path.startswith("stacks/") and path.count("/") == 2 and path.endswith("/stack.yaml")


def _stacks_in(content: Mapping[str, TreeEntry]) -> list[str]:
    return sorted(path.split("/")[1] for path in content if _is_stack(path))


def _write_side(local: LocalRepository, content: Mapping[str, TreeEntry], names: Collection[str], root: Path) -> None:
    """Everything that the named stacks may read; of the other stacks what they write themselves alone, for what they export."""
    wanted = {
        path: entry for path, entry in content.items() if not path.startswith("stacks/") or path.split("/")[1] in names or _is_stack(path)
    }
    if wanted:
        write_files(local.read_files(wanted), root)
    else:
        root.mkdir()


def _pinning(root: Path, content: Mapping[str, TreeEntry]) -> Iterable[LoadedStack]:
    return read_pinning_stacks(root, _stacks_in(content)).values()
