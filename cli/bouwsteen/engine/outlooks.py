"""What the documents alone say of an environment: a plan on nothing, without record, world, secret or network."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.stacks import DataFlow
from bouwsteen.documents.workspaces import LoadedStack, Workspace
from bouwsteen.engine.compilations import Compiled, CompiledBlocks, compile_resolved, resolve_by_lock
from bouwsteen.errors import BouwsteenError
from bouwsteen.planning.builder import Recorded, build_plan
from bouwsteen.planning.plans import Plan
from bouwsteen.resolution.resolutions import Resolution


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
    """An instance as people know it. `title` is the block's; `label` what the stack calls it, empty when it says nothing.

    `settings` are the parameters that the stack gives; `files` path → digest of what it takes from the stack's folder, where
    that was asked for.
    """

    block: str
    version: str
    title: Mapping[str, str]
    label: str = ""
    fidelity: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


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


class Foreseen(NamedTuple):
    """The environments of a stack, by name. `resolution` is there also where its lock moved, and no plan was made."""

    outlooks: Mapping[str, Outlook]
    resolution: Resolution | None


def foresee(workspace: Workspace, stack: str, blocks: CompiledBlocks, warnings: tuple[Diagnostic, ...] = ()) -> Foreseen:
    """All environments of a stack whose documents were validated, with `warnings`. It is resolved once for all of them.

    Never raises for what documents say: that is told as problems. Secrets stay unread, and other stacks' values unknown.
    """
    loaded = workspace.stacks[stack]
    resolution, refused = resolve_by_lock(workspace, loaded)
    environments = loaded.model.spec.environments
    if resolution is None or refused is not None:
        return Foreseen({name: _refuse(loaded, name, refused) for name in environments}, resolution)
    return Foreseen(foresee_resolved(workspace, loaded, resolution, blocks, environments, warnings), resolution)


def foresee_resolved(
    workspace: Workspace,
    loaded: LoadedStack,
    resolution: Resolution,
    blocks: CompiledBlocks,
    environments: Iterable[str],
    warnings: tuple[Diagnostic, ...] = (),
) -> dict[str, Outlook]:
    """The same by versions that were chosen already, whatever the lock says."""
    return {name: _foresee(workspace, loaded, name, resolution, blocks, warnings) for name in environments}


def _refuse(loaded: LoadedStack, environment: str, refused: BouwsteenError | None) -> Outlook:
    approval = loaded.model.spec.environments[environment].approval
    problems, code = (refused.diagnostics, refused.exit_code) if refused is not None else ((), 0)
    return Outlook(loaded.model.name, environment, approval, problems=problems, exit_code=code)


def _foresee(
    workspace: Workspace,
    loaded: LoadedStack,
    environment: str,
    resolution: Resolution,
    blocks: CompiledBlocks,
    warnings: tuple[Diagnostic, ...],
) -> Outlook:
    try:
        compiled = compile_resolved(workspace, loaded, environment, resolution, blocks, warnings=warnings)
    except BouwsteenError as refused:
        return _refuse(loaded, environment, refused)
    expansion = compiled.desired.expansion
    assert expansion is not None, "only what is destroyed has none"
    plan, found = build_plan(compiled.desired.intent, expansion, Recorded())
    problems = tuple(found.sorted())
    return Outlook(
        loaded.model.name,
        environment,
        loaded.model.spec.environments[environment].approval,
        compiled.organisation.name,
        plan,
        list_flows(compiled),
        list_facts(compiled, loaded),
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


def list_facts(compiled: Compiled, stack: LoadedStack | None = None) -> dict[str, InstanceFacts]:
    """By instance. With its files where the stack is given."""
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
            dict(entry.parameters),
            _digest_files([entry.files.get(name, taken.folder) for name, taken in spec.files.items()], stack),
        )
    return facts


def _digest_files(folders: Iterable[str], stack: LoadedStack | None) -> dict[str, bytes]:
    sets = [stack.files[folder] for folder in folders if folder in stack.files] if stack is not None else []
    return {path: hashlib.sha256(data).digest() for each in sets for path, data in each.files.items()}
