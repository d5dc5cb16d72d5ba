"""How a stack stands in one tree, offline: what it resolves to, what is wrong with it, what policies say of it.

The answers are plain values that can be compared and carried from one process to another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Final

from bouwsteen.diagnostics import Diagnostic, Diagnostics, Severity
from bouwsteen.documents.building_blocks import Target
from bouwsteen.documents.digests import digest_data
from bouwsteen.documents.parameters import fill_defaults
from bouwsteen.documents.policies import Action
from bouwsteen.documents.stacks import BlockEntry, Reference
from bouwsteen.documents.validations import validate_stack
from bouwsteen.documents.wirings import LOCAL, SERVICE_SUFFIX
from bouwsteen.documents.workspaces import LoadedBlock, LoadedStack, Workspace
from bouwsteen.engine.compilations import CompiledBlocks
from bouwsteen.engine.expression_checks import check_resolved
from bouwsteen.engine.policies import compile_policies, subjects_of
from bouwsteen.engine.stack_inputs import StackInputs
from bouwsteen.errors import InvalidInputError
from bouwsteen.policy.judgements import Finding, judge
from bouwsteen.policy.rules import CompiledPolicy
from bouwsteen.providers.resource_types import ResourceType
from bouwsteen.resolution.locks import read_lock
from bouwsteen.resolution.resolutions import Arrangement, Resolution, resolve_stack

_PARTS: Final = ("stacks/", "blocks/", "catalog/", "policies/", "loadtests/")


@dataclass(frozen=True, slots=True)
class StateProblem:
    """A mistake or a warning, without its line: that moves with what stands above it."""

    is_error: bool
    code: str
    summary: str
    detail: str
    remedy: str
    file: str


@dataclass(frozen=True, slots=True)
class StateFinding:
    """What a policy says. `action` and `coming` as in a finding; `message` and `fix` by language."""

    fingerprint: str
    policy: str
    rule: str
    address: str
    action: str | None
    coming: tuple[str, str] | None  # action, date
    message: Mapping[str, str]
    fix: Mapping[str, str]
    waiver: str | None = None

    @property
    def denies(self) -> bool:
        return self.action == Action.DENY.value


@dataclass(frozen=True, slots=True)
class StateInstance:
    """One block in one environment. `content` covers all that it is made of; `data` the resources that hold data of people."""

    block: str
    version: str
    content: str
    data: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StackState:
    """`instances` are by environment/instance, `versions` by block. Without a resolution both are empty, and `problems` say why.

    `lock` is the digest of all that its lock would pin, `pins` of what of that it is made of: blocks and interfaces.
    """

    name: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    lock: str = ""
    pins: str = ""
    instances: Mapping[str, StateInstance] = field(default_factory=dict)
    problems: tuple[StateProblem, ...] = ()
    findings: tuple[StateFinding, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not any(problem.is_error for problem in self.problems)


class StateReader:
    """States of the stacks of one workspace; blocks and policies are compiled once for all of them.

    `problems` are those of loading.
    """

    def __init__(self, workspace: Workspace, problems: Iterable[Diagnostic], types: Mapping[str, ResourceType], day: dt.date) -> None:
        self.inputs = StackInputs(workspace)
        self._workspace = workspace
        self._types = types
        self._day = day
        self._blocks = CompiledBlocks(types)
        self._problems = list(problems)
        self._checked: dict[tuple[str, str], tuple[Diagnostic, ...]] = {}
        self._version = version("bouwsteen")
        self._policies: Mapping[str, CompiledPolicy] | None = None

    def read(self, name: str) -> StackState:
        """KeyError for a stack that the workspace does not hold: it could not be read (`broken`), or is not there."""
        loaded = self._workspace.stacks[name]
        around = self.inputs.around(name)
        inputs = self.inputs.digests(name)
        found = Diagnostics(self._problems_of(name))
        found.extend(validate_stack(around, name, bouwsteen_version=self._version, checked=self._checked))
        resolution = None if found.has_errors else self._resolve(around, loaded, found)
        if resolution is None:
            return StackState(name, inputs, problems=_plain(found))
        found.extend(check_resolved(around, loaded, resolution, self._blocks))
        findings = () if found.has_errors else self._judge(around, name, resolution, found)
        lock = resolution.lock.model_dump(mode="json", by_alias=True)
        return StackState(
            name,
            inputs,
            {block: chosen.model.spec.version for block, chosen in resolution.blocks.items()},
            resolution.lock.digest,
            digest_data({"blocks": lock["blocks"], "interfaces": lock["interfaces"]}),
            self._instances(loaded, resolution, inputs.get("organisation", "")),
            _plain(found),
            findings,
        )

    def broken(self, name: str) -> StackState:
        """A stack that is there and could not be read."""
        return StackState(name, problems=_plain(self._problems_of(name)))

    def _resolve(self, around: Workspace, loaded: LoadedStack, found: Diagnostics) -> Resolution | None:
        lock = read_lock(loaded.lock)[0] if loaded.lock is not None else None
        resolution, problems = resolve_stack(around, loaded.model.name, preferred=lock)
        found.extend(problems)
        return resolution

    def _judge(self, around: Workspace, name: str, resolution: Resolution, found: Diagnostics) -> tuple[StateFinding, ...]:
        try:
            if self._policies is None:
                self._policies = compile_policies(self._workspace.policies)
        except InvalidInputError as invalid:
            found.extend(invalid.diagnostics)
            return ()
        subjects = subjects_of(around, name, resolution, resolution.stack.spec.environments)
        return tuple(map(_plain_finding, judge(self._policies.values(), subjects, self._day, around.stacks[name].waivers)))

    def _instances(self, loaded: LoadedStack, resolution: Resolution, organisation: str) -> dict[str, StateInstance]:
        found: dict[str, StateInstance] = {}
        for environment in resolution.stack.spec.environments:
            arrangement = resolution.arrange(environment)
            wired = _wired(arrangement)
            for entry in arrangement.entries:
                block = resolution.blocks[entry.block]
                made_of = [block.digest, organisation, *_settings(entry, block, loaded), wired.get(entry.instance, {})]
                found[f"{environment}/{entry.instance}"] = StateInstance(
                    entry.block, block.model.spec.version, digest_data(made_of), self._data(entry, block)
                )
        return found

    def _data(self, entry: BlockEntry, block: LoadedBlock) -> frozenset[str]:
        """Ids of resources that hold data. On one's own machine they are nobody else's."""
        target = block.model.spec.targets.get(entry.target or "")
        if target is None or entry.target == LOCAL:
            return frozenset()
        return frozenset(id_ for id_, type_ in _resources(target) if type_ in self._types and self._types[type_].data_bearing)

    def _problems_of(self, name: str) -> list[Diagnostic]:
        """Mistakes of loading that stop this stack: any, but those in blocks and stacks that it has nothing to do with."""
        loaded = self._workspace.stacks.get(name)
        entries = loaded.model.spec.blocks if loaded is not None else ()
        blocks = {entry.block for entry in entries} | {entry.block + SERVICE_SUFFIX for entry in entries}
        stacks = {name, *(reference.stack for entry in entries for reference in map(Reference.parse, entry.uses.values()))}
        return [each for each in self._problems if each.source is None or _concerns(_content_path(each.source.file), blocks, stacks)]


def _concerns(file: str, blocks: Collection[str], stacks: Collection[str]) -> bool:
    part, _, rest = file.partition("/")
    of = rest.partition("/")[0]
    return {"blocks": of in blocks, "stacks": of in stacks}.get(part, True)


def _content_path(file: str) -> str:
    """The path inside the tree: content of elsewhere has the name of its folder before it."""
    for part in _PARTS:
        if file.startswith(part):
            return file
        at = file.find(f"/{part}")
        if at >= 0:
            return file[at + 1 :]
    return file


def _settings(entry: BlockEntry, block: LoadedBlock, loaded: LoadedStack) -> list[Any]:
    files = {
        name: files.digest
        for name, spec in block.model.spec.files.items()
        if (files := loaded.files.get(entry.files.get(name, spec.folder))) is not None
    }
    return [fill_defaults(block.model.spec.parameters, entry.parameters), entry.target, entry.fidelity, dict(entry.outputs), files]


def _wired(arrangement: Arrangement) -> dict[str, dict[str, str]]:
    wired: dict[str, dict[str, str]] = {}
    for edge in arrangement.wiring.edges:
        wired.setdefault(edge.consumer, {})[edge.use] = f"{edge.offer.reference} {edge.offer.interface} {edge.offer.version}"
    return wired


def _resources(target: Target) -> Iterable[tuple[str, str]]:
    for resource in target.resources:
        yield resource.id, resource.type
    for output, provided in target.provides.items():
        for resource in provided.resources:
            yield f"{output}/{resource.id}", resource.type


def _plain(diagnostics: Iterable[Diagnostic]) -> tuple[StateProblem, ...]:
    """Without those that only inform, each once, in their order."""
    told = (
        StateProblem(
            each.is_error, each.code, each.summary, each.detail, each.remedy, _content_path(each.source.file) if each.source else ""
        )
        for each in diagnostics
        if each.severity is not Severity.INFO
    )
    return tuple(dict.fromkeys(told))


def _plain_finding(finding: Finding) -> StateFinding:
    coming = (finding.coming.action.value, finding.coming.from_date.isoformat()) if finding.coming is not None else None
    return StateFinding(
        finding.fingerprint,
        finding.policy,
        finding.rule,
        finding.address,
        finding.action.value if finding.action is not None and (finding.denies or finding.action is not Action.DENY) else None,
        coming,
        dict(finding.message),
        dict(finding.fix),
        finding.waiver.metadata.name if finding.waiver is not None else None,
    )
