"""`bouwsteen loadtest`."""

from __future__ import annotations

from bouwsteen.cli.arguments.loadtest import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.interruptions import stopping_signals
from bouwsteen.cli.reports import run_reporter
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.loads import render_verdict
from bouwsteen.cli.views.sheets import Look
from bouwsteen.cli.wiring import compile_stack, count_answers, load_runner, open_engine
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.documents.load_profiles import LoadProfile
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.journeys import choose_journeys, find_block_journeys, find_crossing_journeys
from bouwsteen.engine.verifies import Tested, check_ready, run_journeys
from bouwsteen.errors import NotFoundError
from bouwsteen.formats.loads import loads_json
from bouwsteen.loadtest.verdicts import error_of


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace, names = open_workspace(invocation, [options.stack])
    profile = _profile(workspace, options.profile)
    with (
        run_reporter(invocation) as reporter,
        open_engine(invocation, workspace, "loadtest", reporter=reporter) as engine,
        stopping_signals(engine.stop.request, reporter.stopping),
    ):
        compiled = compile_stack(engine, workspace, names[0], options.environment)
        check_ready(engine, compiled)
        found = [*find_block_journeys(engine, compiled), *find_crossing_journeys(engine, workspace, compiled)]
        runs = list(choose_journeys(found, profile, options.journeys, compiled.place))
        reporter.phase("verify")
        tested = run_journeys(profile, runs, compiled.place, load_runner(engine, reporter.load_progress), count_answers)
    look = invocation.terminal.look
    invocation.emit(
        loads_json(names[0], ((each.name, each.verdict, each.result, each.prefilled) for each in tested)),
        lambda: "\n".join(_render(each, look, verbose=invocation.verbose) for each in tested),
    )
    for each in tested:
        problem = error_of(each.verdict, each.result)
        if problem is not None:
            raise problem
    return ExitCode.OK


def _render(tested: Tested, look: Look, *, verbose: bool) -> str:
    return f"{tested.name}\n{render_verdict(tested.verdict, tested.result, look, tested.prefilled, verbose=verbose)}"


def _profile(workspace: Workspace, name: str) -> LoadProfile:
    profile = workspace.profiles.get(name)
    if profile is None:
        known = ", ".join(sorted(workspace.profiles)) or "none"
        raise NotFoundError.because(
            "profile-not-found", "There is no such load profile", f"No load profile is called `{name}`.", f"The profiles are: {known}."
        )
    return profile
