"""`bouwsteen apply`."""

from __future__ import annotations

from pathlib import Path

from bouwsteen.cli.approvals import admit
from bouwsteen.cli.arguments.apply import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.interruptions import stopping_signals
from bouwsteen.cli.measurements import start_statistics, tell_statistics, with_statistics
from bouwsteen.cli.questioners import approvals, local_names, questioner
from bouwsteen.cli.reports import finish, run_reporter
from bouwsteen.cli.saved_plans import SavedPlan, load_plan
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.runs import PlanPage
from bouwsteen.cli.wiring import Attempt, desired, open_engine
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.engine.applies import apply, raise_unless_applied
from bouwsteen.engine.rulings import Approval
from bouwsteen.errors import InvalidInputError, StaleError
from bouwsteen.formats.runs import applied_json
from bouwsteen.planning.dangers import LOCAL


def run(invocation: Invocation, options: Options) -> ExitCode:
    statistics = start_statistics()
    statistics.begin("load")
    path = Path(options.target)
    # A stack may be named by its stack.yaml; any other file is a saved plan, and so is what is named as one.
    is_plan = path.suffix == ".json" or (path.is_file() and path.name != "stack.yaml")
    saved = load_plan(path) if is_plan else None
    workspace, names = open_workspace(invocation, [saved.stack if saved else options.target])
    environment = _environment(saved, options)
    prefix = f"{names[0]}/{environment}/"
    approving = approvals(options.approve_deletions, options.approve_data_loss, options.confirm, prefix)
    replacements = _replacements(saved, options, prefix)
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
            statistics=statistics,
        ) as engine,
        stopping_signals(engine.stop.request, reporter.stopping),
    ):
        wanted = desired(
            engine,
            workspace,
            names[0],
            environment,
            destroy=bool(saved and saved.destroys),
            losses=approving.losses,
            replacements=replacements,
            approval=Approval(engine.identity.who),
        )
        admission = admit(invocation, workspace, wanted, saved, asked=options.approved)
        if admission is not None:
            wanted = admission.told_to_policies(wanted)
        applied = apply(engine, wanted, approved=saved.approved if saved else None, approvals=approving, refresh=options.refresh)
    statistics.end()
    finish(invocation, reporter, lambda: with_statistics(applied_json(applied), statistics, asked=options.stats))
    tell_statistics(invocation, statistics, asked=options.stats)
    raise_unless_applied(applied)
    if admission is not None:
        admission.record(workspace.root)
    return ExitCode.OK


def _replacements(saved: SavedPlan | None, options: Options, prefix: str) -> frozenset[str]:
    if saved is None:
        return local_names(options.replace, prefix)
    if options.replace:
        raise InvalidInputError.because(
            "replace-misplaced",
            "Nothing can be replaced in this way",
            f"{options.target} is a saved plan, and is carried out as it was approved.",
            f"Make a plan that replaces it:\n\n    bouwsteen plan {saved.stack} --replace ADDRESS --out FILE",
        )
    return saved.replacements


def _environment(saved: SavedPlan | None, options: Options) -> str:
    """Raises StaleError where a saved plan is to be carried out in another place than it was made for."""
    if saved is None:
        return options.environment or LOCAL
    if options.environment not in {None, saved.environment}:
        raise StaleError.because(
            "plan-of-another-environment",
            "The plan is of another environment",
            f"{options.target} is a plan for {saved.stack}/{saved.environment}, and {options.environment} was asked for.",
            f"Make a plan for that one:\n\n    bouwsteen plan {saved.stack} -e {options.environment} --out FILE",
        )
    return saved.environment
