"""Writes plans as people and programs get them, in a process of its own: `python -m tests.support.plan_writers FOLDER WORKERS`."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
from tests.support import engines
from tests.support.lifecycles import App, Small, WatchedWorld, Workspaces, watched_engine

from bouwsteen.cli.known_types import known_types
from bouwsteen.cli.texts import Language, Texts
from bouwsteen.cli.views.plans import render_plan
from bouwsteen.cli.views.sheets import Look
from bouwsteen.documents.digests import digest_data
from bouwsteen.documents.kinds import read_document
from bouwsteen.documents.policies import Policy
from bouwsteen.documents.sources import Limits, load_document
from bouwsteen.documents.workspaces import LoadedPolicy, load_workspace
from bouwsteen.engine.applies import apply
from bouwsteen.engine.compilations import CompiledBlocks, compile_environment
from bouwsteen.engine.plans import make_plan
from bouwsteen.engine.policies import compile_policies, permitted
from bouwsteen.formats.plan_json import plan_json
from bouwsteen.planning.plans import Plan
from bouwsteen.resolution.locks import write_lock
from bouwsteen.resolution.resolutions import resolve_stack
from bouwsteen.state.memory import MemoryStore

ROOT = Path(__file__).parents[2]
LOCK_LIMITS = Limits(file_bytes=256 * 1024)
# Says something of every instance and of every resource that is made.
REMARK = b"""\
apiVersion: bouwsteen.vlaanderen.be/v1alpha1
kind: Policy
metadata: {name: remark}
spec:
  version: 1.0.0
  title: {nl: Een opmerking bij alles}
  basis: {kind: example, source: Tests}
  match: {kinds: [Instance, Resource, Change]}
  reach: object
  rules: [{id: all, expression: "false", message: {nl: Een opmerking.}, fix: {nl: Niets.}}]
  enforcement: [{from: 2026-01-01, action: inform}]
"""


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


def plans_of_real_stacks(folder: Path, workers: int) -> Iterator[tuple[Plan, str]]:
    """What adopting each would do where nothing is yet, by one run over all, as policies see it; and its lock, resolved again."""
    workspace, _ = load_workspace(ROOT)
    world = WatchedWorld(folder / "empty")
    engine = watched_engine(engines.make_engine(world, MemoryStore()), world, workers)
    remark, document, problems = read_document(REMARK, "policy.yaml", Policy)
    assert remark is not None, problems
    assert document is not None, problems
    told = LoadedPolicy(remark, document, digest_data(document.data))
    workspace = replace(workspace, policies={**workspace.policies, remark.metadata.name: told})
    blocks, policies = CompiledBlocks(known_types()), compile_policies(workspace.policies)
    for name in sorted(workspace.stacks):
        resolution, _ = resolve_stack(workspace, name)
        assert resolution is not None
        text = write_lock(resolution.lock)
        lock, _ = load_document(text.encode(), "bouwsteen.lock", LOCK_LIMITS)
        locked = replace(workspace, stacks={**workspace.stacks, name: replace(workspace.stacks[name], lock=lock)})
        compiled = compile_environment(locked, name, "local", blocks, read_secret=lambda _: "x", read_export=lambda *_: None)
        yield make_plan(engine, permitted(engine, locked, compiled, policies).desired).plan, text


def main(folder: Path, workers: int) -> None:
    real = list(plans_of_real_stacks(folder, workers))
    sys.stdout.writelines(lock for _, lock in real)
    for plan in (*(plan for plan, _ in real), plan_of_a_changed_town(folder, workers)):
        sys.stdout.write(orjson.dumps(plan_json(plan), option=orjson.OPT_INDENT_2).decode())
        sys.stdout.write(f"\n{render_plan(plan, Look(Texts(Language.NL)), verbose=True)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
