"""`bouwsteen state rekey`."""

from __future__ import annotations

from bouwsteen.cli.arguments.state_rekey import Options
from bouwsteen.cli.custodians import custodian_of, show
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.questioners import confirm_record
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.records import render_command
from bouwsteen.formats.records import record_document


def run(invocation: Invocation, options: Options) -> ExitCode:
    command = "state rekey --retire" if options.retire else "state rekey"
    custodian = custodian_of(invocation, options.stack, options.environment, command, options.lock_timeout)
    custodian.require()
    stack, environment = custodian.stack, custodian.environment
    look = invocation.terminal.look
    gone: list[int] = []
    if options.retire:
        show(invocation, look.texts("record.retire"))
        confirm_record(invocation.terminal, yes=options.yes)
        gone = custodian.custody.retire(stack, environment, custodian.writer(), waiting=custodian.waiting())
        done = look.texts.count("record.retired", len(gone))
    else:
        custodian.custody.rekey(stack, environment, custodian.writer(), waiting=custodian.waiting())
        where = "" if environment == "local" else f" --environment {environment}"
        done = render_command(look, look.texts("record.rekeyed"), f"bouwsteen state rekey {stack}{where} --retire")
    document = record_document(stack, environment, {"retired": options.retire, "generations_gone": gone})
    invocation.emit(document, lambda: done)
    return ExitCode.OK
