"""Which journeys can be taken in an environment, and at which instances."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bouwsteen.documents import journeys
from bouwsteen.documents.load_profiles import LoadProfile
from bouwsteen.documents.workspaces import JOURNEYS, Workspace
from bouwsteen.engine.compilations import Compiled
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.outputs import OutputValue, of_instance, read_outputs
from bouwsteen.errors import BouwsteenError, NotFoundError
from bouwsteen.loadtest.plans import JourneyFile
from bouwsteen.phrases import quoted
from bouwsteen.planning.expansions import Expansion
from bouwsteen.planning.instances import Instance


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey file, and the instance at which it is taken. `name` is empty for the load test of the instance's own block."""

    instance: str
    file: JourneyFile
    name: str = ""

    @property
    def title(self) -> str:
        """`forms`, or `pay-tax-bill at tax-software`."""
        return f"{self.name} at {self.instance}" if self.name else self.instance


def find_block_journeys(engine: Engine, compiled: Compiled) -> list[Journey]:
    """The journeys of the instances that people use: whose outputs no other instance of the stack consumes.

    A journey through such an instance passes through everything that it is wired to.
    """
    expansion = compiled.desired.expansion
    if expansion is None:
        return []
    consumed = {edge.provider for edge in expansion.wiring.edges.values()}
    outputs = read_outputs(engine, compiled.desired)
    found = []
    for instance in expansion.instances.values():
        path = compiled.resolution.blocks[instance.block.name].folder / "loadtest" / "locustfile.py"
        bindings = of_instance(outputs, instance.name)
        if instance.name not in consumed and bindings and path.is_file():
            found.append(Journey(instance.name, JourneyFile(path, bindings)))
    return found


def find_crossing_journeys(engine: Engine, workspace: Workspace, compiled: Compiled) -> list[Journey]:
    """The journeys of `loadtests/journeys`, each at every instance that has what it needs."""
    expansion = compiled.desired.expansion
    if expansion is None or not workspace.journeys:
        return []
    outputs = read_outputs(engine, compiled.desired)
    stack = workspace.stacks[compiled.desired.intent.stack]
    names = {content.digest: frozenset(content.files) for content in stack.files.values()}
    found = []
    for journey in workspace.journeys.values():
        path = workspace.content_root / JOURNEYS / f"{journey.name}.py"
        for instance in expansion.instances.values():
            bindings = _bindings_at(journey.spec.at, instance, expansion, outputs, names)
            if bindings is not None:
                found.append(Journey(instance.name, JourneyFile(path, bindings), journey.name))
    return found


def find_proving_journeys(engine: Engine, workspace: Workspace, compiled: Compiled) -> list[Journey]:
    """Those of them that show what no block's own journey shows."""
    return [each for each in find_crossing_journeys(engine, workspace, compiled) if workspace.journeys[each.name].spec.proves]


def choose_journeys(
    found: Sequence[Journey], profile: LoadProfile, wanted: Collection[str], environment: str
) -> Iterator[tuple[str, tuple[Journey, ...]]]:
    """(name, journeys to mix) for each run. `wanted` names journeys; left empty, the profile's mix is taken, else each by itself.

    Raises NotFoundError where a journey cannot be taken in this environment, or none can.
    """
    mixed = profile.spec.journeys
    names = [*wanted, *(name for name in mixed if not wanted)]
    known = {each.name or each.instance for each in found}
    missing = [name for name in names if name not in known]
    if missing:
        raise _cannot_be_taken(missing, known, environment)
    if not found:
        raise _no_journeys(environment)
    if mixed and not wanted:
        # Of a journey that several instances allow, the first.
        first = {each.name: each for each in reversed(found)}
        yield " + ".join(mixed), tuple(first[name] for name in mixed)
        return
    for each in found:
        if not names or (each.name or each.instance) in names:
            yield each.title, (each,)


def _bindings_at(
    place: journeys.Place,
    instance: Instance,
    expansion: Expansion,
    outputs: Sequence[OutputValue],
    names: Mapping[str, frozenset[str]],
) -> dict[str, Mapping[str, Any]] | None:
    """Everything that a journey needs, by the names of the instance's block; None where it lacks some of it."""
    if any(file not in names.get(instance.files.get(folder, ""), ()) for folder, file in place.files.items()):
        return None
    given = {use: _given(instance.name, use, interface, expansion, outputs) for use, interface in place.uses.items()}
    own = {each.output: each for each in outputs if each.instance == instance.name and each.consumer is None and each.is_known}
    offered = {name: own[name].value if name in own and own[name].interface == kind else None for name, kind in place.provides.items()}
    known = [each for each in outputs if each.consumer is None and each.is_known]
    beside = {name: next((each.value for each in known if each.interface == kind), None) for name, kind in place.beside.items()}
    wanted = {**given, **offered, **beside}
    bindings = {name: value for name, value in wanted.items() if value is not None}
    return bindings if len(bindings) == len(wanted) else None


def _given(instance: str, use: str, interface: str, expansion: Expansion, outputs: Sequence[OutputValue]) -> Mapping[str, Any] | None:
    """What one use of an instance was given, once that is known."""
    edge = expansion.wiring.edges.get((instance, use))
    if edge is None or edge.output.interface.name != interface:
        return None
    wanted = (edge.provider, edge.output.name, edge.consumer.key)
    return next((each.value for each in outputs if (each.instance, each.output, each.consumer) == wanted and each.is_known), None)


def _no_journeys(environment: str) -> BouwsteenError:
    return NotFoundError.because(
        "no-journeys",
        "Nothing in this stack can be load-tested",
        f"No instance of {environment} offers pages or an API with a load test, and none has what a journey across blocks needs.",
        "Add a block with a loadtest folder, such as forms, or see `at` in loadtests/journeys.",
    )


def _cannot_be_taken(missing: Sequence[str], known: Collection[str], environment: str) -> BouwsteenError:
    return NotFoundError.because(
        "journey-not-possible",
        "A journey cannot be taken in this environment",
        f"No instance of {environment} has what {', '.join(map(quoted, missing))} needs, or there is no such journey.",
        f"These can be: {', '.join(sorted(known)) or 'none'}. What a journey needs stands under `at` in loadtests/journeys.",
    )
