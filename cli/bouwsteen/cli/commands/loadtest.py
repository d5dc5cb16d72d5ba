"""`bouwsteen loadtest`."""

from __future__ import annotations

from bouwsteen.cli.arguments.loadtest import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.interruptions import stopping_signals
from bouwsteen.cli.reports import run_reporter
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.loads import render_verdict
from bouwsteen.cli.wiring import open_engine, run_load_test
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.formats.loads import load_json
from bouwsteen.loadtest.verdicts import error_of


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace, names = open_workspace(invocation, [options.stack])
    with (
        run_reporter(invocation) as reporter,
        open_engine(invocation, workspace, "loadtest", reporter=reporter) as engine,
        stopping_signals(engine.stop.request, reporter.stopping),
    ):
        reporter.phase("verify")
        verdict, result = run_load_test(engine, workspace, names[0], options.environment, options.profile, reporter.load_progress)
    invocation.emit(load_json(verdict, result), lambda: render_verdict(verdict, result, invocation.terminal.look))
    problem = error_of(verdict, result)
    if problem is not None:
        raise problem
    return ExitCode.OK
