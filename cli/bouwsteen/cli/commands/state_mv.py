"""`bouwsteen state mv`."""

from __future__ import annotations

from bouwsteen.cli.arguments.state_mv import Options
from bouwsteen.cli.custodians import custodian_of, past_in, show
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.records import render_done, render_move
from bouwsteen.engine.record_edits import plan_move
from bouwsteen.formats.records import move_json, record_document


def run(invocation: Invocation, options: Options) -> ExitCode:
    custodian = custodian_of(invocation, options.stack, options.environment, "state mv", options.lock_timeout)
    look = invocation.terminal.look
    if options.dry_run:
        edit = plan_move(custodian.read(), options.source, options.target)
        show(invocation, render_move(edit, look))
        done = look.texts("record.dry-run")
    else:
        with custodian.write() as session:
            edit = plan_move(past_in(session), options.source, options.target)
            show(invocation, render_move(edit, look))
            custodian.record(session, *edit.entries)
            done = render_done(look, session.snapshot.serial)
    document = record_document(custodian.stack, custodian.environment, move_json(edit, dry_run=options.dry_run))
    invocation.emit(document, lambda: done)
    return ExitCode.OK
