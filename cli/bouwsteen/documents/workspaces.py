"""A tree on disk → `Workspace` and everything that is wrong with its documents.

Blocks and catalog have one source: the commit of a repository that the stacks pin, else the
work tree when it has a `blocks` or `catalog` folder, else the content that came with the
program. Only what the wanted stacks need is
read: their blocks, and of other stacks the few that export something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from bouwsteen.diagnostics import Diagnostic, Diagnostics, SourceRange, error
from bouwsteen.documents.block_checks import check_interface
from bouwsteen.documents.building_blocks import BuildingBlock
from bouwsteen.documents.catalog_entries import CatalogEntry
from bouwsteen.documents.digests import digest_data
from bouwsteen.documents.interfaces import Interface
from bouwsteen.documents.journeys import Journey
from bouwsteen.documents.kinds import AnyKind, read_document
from bouwsteen.documents.load_profiles import LoadProfile
from bouwsteen.documents.meanings import check_meanings
from bouwsteen.documents.organisations import MAX_LIST_BYTES, Organisation, read_organisations
from bouwsteen.documents.policies import Policy, PolicySuite, Waiver
from bouwsteen.documents.sources import LIMITS, Document, Limits, load_document
from bouwsteen.documents.stacks import Reference, Stack
from bouwsteen.documents.trees import MAX_FILE_BYTES, FileSet, RefusedError, Tree
from bouwsteen.documents.wirings import SERVICE_SUFFIX

LOCK_FILE: Final = "bouwsteen.lock"
JOURNEYS: Final = "loadtests/journeys"
_LOCK_LIMITS: Final = Limits(file_bytes=256 * 1024)  # some two thousand pins


@dataclass(frozen=True, slots=True)
class LoadedBlock:
    """A block and its content. `digest` covers the document, the schemas and the service; not its README or load test."""

    model: BuildingBlock
    document: Document
    digest: str
    service_digest: str | None
    folder: Path
    # Schemas of the files that instances take, by the name in `spec.files`.
    file_schemas: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    # Names of the packages in the service folder.
    programs: tuple[str, ...] = ()

    @property
    def service_folder(self) -> Path:
        return self.folder / "service"


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """A policy and, where it was asked for, the suite beside it."""

    model: Policy
    document: Document
    digest: str
    suite: PolicySuite | None = None


@dataclass(frozen=True, slots=True)
class LoadedStack:
    """A stack, the folders of files that its instances take, and the lock beside it."""

    model: Stack
    document: Document
    folder: Path
    files: Mapping[str, FileSet] = field(default_factory=dict)
    lock: Document | None = None
    # Folders of files that are there and were not read.
    refused: frozenset[str] = frozenset()
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True)
class PinnedContent:
    """The commit of a repository that blocks and catalog are taken from. `digest` covers its files."""

    git: str
    revision: str
    commit: str
    digest: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything that was read. `neighbours` are stacks that were not asked for and export something."""

    root: Path
    content_root: Path
    blocks: Mapping[str, Mapping[str, LoadedBlock]] = field(default_factory=dict)
    interfaces: Mapping[str, Mapping[str, Interface]] = field(default_factory=dict)
    interface_digests: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    catalog: Mapping[str, CatalogEntry] = field(default_factory=dict)
    stacks: Mapping[str, LoadedStack] = field(default_factory=dict)
    neighbours: Mapping[str, LoadedStack] = field(default_factory=dict)
    profiles: Mapping[str, LoadProfile] = field(default_factory=dict)
    profile_digests: Mapping[str, str] = field(default_factory=dict)
    journeys: Mapping[str, Journey] = field(default_factory=dict)
    policies: Mapping[str, LoadedPolicy] = field(default_factory=dict)
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    # False: a part of their list could not be read.
    has_all_organisations: bool = True
    block_names: tuple[str, ...] = ()
    stack_names: tuple[str, ...] = ()
    # Names of the files in the catalog; one that has no document here has a mistake.
    entry_names: tuple[str, ...] = ()
    interface_names: tuple[str, ...] = ()
    # None: the content is that of the work tree or the program.
    pinned: PinnedContent | None = None

    def stack(self, name: str) -> LoadedStack | None:
        return self.stacks.get(name) or self.neighbours.get(name)


def load_workspace(
    root: Path,
    content: Path | None = None,
    *,
    stacks: Iterable[str] | None = None,
    whole: bool = False,
    pinned: PinnedContent | None = None,
    limits: Limits = LIMITS,
) -> tuple[Workspace, Diagnostics]:
    """Read the tree at `root`. `stacks` names what is wanted; left out, everything is read; `whole`: all blocks are, also then.

    `pinned` says that `content` is of that commit, and then nothing of the work tree stands in for it.
    A document with a mistake is left out of the workspace and told in the diagnostics.
    """
    return _Loader(root.resolve(), content, limits, pinned).load(None if stacks is None else list(stacks), whole=whole)


def read_pinning_stacks(root: Path, stacks: Iterable[str], limits: Limits = LIMITS) -> dict[str, LoadedStack]:
    """Those that take their catalog from a repository, without files. What cannot be read is told by `load_workspace`."""
    loader = _Loader(root.resolve(), None, limits, None)
    found = {name: loaded for name in stacks if loader.may_pin(name) and (loaded := loader.load_stack(name)) is not None}
    return {name: loaded for name, loaded in found.items() if loaded.model.spec.catalog is not None}


class _Loader:
    """Gathers while it reads; lives for one call of `load_workspace`."""

    def __init__(self, root: Path, content: Path | None, limits: Limits, pinned: PinnedContent | None) -> None:
        self.limits = limits
        self.pinned = pinned
        self.work = Tree(root, is_own=True)
        own = content is None or (pinned is None and (self.work.has_folder("blocks") or self.work.has_folder("catalog")))
        self.content = self.work if own or content is None else Tree(content.resolve(), f"{content}/")
        self.diagnostics = Diagnostics()
        self.blocks: dict[str, dict[str, LoadedBlock]] = {}
        self.broken: set[str] = set()

    def load(self, wanted: list[str] | None, *, whole: bool) -> tuple[Workspace, Diagnostics]:
        stack_names = self._folders(self.work, "stacks", "stack.yaml")
        block_names = self._folders(self.content, "blocks", "block.yaml")
        chosen = stack_names if wanted is None else wanted
        models = {name: loaded for name in chosen if (loaded := self.load_stack(name)) is not None}
        neighbours = {} if wanted is None else self._load_neighbours([name for name in stack_names if name not in models], models)
        self._load_blocks(block_names, None if wanted is None or whole else [*models.values(), *neighbours.values()])
        interfaces, digests = self._load_interfaces()
        profiles = self._load_all("loadtests/profiles", LoadProfile)
        organisations, complete = self._load_organisations()
        workspace = Workspace(
            root=self.work.root,
            content_root=self.content.root,
            blocks=self.blocks,
            interfaces=interfaces,
            interface_digests=digests,
            catalog={name: model for name, (model, _) in self._load_all("catalog", CatalogEntry).items()},
            stacks={name: self._with_files(loaded) for name, loaded in models.items()},
            neighbours=neighbours,
            profiles={name: model for name, (model, _) in profiles.items()},
            profile_digests={name: digest_data(document.data) for name, (_, document) in profiles.items()},
            journeys={name: model for name, (model, _) in self._load_all(JOURNEYS, Journey).items()},
            policies=self._load_policies(),
            organisations=organisations,
            has_all_organisations=complete,
            block_names=tuple(block_names),
            stack_names=tuple(stack_names),
            entry_names=tuple(self._files("catalog")),
            interface_names=tuple(self._files("catalog/interfaces")),
            pinned=self.pinned,
        )
        return workspace, self.diagnostics

    def _folders(self, tree: Tree, parent: str, file: str) -> list[str]:
        try:
            return [name for name in tree.names(parent) if tree.has_file(f"{parent}/{name}/{file}")]
        except RefusedError as refused:
            self.diagnostics.add(refused.diagnostic)
            return []

    def _read(self, tree: Tree, relative: str, kind: type[AnyKind], name: str) -> tuple[AnyKind, Document] | None:
        """A document whose name must be that of its folder or file."""
        try:
            text = tree.read(relative, self.limits.file_bytes)
        except FileNotFoundError:
            self.diagnostics.add(_not_found(tree.name(relative)))
            return None
        except RefusedError as refused:
            self.diagnostics.add(refused.diagnostic)
            return None
        model, document, problems = read_document(text, tree.name(relative), kind, self.limits)
        self.diagnostics.extend(problems)
        if model is None or document is None:
            return None
        if document.data["metadata"]["name"] != name:
            self.diagnostics.add(_wrong_name(document, name))
            return None
        return model, document

    def load_stack(self, name: str) -> LoadedStack | None:
        relative = f"stacks/{name}/stack.yaml"
        found = self._read(self.work, relative, Stack, name)
        if found is None:
            return None
        return LoadedStack(
            found[0], found[1], self.work.root / "stacks" / name, {}, self._load_lock(name), waivers=self._load_waivers(name)
        )

    def _load_waivers(self, stack: str) -> tuple[Waiver, ...]:
        folder = f"stacks/{stack}/waivers"
        if not self.work.has_folder(folder):
            return ()
        names = [file.removesuffix(".yaml") for file in self.work.names(folder) if file.endswith(".yaml")]
        found = (self._read(self.work, f"{folder}/{name}.yaml", Waiver, name) for name in names)
        return tuple(pair[0] for pair in found if pair is not None)

    def _load_policies(self) -> dict[str, LoadedPolicy]:
        if not self.content.has_folder("policies"):
            return {}
        found: dict[str, LoadedPolicy] = {}
        for name in self._folders(self.content, "policies", "policy.yaml"):
            policy = self._read(self.content, f"policies/{name}/policy.yaml", Policy, name)
            if policy is not None:
                found[name] = LoadedPolicy(*policy, digest_data(policy[1].data))
        return found

    def _load_lock(self, name: str) -> Document | None:
        relative = f"stacks/{name}/{LOCK_FILE}"
        try:
            text = self.work.read(relative, _LOCK_LIMITS.file_bytes)
        except FileNotFoundError:
            return None
        except RefusedError as refused:
            self.diagnostics.add(refused.diagnostic)
            return None
        document, problems = load_document(text, self.work.name(relative), _LOCK_LIMITS)
        self.diagnostics.extend(problems)
        return document

    def _load_neighbours(self, names: list[str], models: Mapping[str, LoadedStack]) -> dict[str, LoadedStack]:
        """Other stacks that export something. Their mistakes are told when a wanted stack refers to them by name."""
        referred = {reference.stack for loaded in models.values() for reference in _references(loaded.model) if reference.stack}
        found: dict[str, LoadedStack] = {}
        for name in names:
            before = len(self.diagnostics)
            loaded = self.load_stack(name) if name in referred or self._mentions_exports(name) else None
            if loaded is not None:
                found[name] = loaded
            elif name not in referred:
                del self.diagnostics.items[before:]
        return found

    def _mentions_exports(self, name: str) -> bool:
        return b"exports" in self._raw(name)

    def may_pin(self, name: str) -> bool:
        """A quick look, so that nobody else pays for it. With a backslash the word may be written in another way."""
        text = self._raw(name)
        return b"catalog" in text or b"\\" in text

    def _raw(self, name: str) -> bytes:
        try:
            return self.work.read(f"stacks/{name}/stack.yaml", self.limits.file_bytes)
        except (OSError, RefusedError):
            return b""

    def _load_blocks(self, names: list[str], stacks: list[LoadedStack] | None) -> None:
        wanted = set(names) if stacks is None else {entry.block for loaded in stacks for entry in loaded.model.spec.blocks}
        for name in sorted(wanted & set(names)):
            self._load_block(name)
        # A share in a shared service may need the service beside it.
        services = {block + SERVICE_SUFFIX for block in self.blocks} & set(names)
        for name in sorted(services - self.blocks.keys() - self.broken):
            self._load_block(name)

    def _load_block(self, name: str) -> None:
        found = self._read(self.content, f"blocks/{name}/block.yaml", BuildingBlock, name)
        if found is None:
            self.broken.add(name)
            return
        model, document = found
        try:
            service = self.content.read_set(f"blocks/{name}/service") if self.content.has_folder(f"blocks/{name}/service") else None
        except RefusedError as refused:
            self.diagnostics.add(refused.diagnostic)
            return
        schemas = self._load_file_schemas(name, model, document)
        parts = {"document": document.data, "schemas": schemas, "service": service.digest if service else None}
        loaded = LoadedBlock(
            model,
            document,
            digest_data(parts),
            service.digest if service else None,
            self.content.root / "blocks" / name,
            schemas,
            tuple(sorted({path.split("/", 1)[0] for path in service.files if path.endswith("/__init__.py")})) if service else (),
        )
        self.blocks.setdefault(name, {})[model.spec.version] = loaded

    def _load_file_schemas(self, name: str, model: BuildingBlock, document: Document) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for files, spec in model.spec.files.items():
            if spec.schema_file is None:
                continue
            relative = f"blocks/{name}/{spec.schema_file}"
            try:
                text = self.content.read(relative, MAX_FILE_BYTES)
            except FileNotFoundError:
                self.diagnostics.add(
                    error(
                        "missing-file",
                        "A file that a document names is not there",
                        f"The block has no file `{spec.schema_file}` beside its block.yaml.",
                        "Add the file or correct the name.",
                        source=document.locate(("spec", "files", files, "schema")),
                    )
                )
                continue
            except RefusedError as refused:
                self.diagnostics.add(refused.diagnostic)
                continue
            # JSON is YAML, and one reader holds one set of limits.
            schema, problems = load_document(text, self.content.name(relative), Limits(file_bytes=MAX_FILE_BYTES))
            self.diagnostics.extend(problems)
            if schema is not None:
                # What a schema calls itself has no meaning here and would change what its references mean.
                found[files] = {key: value for key, value in schema.data.items() if key != "$id"}
        return found

    def read_suite(self, policy: str) -> PolicySuite | None:
        found = self._read(self.content, f"policies/{policy}/suite.yaml", PolicySuite, policy)
        return found[0] if found is not None else None

    def _load_interfaces(self) -> tuple[dict[str, dict[str, Interface]], dict[str, dict[str, str]]]:
        interfaces: dict[str, dict[str, Interface]] = {}
        digests: dict[str, dict[str, str]] = {}
        loaded = self._load_all("catalog/interfaces", Interface)
        self.diagnostics.extend(check_meanings(loaded))
        for name, (model, document) in loaded.items():
            self.diagnostics.extend(check_interface(model, document))
            interfaces[name] = {model.spec.version: model}
            digests[name] = {model.spec.version: digest_data(document.data)}
        return interfaces, digests

    def _load_all(self, folder: str, kind: type[AnyKind]) -> dict[str, tuple[AnyKind, Document]]:
        """Each document of a folder by its name, without those that have a mistake."""
        found = {name: self._read(self.content, f"{folder}/{name}.yaml", kind, name) for name in self._files(folder)}
        return {name: pair for name, pair in found.items() if pair is not None}

    def _files(self, folder: str) -> list[str]:
        try:
            return [name.removesuffix(".yaml") for name in self.content.names(folder) if name.endswith(".yaml")]
        except RefusedError as refused:
            self.diagnostics.add(refused.diagnostic)
            return []

    def _load_organisations(self) -> tuple[dict[str, Organisation], bool]:
        """By number, and whether these are all."""
        relative = "catalog/organisations.csv"
        try:
            text = self.content.read(relative, MAX_LIST_BYTES)
        except FileNotFoundError:
            return {}, True
        except RefusedError as refused:
            self.diagnostics.add(refused.diagnostic)
            return {}, False
        organisations, problems = read_organisations(text, self.content.name(relative))
        self.diagnostics.extend(problems)
        return organisations, not problems

    def _with_files(self, loaded: LoadedStack) -> LoadedStack:
        """The stack with every folder that one of its instances takes, in any environment."""
        name = loaded.model.name
        files: dict[str, FileSet] = {}
        refused: set[str] = set()
        for folder in sorted(self._file_folders(loaded.model)):
            try:
                files[folder] = self.work.read_set(f"stacks/{name}/{folder}")
            except (FileNotFoundError, NotADirectoryError):
                continue  # told by the validation, which knows who asks for it
            except RefusedError as refusal:
                self.diagnostics.add(refusal.diagnostic)
                refused.add(folder)
        return replace(loaded, files=files, refused=frozenset(refused))

    def _file_folders(self, stack: Stack) -> set[str]:
        folders: set[str] = set()
        for entry in stack.spec.blocks:
            folders.update(entry.files.values())
            for block in self.blocks.get(entry.block, {}).values():
                folders.update(spec.folder for name, spec in block.model.spec.files.items() if name not in entry.files)
        for environment in stack.spec.environments.values():
            for overlay in environment.blocks.values():
                folders.update(overlay.files.values())
        return folders


def _references(stack: Stack) -> Iterable[Reference]:
    for entry in stack.spec.blocks:
        yield from (Reference.parse(text) for text in entry.uses.values())
    for environment in stack.spec.environments.values():
        for overlay in environment.blocks.values():
            yield from (Reference.parse(text) for text in overlay.uses.values())


def _not_found(file: str) -> Diagnostic:
    return error(
        "document-not-found",
        "A document is not there",
        "There is no file at this path.",
        "Check the spelling, and that you are in the right folder.",
        source=SourceRange(file),
    )


def _wrong_name(document: Document, name: str) -> Diagnostic:
    return error(
        "name-differs-from-path",
        "A document does not have the name of its place",
        f"The file stands under `{name}`, and documents are found by their place.",
        f"Set `metadata.name` to `{name}`, or move the file.",
        source=document.locate(("metadata", "name")),
    )


def with_suites(
    workspace: Workspace, policies: Mapping[str, LoadedPolicy], limits: Limits = LIMITS
) -> tuple[dict[str, LoadedPolicy], Diagnostics]:
    """Policies of the workspace with their suites, which only a test of policies reads. One without a suite is told."""
    loader = _Loader(workspace.content_root, None, limits, workspace.pinned)
    found: dict[str, LoadedPolicy] = {}
    for name, policy in policies.items():
        suite = loader.read_suite(name)
        if suite is not None:
            found[name] = replace(policy, suite=suite)
    return found, loader.diagnostics
