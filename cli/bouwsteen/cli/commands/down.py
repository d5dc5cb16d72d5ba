"""`bouwsteen down`."""

from __future__ import annotations

from bouwsteen.cli.arguments.down import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.interruptions import stopping_signals
from bouwsteen.cli.reports import finish, run_reporter
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.wiring import Attempt, open_engine, organisation_of
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.engine.downs import stop_environment
from bouwsteen.errors import ApplyError, CancelledError
from bouwsteen.formats.runs import stopped_json


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace, names = open_workspace(invocation, [options.stack])
    attempt = Attempt(options.parallelism, options.lock_timeout, options.accept_rollback)
    with (
        run_reporter(invocation) as reporter,
        open_engine(
            invocation,
            workspace,
            "down",
            reporter=reporter,
            attempt=attempt,
        ) as engine,
        stopping_signals(engine.stop.request, reporter.stopping),
    ):
        stopped = stop_environment(engine, names[0], options.environment, organisation_of(workspace, names[0]))
    finish(invocation, reporter, lambda: stopped_json(stopped))
    if stopped.failed:
        raise (CancelledError if engine.stop.aborted else ApplyError)(*stopped.failed.values())
    if stopped.untouched:
        raise CancelledError.because(
            "stopped",
            "The run was stopped",
            f"{len(stopped.stopped)} are stopped, {len(stopped.untouched)} still run.",
            "Run it again to stop the rest.",
        )
    return ExitCode.OK
