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
    standing = custodian.custody.standing(custodian.stack, custodian.environment)
    runs = {run.id: run for run in standing.snapshot.runs} if standing is not None else {}
    document = record_document(custodian.stack, custodian.environment, generations_json(found, runs))
    invocation.emit(document, lambda: render_generations(found, runs, invocation.terminal.look))
    return ExitCode.OK
