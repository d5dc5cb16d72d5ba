"""`bouwsteen destroy`."""

from __future__ import annotations

from bouwsteen.cli.approvals import admit
from bouwsteen.cli.arguments.destroy import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.interruptions import stopping_signals
from bouwsteen.cli.questioners import approvals, questioner
from bouwsteen.cli.reports import finish, run_reporter
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.runs import PlanPage
from bouwsteen.cli.wiring import Attempt, desired, open_engine
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.engine.applies import apply, raise_unless_applied
from bouwsteen.engine.rulings import Approval
from bouwsteen.formats.runs import applied_json


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace, names = open_workspace(invocation, [options.stack])
    approving = approvals(options.approve_deletions, options.approve_data_loss, options.confirm, f"{names[0]}/{options.environment}/")
    asking = questioner(invocation.terminal, yes=options.yes)
    attempt = Attempt(options.parallelism, options.lock_timeout, options.accept_rollback)
    with (
        run_reporter(invocation, PlanPage.FULL) as reporter,
        open_engine(
            invocation,
            workspace,
            "destroy",
            reporter=reporter,
            questioner=asking,
            attempt=attempt,
        ) as engine,
        stopping_signals(engine.stop.request, reporter.stopping),
    ):
        approval = Approval(engine.identity.who)
        wanted = desired(engine, workspace, names[0], options.environment, destroy=True, losses=approving.losses, approval=approval)
        admit(invocation, workspace, wanted, None, asked=False)
        applied = apply(engine, wanted, approvals=approving)
    finish(invocation, reporter, lambda: applied_json(applied))
    raise_unless_applied(applied)
    return ExitCode.OK
