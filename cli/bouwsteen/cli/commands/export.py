"""`bouwsteen export`: a stack for other tools. In a cluster its manifests, as `kubectl apply` takes them; else a document.

With `--format objects` the objects that an operator reconciles (`bouwsteen.formats.stack_objects`).

The document has the stack and everything that was chosen for it:

format_version  "1.0"
stack           the document as it stands in git; secrets in it are references
environment     its name
organisation    what the catalog knows of it
lock            as in bouwsteen.lock, with its digest beside it
instances[]     {name, block, version, digest, target, added_for, parameters, uses}
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bouwsteen.cli.arguments.export import DOCUMENT, MANIFESTS, OBJECTS, Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.files import write_private_text, write_text
from bouwsteen.cli.resolving import resolve
from bouwsteen.cli.secret_files import read_secret
from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.documents.digests import canonical
from bouwsteen.documents.models import SecretRef
from bouwsteen.documents.organisations import find_organisation
from bouwsteen.documents.stacks import Stack
from bouwsteen.documents.wirings import KUBERNETES
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.compilations import resolve_by_lock
from bouwsteen.errors import DeniedError, InvalidInputError, StaleError
from bouwsteen.formats.writers import to_json, to_yaml
from bouwsteen.planning.digests import intent_digest
from bouwsteen.resolution.resolutions import Arrangement, Resolution
from bouwsteen.values import Secret

FORMAT_VERSION = "1.0"


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace, names = open_workspace(invocation, [options.stack])
    resolution, arrangement = resolve(workspace, names[0], options.environment)
    settings = resolution.stack.spec.environments[options.environment]
    form = options.form or (MANIFESTS if settings.target == KUBERNETES else DOCUMENT)
    if form == MANIFESTS:
        return _write_manifests(invocation, options, workspace, resolution.stack)
    if form == OBJECTS:
        return _write_objects(invocation, options, workspace, resolution, arrangement)
    document = export_json(workspace, resolution, arrangement)
    # Canonical JSON (RFC 8785), so that equal stacks give equal bytes; YAML for who reads it.
    text = canonical(document).decode() + "\n" if invocation.output is Output.JSON else to_yaml(document)
    if options.out is not None:
        write_text(options.out, text)
    else:
        invocation.terminal.print(text)
    return ExitCode.OK


def _write_manifests(invocation: Invocation, options: Options, workspace: Workspace, stack: Stack) -> ExitCode:
    """The Secrets that were left out are told on standard error, and in YAML at the top as well."""
    from bouwsteen.cli.wiring import export_cluster  # noqa: PLC0415  loads the expression language and the adapters

    exported = export_cluster(invocation, workspace, stack.name, options.environment, with_secrets=options.with_secrets)
    namespace = stack.namespace_in(options.environment)
    missing = [f"{namespace}/{each.name} ({each.type}): {', '.join(each.fields)}" for each in exported.left_out]
    head = [f"# Namespace: {namespace}", *(f"# Secret, not written here: {line}" for line in missing)]
    _write_list(invocation, options, exported.manifests, head)
    if missing:
        lines = "\n".join(f"  {line}" for line in missing)
        invocation.terminal.complain(f"{invocation.texts('export.left-out')}\n{lines}")
    return ExitCode.OK


def _write_list(invocation: Invocation, options: Options, objects: Sequence[Mapping[str, Any]], head: Sequence[str]) -> None:
    if invocation.output is Output.JSON:
        text = to_json({"apiVersion": "v1", "kind": "List", "items": list(objects)})
    else:
        text = "\n".join(head) + "\n" + "".join(f"---\n{to_yaml(each)}" for each in objects)
    if options.out is None:
        invocation.terminal.print(text)
    elif options.with_secrets:
        write_private_text(options.out, text)
    else:
        write_text(options.out, text)


def _write_objects(
    invocation: Invocation, options: Options, workspace: Workspace, resolution: Resolution, arrangement: Arrangement
) -> ExitCode:
    """Of a lock that fits: an operator chooses nothing. Raises StaleError for another."""
    from bouwsteen.cli.wiring import read_imports  # noqa: PLC0415  loads the expression language and the adapters
    from bouwsteen.formats.stack_objects import imports_secret, write_objects  # noqa: PLC0415  as above

    stack, environment = resolution.stack, options.environment
    if stack.spec.environments[environment].target != KUBERNETES:
        raise InvalidInputError.because(
            "export-not-in-cluster",
            "The environment is not in a cluster",
            f"An operator runs what is in its cluster, and {stack.name}/{environment} has the target "
            f"`{stack.spec.environments[environment].target}`.",
            f"Name an environment with the target `{KUBERNETES}`.",
        )
    refused = resolve_by_lock(workspace, workspace.stacks[stack.name])[1]
    if refused is not None:
        raise refused
    written = write_objects(workspace, resolution, arrangement, approved_intent=_approved(invocation, workspace, stack, environment))
    objects = list(written.objects)
    namespace = stack.namespace_in(environment)
    missing = [*map(str, written.imported), *(each.source for each in written.secrets)]
    if options.with_secrets and missing:
        values = read_imports(invocation, workspace, stack.name, environment, written.imported) if written.imported else {}
        secrets = dict(_read_secrets(written.secrets, workspace.root / "stacks" / stack.name))
        missing = [
            *(str(each) for each in written.imported if each not in values),
            *(each.source for each in written.secrets if each not in secrets),
        ]
        if values or secrets:
            objects.insert(len(objects) - 1, imports_secret(stack.name, environment, namespace, values, secrets))
    _write_list(invocation, options, objects, [f"# Namespace: {namespace}"])
    if missing:
        lines = "\n".join(f"  {each}" for each in missing)
        invocation.terminal.complain(f"{invocation.texts('export.imports', secret=f'{namespace}/{written.imports}')}\n{lines}")
    return ExitCode.OK


def _read_secrets(references: Iterable[SecretRef], folder: Path) -> Iterator[tuple[SecretRef, Secret]]:
    """As a plan on this machine reads them; what is not here, or is not given to stacks, is left out."""
    for each in references:
        with contextlib.suppress(LookupError):
            yield each, Secret(read_secret(each, folder))


def _approved(invocation: Invocation, workspace: Workspace, stack: Stack, environment: str) -> str | None:
    """The intent that somebody approved of in git, where the environment asks for that. None: nobody did, and the operator waits."""
    from bouwsteen.cli.approvals import admit  # noqa: PLC0415  loads what reads signatures
    from bouwsteen.cli.wiring import compile_stack, open_engine  # noqa: PLC0415  as above

    if stack.spec.environments[environment].approval != "intent":
        return None
    with open_engine(invocation, workspace, "export") as engine:
        wanted = compile_stack(engine, workspace, stack.name, environment).desired
    try:
        admit(invocation, workspace, wanted, None, asked=False)
    except (DeniedError, StaleError) as refused:
        said = " ".join(each.summary for each in refused.diagnostics)
        invocation.terminal.complain(invocation.texts("export.not-approved", why=said) + "\n")
        return None
    return intent_digest(f"{stack.name}/{environment}", wanted.intent.parts)


def export_json(workspace: Workspace, resolution: Resolution, arrangement: Arrangement) -> dict[str, Any]:
    stack = resolution.stack
    organisation = find_organisation(stack.spec.organisation, workspace.organisations)
    added = {item.entry.instance: item.needed_by for item in arrangement.added}
    given = {(edge.consumer, edge.use): edge.offer.reference for edge in arrangement.wiring.edges}
    return {
        "format_version": FORMAT_VERSION,
        "stack": workspace.stacks[stack.name].document.data,
        "environment": arrangement.environment,
        "organisation": {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(organisation).items()}
        if organisation
        else None,
        "lock": resolution.lock.model_dump(mode="json", by_alias=True),
        "lock_digest": resolution.lock.digest,
        "instances": [
            {
                "name": entry.instance,
                "block": entry.block,
                "version": resolution.blocks[entry.block].model.spec.version,
                "digest": resolution.blocks[entry.block].digest,
                "target": entry.target,
                "added_for": added.get(entry.instance),
                "parameters": entry.parameters,
                "uses": {use: str(reference) for (consumer, use), reference in sorted(given.items()) if consumer == entry.instance},
            }
            for entry in arrangement.entries
        ],
    }
