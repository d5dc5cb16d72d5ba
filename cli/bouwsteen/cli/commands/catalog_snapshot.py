"""`bouwsteen catalog snapshot`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bouwsteen.adapters.signatures import sign_by_gnupg, sign_by_ssh
from bouwsteen.cli import catalog_trust
from bouwsteen.cli.arguments.catalog_snapshot import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.files import write_text
from bouwsteen.cli.published_blocks import open_own_catalog
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.publications import render_snapshot
from bouwsteen.documents.catalog_snapshots import FILE, PURPOSE, SIGNATURE_FILE, make_snapshot, write_snapshot
from bouwsteen.formats.publications import FORMAT_VERSION

_GNUPG = "gnupg:"


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace = open_own_catalog(invocation)
    before = catalog_trust.load_snapshot(workspace.content_root)
    now = catalog_trust.now()
    snapshot = make_snapshot(workspace, before[0].number + 1 if before else 1, now, now + dt.timedelta(days=options.days))
    data = write_snapshot(snapshot)
    if options.key.startswith(_GNUPG):
        signature = sign_by_gnupg(data, options.key.removeprefix(_GNUPG))
    else:
        signature = sign_by_ssh(data, invocation.directory / Path(options.key).expanduser(), PURPOSE)
    # The signature first: between the two writes the old snapshot counts for nothing rather than the new one without a signature.
    write_text(workspace.content_root / SIGNATURE_FILE, signature.decode("ascii"))
    write_text(workspace.content_root / FILE, data.decode("utf-8"))
    report = {
        "format_version": FORMAT_VERSION,
        "number": snapshot.number,
        "issued": snapshot.issued,
        "expires": snapshot.expires,
        "file": FILE,
        "signed_by": options.key,
    }
    invocation.emit(report, lambda: render_snapshot(report, invocation.terminal.look))
    return ExitCode.OK
