"""Two revisions of a clone, read and judged by their documents: for who looks at a change before it is merged.

Nothing of a revision is run, and no secret is read for it. A catalog in another repository is fetched only from an address that
the base knows already, or that whoever runs this names: a branch must not choose whom a CI calls.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bouwsteen.adapters.git_trees import LocalRepository, write_files
from bouwsteen.cli.catalog_pins import fetch_pinned
from bouwsteen.cli.older_versions import with_older_versions
from bouwsteen.cli.policies import chosen_day
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.wiring import known_types
from bouwsteen.cli.workspaces import Loaded, load_below
from bouwsteen.diagnostics import Diagnostic, Diagnostics
from bouwsteen.documents.digests import digest_data
from bouwsteen.documents.validations import validate_stack
from bouwsteen.documents.workspaces import LOCK_FILE, LoadedPolicy, LoadedStack, PinnedContent, read_pinning_stacks
from bouwsteen.engine.compilations import CompiledBlocks
from bouwsteen.engine.outlooks import Outlook, foresee
from bouwsteen.engine.policies import compile_policies, judge_stack
from bouwsteen.errors import BouwsteenError, InvalidInputError, NotFoundError
from bouwsteen.gitops.changes import Side, choose_stacks, compare_stack, find_scope
from bouwsteen.gitops.comments import Comparison
from bouwsteen.gitops.trees import TreeEntry
from bouwsteen.phrases import quoted
from bouwsteen.policy.judgements import Finding
from bouwsteen.policy.rules import CompiledPolicy


@dataclass(frozen=True, slots=True)
class Revisions:
    """What is compared. `parting` is where head left base; `behind`: base went on since."""

    base: str
    head: str
    parting: str

    @property
    def behind(self) -> bool:
        return self.base != self.parting


class Compilations:
    """What both sides have alike is compiled once."""

    def __init__(self) -> None:
        self.blocks = CompiledBlocks(known_types())
        self._policies: dict[str, CompiledPolicy] = {}

    def of_policies(self, policies: Mapping[str, LoadedPolicy]) -> list[CompiledPolicy]:
        """Raises InvalidInputError with all mistakes of all of them."""
        digests = {name: digest_data(loaded.document.data) for name, loaded in policies.items()}
        new = {name: loaded for name, loaded in policies.items() if digests[name] not in self._policies}
        for name, policy in compile_policies(new).items():
            self._policies[digests[name]] = policy
        return [self._policies[digest] for digest in digests.values()]


def compare_revisions(
    invocation: Invocation, repository: Path, base: str, head: str, day: dt.date, catalogs: Collection[str]
) -> Comparison:
    """Raises NotFoundError for a revision that is not here. What is wrong with the content of head is in the answer."""
    local = LocalRepository(repository)
    revisions = find_revisions(local, base, head)
    try:
        contents = [local.content(commit) for commit in (revisions.parting, revisions.head)]
        names, examined = _touched(local, revisions, contents)
        with tempfile.TemporaryDirectory(prefix="bouwsteen-") as folder:
            judged = []
            compiled = Compilations()
            known: set[str] = set(catalogs)
            for side, content in zip(("base", "head"), contents, strict=True):
                root = Path(folder).resolve() / side
                present = [name for name in names if f"stacks/{name}/stack.yaml" in content]
                _write_side(local, content, names, root)
                if side == "base":
                    known |= {
                        pin.git for each in read_pinning_stacks(root, _stacks_in(content)).values() if (pin := each.model.spec.catalog)
                    }
                judged.append(judge_side(invocation, repository, root, present, day, known, compiled))
    except InvalidInputError as refused:
        return Comparison(revisions.base, revisions.head, (), 0, refused.diagnostics)
    types = known_types()
    stacks = tuple(compare_stack(name, judged[0].get(name, Side()), judged[1].get(name, Side()), types) for name in names)
    return Comparison(revisions.base, revisions.head, stacks, examined, behind=revisions.behind)


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
        root = Path(folder).resolve() / "tree"
        _write_side(local, content, [stack], root)
        pins = {pin.git for each in read_pinning_stacks(root, [stack]).values() if (pin := each.model.spec.catalog)}
        return judge_side(invocation, repository, root, [stack], day, pins, Compilations())[stack]


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


def judge_side(
    invocation: Invocation,
    repository: Path,
    root: Path,
    names: Sequence[str],
    day: dt.date,
    catalogs: Collection[str],
    compiled: Compilations,
) -> dict[str, Side]:
    """The stacks of a written tree, each with all that its documents say."""

    def fetch(loaded: LoadedStack) -> tuple[Path, PinnedContent]:
        pin = loaded.model.spec.catalog
        if pin is not None and pin.git not in catalogs:
            raise _foreign_catalog(loaded)
        return fetch_pinned(invocation, repository, loaded, fresh=False)

    sides: dict[str, Side] = {}
    for loaded in load_below(root, list(names), fetch) if names else ():
        whole = with_older_versions(invocation, loaded.workspace, loaded.names, loaded.diagnostics, repository)
        sides.update(_judge_content(loaded._replace(workspace=whole), day, compiled))
    return sides


def _judge_content(loaded: Loaded, day: dt.date, compiled: Compilations) -> dict[str, Side]:
    """Stacks of one content."""
    workspace, found, names = loaded
    by_stack, shared = _by_stack(found, names)
    policies: list[CompiledPolicy] = []
    try:
        policies = compiled.of_policies(workspace.policies)
    except InvalidInputError as broken:
        shared.extend(broken.diagnostics)
    sides = {}
    for name in names:
        problems = Diagnostics([*shared, *by_stack[name]])
        if name in workspace.stacks:
            problems.extend(validate_stack(workspace, name, bouwsteen_version=version("bouwsteen")))
        if name not in workspace.stacks or problems.has_errors:
            sides[name] = Side(problems=tuple(problems.sorted()))
            continue
        environments = workspace.stacks[name].model.spec.environments
        outlooks = {environment: foresee(workspace, name, environment, compiled.blocks) for environment in environments}
        findings: tuple[Finding, ...] = ()
        with contextlib.suppress(InvalidInputError):  # told by the outlooks: its blocks do not fit together
            findings = judge_stack(workspace, name, policies, day).findings
        sides[name] = Side(outlooks, findings, tuple(problems.sorted()))
    return sides


def _by_stack(found: Iterable[Diagnostic], names: Sequence[str]) -> tuple[dict[str, list[Diagnostic]], list[Diagnostic]]:
    """The diagnostics of each stack's own files, and those that all have in common."""
    by_stack: dict[str, list[Diagnostic]] = {name: [] for name in names}
    shared: list[Diagnostic] = []
    for each in found:
        parts = each.source.file.split("/") if each.source is not None else []
        if parts[:1] == ["stacks"] and len(parts) > 2:
            by_stack.get(parts[1], []).append(each)
        else:
            shared.append(each)
    return by_stack, shared


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
    return path.startswith("stacks/") and path.count("/") == 2 and path.endswith(("/stack.yaml", f"/{LOCK_FILE}"))


def _stacks_in(content: Mapping[str, TreeEntry]) -> list[str]:
    return sorted(
        path.split("/")[1] for path in content if path.startswith("stacks/") and path.count("/") == 2 and path.endswith("/stack.yaml")
    )


def _write_side(local: LocalRepository, content: Mapping[str, TreeEntry], names: Collection[str], root: Path) -> None:
    """Everything that the named stacks may read; of the other stacks their documents alone, for what they export."""
    wanted = {
        path: entry for path, entry in content.items() if not path.startswith("stacks/") or path.split("/")[1] in names or _is_told(path)
    }
    if wanted:
        write_files(local.read_files(wanted), root)
    else:
        root.mkdir()


def _foreign_catalog(loaded: LoadedStack) -> BouwsteenError:
    return InvalidInputError.because(
        "catalog-address-new",
        "A branch names a catalog that the base does not",
        f"The stack `{loaded.model.name}` takes its catalog from an address that no stack of the base names, and it was not called.",
        "Check the address. If it is right, name it:\n\n    bouwsteen pr --catalog URL",
    )
