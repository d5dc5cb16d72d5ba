"""`bouwsteen logs`."""

from __future__ import annotations

from bouwsteen.cli.arguments.logs import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.logs import render_log_line
from bouwsteen.cli.wiring import read_logs
from bouwsteen.cli.workspaces import open_workspace


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace, names = open_workspace(invocation, [options.stack])
    for line in read_logs(workspace, names[0], options.environment, options.instance, tail=options.tail, follow=options.follow):
        invocation.terminal.print(render_log_line(line, invocation.terminal.look, show_instance=options.instance is None))
    return ExitCode.OK
