"""One stack on the blocks of the scenarios, in a world that is a folder: what tests of the use cases start from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import ryaml
from tests.support import engines
from tests.support.file_worlds import FileWorld

from bouwsteen.addresses import Address
from bouwsteen.engine.applies import Applied, apply
from bouwsteen.engine.engines import Engine, Stop
from bouwsteen.engine.plans import Desired, Planned, make_plan
from bouwsteen.planning.actions import Action
from bouwsteen.state.journals import Begin
from bouwsteen.state.memory import MemoryStore
from bouwsteen.state.ports import Mode
from bouwsteen.state.records import ResourceRecord
from bouwsteen.state.snapshots import EnvironmentSnapshot

BASE = Path(__file__).parents[1] / "scenarios" / "base"
ORGANISATION = "24062"


class PatientStop(Stop):
    """Notes how long it was asked to wait, and does not."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        return self.requested


class Town:
    def __init__(self, folder: Path, name: str = "leuven", store: Any = None) -> None:
        self.name = name
        self.root = folder / "workspace"
        if not self.root.exists():
            shutil.copytree(BASE, self.root)
            _realise_everywhere(self.root)
        self.world = FileWorld(folder / "world")
        self.store = store or MemoryStore()
        self.stop = PatientStop()
        self.engine: Engine = engines.make_engine(self.world, self.store, stop=self.stop)

    def write(self, *blocks: Mapping[str, Any], **spec: Any) -> None:
        """The stack: entries of `blocks`, and whatever else stands in its `spec`."""
        folder = self.root / "stacks" / self.name
        folder.mkdir(parents=True, exist_ok=True)
        environments = {"local": {"target": "local"}, "cloud": {"target": "cloud"}}
        stack = {
            "apiVersion": "bouwsteen.vlaanderen.be/v1alpha1",
            "kind": "Stack",
            "metadata": {"name": self.name},
            "spec": {"organisation": {"nis": ORGANISATION}, "blocks": list(blocks), "environments": environments, **spec},
        }
        (folder / "stack.yaml").write_text(json.dumps(stack))

    def desired(self, environment: str = "local", **sources: Any) -> Desired:
        return engines.compiled(self.engine, engines.load(self.root, self.name), self.name, environment, **sources).desired

    def plan(self, environment: str = "local") -> Planned:
        return make_plan(self.engine, self.desired(environment))

    def actions(self, environment: str = "local") -> dict[str, Action]:
        """What the plan would do, by local address; what stays is left out."""
        return {change.address.local: change.action for change in self.plan(environment).plan.changes if change.is_change}

    def apply(self, environment: str = "local", **options: Any) -> Applied:
        return apply(self.engine, self.desired(environment), **options)

    def destroy(self, environment: str = "local") -> Applied:
        return apply(self.engine, engines.nothing(self.name, environment, ORGANISATION))

    def adjust(self, **changes: Any) -> Engine:
        self.engine = replace(self.engine, **changes)
        return self.engine

    def calls(self) -> list[str]:
        """What was asked of the world since the last time."""
        calls = list(self.world.calls)
        self.world.calls.clear()
        return calls

    def snapshot(self, environment: str = "local") -> EnvironmentSnapshot:
        with self.store.open(self.name, environment, Mode.READ) as session:
            return session.snapshot

    def in_doubt(self, environment: str = "local") -> tuple[Begin, ...]:
        with self.store.open(self.name, environment, Mode.READ) as session:
            return tuple(session.in_doubt)

    def record(self, place: str, generation: int = 1, environment: str = "local") -> ResourceRecord | None:
        return self.snapshot(environment).record(Address.parse(f"{self.name}/{environment}/{place}"), generation)

    def known(self, place: str, generation: int = 1, environment: str = "local") -> ResourceRecord:
        record = self.record(place, generation, environment)
        assert record is not None, f"{place}#{generation} is not on record"
        return record


def _realise_everywhere(root: Path) -> None:
    """Blocks that know only the target local run the same way in the cloud."""
    for path in sorted(root.glob("blocks/*/block.yaml")):
        block = ryaml.loads(path.read_text())
        targets = block["spec"]["targets"]
        if "cloud" not in targets:
            targets["cloud"] = {**targets["local"], "fidelity": "production"}
            path.write_text(json.dumps(block))
