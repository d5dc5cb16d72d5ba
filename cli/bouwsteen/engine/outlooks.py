"""What the documents alone say of an environment: a plan on nothing, without record, world, secret or network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.stacks import DataFlow
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.compilations import Compiled, CompiledBlocks, compile_environment
from bouwsteen.errors import BouwsteenError
from bouwsteen.planning.builder import Recorded, build_plan
from bouwsteen.planning.plans import Plan


@dataclass(frozen=True, slots=True)
class Flow:
    """Personal data that goes from one instance to another. `to` is `instance/output`, with the stack before it when it is another's."""

    consumer: str
    use: str
    to: str
    data: DataFlow

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.consumer, self.use, self.to)


@dataclass(frozen=True, slots=True)
class InstanceFacts:
    """An instance as people know it. `title` is the block's; `label` what the stack calls it, empty when it says nothing."""

    block: str
    version: str
    title: Mapping[str, str]
    label: str = ""
    fidelity: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """One environment as its documents have it. Without a plan `problems` say why."""

    stack: str
    environment: str
    approval: str
    organisation: str = ""
    plan: Plan | None = None
    flows: tuple[Flow, ...] = ()
    instances: Mapping[str, InstanceFacts] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()
    exit_code: int = 0

    @property
    def place(self) -> str:
        return f"{self.stack}/{self.environment}"


def foresee(workspace: Workspace, stack: str, environment: str, blocks: CompiledBlocks) -> Outlook:
    """Never raises for what documents say: that is told as problems. Secrets stay unread, and other stacks' values unknown."""
    approval = workspace.stacks[stack].model.spec.environments[environment].approval
    try:
        compiled = compile_environment(workspace, stack, environment, blocks, read_secret=lambda _: "", read_export=lambda *_: None)
    except BouwsteenError as refused:
        return Outlook(stack, environment, approval, problems=refused.diagnostics, exit_code=refused.exit_code)
    expansion = compiled.desired.expansion
    assert expansion is not None, "only what is destroyed has none"
    plan, found = build_plan(compiled.desired.intent, expansion, Recorded())
    problems = tuple(found.sorted())
    return Outlook(
        stack,
        environment,
        approval,
        compiled.organisation.name,
        plan,
        list_flows(compiled),
        list_facts(compiled),
        (*compiled.warnings, *problems),
        10 if found.has_errors else 0,
    )


def list_flows(compiled: Compiled) -> tuple[Flow, ...]:
    """The flows of personal data that the stack describes, each where its use leads in this environment."""
    leads = {(edge.consumer, edge.use): str(edge.offer.reference) for edge in compiled.arrangement.wiring.edges}
    found = (
        Flow(entry.instance, use, leads.get((entry.instance, use), use), data)
        for entry in compiled.arrangement.entries
        for use, data in entry.data.items()
    )
    return tuple(sorted(found, key=lambda flow: flow.key))


def list_facts(compiled: Compiled) -> dict[str, InstanceFacts]:
    """By instance."""
    facts: dict[str, InstanceFacts] = {}
    for entry in compiled.arrangement.entries:
        loaded = compiled.resolution.blocks[entry.block]
        spec = loaded.model.spec
        label = next((str(entry.parameters[name]) for name in ("title", "displayName", "senderName") if entry.parameters.get(name)), "")
        facts[entry.instance] = InstanceFacts(
            entry.block,
            spec.version,
            spec.title.model_dump(exclude_none=True),
            label,
            entry.fidelity or "",
        )
    return facts
