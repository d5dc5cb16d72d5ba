"""`bouwsteen state list`."""

from __future__ import annotations

from bouwsteen.cli.arguments.state_list import Options
from bouwsteen.cli.custodians import custodian_of, look
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.records import render_records
from bouwsteen.engine.record_lists import list_records
from bouwsteen.formats.records import list_json, record_document


def run(invocation: Invocation, options: Options) -> ExitCode:
    custodian = custodian_of(invocation, options.stack, options.environment, "state list")
    past = look(invocation, custodian)
    listed = list_records(past, options.instance)
    document = record_document(custodian.stack, custodian.environment, list_json(past.snapshot, listed))
    invocation.emit(document, lambda: render_records(past.snapshot, listed, invocation.terminal.look))
    return ExitCode.OK
