"""`bouwsteen state rm`."""

from __future__ import annotations

from bouwsteen.cli.arguments.state_rm import Options
from bouwsteen.cli.custodians import custodian_of, past_in, show
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.questioners import confirm_record
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.records import render_done, render_forget
from bouwsteen.engine.record_edits import plan_forget
from bouwsteen.formats.records import forget_json, record_document


def run(invocation: Invocation, options: Options) -> ExitCode:
    custodian = custodian_of(invocation, options.stack, options.environment, "state rm", options.lock_timeout)
    look = invocation.terminal.look
    if options.dry_run:
        edit = plan_forget(custodian.read(), options.addresses)
        show(invocation, render_forget(edit, look))
        done = look.texts("record.dry-run")
    else:
        with custodian.write() as session:  # held while a person thinks: what was shown is what is forgotten
            edit = plan_forget(past_in(session), options.addresses)
            show(invocation, render_forget(edit, look))
            confirm_record(invocation.terminal, yes=options.yes)
            custodian.record(session, *edit.entries)
            done = render_done(look, session.snapshot.serial)
    document = record_document(custodian.stack, custodian.environment, forget_json(edit, dry_run=options.dry_run))
    invocation.emit(document, lambda: done)
    return ExitCode.OK
