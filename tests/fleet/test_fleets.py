"""The generator itself: the same bytes for the same seed, and a fleet as it would be."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

from tests.support.fleets import CENTRAL, Fleet, list_towns, plan_fleet, small_fleet, write_fleet

from bouwsteen.cli.known_types import known_types
from bouwsteen.documents.validations import validate_stack
from bouwsteen.documents.workspaces import load_workspace
from bouwsteen.engine.compilations import CompiledBlocks
from bouwsteen.engine.expression_checks import check_expressions
from bouwsteen.engine.policies import compile_policies, judge_stack


def test_every_municipality_has_a_stack_of_its_size() -> None:
    fleet = plan_fleet()
    assert len({stack.name for stack in fleet.stacks}) == len(list_towns()) == 285
    assert 2_500 <= fleet.instances <= 3_200
    sizes = Counter(stack.town.size for stack in fleet.stacks)
    assert set(sizes) == {"hamlet", "village", "town", "large-town", "city"}
    adopted = {size: max(len(stack.adoptions) for stack in fleet.stacks if stack.town.size == size) for size in sizes}
    assert adopted["hamlet"] < adopted["town"] < adopted["city"]


def test_a_part_of_the_fleet_holds_the_stacks_of_the_whole() -> None:
    whole = plan_fleet(7)
    part = plan_fleet(7, only={"gent", "voeren"})
    assert part.stacks == tuple(stack for stack in whole.stacks if stack.name in {"gent", "voeren"})
    assert plan_fleet(8).stacks != whole.stacks


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    fleet = Fleet(3, small_fleet(3).stacks[:4])
    for name in ("one", "two"):
        write_fleet(fleet, tmp_path / name)
    one = _files(tmp_path / "one")
    assert one == _files(tmp_path / "two")
    assert {path.split("/")[1] for path in one if path.startswith("stacks/")} == {CENTRAL, *(stack.name for stack in fleet.stacks)}


def test_the_fleet_is_sound_and_keeps_every_policy(tmp_path: Path) -> None:
    write_fleet(small_fleet(every=40), tmp_path)
    workspace, problems = load_workspace(tmp_path)
    assert list(problems) == []
    policies = compile_policies(workspace.policies).values()
    for name in workspace.stacks:
        assert list(validate_stack(workspace, name)) == []
        assert judge_stack(workspace, name, policies, dt.date(2027, 2, 1)).findings == ()
    assert list(check_expressions(workspace, workspace.stacks, CompiledBlocks(known_types()))) == []
