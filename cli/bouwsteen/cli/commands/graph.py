"""`bouwsteen graph`."""

from __future__ import annotations

from bouwsteen.cli.arguments.graph import Options
from bouwsteen.cli.drawings import draw_instances, draw_resources
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.files import write_text
from bouwsteen.cli.resolving import resolve
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.errors import InternalError
from bouwsteen.graph.drawings import FORMS, Drawing


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace, names = open_workspace(invocation, [options.stack])
    drawing = _draw(invocation, options, workspace, names[0])
    text = FORMS[options.form](drawing)
    if options.out is not None:
        write_text(options.out, text)
    else:
        invocation.terminal.print(text)
    return ExitCode.OK


def _draw(invocation: Invocation, options: Options, workspace: Workspace, stack: str) -> Drawing:
    if not options.resources:
        resolution, arrangement = resolve(workspace, stack, options.environment)
        return draw_instances(resolution, arrangement, invocation.texts)
    from bouwsteen.cli.wiring import compile_stack, open_engine  # noqa: PLC0415  loads the expression language and the adapters

    with open_engine(invocation, workspace, "graph") as engine:
        expansion = compile_stack(engine, workspace, stack, options.environment).desired.expansion
    if expansion is None:
        raise InternalError("A stack was compiled to nothing.")
    return draw_resources(expansion, stack, options.environment, invocation.texts)
