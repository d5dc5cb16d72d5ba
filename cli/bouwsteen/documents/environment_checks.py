"""What a stack says of its environments: targets, what is there already, connections, wiring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from bouwsteen.diagnostics import Diagnostic, error, warning
from bouwsteen.documents.examined_stacks import BLOCKS, ExaminedStack
from bouwsteen.documents.file_checks import check_known_of_files, check_needs_of_files
from bouwsteen.documents.interfaces import Interface
from bouwsteen.documents.models import SecretRef
from bouwsteen.documents.parameters import check_against
from bouwsteen.documents.positions import Path
from bouwsteen.documents.sources import Document
from bouwsteen.documents.stacks import BlockEntry
from bouwsteen.documents.wirings import BROKER_INTERFACE, EXISTING, KUBERNETES, LOCAL, SERVICE_SUFFIX, Edge, MissingUse, wire_uses
from bouwsteen.documents.workspaces import LoadedBlock
from bouwsteen.phrases import did_you_mean

LONGEST_NAMESPACE: Final = 63
# Words in names of options that hold secrets.
_SECRET_WORDS: Final = ("password", "secret", "token", "credentials", "privatekey", "apikey", "accesskey", "passphrase")


def check_environment(examined: ExaminedStack, name: str) -> Iterator[Diagnostic]:
    entries = examined.stack.entries_in(name)
    settings = examined.stack.spec.environments[name]
    at: Path = ("spec", "environments", name)
    for key, connection in settings.connections.items():
        yield from _check_connection(examined, connection, (*at, "connections", key))
    yield from _check_cluster(examined, name, entries)
    refused: set[tuple[str, str]] = set()
    for number, entry in enumerate(entries):
        block = examined.blocks.get(entry.block)
        if block is None:
            continue
        if not _is_realised(block, entry) and (entry.block, entry.target or "") not in refused:
            refused.add((entry.block, entry.target or ""))
            yield _no_target(examined, number, entry, block, name)
        yield from _check_existing(examined, number, entry, block, name)
    yield from _check_wiring(examined, name, entries)


def _check_cluster(examined: ExaminedStack, environment: str, entries: tuple[BlockEntry, ...]) -> Iterator[Diagnostic]:
    at: Path = ("spec", "environments", environment)
    settings = examined.stack.spec.environments[environment]
    if not any(entry.target == KUBERNETES for entry in entries) and settings.target != KUBERNETES:
        if settings.kubernetes is not None:
            yield warning(
                "cluster-unused",
                "Nothing runs in the cluster that is named",
                f"`{environment}` says where in a cluster its objects stand, and none of its blocks has the target `{KUBERNETES}`.",
                f"Set `target: {KUBERNETES}`, or remove `kubernetes`.",
                source=examined.document.locate((*at, "kubernetes"), key=True),
            )
        return
    namespace = examined.stack.namespace_in(environment)
    if len(namespace) > LONGEST_NAMESPACE:
        yield error(
            "namespace-too-long",
            "The name of a namespace is too long",
            f"The objects of `{environment}` would stand in the namespace `{namespace}`, longer than {LONGEST_NAMESPACE} characters.",
            f"Name a shorter one under `kubernetes`, as in `kubernetes: {{namespace: {examined.stack.name[:20].rstrip('-')}-t}}`.",
            source=examined.document.locate(at, key=True),
        )


def _is_realised(block: LoadedBlock, entry: BlockEntry) -> bool:
    return entry.target == EXISTING or entry.target in block.model.spec.targets


def _no_target(examined: ExaminedStack, number: int, entry: BlockEntry, block: LoadedBlock, environment: str) -> Diagnostic:
    at: Path = ("spec", "environments", environment, "target")
    if entry.target != examined.stack.spec.environments[environment].target:
        at = (*BLOCKS, number, "target")
    known = block.model.spec.targets
    targets = ", ".join(f"`{name}`" for name in known) or "none"
    hint = did_you_mean(entry.target or "", [*known, EXISTING])
    return error(
        "target-unknown",
        "A block cannot run at this target",
        f"The block `{entry.block}` does not say how it is realised at `{entry.target}`.",
        f"{hint}Its targets: {targets}; `{EXISTING}` describes what is there already.",
        source=examined.document.locate(at),
    )


def _check_existing(examined: ExaminedStack, number: int, entry: BlockEntry, block: LoadedBlock, environment: str) -> Iterator[Diagnostic]:
    """What is there already: every output given, in the shape of its interface."""
    at: Path = (*BLOCKS, number, "outputs")
    if entry.target != EXISTING:
        if entry.outputs:
            yield error(
                "outputs-not-existing",
                "Outputs are given for what is still to be made",
                f"`{entry.instance}` has the target `{entry.target}` in `{environment}`, which makes its outputs itself.",
                f"Remove `outputs`, or set `target: {EXISTING}`.",
                source=examined.document.locate(at, key=True),
            )
        return
    overlay = examined.stack.spec.environments[environment].blocks.get(entry.instance)
    for name, provided in block.model.spec.provides.items():
        here: Path = (*at, name)
        if overlay is not None and name in overlay.outputs:
            here = ("spec", "environments", environment, "blocks", entry.instance, "outputs", name)
        interface = examined.workspace.interfaces.get(provided.interface, {}).get(provided.version)
        if name not in entry.outputs:
            yield error(
                "missing-field",
                "A field is missing",
                f"`{entry.instance}` is there already, and nothing says what its output `{name}` is.",
                f"Add `outputs.{name}` with the fields of `{provided.interface}`.",
                source=examined.document.locate((*BLOCKS, number), key=True),
            )
        elif interface is not None:
            yield from _check_output(examined, interface, entry.outputs[name], here)


def _check_output(examined: ExaminedStack, interface: Interface, value: Mapping[str, Any], at: Path) -> list[Diagnostic]:
    return check_against(interface.fields_schema, value, lambda path, key: examined.document.locate((*at, *path), key=key))


def _check_connection(examined: ExaminedStack, value: Any, at: Path) -> Iterator[Diagnostic]:
    if isinstance(value, dict) and "secretRef" in value:
        yield from _check_secret_reference(value, examined.document, at)
    elif isinstance(value, dict):
        for key, item in value.items():
            secret = any(word in key.replace("_", "").replace("-", "").lower() for word in _SECRET_WORDS)
            if secret and not isinstance(item, dict | list):
                yield _literal_secret(examined.document, (*at, key))
            else:
                yield from _check_connection(examined, item, (*at, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _check_connection(examined, item, (*at, number))


def _check_wiring(examined: ExaminedStack, environment: str, entries: tuple[BlockEntry, ...]) -> Iterator[Diagnostic]:
    # Of two with one name, which is told, the first counts: else its outputs would stand against themselves.
    first = {entry.instance: number for number, entry in reversed(list(enumerate(entries)))}
    numbers = sorted(first.values())
    wiring = wire_uses([entries[number] for number in numbers], examined.models, examined.exports)
    for problem in wiring.problems:
        at: Path = (*BLOCKS, numbers[problem.entry])
        if problem.is_named:
            overlay = examined.stack.spec.environments[environment].blocks.get(entries[numbers[problem.entry]].instance)
            over = overlay is not None and problem.use in overlay.uses
            at = ("spec", "environments", environment, "blocks", entries[numbers[problem.entry]].instance) if over else at
            at = (*at, "uses", problem.use)
        yield error(
            problem.code,
            problem.summary,
            problem.detail,
            problem.remedy,
            source=examined.document.locate(at, key=problem.code == "use-unknown"),
        )
    if any(entry.block not in examined.blocks or not _is_realised(examined.blocks[entry.block], entry) for entry in entries):
        return  # what is missing may be what the unknown block would offer, or what its target, mistyped, would have added
    told = {(entries[numbers[problem.entry]].instance, problem.use) for problem in wiring.problems}
    wired = told | {(edge.consumer, edge.use) for edge in wiring.edges}
    edges: dict[str, list[Edge]] = {}
    for edge in wiring.edges:
        edges.setdefault(edge.consumer, []).append(edge)
    for number in numbers:
        yield from check_needs_of_files(examined, entries[number], environment, wired)
        yield from check_known_of_files(examined, entries[number], edges.get(entries[number].instance, ()))
    for missing in wiring.missing:
        if not _will_be_added(examined, missing):
            yield _explain_missing(examined, missing, numbers[missing.entry], environment)


def _will_be_added(examined: ExaminedStack, missing: MissingUse) -> bool:
    """On a laptop the service of a share is started beside it."""
    service = missing.block + SERVICE_SUFFIX
    return missing.interface == BROKER_INTERFACE and missing.target == LOCAL and service in examined.workspace.blocks


def _explain_missing(examined: ExaminedStack, missing: MissingUse, number: int, environment: str) -> Diagnostic:
    is_broker = missing.interface == BROKER_INTERFACE
    fitting = [missing.block + SERVICE_SUFFIX] if is_broker else examined.blocks_that_offer(missing.interface)
    named = " or ".join(f"the block `{name}`" for name in fitting) or f"a block that offers `{missing.interface}`"
    asked = f"`{missing.interface}` {missing.version}"
    return error(
        "use-missing",
        "A use has nothing to use",
        f"`{missing.consumer}` needs {asked} for its use `{missing.use}`, and nothing in `{environment}` offers it.",
        f"Add {named}.",
        source=examined.document.locate((*BLOCKS, number)),
    )


def _check_secret_reference(value: Mapping[str, Any], document: Document, at: Path) -> Iterable[Diagnostic]:
    reference = value["secretRef"]
    known = SecretRef.model_fields.keys()
    if len(value) == 1 and isinstance(reference, dict) and len(reference) == 1 and known & reference.keys():
        return
    yield error(
        "bad-secret-reference",
        "A reference to a secret cannot be read",
        f"`secretRef` names one place: {' or '.join(sorted(known))}.",
        "Write `secretRef: {env: BOUWSTEEN_SECRET_NAME}` or `secretRef: {file: path}`.",
        source=document.locate((*at, "secretRef")),
    )


def _literal_secret(document: Document, at: Path) -> Diagnostic:
    return error(
        "secret-literal",
        "A secret stands in a document",
        f"`{at[-1]}` is a field for a secret, and a document is read by many.",
        "Put the secret elsewhere and refer to it: `secretRef: {env: BOUWSTEEN_SECRET_NAME}` or `secretRef: {file: path}`.",
        source=document.locate(at),
    )
