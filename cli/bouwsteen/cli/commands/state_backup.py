"""`bouwsteen state backup`."""

from __future__ import annotations

from bouwsteen.cli.arguments.state_backup import Options
from bouwsteen.cli.custodians import custodian_of
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.state_stores import key_file
from bouwsteen.cli.views.records import render_command
from bouwsteen.formats.records import record_document


def run(invocation: Invocation, options: Options) -> ExitCode:
    custodian = custodian_of(invocation, options.stack, options.environment, "state backup")
    past = custodian.read()
    shell = past.snapshot
    path = options.file or invocation.directory / f"{shell.stack}-{shell.environment}-{shell.serial}.bouwsteen-state"
    backup = custodian.backups.save(path, past, custodian.now())
    facts = {"file": str(path), "lineage": shell.lineage, "serial": shell.serial, "written": backup.written, "size": backup.size}
    look = invocation.terminal.look
    invocation.emit(
        record_document(shell.stack, shell.environment, facts),
        lambda: (
            render_command(look, look.texts("record.backup", size=backup.size), str(path))
            + render_command(look, look.texts("record.backup.key"), str(key_file(invocation, shell.lineage)))
        ),
    )
    return ExitCode.OK
