"""`bouwsteen apply`."""

from __future__ import annotations

from pathlib import Path

from bouwsteen.cli.arguments.apply import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.interruptions import stopping_signals
from bouwsteen.cli.questioners import questioner
from bouwsteen.cli.reports import finish, run_reporter
from bouwsteen.cli.saved_plans import load_plan
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.runs import PlanPage
from bouwsteen.cli.wiring import Attempt, desired, open_engine
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.engine.applies import apply, raise_unless_applied
from bouwsteen.formats.runs import applied_json


def run(invocation: Invocation, options: Options) -> ExitCode:
    path = Path(options.target)
    # A stack may be named by its stack.yaml; any other file is a saved plan, and so is what is named as one.
    is_plan = path.suffix == ".json" or (path.is_file() and path.name != "stack.yaml")
    saved = load_plan(path) if is_plan else None
    workspace, names = open_workspace(invocation, [saved.stack if saved else options.target])
    asking = questioner(invocation.terminal, yes=options.yes)
    attempt = Attempt(options.parallelism, options.lock_timeout, options.accept_rollback)
    with (
        run_reporter(invocation, PlanPage.NONE if saved else PlanPage.FULL) as reporter,
        open_engine(
            invocation,
            workspace,
            "apply",
            reporter=reporter,
            questioner=asking,
            attempt=attempt,
        ) as engine,
        stopping_signals(engine.stop.request, reporter.stopping),
    ):
        environment = saved.environment if saved else options.environment
        wanted = desired(engine, workspace, names[0], environment, destroy=bool(saved and saved.destroys))
        applied = apply(engine, wanted, approved=saved.approved if saved else None, refresh=options.refresh)
    finish(invocation, reporter, applied_json(applied))
    raise_unless_applied(applied)
    return ExitCode.OK
