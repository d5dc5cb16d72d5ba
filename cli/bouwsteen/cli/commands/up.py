"""`bouwsteen up`: adopt, start, wire and prove a stack in one go."""

from __future__ import annotations

from bouwsteen.cli.arguments.up import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.interruptions import stopping_signals
from bouwsteen.cli.reports import finish, run_reporter
from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.cli.views.addresses import render_places
from bouwsteen.cli.views.runs import PlanPage
from bouwsteen.cli.wiring import desired, ensure_lock, open_engine, places, try_next, verify
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.engine.applies import apply, raise_unless_applied
from bouwsteen.engine.questioners import Consenting
from bouwsteen.formats.runs import applied_json


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace, names = open_workspace(invocation, [options.stack])
    stack, environment = names[0], options.environment
    workspace = ensure_lock(workspace, stack)
    with (
        run_reporter(invocation, PlanPage.SHORT) as reporter,
        open_engine(invocation, workspace, "up", reporter=reporter, questioner=Consenting(), parallelism=options.parallelism) as engine,
        stopping_signals(engine.stop.request, reporter.stopping),
    ):
        applied = apply(engine, desired(engine, workspace, stack, environment))
        problem = None
        if applied.succeeded and not options.no_verify:
            reporter.phase("verify")
            problem = verify(engine, workspace, stack, environment, reporter.load_progress)
        found = places(engine, workspace, stack, environment)
    finish(invocation, reporter, applied_json(applied))
    raise_unless_applied(applied)
    if problem is not None:
        raise problem
    if invocation.output is Output.TEXT:
        look = invocation.terminal.look
        invocation.terminal.print(render_places(found, try_next(workspace, stack, environment), look))
    return ExitCode.OK
