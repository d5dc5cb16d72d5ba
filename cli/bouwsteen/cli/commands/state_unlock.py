"""`bouwsteen state unlock`."""

from __future__ import annotations

from bouwsteen.cli.arguments.state_unlock import Options
from bouwsteen.cli.custodians import custodian_of, reason_of, show
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.questioners import confirm_record
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.records import render_holder
from bouwsteen.formats.records import holder_json, record_document
from bouwsteen.state import problems


def run(invocation: Invocation, options: Options) -> ExitCode:
    reason = reason_of(options.reason)
    custodian = custodian_of(invocation, options.stack, options.environment, f"state unlock ({reason})", options.lock_timeout)
    custodian.require()
    stack, environment = custodian.stack, custodian.environment
    holder = custodian.custody.holder(stack, environment)
    if holder is None or holder.lock != options.lock_id:
        raise problems.other_lock(holder)
    show(invocation, render_holder(holder, invocation.terminal.look))
    confirm_record(invocation.terminal, yes=options.yes)
    custodian.custody.break_lock(stack, environment, options.lock_id, f"{reason} ({custodian.identity.who})")
    with custodian.write(holder.owner) as session:  # the new holder: what the other one left is folded, and the other one shut out
        custodian.record(session)
    facts = {"lock": holder.lock, "holder": holder_json(holder), "reason": reason}
    invocation.emit(record_document(stack, environment, facts), lambda: invocation.texts("record.unlocked"))
    return ExitCode.OK
