"""`bouwsteen outputs`."""

from __future__ import annotations

from bouwsteen.cli.arguments.outputs import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.reports import looking_reporter
from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.cli.views.outputs import render_field, render_outputs
from bouwsteen.cli.wiring import compile_stack, open_engine
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.engine.outputs import OutputValue, read_outputs
from bouwsteen.errors import NotFoundError
from bouwsteen.formats.outputs import outputs_json, select


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace, names = open_workspace(invocation, [options.stack])
    stack, environment, secrets = names[0], options.environment, options.show_secrets
    with looking_reporter(invocation) as reporter, open_engine(invocation, workspace, "outputs", reporter=reporter) as engine:
        outputs = read_outputs(engine, compile_stack(engine, workspace, stack, environment).desired)
    if options.name is not None:
        found, field = select(outputs, options.name)
        if not found:
            raise _not_found(options.name, outputs)
        if field is not None and invocation.output is Output.TEXT:
            invocation.terminal.print(render_field(found[0].value[field], show_secrets=secrets))
            return ExitCode.OK
        outputs = found
    document = outputs_json(stack, environment, outputs, show_secrets=secrets)
    invocation.emit(document, lambda: render_outputs(outputs, invocation.terminal.look, show_secrets=secrets))
    return ExitCode.OK


def _not_found(name: str, outputs: list[OutputValue]) -> NotFoundError:
    known = ", ".join(dict.fromkeys(each.name for each in outputs)) or "none yet"
    problem = NotFoundError.because(
        "output-not-found",
        "There is no such output",
        f"No output is called `{name}`.",
        f"The outputs are: {known}. A field stands behind a dot, as in instance/output.url.",
    )
    assert isinstance(problem, NotFoundError)
    return problem
