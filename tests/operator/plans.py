"""Plans of real stacks on an empty record, with nothing to ask: from the tree, and from objects."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, NoReturn

from bouwsteen.adapters.brokers.resource_types import TYPES as BROKER_TYPES
from bouwsteen.adapters.kubernetes.resource_types import TYPES as KUBERNETES_TYPES
from bouwsteen.adapters.late_providers import LateProvider
from bouwsteen.adapters.local.resource_types import TYPES as LOCAL_TYPES
from bouwsteen.adapters.null_objects import NullProvider
from bouwsteen.adapters.random_values import RandomProvider
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.compilations import CompiledBlocks, compile_environment
from bouwsteen.engine.engines import Engine, Identity
from bouwsteen.engine.plans import Planned, make_plan
from bouwsteen.engine.policies import permitted
from bouwsteen.state.memory import MemoryStore
from bouwsteen.values import Secret

NOON = "2026-12-01T12:00:00.000+00:00"


def _nothing() -> NoReturn:
    raise AssertionError("a plan on an empty record asks nothing of the world")


def make_engine() -> Engine:
    runs = itertools.count(1)
    types = {"local": LOCAL_TYPES, "broker": BROKER_TYPES, "kubernetes": KUBERNETES_TYPES}
    return Engine(
        providers={
            "random": RandomProvider(),
            "null": NullProvider(),
            **{name: LateProvider(each, _nothing) for name, each in types.items()},
        },
        store=MemoryStore(),
        identity=Identity("cli", "tests", "plan"),
        now=lambda: NOON,
        monotonic=lambda: 0.0,
        new_run=lambda: f"run-{next(runs)}",
    )


def read_export(stack: str, environment: str, output: str) -> Mapping[str, Any]:
    """What a broker of another stack is reached by."""
    return {"url": f"https://{stack}.example/{environment}/{output}", "username": "us", "password": Secret(f"{stack} {output}")}


def plan_of(workspace: Workspace, stack: str, environment: str) -> Planned:
    engine = make_engine()
    compiled = compile_environment(
        workspace, stack, environment, CompiledBlocks(engine.types), read_secret=lambda _: "a secret", read_export=read_export
    )
    return make_plan(engine, permitted(engine, workspace, compiled).desired)
