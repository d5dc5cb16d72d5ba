"""`bouwsteen logs`."""

from __future__ import annotations

from bouwsteen.cli.arguments.logs import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.resolving import resolve
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.logs import render_log_line
from bouwsteen.cli.wiring import read_logs
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.errors import NotFoundError
from bouwsteen.phrases import did_you_mean


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace, names = open_workspace(invocation, [options.stack])
    lines = read_logs(workspace, names[0], options.environment, options.instance, tail=options.tail, follow=options.follow)
    try:
        for line in lines:
            invocation.terminal.print(render_log_line(line, invocation.terminal.look, show_instance=options.instance is None))
    except NotFoundError:
        _require_instance(workspace, names[0], options)
        raise
    return ExitCode.OK


def _require_instance(workspace: Workspace, stack: str, options: Options) -> None:
    """That nothing has a log may come of a name that is wrong. Raises NotFoundError for one that the stack does not have."""
    entries = resolve(workspace, stack, options.environment)[1].entries
    known = sorted({entry.instance for entry in entries})
    if options.instance is None or options.instance in known:
        return
    raise NotFoundError.because(
        "instance-not-found",
        "There is no such instance",
        f"The stack `{stack}` has no instance `{options.instance}` in `{options.environment}`.",
        f"{did_you_mean(options.instance, known)}Its instances are: {', '.join(known) or 'none'}.",
    )
