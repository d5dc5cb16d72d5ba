"""Each folder in `cases` is one case of planning and applying, on the blocks of `base`.

    stack.yaml       what is wanted
    before.yaml      what was applied before, where something was
    between.yaml     what was applied after that
    upgrade/         files of blocks and catalog that are newer than what was applied before
    case.yaml        what happened in between and what to look at (see `Case`)
    expected/        plan.txt, plan.json, calls.txt (what was asked of the world), state.json

With BOUWSTEEN_ACCEPT=1 the expected files are written anew: read them as code.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import ryaml
from tests.support import engines
from tests.support.file_worlds import FileWorld

from bouwsteen.cli.texts import Language, Texts
from bouwsteen.cli.views.diagnostics import render_diagnostics
from bouwsteen.cli.views.plans import render_plan
from bouwsteen.cli.views.sheets import Look
from bouwsteen.engine.applies import apply
from bouwsteen.engine.downs import stop_environment
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.plans import make_plan
from bouwsteen.errors import BouwsteenError
from bouwsteen.formats.plan_json import plan_json
from bouwsteen.formats.values_json import shown_json
from bouwsteen.state.ports import Mode
from bouwsteen.state.records import Dependency

HERE = Path(__file__).parent
CASES = sorted(path.name for path in (HERE / "cases").iterdir() if path.is_dir())
ACCEPT = os.environ.get("BOUWSTEEN_ACCEPT") == "1"
STACK = "leuven"
LOOK = Look(Texts(Language.EN))


@dataclass(frozen=True)
class Case:
    """What `case.yaml` may say.

    `about` says what the case shows. `world` maps a local address to `gone`, `stopped`, `{problem: text}` or to
    inputs that were changed behind our back. `beforeFaults` and `faults` map "action address" to
    a fault of `FileWorld`, while `before.yaml` and `stack.yaml` are applied;
    `betweenFaults` are those of `between.yaml`. `down` stops the environment in between;
    `replace` lists what is to be made anew; `destroy` plans to destroy; `refused` expects no plan but diagnostics.
    """

    about: str
    environment: str = "local"
    world: dict[str, Any] = field(default_factory=dict)
    before_faults: dict[str, str] = field(default_factory=dict)
    between_faults: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    down: bool = False
    destroy: bool = False
    replace: tuple[str, ...] = ()
    refused: bool = False

    @classmethod
    def read(cls, path: Path) -> Case:
        data = ryaml.loads(path.read_text())
        names = {"beforeFaults": "before_faults", "betweenFaults": "between_faults"}
        return cls(**{names.get(name, name): value for name, value in data.items()})


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, tmp_path: Path) -> None:
    folder = HERE / "cases" / name
    case = Case.read(folder / "case.yaml")
    root = tmp_path / "workspace"
    shutil.copytree(HERE / "base", root)
    world = FileWorld(tmp_path / "world")
    engine = engines.make_engine(world)
    for step, faults in (("before.yaml", case.before_faults), ("between.yaml", case.between_faults)):
        if (folder / step).exists():
            _write_stack(root, folder / step)
            world.faults = faults
            apply(engine, engines.desired(engine, root, STACK, case.environment))
            world.faults = {}
    if (folder / "upgrade").exists():
        shutil.copytree(folder / "upgrade", root, dirs_exist_ok=True)
    _write_stack(root, folder / "stack.yaml")
    if case.down:
        stop_environment(engine, STACK, case.environment, "24062")
    _change_world(world, case)
    world.faults = case.faults
    world.calls.clear()
    expected = folder / "expected"
    if case.refused:
        _compare(expected / "diagnostics.txt", _refusal(engine, root, case, tmp_path))
        return
    lasting = engines.nothing(STACK, case.environment, "24062") if case.destroy else engines.desired(engine, root, STACK, case.environment)
    wanted = engines.replacing(lasting, *case.replace)
    plan = make_plan(engine, wanted).plan
    assert world.calls == [], "planning changed the world"
    text = re.sub(r"test:[0-9a-f-]{36}", "test:…", render_plan(plan, LOOK))
    _compare(expected / "plan.txt", text.replace(plan.digest, "sha256:…"))
    _compare(expected / "plan.json", _text(_stable(plan_json(plan))))
    applied = apply(engine, wanted)
    calls = [*world.calls, *(f"failed: {address.local}" for address in applied.failed)]
    calls += [f"skipped: {address.local} behind {cause.local}" for address, cause in applied.skipped.items()]
    _compare(expected / "calls.txt", "".join(f"{line}\n" for line in calls))
    _compare(expected / "state.json", _text(_state(engine, case.environment)))
    _check_promises(engine, lasting, world, case)


def _check_promises(engine: Engine, wanted: Any, world: FileWorld, case: Case) -> None:
    """What holds in every case: the record and the world agree, and after a clean apply there is nothing to do."""
    if case.faults:
        return
    with engine.store.open(STACK, case.environment, Mode.READ) as session:
        recorded = {record.id for record in session.snapshot.records() if record.type.startswith("test/")}
    assert recorded == set(world.objects())
    assert not make_plan(engine, wanted).plan.has_changes


def _write_stack(root: Path, source: Path) -> None:
    target = root / "stacks" / STACK
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target / "stack.yaml")


def _change_world(world: FileWorld, case: Case) -> None:
    by_address = {found["address"].split("/", 2)[2]: id_ for id_, found in world.objects().items()}
    for address, what in case.world.items():
        path = world.folder / f"{by_address[address]}.json"
        if what == "gone":
            path.unlink()
            continue
        found = json.loads(path.read_text())
        if what == "stopped":
            found["stopped"] = True
        elif "problem" in what:
            found["problem"] = what["problem"]
        else:
            found["inputs"] |= what
        path.write_text(json.dumps(found))


def _refusal(engine: Engine, root: Path, case: Case, tmp_path: Path) -> str:
    with pytest.raises(BouwsteenError) as caught:
        make_plan(engine, engines.replacing(engines.desired(engine, root, STACK, case.environment), *case.replace))
    text = render_diagnostics(caught.value.diagnostics, LOOK)
    return f"exit code {caught.value.exit_code}\n{text}".replace(str(tmp_path), "")


def _state(engine: Engine, environment: str) -> list[dict[str, Any]]:
    with engine.store.open(STACK, environment, Mode.READ) as session:
        records = sorted(session.snapshot.records(), key=lambda record: str(record.key))
    return [
        {
            "record": f"{record.address.local}#{record.generation}",
            "type": record.type,
            "status": record.status.value,
            "retained": record.retained,
            "deletion": record.deletion.value,
            "rotation": record.rotation,
            "inputs": _nameless(shown_json(dict(record.inputs))),
            "secret_versions": dict(sorted(record.secret_versions.items())),
            "dependencies": [_local(need) for need in record.dependencies],
        }
        for record in records
    ]


def _local(need: Dependency) -> str:
    """The first generation goes without its number, one that is not known with a question."""
    return need.address.local + ("" if need.generation == 1 else f"#{need.generation or '?'}")


def _stable(value: Any) -> Any:
    """Without what differs from run to run: ids of the world, the lineage, and digests over them."""
    hidden = {"lineage", "digest", "intent_digest", "record_fingerprint", "parts", "desired"}
    if isinstance(value, dict):
        return {name: _stable(item) for name, item in value.items() if name not in hidden}
    if isinstance(value, list):
        return [_stable(item) for item in value]
    return _nameless(value)


def _nameless(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _nameless(item) for name, item in value.items()}
    return "test:…" if isinstance(value, str) and value.startswith("test:") else value


def _text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _compare(path: Path, text: str) -> None:
    if ACCEPT:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return
    assert path.exists(), f"{path} is not there; look at what comes, then run with BOUWSTEEN_ACCEPT=1:\n{text}"
    assert text == path.read_text()
