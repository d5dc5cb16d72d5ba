"""`bouwsteen plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bouwsteen.cli.arguments.plan import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.measurements import start_statistics, tell_statistics, with_statistics
from bouwsteen.cli.questioners import approvals, local_names
from bouwsteen.cli.reports import looking_reporter
from bouwsteen.cli.saved_plans import save_plan
from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.cli.views.plans import render_plan, render_saved
from bouwsteen.cli.wiring import Attempt, compiled_blocks, desired, open_engine
from bouwsteen.cli.workspaces import find_root, open_workspaces
from bouwsteen.engine.plans import Planned, make_plan
from bouwsteen.engine.policies import compile_policies
from bouwsteen.engine.statistics import Statistics
from bouwsteen.engine.worlds import find_worlds
from bouwsteen.errors import BouwsteenError, InvalidInputError
from bouwsteen.formats.plan_json import FORMAT_VERSION, plan_json

if TYPE_CHECKING:
    from bouwsteen.reporting.plain_plans import PlainPlan


def run(invocation: Invocation, options: Options) -> ExitCode:
    statistics = start_statistics()
    statistics.begin("load")
    opened = open_workspaces(invocation, options.stacks or None)
    names = sorted(name for _, chosen in opened for name in chosen)
    if (options.out or options.page) and len(names) != 1:
        raise InvalidInputError.because(
            "plan-out-many",
            "A saved plan is of one stack",
            f"`{'--out' if options.out else '--page'}` names one file, and {len(names)} stacks would be planned.",
            "Name the stack whose plan is to be saved.",
        )
    if options.replace and (len(names) != 1 or options.destroy):
        raise _misplaced(options, len(names))
    planned: list[Planned] = []
    worlds: dict[str, str] = {}
    plain: list[PlainPlan] = []
    attempt = Attempt(accept_rollback=options.accept_rollback)
    with looking_reporter(invocation) as reporter:
        for workspace, chosen in opened:
            with open_engine(invocation, workspace, "plan", reporter=reporter, attempt=attempt, statistics=statistics) as engine:
                blocks = compiled_blocks(engine)
                policies = None if options.destroy else compile_policies(workspace.policies)
                for name in chosen:
                    prefix = f"{name}/{options.environment}/"
                    wanted = desired(
                        engine,
                        workspace,
                        name,
                        options.environment,
                        destroy=options.destroy,
                        losses=approvals(None, options.approve_data_loss, "", prefix).losses,
                        replacements=local_names(options.replace, prefix),
                        blocks=blocks,
                        policies=policies,
                    )
                    planned.append(make_plan(engine, wanted, refresh=options.refresh))
                    if options.out:
                        worlds = find_worlds(engine, planned[-1].plan)
                    if options.plain or options.page:
                        from bouwsteen.cli.plain_plans import tell_plainly  # noqa: PLC0415  only who asks for plain language pays for it

                        plain.append(tell_plainly(engine, workspace, planned[-1].plan, blocks))
    statistics.begin("show")
    if options.out:
        save_plan(options.out, planned[0], worlds)
    if options.page:
        from bouwsteen.reporting.plain_plans import render_page  # noqa: PLC0415  as above

        options.page.write_text(render_page(plain[0], invocation.texts.language.value), encoding="utf-8")
    _show(invocation, options, planned, plain, statistics)
    return ExitCode.CHANGES if options.detailed_exitcode and any(each.plan.has_changes for each in planned) else ExitCode.OK


def _misplaced(options: Options, stacks: int) -> BouwsteenError:
    why = (
        "A plan with `--destroy` removes everything." if options.destroy else f"An address is of one stack, and {stacks} would be planned."
    )
    return InvalidInputError.because(
        "replace-misplaced",
        "Nothing can be replaced in this way",
        why,
        "Leave out `--destroy`, or `--replace`." if options.destroy else "Name the stack in which something is to be replaced.",
    )


def _show(invocation: Invocation, options: Options, planned: list[Planned], plain: list[PlainPlan], statistics: Statistics) -> None:
    look = invocation.terminal.look
    if options.plain and invocation.output is Output.TEXT:
        from bouwsteen.reporting.plain_plans import render_text  # noqa: PLC0415  as above

        invocation.terminal.print("\n".join(render_text(each, invocation.texts.language.value) for each in plain))
        statistics.end()
    elif invocation.output is Output.TEXT and not planned:
        invocation.terminal.print(invocation.texts("stacks.none", folder=find_root(invocation.directory) / "stacks") + "\n")
        statistics.end()
    elif invocation.output is Output.TEXT:
        invocation.terminal.print("\n".join(render_plan(each.plan, look, verbose=invocation.verbose) for each in planned))
        statistics.end()
    else:
        plans = [plan_json(each.plan) for each in planned]
        statistics.end()
        # One stack named: its plan is the document. Else a list, which may be empty.
        document = plans[0] if len(options.stacks) == 1 else {"format_version": FORMAT_VERSION, "plans": plans}
        invocation.print_document(with_statistics(document, statistics, asked=options.stats))
    tell_statistics(invocation, statistics, asked=options.stats)
    if options.out:
        invocation.terminal.complain(render_saved(options.out, invocation.terminal.error_look))
