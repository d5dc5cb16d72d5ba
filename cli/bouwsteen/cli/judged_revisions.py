"""Stacks of two revisions that were written to a folder: judged, and compared, by one process or by several."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bouwsteen.cli.catalog_pins import fetch_pinned
from bouwsteen.cli.known_types import known_types
from bouwsteen.cli.older_versions import with_older_versions
from bouwsteen.cli.settings import Invocation, Settings
from bouwsteen.cli.texts import Language
from bouwsteen.cli.workspaces import Loaded, load_below
from bouwsteen.diagnostics import Diagnostic, Diagnostics
from bouwsteen.documents.digests import digest_data
from bouwsteen.documents.validations import validate_stack
from bouwsteen.documents.workspaces import LoadedPolicy, LoadedStack, PinnedContent
from bouwsteen.engine.compilations import CompiledBlocks
from bouwsteen.engine.outlooks import foresee
from bouwsteen.engine.policies import JudgedStack, compile_policies, judge_stack
from bouwsteen.errors import BouwsteenError, InvalidInputError
from bouwsteen.gitops.changes import Side, StackChange, compare_stack
from bouwsteen.policy.rules import CompiledPolicy


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


@dataclass(frozen=True, slots=True)
class Judging:
    """Two revisions of a repository that were written below `folder`, as `base` and `head`, and what they are judged by."""

    repository: Path
    folder: Path
    day: dt.date
    catalogs: frozenset[str]  # addresses that may be called

    def compare(self, invocation: Invocation, names: Sequence[str]) -> list[StackChange]:
        """Stacks of either side. Both are read at once, and what they have alike is compiled once."""
        compiled, types = Compilations(), known_types()
        base, head = (self.judge(invocation, side, names, compiled) for side in ("base", "head"))
        return [compare_stack(name, base.get(name, Side()), head.get(name, Side()), types) for name in names]

    def judge(self, invocation: Invocation, side: str, names: Sequence[str], compiled: Compilations) -> dict[str, Side]:
        """Those of the stacks that this side has, each with all that its documents say."""

        def fetch(loaded: LoadedStack) -> tuple[Path, PinnedContent]:
            pin = loaded.model.spec.catalog
            if pin is not None and pin.git not in self.catalogs:
                raise _foreign_catalog(loaded)
            return fetch_pinned(invocation, self.repository, loaded, fresh=False)

        root = self.folder / side
        present = [name for name in names if (root / "stacks" / name / "stack.yaml").is_file()]
        sides: dict[str, Side] = {}
        for loaded in load_below(root, present, fetch) if present else ():
            whole = with_older_versions(invocation, loaded.workspace, loaded.names, loaded.diagnostics, self.repository)
            sides.update(_judge_content(loaded._replace(workspace=whole), self.day, compiled))
        return sides


def compare_share(judging: Judging, names: Sequence[str]) -> list[StackChange]:
    """The same in another process, which says nothing to anybody."""
    return judging.compare(Invocation.of(Settings(Language.EN)), names)


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
    checked: dict[tuple[str, str], tuple[Diagnostic, ...]] = {}
    ours = version("bouwsteen")
    for name in names:
        problems = Diagnostics([*shared, *by_stack[name]])
        validated = Diagnostics()
        if name in workspace.stacks:
            validated = validate_stack(workspace, name, bouwsteen_version=ours, checked=checked)
            problems.extend(validated)
        if name not in workspace.stacks or problems.has_errors:
            sides[name] = Side(problems=tuple(problems.sorted()))
            continue
        outlooks, resolution = foresee(workspace, name, compiled.blocks, tuple(validated))
        judged = JudgedStack(name, 0, ())
        with contextlib.suppress(InvalidInputError):  # told by the outlooks: its blocks do not fit together
            judged = judge_stack(workspace, name, policies, day, resolution=resolution, outlooks=outlooks)
        sides[name] = Side(outlooks, judged.findings, tuple(problems.sorted()), judged.rulings)
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


def _foreign_catalog(loaded: LoadedStack) -> BouwsteenError:
    return InvalidInputError.because(
        "catalog-address-new",
        "A branch names a catalog that the base does not",
        f"The stack `{loaded.model.name}` takes its catalog from an address that no stack of the base names, and it was not called.",
        "Check the address. If it is right, name it:\n\n    bouwsteen pr --catalog URL",
    )
