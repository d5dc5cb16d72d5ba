"""`bouwsteen catalog verify`."""

from __future__ import annotations

from collections.abc import Iterator

from bouwsteen.adapters.catalog_memories import Seen
from bouwsteen.cli import catalog_trust
from bouwsteen.cli.arguments.catalog_verify import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.older_versions import read_older
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.publications import render_verification
from bouwsteen.cli.workspaces import find_content, find_root
from bouwsteen.diagnostics import Diagnostic, Diagnostics, error
from bouwsteen.documents.catalog_snapshots import FILE
from bouwsteen.documents.workspaces import Workspace, load_workspace
from bouwsteen.errors import InvalidInputError, NotFoundError
from bouwsteen.formats.publications import FORMAT_VERSION

SIGNERS = "catalog/allowed_signers"


def run(invocation: Invocation, options: Options) -> ExitCode:
    root = find_root(invocation.directory)
    content = find_content(root).folder
    found = catalog_trust.load_snapshot(content)
    if found is None:
        raise NotFoundError.because(
            "catalog-snapshot-missing",
            "The catalog has no snapshot",
            f"{content / FILE} is not there, so that nothing says what was published.",
            "Take a catalog with a snapshot. Who publishes it makes one:\n\n    bouwsteen catalog snapshot --key KEY",
        )
    snapshot, data = found
    signers = invocation.directory / options.signers if options.signers else content / SIGNERS
    signer = catalog_trust.require_signed_snapshot(content, data, catalog_trust.read_trusted(signers, str(options.signers or SIGNERS)))
    workspace, diagnostics = load_workspace(root, content, stacks=[], whole=True)
    if diagnostics.has_errors:
        raise InvalidInputError.of(diagnostics.sorted())
    catalog_trust.require_content(snapshot, workspace)
    if not options.offline:
        catalog_trust.refuse(list(_check_tags(invocation, workspace)))
    # Only what is sound is remembered: a forgery with a high number must not shut out the real one.
    catalog_trust.require_not_older(invocation, f"signer:{signer.fingerprint}", Seen(snapshot.number), f"Snapshot {snapshot.number}")
    checked = sum(map(len, (*workspace.blocks.values(), *workspace.interface_digests.values()))) + sum(
        map(len, (workspace.catalog, workspace.policies, workspace.profile_digests))
    )
    report = {
        "format_version": FORMAT_VERSION,
        "number": snapshot.number,
        "issued": snapshot.issued,
        "expires": snapshot.expires,
        "signed_by": {"name": signer.name, "fingerprint": signer.fingerprint, "method": signer.method.value},
        "checked": checked,
        "tags": not options.offline,
    }
    invocation.emit(report, lambda: render_verification(report, invocation.terminal.look))
    return ExitCode.OK


def _check_tags(invocation: Invocation, workspace: Workspace) -> Iterator[Diagnostic]:
    """Versions that were published and have a tag here must still be what was published."""
    for name, entry in sorted(workspace.catalog.items()):
        for offered in entry.spec.versions:
            if offered.digest is None or offered.version in workspace.blocks.get(name, {}):
                continue
            older = read_older(invocation, workspace, name, offered.version, Diagnostics())
            digest = older.blocks[name][offered.version].digest if older is not None else offered.digest
            if digest != offered.digest:
                yield error(
                    "catalog-digest-differs",
                    "The catalog is not what was published",
                    f"The tag {name}/v{offered.version} leads to another content than was published.",
                    f"Find out who moved the tag, and set it back:\n\n    git log {name}/v{offered.version}",
                )
