"""Writes plans as people and programs get them, in a process of its own: `python -m tests.support.plan_writers FOLDER WORKERS`."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import orjson
from tests.support import engines
from tests.support.lifecycles import App, Small, WatchedWorld, Workspaces, watched_engine

from bouwsteen.cli.texts import Language, Texts
from bouwsteen.cli.views.plans import render_plan
from bouwsteen.cli.views.sheets import Look
from bouwsteen.cli.wiring import known_types
from bouwsteen.documents.workspaces import load_workspace
from bouwsteen.engine.applies import apply
from bouwsteen.engine.compilations import CompiledBlocks, compile_environment
from bouwsteen.engine.plans import make_plan
from bouwsteen.formats.plan_json import plan_json
from bouwsteen.planning.plans import Plan
from bouwsteen.resolution.locks import write_lock
from bouwsteen.resolution.resolutions import resolve_stack
from bouwsteen.state.memory import MemoryStore

ROOT = Path(__file__).parents[2]


def big_town(seed: int, size: int = 12) -> Small:
    """A stack with `size` services, each with a few applications; the same for the same seed."""
    drawn = random.Random(seed)
    services = {f"dienst-{number}": {"size": drawn.randint(1, 5), "kind": drawn.choice("ab")} for number in range(size)}
    vaults = {f"kluis-{number}": {"text": drawn.choice(["hallo", "dag"])} for number in range(size // 3)}
    bares = {f"kaal-{number}": {"size": drawn.randint(1, 5)} for number in range(size // 3)}
    apps = {
        f"app-{number}": App(
            service=drawn.choice(list(services)),
            text=drawn.choice(["hallo", "dag"]),
            debug=drawn.random() < 0.5,
            workers={key: drawn.randint(1, 3) for key in drawn.sample(["een", "twee", "drie", "vier"], drawn.randint(0, 4))},
            gate=drawn.choice([*vaults, *bares]),
        )
        for number in range(size * 3)
    }
    keys = drawn.sample(list(services), size // 3)
    rotations = {f"{name}.key": drawn.randint(1, 2) for name in keys}
    return Small(services=services, apps=apps, bares=bares, vaults=vaults, portal="app-1", rotations=rotations).repaired()


def plan_of_a_changed_town(folder: Path, workers: int) -> Plan:
    """One town applied, and planned after it became another: some of everything is made, changed, replaced, taken away."""
    workspaces = Workspaces(folder / "workspace")
    world = WatchedWorld(folder / "world")
    engine = engines.make_engine(world, MemoryStore(new_lineage=lambda: "lineage"))
    apply(watched_engine(engine, world, 1), workspaces.desired(big_town(1), "local"))
    return make_plan(watched_engine(engine, world, workers), workspaces.desired(big_town(2, 14), "local")).plan


def plan_of_a_real_stack(folder: Path, stack: str, workers: int) -> tuple[Plan, str]:
    """What adopting it would do where nothing is yet, and its lock, resolved again."""
    workspace, _ = load_workspace(ROOT, stacks=[stack])
    compiled = compile_environment(
        workspace, stack, "local", CompiledBlocks(known_types()), read_secret=lambda _: "x", read_export=lambda *_: None
    )
    world = WatchedWorld(folder / "empty")
    plan = make_plan(watched_engine(engines.make_engine(world, MemoryStore()), world, workers), compiled.desired).plan
    resolution, _ = resolve_stack(workspace, stack)
    assert resolution is not None
    return plan, write_lock(resolution.lock)


def main(folder: Path, workers: int) -> None:
    real, lock = plan_of_a_real_stack(folder, "herstappe", workers)
    sys.stdout.write(lock)
    for plan in (real, plan_of_a_changed_town(folder, workers)):
        sys.stdout.write(orjson.dumps(plan_json(plan), option=orjson.OPT_INDENT_2).decode())
        sys.stdout.write(f"\n{render_plan(plan, Look(Texts(Language.NL)), verbose=True)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
