"""The use case *verify*: is every resource ready, and does a journey get through?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bouwsteen.diagnostics import error
from bouwsteen.documents.load_profiles import LoadProfile
from bouwsteen.engine.compilations import Compiled
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.outputs import of_instance, read_outputs
from bouwsteen.engine.statuses import EnvironmentStatus, read_status
from bouwsteen.errors import ApplyError, NotFoundError
from bouwsteen.loadtest.plans import LoadPlan
from bouwsteen.loadtest.results import LoadResult
from bouwsteen.loadtest.verdicts import Verdict, judge

RunLoad = Callable[[LoadPlan], LoadResult]


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey file, and the instance that it visits."""

    instance: str
    file: Path
    bindings: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Tested:
    journey: Journey
    verdict: Verdict
    result: LoadResult


def check_ready(engine: Engine, compiled: Compiled) -> EnvironmentStatus:
    """Raises ApplyError that names each resource that is not ready and why."""
    intent = compiled.desired.intent
    status = read_status(engine, intent.stack, intent.environment, intent.organisation)
    unready = [resource for instance in status.instances for resource in instance.resources if resource.state != "ready"]
    if unready:
        raise ApplyError(
            *(
                error(
                    "resource-not-ready",
                    "A resource is not ready",
                    f"{each.address.local} is {each.state}. {each.problem}".strip(),
                    f"Look at what it says:\n\n    bouwsteen logs {intent.stack} {each.address.instance}",
                    address=str(each.address),
                )
                for each in unready
            )
        )
    return status


def find_journeys(engine: Engine, compiled: Compiled) -> list[Journey]:
    """The journeys of the instances that people use: whose outputs no other instance of the stack consumes.

    A journey through such an instance passes through everything that it is wired to.
    """
    expansion = compiled.desired.expansion
    if expansion is None:
        return []
    consumed = {edge.provider for edge in expansion.wiring.edges.values()}
    outputs = read_outputs(engine, compiled.desired)
    journeys = []
    for instance in expansion.instances.values():
        file = compiled.resolution.blocks[instance.block.name].folder / "loadtest" / "locustfile.py"
        bindings = of_instance(outputs, instance.name)
        if instance.name not in consumed and bindings and file.is_file():
            journeys.append(Journey(instance.name, file, bindings))
    return journeys


def run_journeys(profile: LoadProfile, journeys: Sequence[Journey], environment: str, run: RunLoad) -> list[Tested]:
    """Each journey under the load of the profile, one after the other so that they do not disturb each other."""
    if not journeys:
        raise NotFoundError.because(
            "no-journeys",
            "Nothing in this stack can be load-tested",
            f"No instance of {environment} offers pages or an API with a load test.",
            "Add a block with a loadtest folder, such as forms.",
        )
    tested = []
    for journey in journeys:
        plan = LoadPlan(profile, journey.file, journey.bindings, environment=environment)
        result = run(plan)
        tested.append(Tested(journey, judge(plan, result), result))
    return tested
