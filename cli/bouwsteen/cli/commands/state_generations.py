"""`bouwsteen state generations`."""

from __future__ import annotations

from bouwsteen.cli.arguments.state_generations import Options
from bouwsteen.cli.custodians import custodian_of
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.records import render_generations
from bouwsteen.formats.records import generations_json, record_document


def run(invocation: Invocation, options: Options) -> ExitCode:
    custodian = custodian_of(invocation, options.stack, options.environment, "state generations")
    custodian.require()
    found = custodian.custody.generations(custodian.stack, custodian.environment)
    document = record_document(custodian.stack, custodian.environment, generations_json(found))
    invocation.emit(document, lambda: render_generations(found, invocation.terminal.look))
    return ExitCode.OK
