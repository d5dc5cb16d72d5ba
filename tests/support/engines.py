"""The engine on a test world: no process, no network, a clock that stands still."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.support.file_worlds import FileWorld

from bouwsteen.adapters.null_objects import NullProvider
from bouwsteen.adapters.random_values import RandomProvider
from bouwsteen.documents.sources import LIMITS, Limits
from bouwsteen.documents.workspaces import Workspace, load_workspace
from bouwsteen.engine.applies import Applied, apply
from bouwsteen.engine.compilations import Compiled, CompiledBlocks, compile_environment
from bouwsteen.engine.engines import Engine, Identity
from bouwsteen.engine.plans import Desired, Planned, make_plan
from bouwsteen.engine.questioners import Consenting
from bouwsteen.errors import InvalidInputError
from bouwsteen.planning.builder import Intent
from bouwsteen.planning.dangers import Danger
from bouwsteen.planning.plans import Plan
from bouwsteen.providers.protocol import Provider
from bouwsteen.resolution.locks import write_lock
from bouwsteen.resolution.resolutions import resolve_stack
from bouwsteen.state.memory import MemoryStore
from bouwsteen.state.ports import StateStore

NOW = "2026-12-01T09:00:00.000+00:00"


class Approving(Consenting):
    """Says yes to all, whatever it is."""

    def confirm_danger(self, plan: Plan, danger: Danger) -> bool:  # noqa: ARG002
        return True


def make_engine(world: FileWorld, store: StateStore | None = None, **changes: Any) -> Engine:
    """An engine that does one thing at a time, so that what it does has one order."""
    runs = itertools.count(1)
    providers: Mapping[str, Provider] = {"test": world, "null": NullProvider(), "random": RandomProvider()}
    engine = Engine(
        providers=providers,
        store=store or MemoryStore(),
        identity=Identity("cli", "tests", "test"),
        now=lambda: NOW,
        monotonic=lambda: 0.0,
        new_run=lambda: f"run-{next(runs)}",
        questioner=Approving(),
        parallelism=1,
    )
    return replace(engine, **changes)


def load(root: Path, stack: str, *, limits: Limits = LIMITS) -> Workspace:
    """The workspace with a fresh lock for the stack. Raises InvalidInputError as the command line would."""
    workspace, diagnostics = load_workspace(root, stacks=[stack], limits=limits)
    if diagnostics.has_errors:
        raise InvalidInputError(*diagnostics.sorted())
    resolution, problems = resolve_stack(workspace, stack)
    if resolution is None:
        raise InvalidInputError(*problems)
    (root / "stacks" / stack / "bouwsteen.lock").write_text(write_lock(resolution.lock))
    return load_workspace(root, stacks=[stack], limits=limits)[0]


def read(root: Path, stack: str, *, limits: Limits = LIMITS) -> Workspace:
    """The workspace as it stands, lock included."""
    return load_workspace(root, stacks=[stack], limits=limits)[0]


def compiled(engine: Engine, workspace: Workspace, stack: str, environment: str = "local", **sources: Any) -> Compiled:
    def read_secret(reference: Any) -> str:
        if reference.env == "MISSING":
            raise LookupError("The environment variable MISSING is not set")
        return f"value of {reference.env or reference.file}"

    return compile_environment(
        workspace,
        stack,
        environment,
        CompiledBlocks(engine.types),
        read_secret=sources.get("read_secret", read_secret),
        read_export=sources.get("read_export", lambda *_: None),
    )


def desired(engine: Engine, root: Path, stack: str, environment: str = "local") -> Desired:
    return compiled(engine, load(root, stack), stack, environment).desired


def nothing(stack: str, environment: str, organisation: str) -> Desired:
    return Desired(Intent(stack, environment, organisation, target="local" if environment == "local" else "cloud"), None)


def replacing(wanted: Desired, *names: str) -> Desired:
    """The same, with what a person wants anew."""
    return replace(wanted, intent=replace(wanted.intent, replacements=frozenset(names)))


def plan_stack(engine: Engine, root: Path, stack: str, environment: str = "local") -> Planned:
    return make_plan(engine, desired(engine, root, stack, environment))


def apply_stack(engine: Engine, root: Path, stack: str, environment: str = "local") -> Applied:
    return apply(engine, desired(engine, root, stack, environment))
