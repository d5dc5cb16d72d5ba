"""Two trees → what the difference does to each stack, in as many processes as the machine has for it.

This process reads both trees once and looks which stacks have a part that moved; only those are judged. Others take
an even share of them each, read what those need, and compile blocks and policies once for all of it. Time grows with
the number of stacks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bouwsteen.cli.known_types import known_types
from bouwsteen.cli.shares import share, work
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.workspaces import PinnedContent, Workspace, load_workspace
from bouwsteen.engine.stack_inputs import StackInputs
from bouwsteen.engine.stack_states import StackState, StateReader
from bouwsteen.gitops.impacts import Impact, compare, untouched


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two trees: where its stacks are, and where its content is."""

    root: Path
    content: Path
    pinned: PinnedContent | None = None

    def has(self, stack: str) -> bool:
        return (self.root / "stacks" / stack / "stack.yaml").is_file()

    def load(self, stacks: Iterable[str] | None = None) -> tuple[Workspace, list[Diagnostic]]:
        workspace, problems = load_workspace(self.root, self.content, stacks=stacks, pinned=self.pinned, whole=False)
        return workspace, list(problems)


class _Reader:
    """States of the stacks of one side."""

    def __init__(self, day: dt.date, loaded: tuple[Workspace, list[Diagnostic]]) -> None:
        self.workspace, problems = loaded
        self._states = StateReader(self.workspace, problems, known_types(), day)

    def read(self, name: str) -> StackState | None:
        if name in self.workspace.stacks:
            return self._states.read(name)
        return self._states.broken(name) if name in self.workspace.stack_names else None


def find_impacts(before: Side, after: Side, day: dt.date, processes: int | None = None) -> list[Impact]:
    """Of every stack of either tree, by name. `processes`: at most so many beside this one; None: what the machine has."""
    old, new = before.load(), after.load()
    names = sorted({*old[0].stack_names, *new[0].stack_names})
    touched = _touched(old, new, names)
    found = {name: untouched(name) for name in names if name not in touched}
    found |= {impact.stack: impact for impact in _judge(before, after, day, old, new, touched, processes)}
    return [found[name] for name in names]


def _touched(old: tuple[Workspace, list[Diagnostic]], new: tuple[Workspace, list[Diagnostic]], names: Sequence[str]) -> set[str]:
    """Stacks that have to be judged: a part of theirs moved, or something somewhere could not be read."""
    if any(each.is_error for each in (*old[1], *new[1])):
        return set(names)
    before, after = StackInputs(old[0]), StackInputs(new[0])
    there = old[0].stacks.keys() & new[0].stacks.keys()
    return {name for name in names if name not in there or before.digests(name) != after.digests(name)}


def _judge(
    before: Side,
    after: Side,
    day: dt.date,
    old: tuple[Workspace, list[Diagnostic]],
    new: tuple[Workspace, list[Diagnostic]],
    touched: set[str],
    processes: int | None,
) -> list[Impact]:
    # Who exports to all of them has to see all of them, as this process does.
    exporting = {name for each in (old[0], new[0]) for name, loaded in each.stacks.items() if loaded.model.spec.exports}
    found = work(
        share(touched, here=exporting, processes=processes),
        partial(_judge_share, before, after, day),
        lambda names: _compare_all(_Reader(day, old), _Reader(day, new), names),
    )
    return [impact for each in found for impact in each]


def _judge_share(before: Side, after: Side, day: dt.date, names: Sequence[str]) -> list[Impact]:
    readers = [_Reader(day, side.load(name for name in names if side.has(name))) for side in (before, after)]
    return _compare_all(readers[0], readers[1], names)


def _compare_all(before: _Reader, after: _Reader, names: Iterable[str]) -> list[Impact]:
    return [compare(before.read(name), after.read(name)) for name in names]
