"""`bouwsteen up`: adopt, start, wire and prove a stack in one go."""

from __future__ import annotations

from bouwsteen.cli.approvals import admit
from bouwsteen.cli.arguments.up import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.interruptions import stopping_signals
from bouwsteen.cli.locks import ensure_lock
from bouwsteen.cli.measurements import start_statistics, tell_statistics, with_statistics
from bouwsteen.cli.places import list_next, list_places
from bouwsteen.cli.questioners import GoingOn, approvals, local_names
from bouwsteen.cli.reports import finish, run_reporter
from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.cli.views.addresses import render_places
from bouwsteen.cli.views.loads import render_verdict
from bouwsteen.cli.views.runs import PlanPage, RunReporter
from bouwsteen.cli.wiring import Attempt, compile_stack, count_answers, load_runner, open_engine, probe, with_options
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.applies import apply, raise_unless_applied
from bouwsteen.engine.compilations import Compiled
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.journeys import find_block_journeys, find_proving_journeys
from bouwsteen.engine.outputs import read_outputs
from bouwsteen.engine.policies import permitted
from bouwsteen.engine.probes import probe_existing, raise_if_silent
from bouwsteen.engine.rulings import Approval
from bouwsteen.engine.verifies import Tested, check_ready, run_journeys
from bouwsteen.formats.runs import applied_json
from bouwsteen.loadtest.verdicts import error_of


def run(invocation: Invocation, options: Options) -> ExitCode:
    statistics = start_statistics()
    statistics.begin("load")
    workspace, names = open_workspace(invocation, [options.stack])
    workspace = ensure_lock(workspace, names[0])
    prefix = f"{names[0]}/{options.environment}/"
    approving = approvals(options.approve_deletions, options.approve_data_loss, "", prefix)
    asking = GoingOn(invocation.terminal)
    attempt = Attempt(options.parallelism, options.lock_timeout, options.accept_rollback)
    with (
        run_reporter(invocation, PlanPage.SHORT) as reporter,
        open_engine(
            invocation,
            workspace,
            "up",
            reporter=reporter,
            questioner=asking,
            attempt=attempt,
            statistics=statistics,
        ) as engine,
        stopping_signals(engine.stop.request, reporter.stopping),
    ):
        found = compile_stack(engine, workspace, names[0], options.environment)
        compiled = permitted(engine, workspace, found, approval=Approval(engine.identity.who))
        wanted = with_options(compiled.desired, approving.losses, local_names(options.replace, prefix))
        admission = admit(invocation, workspace, wanted, None, asked=False)
        if admission is not None:
            wanted = admission.told_to_policies(wanted)
        applied = apply(engine, wanted, approvals=approving)
        if not applied.succeeded:
            reporter.close()
            finish(invocation, reporter, lambda: applied_json(applied))
        raise_unless_applied(applied)
        if admission is not None:
            admission.record(workspace.root)
        tested = [] if options.no_verify else _verify(engine, workspace, compiled, reporter)
        outputs = read_outputs(engine, compiled.desired)
    statistics.end()
    finish(invocation, reporter, lambda: with_statistics(applied_json(applied), statistics, asked=options.stats))
    tell_statistics(invocation, statistics, asked=options.stats)
    look = invocation.terminal.look
    for each in tested:
        if invocation.output is Output.TEXT:
            invocation.terminal.print(render_verdict(each.verdict, each.result, look, each.prefilled, verbose=invocation.verbose))
        problem = error_of(each.verdict, each.result)
        if problem is not None:
            raise problem
    if invocation.output is Output.TEXT:
        places = list_places(compiled, outputs, invocation.texts)
        invocation.terminal.print(render_places(places, list_next(compiled, outputs, invocation.texts), look))
    return ExitCode.OK


def _verify(engine: Engine, workspace: Workspace, compiled: Compiled, reporter: RunReporter) -> list[Tested]:
    """Every resource ready, and a journey through each instance that people use. A stack without any is proven by readiness.

    A journey across blocks that proves something of its own is taken once.
    """
    check_ready(engine, compiled)
    raise_if_silent(probe_existing(compiled, probe))
    found = {"smoke": find_block_journeys(engine, compiled), "once": find_proving_journeys(engine, workspace, compiled)}
    asked = [(workspace.profiles[name], journeys) for name, journeys in found.items() if journeys and name in workspace.profiles]
    if not asked:
        return []
    engine.begin("verify")
    run = load_runner(engine, reporter.load_progress)
    return [
        tested
        for profile, journeys in asked
        for tested in run_journeys(profile, [(journey.title, (journey,)) for journey in journeys], compiled.place, run, count_answers)
    ]
