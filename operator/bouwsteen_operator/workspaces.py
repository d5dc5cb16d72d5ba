"""Objects of a cluster → the `Workspace` of one stack, as if it were read from the tree. Pure.

Nothing is chosen here: the lock and what is pinned beside it say which objects are read, and each must be what its digest says. So the
same stack has the same intent and the same plan, whether the tree or a cluster holds it.

A document of an object stands at a place like `stacks/herstappe (Stack herstappe-test/herstappe) spec.blocks[0]` in diagnostics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from bouwsteen.diagnostics import Diagnostic, Diagnostics, SourceRange, error
from bouwsteen.documents.interfaces import Interface
from bouwsteen.documents.names import API_VERSION
from bouwsteen.documents.organisations import Organisation
from bouwsteen.documents.policies import Waiver
from bouwsteen.documents.sources import Document
from bouwsteen.documents.stacks import Stack
from bouwsteen.documents.trees import FileSet
from bouwsteen.documents.wirings import EXISTING
from bouwsteen.documents.workspaces import LoadedBlock, LoadedPolicy, LoadedStack, PinnedContent, Workspace
from bouwsteen.formats.file_objects import FilesError, read_files
from bouwsteen.formats.stack_objects import object_name
from bouwsteen.resolution.locks import Lock, find_unpinned
from bouwsteen_operator.catalog_objects import CatalogObjects
from bouwsteen_operator.conditions import Reason
from bouwsteen_operator.object_documents import LIMITS, Object, ObjectDocument, place_of, read_object, read_part
from bouwsteen_operator.objects import Neighbour, OrganisationSpec, PublishedWaiver, Resolved

_REASONS: Final = {
    "object-not-here": Reason.WAITING_FOR_CATALOG,
    "files-not-here": Reason.WAITING_FOR_FILES,
    "object-differs": Reason.CONTENT_DIFFERS,
    "document-too-large": Reason.OBJECT_TOO_LARGE,
    "document-too-many-values": Reason.OBJECT_TOO_LARGE,
    "stack-not-resolved": Reason.NOT_RESOLVED,
    "lock-stale": Reason.LOCK_STALE,
}
_WAITS: Final = frozenset({Reason.WAITING_FOR_CATALOG, Reason.WAITING_FOR_FILES})


def reason_of(problems: Iterable[Diagnostic]) -> Reason:
    """Why no workspace can be made: what somebody must mend goes before what may come by itself."""
    reasons = [_REASONS.get(each.code, Reason.DOCUMENT_INVALID) for each in problems if each.is_error]
    return next((each for each in reasons if each not in _WAITS), reasons[0] if reasons else Reason.DOCUMENT_INVALID)


def may_come(problem: Diagnostic) -> bool:
    """Whether it is about something that is not here yet, and may come by itself."""
    return _REASONS.get(problem.code) in _WAITS


def build_workspace(
    catalog: CatalogObjects,
    stack: Object,
    organisation: Object | None,
    waivers: Iterable[Object] = (),
    config_maps: Mapping[str, Object] | None = None,
) -> tuple[Workspace, Resolved | None, Diagnostics]:
    """The workspace of a Stack object, what was resolved for it, and what is wrong.

    `organisation` is the object of that name in its namespace, `waivers` and `config_maps` (by name) are those of its namespace. A part
    with a mistake is left out and told; where there are errors, nothing may be made of the workspace, and `reason_of` says what kind.
    """
    builder = _Builder(catalog, stack)
    return builder.build(organisation, waivers, config_maps or {}), builder.resolved, builder.diagnostics


class _Builder:
    """Gathers while it reads; lives for one call."""

    def __init__(self, catalog: CatalogObjects, stack: Object) -> None:
        self.diagnostics = Diagnostics()
        self.resolved: Resolved | None = None
        self._catalog = catalog
        self._object = stack
        self._name = str(stack["metadata"]["name"])
        self._blocks: dict[str, dict[str, LoadedBlock]] = {}
        self._interfaces: dict[str, dict[str, Interface]] = {}
        self._interface_digests: dict[str, dict[str, str]] = {}
        self._policies: dict[str, LoadedPolicy] = {}

    def build(self, organisation: Object | None, waivers: Iterable[Object], config_maps: Mapping[str, Object]) -> Workspace:
        read = read_object(self._object, Stack, self._name, f"stacks/{self._name}")
        self.diagnostics.extend(read.problems)
        root = Path()
        if read.model is None or read.document is None:
            return Workspace(root, root, stack_names=(self._name,))
        resolved = self._read_resolved(read.document)
        if resolved is None:
            return Workspace(root, root, stack_names=(self._name,))
        self.resolved = resolved
        self._read_content(resolved)
        neighbours = {each.name: _neighbour(each, resolved.environment) for each in resolved.neighbours}
        loaded = LoadedStack(
            read.model,
            read.document,
            root / "stacks" / self._name,
            self._read_files(resolved, config_maps),
            _lock_document(resolved.lock, read.document.file),
            waivers=tuple(self._read_waivers(waivers)),
        )
        entries = self._catalog.entries(self.diagnostics.extend)
        for path, each in find_unpinned(resolved.lock, read.model.spec.blocks, entries):
            self.diagnostics.add(each.to_diagnostic(read.document.locate(path)))
        return Workspace(
            root=root,
            content_root=root,
            blocks=self._blocks,
            interfaces=self._interfaces,
            interface_digests=self._interface_digests,
            catalog=entries,
            stacks={self._name: loaded},
            neighbours=neighbours,
            profile_digests=resolved.lock.profiles,
            policies=self._policies,
            organisations=self._read_organisations(organisation, read.model, resolved.neighbours),
            block_names=tuple(sorted(self._blocks)),
            stack_names=tuple(sorted({self._name, *(each.name for each in resolved.neighbours)})),
            entry_names=tuple(entries),
            interface_names=tuple(sorted(self._interfaces)),
            pinned=_pinned(resolved.lock),
        )

    def _read_resolved(self, document: Document) -> Resolved | None:
        written = self._object["spec"].get("resolved")
        if written is None:
            self.diagnostics.add(
                error(
                    "stack-not-resolved",
                    "A Stack does not say what was chosen for it",
                    "The operator chooses no versions: `spec.resolved` says them, and this Stack has none.",
                    f"Write it, and apply what is written:\n\n    bouwsteen export {self._name} -e ENVIRONMENT --format objects",
                    source=document.locate(("spec",)),
                )
            )
            return None
        resolved, problems = read_part(written, Resolved, document.file, ("spec", "resolved"))
        self.diagnostics.extend(problems)
        if resolved is None:
            return None
        known = self._object["spec"].get("environments") or {}
        if resolved.environment not in known:
            self.diagnostics.add(
                error(
                    "environment-not-found",
                    "There is no such environment",
                    f"`spec.resolved` is about `{resolved.environment}`, and the Stack has {', '.join(f'`{each}`' for each in known)}.",
                    "Write the objects of this stack again, for one of its environments.",
                    source=document.locate(("spec", "resolved", "environment")),
                )
            )
            return None
        return resolved

    def _read_content(self, resolved: Resolved) -> None:
        lock = resolved.lock
        for name, version, digest in _pins({name: {pin.version: pin.digest} for name, pin in lock.blocks.items()}, resolved.beside.blocks):
            block = self._take("BuildingBlock", name, version, self._catalog.block(name, version))
            if isinstance(block, LoadedBlock) and self._fits("BuildingBlock", name, version, block.digest, digest):
                self._blocks.setdefault(name, {})[version] = block
        for name, version, digest in _pins(lock.interfaces, resolved.beside.interfaces):
            interface = self._take("Interface", name, version, self._catalog.interface(name, version))
            if isinstance(interface, tuple) and self._fits("Interface", name, version, interface[1], digest):
                self._interfaces.setdefault(name, {})[version] = interface[0]
                self._interface_digests.setdefault(name, {})[version] = interface[1]
        for name, version, digest in _pins({name: {pin.version: pin.digest} for name, pin in lock.policies.items()}, {}):
            policy = self._take("Policy", name, version, self._catalog.policy(name, version))
            if isinstance(policy, LoadedPolicy) and self._fits("Policy", name, version, policy.digest, digest):
                self._policies[name] = policy

    def _take(self, kind: str, name: str, version: str, found: Any) -> Any:
        """None where it is not here or has a mistake, which is told."""
        if found is None:
            self.diagnostics.add(
                error(
                    "object-not-here",
                    "What a stack needs is not in this cluster",
                    f"The {kind} `{object_name(name, version)}` is pinned, and the cluster does not have it.",
                    "Apply all objects of the export, those of the catalog too.",
                    source=SourceRange(self._place()),
                )
            )
        elif isinstance(found, list):
            self.diagnostics.extend(found)
            return None
        return found

    def _fits(self, kind: str, name: str, version: str, found: str, wanted: str) -> bool:
        if found == wanted:
            return True
        self.diagnostics.add(
            error(
                "object-differs",
                "What the cluster has is not what was chosen",
                f"The {kind} `{object_name(name, version)}` has the digest {found[:19]}…, and {wanted[:19]}… is pinned.",
                "A published version never changes: publish another version, or delete that object and apply the one that is pinned.",
                source=SourceRange(self._place()),
            )
        )
        return False

    def _place(self) -> str:
        return place_of(self._object, f"stacks/{self._name}")

    def _read_files(self, resolved: Resolved, config_maps: Mapping[str, Object]) -> dict[str, FileSet]:
        found: dict[str, FileSet] = {}
        for folder, said in resolved.files.items():
            missing = [name for name in said.config_maps if name not in config_maps]
            try:
                if not missing:
                    found[folder] = read_files([config_maps[name] for name in said.config_maps], folder, said.digest)
                    continue
                why, code = f"the ConfigMap {missing[0]} is not in its namespace", "files-not-here"
            except FilesError as problem:
                why, code = str(problem), "object-differs"
            self.diagnostics.add(
                error(
                    code,
                    "Files of a stack are not here as they were written",
                    f"The files of `{folder}` cannot be used: {why}.",
                    "Apply all objects of the export, ConfigMaps too.",
                    source=SourceRange(self._place()),
                )
            )
        return found

    def _read_waivers(self, waivers: Iterable[Object]) -> Iterator[Waiver]:
        """Those of this stack, by the name of their document, as they are read from a folder."""
        found: dict[str, Waiver] = {}
        for each in waivers:
            published: PublishedWaiver | None = None
            problems: list[Diagnostic] = []
            if (said := (each.get("spec") or {}).get("published")) is not None:
                published, problems = read_part(said, PublishedWaiver, place_of(each, "waivers"), ("spec", "published"))
                self.diagnostics.extend(problems)
            if problems or (published is not None and published.stack != self._name):
                continue
            name = published.name if published is not None else str(each["metadata"]["name"])
            read = read_object(each, Waiver, name, f"stacks/{self._name}/waivers/{name}")
            self.diagnostics.extend(read.problems)
            if read.model is not None:
                found[name] = read.model
        yield from (found[name] for name in sorted(found))

    def _read_organisations(self, organisation: Object | None, stack: Stack, neighbours: Iterable[Neighbour]) -> dict[str, Organisation]:
        found = {
            each.organisation.nis: _organisation(each.organisation) for each in neighbours if each.organisation and each.organisation.nis
        }
        if organisation is None:
            if stack.spec.organisation.nis is not None:
                found.pop(stack.spec.organisation.nis, None)
                self.diagnostics.add(_no_organisation(self._place()))
            return found
        spec, problems = read_part(organisation["spec"], OrganisationSpec, place_of(organisation, "organisation"), ("spec",))
        self.diagnostics.extend(problems)
        if spec is not None and spec.nis:
            found[spec.nis] = _organisation(spec)
        return found


def _pins(first: Mapping[str, Mapping[str, str]], second: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Name, version and digest, sorted: as the tree is read."""
    found = {(name, version): digest for pins in (second, first) for name, versions in pins.items() for version, digest in versions.items()}
    for (name, version), digest in sorted(found.items()):
        yield name, version, digest


def _lock_document(lock: Lock, file: str) -> ObjectDocument:
    data = lock.model_dump(mode="json", by_alias=True)
    return ObjectDocument(f"{file} spec.resolved.lock", "", data, orjson.dumps(data), LIMITS)


def _pinned(lock: Lock) -> PinnedContent | None:
    pin = lock.catalog
    return PinnedContent(pin.git, pin.revision, pin.commit, pin.digest) if pin is not None else None


def _organisation(spec: OrganisationSpec) -> Organisation:
    return Organisation(
        name=spec.name,
        kind=spec.kind,
        nis=spec.nis,
        province=spec.province,
        population=spec.population,
        facilities=spec.facilities,
        postal_codes=spec.postal_codes,
    )


def _neighbour(said: Neighbour, environment: str) -> LoadedStack:
    """As much of another stack as this one meets: who it is, and what it exports."""
    known = said.organisation or OrganisationSpec(name=said.name, kind="other")
    organisation = {"nis": known.nis or None, "kbo": known.kbo, "ovo": known.ovo, "name": known.name, "kind": known.kind}
    spec = {
        "organisation": organisation,
        "blocks": [each.model_dump(mode="json", by_alias=True, exclude_unset=True) for each in said.blocks],
        "environments": {environment: {"target": EXISTING}},
        "exports": [{"output": output, "to": ["*"]} for output in said.exports],
    }
    data = {"apiVersion": API_VERSION, "kind": "Stack", "metadata": {"name": said.name}, "spec": spec}
    text = orjson.dumps(data)
    document = ObjectDocument(f"stacks/{said.name}", "", data, text, LIMITS)
    return LoadedStack(Stack.model_validate_json(text), document, Path("stacks") / said.name)


def _no_organisation(place: str) -> Diagnostic:
    return error(
        "object-not-here",
        "What a stack needs is not in this cluster",
        "The namespace of the stack has no Organisation named `organisation`, which says who adopts.",
        "Apply all objects of the export, the Organisation too.",
        source=SourceRange(place),
    )
