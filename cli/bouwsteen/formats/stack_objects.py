"""A stack as objects of a cluster, in which the operator finds one environment with everything that was chosen for it. Pure.

    Stack                                 the document, and `spec.resolved`: environment, lock, files, neighbours
    Organisation, Waiver                  beside it, in its namespace; and ConfigMaps with its files
    BuildingBlock, Interface, Policy      what the lock pins, and what it is checked against: `<name>-<version>`, for the whole cluster
    CatalogEntry                          what is offered

The operator makes the same intent and the same plan of them as a plan from the tree.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from bouwsteen.documents.block_choices import choose_version
from bouwsteen.documents.models import SecretRef, is_secret_reference
from bouwsteen.documents.names import API_VERSION
from bouwsteen.documents.organisations import Organisation, find_organisation
from bouwsteen.documents.policies import Waiver
from bouwsteen.documents.stacks import Reference
from bouwsteen.documents.workspaces import LoadedBlock, LoadedStack, Workspace
from bouwsteen.engine.compilations import describe
from bouwsteen.formats.file_objects import write_files
from bouwsteen.resolution.resolutions import Arrangement, Resolution
from bouwsteen.values import Secret, reveal

GROUP: Final = API_VERSION.partition("/")[0]
STACK_LABEL: Final = f"{GROUP}/stack"
ENVIRONMENT_LABEL: Final = f"{GROUP}/environment"
ORGANISATION: Final = "organisation"  # the name of the one in a namespace, which admission policies ask for
MANAGED_BY: Final = {"app.kubernetes.io/managed-by": "bouwsteen"}
Object = dict[str, Any]


def object_name(name: str, version: str) -> str:
    """Of a block, interface or policy. Capitals of a version, as in `1.0.0-RC1`, are not for names."""
    return f"{name}-{version}".lower()


def import_key(reference: Reference) -> str:
    """Under which a value stands in the Secret of imports."""
    return f"{reference.stack}.{reference.instance}.{reference.output}"


def secret_key(reference: SecretRef) -> str:
    """Under which a secret that the documents refer to stands there: the variable, or the path of the file with dots for slashes."""
    return reference.env or (reference.file or "").replace("/", ".")


@dataclass(frozen=True, slots=True)
class StackObjects:
    """In the order in which they are applied: what others need first. `imports` says which Secret the stack needs beside them.

    In it are the outputs of others that are `imported`, and the `secrets` that the documents refer to.
    """

    objects: tuple[Object, ...]
    imports: str | None
    imported: tuple[Reference, ...]
    secrets: tuple[SecretRef, ...]


def write_objects(
    workspace: Workspace, resolution: Resolution, arrangement: Arrangement, *, approved_intent: str | None = None
) -> StackObjects:
    """One environment of a sound stack. `approved_intent` is the digest of the intent that was approved of in git."""
    writer = _Writer(workspace, resolution, arrangement, approved_intent)
    return StackObjects(tuple(writer.objects()), writer.imports, writer.imported, writer.secrets)


def imports_secret(
    stack: str,
    environment: str,
    namespace: str,
    values: Mapping[Reference, Mapping[str, Any]],
    secrets: Mapping[SecretRef, Secret] = MappingProxyType({}),
) -> Object:
    """The Secret of what other stacks export to this one, and of what its documents refer to. It holds secrets in clear."""
    outputs = {import_key(each): json.dumps(reveal(value), ensure_ascii=False, sort_keys=True) for each, value in values.items()}
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": _imports_name(stack), "namespace": namespace, "labels": _labels(stack, environment)},
        "type": "Opaque",
        "stringData": {**outputs, **{secret_key(each): reveal(value) for each, value in secrets.items()}},
    }


def _imports_name(stack: str) -> str:
    return f"{stack}-imports"


def _labels(stack: str, environment: str) -> dict[str, str]:
    return {**MANAGED_BY, STACK_LABEL: stack, ENVIRONMENT_LABEL: environment}


def _find_secrets(arrangement: Arrangement) -> Iterator[SecretRef]:
    """What the instances of an environment refer to."""
    for entry in arrangement.entries:
        yield from _references_in([entry.parameters, entry.outputs])


def _references_in(value: Any) -> Iterator[SecretRef]:
    if is_secret_reference(value):
        yield SecretRef.model_validate(value["secretRef"])
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _references_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references_in(each)


class _Writer:
    def __init__(self, workspace: Workspace, resolution: Resolution, arrangement: Arrangement, approved_intent: str | None) -> None:
        self._workspace = workspace
        self._resolution = resolution
        self._approved = approved_intent
        self._stack = resolution.stack
        self._loaded = workspace.stacks[self._stack.name]
        self._environment = arrangement.environment
        self._namespace = self._stack.namespace_in(self._environment)
        self.imported = tuple(sorted({edge.offer.reference for edge in arrangement.wiring.edges if edge.offer.stack}))
        self.secrets = tuple(sorted(set(_find_secrets(arrangement)), key=secret_key))
        self.imports = _imports_name(self._stack.name) if self.imported or self.secrets else None
        self._config_maps = {name: write_files(files, f"{self._stack.name}-{name}", self._metadata()) for name, files in self._files()}

    def _files(self) -> Iterator[tuple[str, Any]]:
        yield from sorted(self._loaded.files.items())

    def _metadata(self) -> dict[str, Any]:
        return {"namespace": self._namespace, "labels": _labels(self._stack.name, self._environment)}

    def objects(self) -> Iterator[Object]:
        for versions in self._workspace.interfaces.values():
            for version, model in versions.items():
                yield self._interface(model.metadata.name, version)
        for blocks in self._workspace.blocks.values():
            yield from map(_block, blocks.values())
        for name, policy in self._workspace.policies.items():
            published = {"name": name, "digest": policy.digest}
            yield _published("Policy", object_name(name, policy.model.spec.version), policy.document.data["spec"], published)
        for name, entry in self._workspace.catalog.items():
            spec = entry.model_dump(mode="json", by_alias=True, exclude_unset=True)["spec"]
            yield {"apiVersion": API_VERSION, "kind": "CatalogEntry", "metadata": {"name": name, "labels": MANAGED_BY}, "spec": spec}
        yield self._organisation()
        for config_maps in self._config_maps.values():
            yield from config_maps
        yield from map(self._waiver, self._loaded.waivers)
        yield self._stack_object()

    def _interface(self, name: str, version: str) -> Object:
        model = self._workspace.interfaces[name][version]
        spec = model.model_dump(mode="json", by_alias=True, exclude_unset=True)["spec"]
        digest = self._workspace.interface_digests[name][version]
        return _published("Interface", object_name(name, version), spec, {"name": name, "digest": digest})

    def _organisation(self) -> Object:
        found = find_organisation(self._stack.spec.organisation, self._workspace.organisations)
        assert found is not None, "validated before"
        return {
            "apiVersion": API_VERSION,
            "kind": "Organisation",
            "metadata": {"name": ORGANISATION, "namespace": self._namespace, "labels": MANAGED_BY},
            "spec": describe(found),
        }

    def _waiver(self, waiver: Waiver) -> Object:
        spec = waiver.model_dump(mode="json", by_alias=True, exclude_unset=True)["spec"]
        name, stack = waiver.metadata.name, self._stack.name
        metadata = {**self._metadata(), "name": f"{stack}.{name}"}
        return {
            "apiVersion": API_VERSION,
            "kind": "Waiver",
            "metadata": metadata,
            "spec": {**spec, "published": {"name": name, "stack": stack}},
        }

    def _stack_object(self) -> Object:
        spec = {**self._loaded.document.data["spec"], "resolved": self._resolved()}
        metadata = {**self._metadata(), "name": self._stack.name}
        return {"apiVersion": API_VERSION, "kind": "Stack", "metadata": metadata, "spec": spec}

    def _resolved(self) -> dict[str, Any]:
        resolved: dict[str, Any] = {
            "environment": self._environment,
            "lock": self._resolution.lock.model_dump(mode="json", by_alias=True),
            "beside": {"blocks": self._other_blocks(), "interfaces": self._other_interfaces()},
            "files": {
                name: {"digest": files.digest, "configMaps": [each["metadata"]["name"] for each in self._config_maps[name]]}
                for name, files in self._files()
            },
            "neighbours": list(self._neighbours()),
        }
        if self.imports is not None:
            resolved["imports"] = {"secret": self.imports}
        if self._approved is not None:
            resolved["approvedIntent"] = self._approved
        return resolved

    def _other_blocks(self) -> dict[str, dict[str, str]]:
        """Those that were looked at and are not locked: of neighbours, and services that nothing here needs."""
        locked = self._resolution.lock.blocks
        found: dict[str, dict[str, str]] = {}
        for name, versions in sorted(self._workspace.blocks.items()):
            for version, block in sorted(versions.items()):
                if name not in locked or locked[name].version != version:
                    found.setdefault(name, {})[version] = block.digest
        return found

    def _other_interfaces(self) -> dict[str, dict[str, str]]:
        locked = self._resolution.lock.interfaces
        found: dict[str, dict[str, str]] = {}
        for name, versions in sorted(self._workspace.interface_digests.items()):
            for version, digest in sorted(versions.items()):
                if version not in locked.get(name, {}):
                    found.setdefault(name, {})[version] = digest
        return found

    def _neighbours(self) -> Iterator[dict[str, Any]]:
        others = {**self._workspace.stacks, **self._workspace.neighbours}
        for name in sorted({*self._reached(), *others} - {self._stack.name}):
            loaded = others.get(name)
            exports = self._exports(loaded) if loaded is not None else []
            if exports or name in self._reached():
                yield self._neighbour(name, loaded, exports)

    def _reached(self) -> set[str]:
        """Stacks that this one exports something to."""
        found: set[str] = set()
        for export in self._stack.spec.exports:
            found.update(self._workspace.stack_names if "*" in export.to else export.to)
        return found

    def _exports(self, other: LoadedStack) -> list[str]:
        return [export.output for export in other.model.spec.exports if export.reaches(self._stack.name)]

    def _neighbour(self, name: str, loaded: LoadedStack | None, exports: list[str]) -> dict[str, Any]:
        found: dict[str, Any] = {"name": name}
        if loaded is None:
            return found
        organisation = find_organisation(loaded.model.spec.organisation, self._workspace.organisations)
        if organisation is not None:
            found["organisation"] = _describe(organisation)
        if exports:
            instances = {output.partition("/")[0] for output in exports}
            found["exports"] = exports
            found["blocks"] = [
                {"name": entry.instance, "block": entry.block, "version": version}
                for entry in loaded.model.spec.blocks
                if entry.instance in instances and (version := self._version(entry.block, entry.version)) is not None
            ]
        return found

    def _version(self, block: str, wanted: str) -> str | None:
        return choose_version(wanted, self._workspace.blocks.get(block, {}), self._workspace.catalog.get(block))


def _describe(organisation: Organisation) -> dict[str, Any]:
    return {name: value for name, value in describe(organisation).items() if value not in ("", [], 0)}


def _block(block: LoadedBlock) -> Object:
    spec, published = block.document.data["spec"], {"name": block.model.metadata.name, "digest": block.digest}
    more: dict[str, Any] = {"schemas": dict(block.file_schemas), "programs": list(block.programs)}
    if block.service_digest is not None:
        more["serviceDigest"] = block.service_digest
    found = {name: value for name, value in more.items() if value}
    return _published("BuildingBlock", object_name(published["name"], block.model.spec.version), spec, {**published, **found})


def _published(kind: str, name: str, spec: Mapping[str, Any], published: Mapping[str, Any]) -> Object:
    metadata = {"name": name, "labels": MANAGED_BY}
    return {"apiVersion": API_VERSION, "kind": kind, "metadata": metadata, "spec": {**spec, "published": dict(published)}}
