"""From the documents of a stack to what is wanted in one environment: the way of a stack to its graph.

workspace → lock → arrangement (instances, added services, wiring) → compiled blocks
          → instances with parameters → expansion → Desired
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bouwsteen.diagnostics import Diagnostic, Diagnostics, SourceRange, error
from bouwsteen.documents.organisations import Organisation, find_organisation
from bouwsteen.documents.parameters import fill_defaults
from bouwsteen.documents.stacks import BlockEntry
from bouwsteen.documents.validations import validate_stack
from bouwsteen.documents.wirings import EXISTING
from bouwsteen.documents.workspaces import LoadedBlock, LoadedStack, Workspace
from bouwsteen.engine.plans import Desired
from bouwsteen.engine.secret_references import ReadSecret, open_secrets
from bouwsteen.engine.statistics import Statistics
from bouwsteen.errors import BouwsteenError, InternalError, InvalidInputError, NotFoundError, StaleError
from bouwsteen.phrases import quoted
from bouwsteen.planning.builder import Intent
from bouwsteen.planning.compiled_blocks import CompiledBlock, InterfaceShape, compile_block
from bouwsteen.planning.digests import digest
from bouwsteen.planning.expansions import Setting, expand
from bouwsteen.planning.instances import ExportRule, Import, Instance, connect
from bouwsteen.planning.plans import Note
from bouwsteen.providers.resource_types import ResourceType
from bouwsteen.resolution.locks import Lock, missing_lock, read_lock
from bouwsteen.resolution.resolutions import Arrangement, Resolution, check_lock
from bouwsteen.values import Path

# The value that stack exports at instance/output to another, in the same environment; None while it has none.
ReadExport = Callable[[str, str, str], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Compiled:
    """What is wanted, and what it was made from."""

    desired: Desired
    resolution: Resolution
    arrangement: Arrangement
    organisation: Organisation
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def place(self) -> str:
        """Stack and environment, for people and results."""
        return f"{self.desired.intent.stack}/{self.desired.intent.environment}"


class CompiledBlocks:
    """Compiled blocks of one content: one compilation for all instances of all stacks of a run that have the same one.

    A block is the same by its digest, its target, and the versions of the interfaces that it names. `kit` is the digest of what
    services run on, for who runs them: with another kit they are others, also where their own code is the same.
    """

    def __init__(self, types: Mapping[str, ResourceType], statistics: Statistics | None = None, kit: str = "") -> None:
        self.types = types
        self._kit = kit
        self.statistics = statistics or Statistics()
        self._known: dict[tuple[str, ...], tuple[CompiledBlock | None, Diagnostics]] = {}

    def get(self, loaded: LoadedBlock, target: str, interfaces: Mapping[str, InterfaceShape]) -> tuple[CompiledBlock | None, Diagnostics]:
        spec = loaded.model.spec
        named = {use.interface for use in spec.uses.values()} | {output.interface for output in spec.provides.values()}
        versions = (f"{name} {interfaces[name].version}" for name in sorted(named) if name in interfaces)
        key = (loaded.model.metadata.name, spec.version, loaded.digest, target, *versions)
        self.statistics.count("reused" if key in self._known else "compiled")
        if key not in self._known:
            self._known[key] = compile_block(
                loaded.document,
                loaded.model,
                target,
                interfaces,
                self.types,
                digest=loaded.digest,
                service={
                    "block": loaded.model.metadata.name,
                    "digest": loaded.service_digest or "",
                    "kit": self._kit if loaded.service_digest else "",
                },
            )
        return self._known[key]


def compile_environment(
    workspace: Workspace,
    stack: str,
    environment: str,
    blocks: CompiledBlocks,
    *,
    read_secret: ReadSecret,
    read_export: ReadExport,
) -> Compiled:
    """Everything that is wanted in one environment.

    Raises NotFoundError for a stack or environment that is not there, InvalidInputError
    with all mistakes of all its documents, StaleError when the lock no longer fits.
    """
    loaded = workspace.stacks.get(stack)
    if loaded is None:
        raise _no_stack(workspace, stack)
    if environment not in loaded.model.spec.environments:
        raise _no_environment(loaded, environment)
    statistics = blocks.statistics
    statistics.begin("validate")
    validated = validate_stack(workspace, stack)
    if validated.has_errors:
        raise InvalidInputError(*validated.sorted())
    statistics.begin("resolve")
    resolution, refused = resolve_by_lock(workspace, loaded)
    if resolution is None or refused is not None:
        raise refused or InternalError("A stack without a resolution was not refused.")
    return compile_resolved(
        workspace, loaded, environment, resolution, blocks, read_secret=read_secret, read_export=read_export, warnings=tuple(validated)
    )


def compile_resolved(
    workspace: Workspace,
    loaded: LoadedStack,
    environment: str,
    resolution: Resolution,
    blocks: CompiledBlocks,
    *,
    read_secret: ReadSecret = lambda _: "",
    read_export: ReadExport = lambda *_: None,
    warnings: tuple[Diagnostic, ...] = (),
) -> Compiled:
    """The same of a stack that was validated and resolved: once for all its environments. Left out, secrets stay unread.

    Raises InvalidInputError with what only compiling shows.
    """
    return _EnvironmentCompiler(workspace, loaded, environment, resolution, blocks, read_secret, read_export).compile(warnings)


def resolve_by_lock(workspace: Workspace, loaded: LoadedStack) -> tuple[Resolution | None, BouwsteenError | None]:
    """What a stack resolves to by its lock, and why no plan may be made of that. A lock that moved has both."""
    name = loaded.model.name
    if loaded.lock is None:
        return None, StaleError(missing_lock(name))
    lock, problems = read_lock(loaded.lock)
    if lock is None:
        return None, InvalidInputError(*problems)
    resolution, moved = check_lock(workspace, name, lock)
    if resolution is None:
        return None, InvalidInputError(*moved)
    return resolution, StaleError(*moved) if moved else None


class _EnvironmentCompiler:
    def __init__(
        self,
        workspace: Workspace,
        loaded: LoadedStack,
        environment: str,
        resolution: Resolution,
        blocks: CompiledBlocks,
        read_secret: ReadSecret,
        read_export: ReadExport,
    ) -> None:
        self._workspace = workspace
        self._loaded = loaded
        self._stack = loaded.model
        self._environment = environment
        self._settings = self._stack.spec.environments[environment]
        self._resolution = resolution
        self._blocks = blocks
        self._read_secret = read_secret
        self._read_export = read_export
        self._interfaces = _locked_interfaces(workspace, resolution.lock)
        self._compiled: dict[tuple[str, str], CompiledBlock | None] = {}  # by block and target
        self._diagnostics = Diagnostics()

    def compile(self, warnings: tuple[Diagnostic, ...]) -> Compiled:
        organisation = find_organisation(self._stack.spec.organisation, self._workspace.organisations)
        assert organisation is not None, "validated before"
        arrangement = self._resolution.arrange(self._environment)
        self._report_missing(arrangement)
        self._blocks.statistics.begin("compile")
        numbers = {entry.instance: number for number, entry in enumerate(self._stack.spec.blocks)}
        instances = {
            entry.instance: instance
            for entry in arrangement.entries
            if (instance := self._instance(entry, numbers.get(entry.instance))) is not None
        }
        self._raise_errors()
        self._blocks.statistics.begin("expand")
        wiring = connect(
            self._stack.name,
            self._environment,
            instances,
            arrangement.wiring.edges,
            imports=self._imports(arrangement),
            exports=self._export_rules(),
        )
        images = {name: self._images(block) for name, block in self._resolution.blocks.items()}
        more = self._settings.kubernetes.facts if self._settings.kubernetes is not None else {}
        home = self._stack.namespace_in(self._environment)
        setting = Setting(self._stack.name, self._environment, self._settings.target, describe(organisation), images, more, home)
        expansion, problems = expand(setting, instances, wiring)
        self._diagnostics.extend(problems)
        self._raise_errors()
        intent = Intent(
            stack=self._stack.name,
            environment=self._environment,
            organisation=identify(organisation),
            target=self._settings.target,
            parts=self._parts(instances),
            moves={move.from_name: move.to for move in self._stack.spec.moved},
            rotations=self._stack.spec.rotations,
            notes=tuple(_notes(arrangement)),
            most_removed=self._settings.safeguards.most_removed,
        )
        return Compiled(Desired(intent, expansion), self._resolution, arrangement, organisation, warnings)

    def _raise_errors(self) -> None:
        if self._diagnostics.has_errors:
            raise InvalidInputError(*self._diagnostics.sorted())

    def _report_missing(self, arrangement: Arrangement) -> None:
        """Only what validation cannot know: a service that the catalog does not offer here."""
        for missing in arrangement.wiring.missing:
            self._diagnostics.add(
                error(
                    "use-unsatisfied",
                    "Nothing provides what a block needs",
                    f"`{missing.consumer}` needs {missing.interface} {missing.version} as `{missing.use}`, and nothing here provides it.",
                    f"Add a block that provides {missing.interface} to the stack.",
                    source=self._loaded.document.locate(("spec", "blocks")),
                )
            )

    def _instance(self, entry: BlockEntry, number: int | None) -> Instance | None:
        loaded = self._resolution.blocks[entry.block]
        target = entry.target or self._settings.target
        compiled = self._block(loaded, entry.block, target)
        if compiled is None:
            return None
        path: Path = ("spec", "blocks", number) if number is not None else ("spec", "blocks")
        parameters = fill_defaults(loaded.model.spec.parameters, entry.parameters)
        return Instance(
            name=entry.instance,
            block=compiled,
            parameters=self._open_secrets(parameters, (*path, "parameters")),
            files=self._files(entry, loaded),
            given=self._open_secrets(dict(entry.outputs), (*path, "outputs")) if target == EXISTING else {},
            fidelity=entry.fidelity or "",
            locate=lambda: self._locate(path),
        )

    def _block(self, loaded: LoadedBlock, name: str, target: str) -> CompiledBlock | None:
        """Asked for once for all instances; so are the mistakes in it told once."""
        if (name, target) in self._compiled:
            self._blocks.statistics.count("reused")
        else:
            self._compiled[name, target], problems = self._blocks.get(loaded, target, self._interfaces)
            self._diagnostics.extend(problems)
        return self._compiled[name, target]

    def _files(self, entry: BlockEntry, loaded: LoadedBlock) -> dict[str, str]:
        return {name: self._loaded.files[entry.files.get(name, spec.folder)].digest for name, spec in loaded.model.spec.files.items()}

    def _open_secrets(self, value: Any, path: Path) -> Any:
        return open_secrets(value, path, self._read_secret, self._locate, self._diagnostics.add)

    def _locate(self, path: Path) -> SourceRange:
        return self._loaded.document.locate(path)

    def _images(self, block: LoadedBlock) -> Mapping[str, str]:
        entry = self._workspace.catalog.get(block.model.metadata.name)
        offered = entry.offered(block.model.spec.version) if entry is not None else None
        return offered.images if offered is not None else {}

    def _imports(self, arrangement: Arrangement) -> dict[tuple[str, str], Import]:
        return {
            (edge.consumer, edge.use): Import(
                edge.offer.stack,
                edge.offer.instance,
                edge.offer.output,
                self._read_export(edge.offer.stack, self._environment, f"{edge.offer.instance}/{edge.offer.output}"),
            )
            for edge in arrangement.wiring.edges
            if edge.offer.stack
        }

    def _export_rules(self) -> list[ExportRule]:
        """Exports to `*` reach the stacks that are here to be seen."""
        rules = []
        for export in self._stack.spec.exports:
            names = self._workspace.stack_names if "*" in export.to else export.to
            rules.append(ExportRule(export.output, {name: self._other_organisation(name) for name in names if name != self._stack.name}))
        return rules

    def _other_organisation(self, name: str) -> Mapping[str, Any]:
        other = self._workspace.stack(name)
        found = find_organisation(other.model.spec.organisation, self._workspace.organisations) if other is not None else None
        return describe(found) if found is not None else describe(Organisation(name=name, kind="other"))

    def _parts(self, instances: Mapping[str, Instance]) -> dict[str, str]:
        """What was approved, part by part: stack without its environments, this environment, lock, files, policies, waivers."""
        spec = self._loaded.document.data["spec"]
        parts = {
            "stack": digest({key: value for key, value in spec.items() if key != "environments"}),
            f"environment {self._environment}": digest(spec["environments"][self._environment]),
            "lock": self._resolution.lock.digest,
        }
        for instance in instances.values():
            for name, content in instance.files.items():
                parts[f"files {name} of {instance.name}"] = content
        parts.update({f"policy {name}": policy.digest for name, policy in self._workspace.policies.items()})
        for waiver in self._loaded.waivers:
            parts[f"waiver {waiver.metadata.name}"] = digest(waiver.model_dump(mode="json", by_alias=True))
        return parts


def _locked_interfaces(workspace: Workspace, lock: Lock) -> dict[str, InterfaceShape]:
    """Each interface at the newest locked version, else as the catalog has it (a use that nothing here provides)."""
    shapes = {}
    for name, versions in workspace.interfaces.items():
        locked = [version for version in lock.interfaces.get(name, {}) if version in versions]
        shapes[name] = InterfaceShape.of(versions[locked[0]] if locked else next(iter(versions.values())))
    return shapes


def _notes(arrangement: Arrangement) -> list[Note]:
    return [
        Note(
            "service-added",
            f"{item.entry.instance} is added, because {item.needed_by} needs its broker ({item.use}) and nothing here provides it.",
            item.entry.instance,
            {"instance": item.entry.instance, "needed_by": item.needed_by, "use": item.use},
        )
        for item in arrangement.added
    ]


def identify(organisation: Organisation) -> str:
    """The number that stands for an organisation in states and at brokers."""
    return organisation.nis or organisation.ovo or organisation.kbo or organisation.name


def describe(organisation: Organisation) -> dict[str, Any]:
    """What templates read as `organisation`."""
    described: dict[str, Any] = {
        "name": organisation.name,
        "kind": organisation.kind,
        "nis": organisation.nis,
        "province": organisation.province,
        "population": organisation.population,
        "facilities": list(organisation.facilities),
        "languages": list(organisation.languages),
        "postalCodes": list(organisation.postal_codes),
    }
    described.update({name: value for name in ("kbo", "ovo") if (value := getattr(organisation, name))})
    return described


def _no_stack(workspace: Workspace, stack: str) -> NotFoundError:
    known = ", ".join(workspace.stack_names) or "none"
    return NotFoundError(
        error("stack-not-found", "There is no such stack", f"There is no stacks/{stack}/stack.yaml.", f"Stacks that are here: {known}.")
    )


def _no_environment(loaded: LoadedStack, environment: str) -> NotFoundError:
    known = ", ".join(loaded.model.spec.environments)
    return NotFoundError(
        error(
            "environment-not-found",
            "There is no such environment",
            f"The stack `{loaded.model.name}` has no environment {quoted(environment)}.",
            f"Its environments: {known}.",
            source=loaded.document.locate(("spec", "environments"), key=True),
        )
    )
