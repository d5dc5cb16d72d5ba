"""The folder by which the parent and the engine meet: plan in, result out."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bouwsteen.documents.load_profiles import LoadProfile
from bouwsteen.loadtest.schedules import Schedule, plan_schedule

PLAN = "plan.json"
RESULT = "result.json"
# One for each journey file: bindings/0, bindings/1 and so on.
BINDINGS = "bindings"
ERRORS = "engine.log"


@dataclass(frozen=True, slots=True)
class Orders:
    """The plan as the engine reads it."""

    profile: LoadProfile
    seed: int
    workers: int
    hosts: frozenset[str]
    run: str
    journeys: tuple[Path, ...]

    @property
    def schedule(self) -> Schedule:
        return plan_schedule(self.profile.spec, self.seed)


def read_orders(folder: Path) -> Orders:
    document = json.loads((folder / PLAN).read_text("utf-8"))
    plan = document["plan"]
    return Orders(
        profile=LoadProfile.model_validate_json(json.dumps(plan["profile"])),
        seed=plan["seed"],
        workers=plan["workers"],
        hosts=frozenset(plan["hosts"]),
        run=document["run"],
        journeys=tuple(Path(path) for path in document["journeys"]),
    )


def write_result(folder: Path, document: dict[str, Any]) -> None:
    """All of it or nothing: the parent may look at any moment."""
    part = folder / f"{RESULT}.part"
    part.write_text(json.dumps(document), "utf-8")
    os.replace(part, folder / RESULT)  # noqa: PTH105  Path.replace does not promise to be atomic
