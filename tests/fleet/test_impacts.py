"""Seeded changes of a fleet: the municipalities that are named are exactly the right ones, and by the right cause."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.support.fleet_changes import CHANGES, FleetChange, drafts_policy, edited
from tests.support.fleets import Fleet, plan_fleet, small_fleet, write_fleet

from bouwsteen.cli.impact_runs import Side, find_impacts
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.gitops.impacts import Effect, Impact

DAY = dt.date(2027, 2, 1)
# These also run where every second counts; the others with the slow tests.
QUICK = {"repair of a block", "parameter narrowed", "policy in force earlier", "overlay", "municipality that is no more", "roadmap"}


@dataclass(frozen=True)
class KnownSide(Side):
    """A tree that does not change, read once."""

    read: list[tuple[Workspace, list[Diagnostic]]] = field(default_factory=list)

    def load(self, stacks: Iterable[str] | None = None) -> tuple[Workspace, list[Diagnostic]]:
        assert stacks is None, "in this process all is read at once"
        if not self.read:
            self.read.append(super().load())
        return self.read[0]


Trees = tuple[KnownSide, Path]


def find(trees: Trees) -> list[Impact]:
    before, after = trees
    return find_impacts(before, Side(after, after), DAY, processes=1)


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    """All 285 when BOUWSTEEN_FLEET is set."""
    return plan_fleet() if os.environ.get("BOUWSTEEN_FLEET") else small_fleet(every=30)


@pytest.fixture(scope="module")
def trees(fleet: Fleet, tmp_path_factory: pytest.TempPathFactory) -> Trees:
    """The tree before, and one that is changed and put back."""
    before, after = tmp_path_factory.mktemp("fleets") / "before", tmp_path_factory.mktemp("fleets") / "after"
    write_fleet(fleet, before)
    path, text = drafts_policy("2026-01-01 inform", "2028-01-01 deny")
    (before / path).parent.mkdir()
    (before / path).write_text(text, encoding="utf-8")
    shutil.copytree(before, after)
    return KnownSide(before, before), after


def test_nothing_is_affected_by_nothing(trees: Trees) -> None:
    assert {impact.effect for impact in find(trees)} == {Effect.UNAFFECTED}


@pytest.mark.parametrize(
    "change", [pytest.param(each, id=each.name, marks=() if each.name in QUICK else pytest.mark.slow) for each in CHANGES]
)
def test_a_change_touches_exactly_whom_it_must(change: FleetChange, fleet: Fleet, trees: Trees) -> None:
    with edited(trees[1], lambda tree: change.edit(tree, fleet)):
        impacts = find(trees)
    found = {effect.value: {impact.stack for impact in impacts if impact.effect is effect} for effect in Effect}
    expected = {effect: names for effect, names in change.expected(fleet).items() if names}
    assert {effect: names for effect, names in found.items() if names and effect != "unaffected"} == expected
    assert {cause.kind.value for impact in impacts for cause in impact.causes} <= change.kinds
    for impact in impacts:
        if impact.effect in {Effect.ACTION, Effect.BLOCKED}:
            assert {cause.kind.value for cause in impact.causes if cause.effect is impact.effect}, impact
