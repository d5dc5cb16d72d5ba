"""`bouwsteen export`: a stack and everything that was chosen for it, as one document.

format_version  "1.0"
stack           the document as it stands in git; secrets in it are references
environment     its name
organisation    what the catalog knows of it
lock            as in bouwsteen.lock, with its digest beside it
instances[]     {name, block, version, digest, target, added_for, parameters, uses}
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bouwsteen.cli.arguments.export import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.files import write_text
from bouwsteen.cli.resolving import resolve
from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.documents.digests import canonical
from bouwsteen.documents.organisations import find_organisation
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.formats.writers import to_yaml
from bouwsteen.resolution.resolutions import Arrangement, Resolution

FORMAT_VERSION = "1.0"


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace, names = open_workspace(invocation, [options.stack])
    resolution, arrangement = resolve(workspace, names[0], options.environment)
    document = export_json(workspace, resolution, arrangement)
    # Canonical JSON (RFC 8785), so that equal stacks give equal bytes; YAML for who reads it.
    text = canonical(document).decode() + "\n" if invocation.output is Output.JSON else to_yaml(document)
    if options.out is not None:
        write_text(options.out, text)
    else:
        invocation.terminal.print(text)
    return ExitCode.OK


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
