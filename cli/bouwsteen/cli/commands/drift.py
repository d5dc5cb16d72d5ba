"""`bouwsteen drift`."""

from __future__ import annotations

from datetime import UTC, datetime

from bouwsteen.cli.arguments.drift import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.reports import looking_reporter
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.drifts import render_drift
from bouwsteen.cli.wiring import open_engine, organisation_of
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.engine.drifts import find_drift
from bouwsteen.formats.drifts import drift_json, has_drift, has_unreadable


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace, names = open_workspace(invocation, [options.stack])
    stack = names[0]
    with looking_reporter(invocation) as reporter, open_engine(invocation, workspace, "drift", reporter=reporter) as engine:
        at = datetime.now(UTC)
        report = find_drift(engine, stack, options.environment, organisation_of(workspace, stack))
    invocation.emit(drift_json(stack, options.environment, report, at), lambda: render_drift(report, invocation.terminal.look))
    if has_unreadable(report):
        # Not knowing is an error, and errors win from changes.
        return ExitCode.ERROR
    return ExitCode.CHANGES if options.detailed_exitcode and has_drift(report) else ExitCode.OK
