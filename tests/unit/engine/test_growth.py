"""The work of the engine grows with the size of a stack, not with its square. Counted, not timed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.benchmarks.bench_engine import write_workspace
from tests.support import engines
from tests.support.efforts import growth
from tests.support.file_worlds import FileWorld

from bouwsteen.adapters.state_folders import FolderStore
from bouwsteen.adapters.state_keys import LocalKeys
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.applies import apply
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.plans import Planned, make_plan
from bouwsteen.formats.plan_json import plan_json
from bouwsteen.planning.actions import Action

SMALL, LARGE = 100, 400
MOST = 1.1


class Town:
    """A stack of `size` instances in chains of ten."""

    def __init__(self, root: Path, size: int) -> None:
        self.root = root / str(size)
        write_workspace(self.root, size)
        self.engine: Engine = engines.make_engine(
            FileWorld(self.root / "world"), FolderStore(self.root / "state", LocalKeys(self.root / "keys"))
        )
        self.workspace: Workspace = engines.load(self.root, "chains")

    def plan(self) -> Planned:
        return make_plan(self.engine, engines.compiled(self.engine, self.workspace, "chains").desired)

    def apply(self) -> None:
        apply(self.engine, engines.compiled(self.engine, self.workspace, "chains").desired)


def _towns(tmp_path: Path, prepare: Callable[[Town], object], work: Callable[[Town], object]) -> float:
    def begin(size: int) -> Callable[[], object]:
        town = Town(tmp_path, size)
        prepare(town)
        return lambda: work(town)

    return growth(begin, SMALL, LARGE)


def test_reading_and_compiling(tmp_path: Path) -> None:
    assert _towns(tmp_path, lambda _: None, lambda town: engines.read(town.root, "chains")) < MOST
    assert _towns(tmp_path / "compiled", lambda _: None, lambda town: engines.compiled(town.engine, town.workspace, "chains")) < MOST


def test_a_cold_plan_and_showing_it(tmp_path: Path) -> None:
    assert _towns(tmp_path, lambda _: None, lambda town: plan_json(town.plan().plan)) < MOST


@pytest.mark.parametrize("changed", [None, 42])
def test_a_plan_on_what_stands(changed: int | None, tmp_path: Path) -> None:
    def prepare(town: Town) -> None:
        town.apply()
        write_workspace(town.root, len(town.workspace.stacks["chains"].model.spec.blocks), changed)
        town.workspace = engines.read(town.root, "chains")
        changes = [change for change in town.plan().plan.changes if change.is_change]
        # What is changed, and what reads its output: null objects keep theirs, so that is all.
        assert [change.action for change in changes] == ([] if changed is None else [Action.UPDATE])

    assert _towns(tmp_path, prepare, Town.plan) < MOST


def test_an_apply(tmp_path: Path) -> None:
    assert _towns(tmp_path, lambda _: None, Town.apply) < MOST
