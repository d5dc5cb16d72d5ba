"""`bouwsteen state show`."""

from __future__ import annotations

from bouwsteen.cli.arguments.state_show import Options
from bouwsteen.cli.custodians import custodian_of, look
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.records import render_record
from bouwsteen.engine.record_lists import dependants, find_record
from bouwsteen.formats.records import record_document, show_json


def run(invocation: Invocation, options: Options) -> ExitCode:
    custodian = custodian_of(invocation, options.stack, options.environment, "state show")
    past = look(invocation, custodian)
    found = find_record(past, options.address)
    after = dependants(past, [found.record.address])
    secrets = options.show_secrets
    document = record_document(custodian.stack, custodian.environment, show_json(found, after, show_secrets=secrets))
    invocation.emit(document, lambda: render_record(found, after, invocation.terminal.look, show_secrets=secrets))
    return ExitCode.OK
