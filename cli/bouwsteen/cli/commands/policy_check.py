"""`bouwsteen policy check [STACK]...`: what the policies say of stacks as they are written, without asking the world anything."""

from __future__ import annotations

from importlib.metadata import version

from bouwsteen.cli.arguments.policy_check import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.policies import chosen_day
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.source_files import read_source
from bouwsteen.cli.views.policies import render_findings
from bouwsteen.cli.workspaces import open_workspaces
from bouwsteen.diagnostics import Diagnostics
from bouwsteen.documents.validations import validate_stack
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.policies import JudgedStack, compile_policies, judge_stack
from bouwsteen.errors import InvalidInputError, NotFoundError
from bouwsteen.formats.policies import judged_json


def run(invocation: Invocation, options: Options) -> ExitCode:
    day = chosen_day(options.date)
    judged: list[JudgedStack] = []
    policies: set[str] = set()
    opened = open_workspaces(invocation, options.stacks or None)
    for workspace, names in opened:
        compiled = compile_policies(workspace.policies)
        policies |= compiled.keys()
        _check_documents(workspace, names)
        judged.extend(
            judge_stack(workspace, name, compiled.values(), day, environments)
            for name in names
            if (environments := _environments(workspace, name, options))
        )
    if options.environment is not None and not judged:
        raise NotFoundError.because(
            "environment-not-found",
            "There is no such environment",
            f"None of these stacks has an environment `{options.environment}`.",
            "Name one of theirs, or leave `--environment` out for all of them.",
        )
    root = opened[0][0].root
    look = invocation.terminal.look
    invocation.emit(judged_json(judged, day, len(policies)), lambda: render_findings(judged, day, len(policies), look, read_source(root)))
    return ExitCode.DENIED if any(finding.denies for each in judged for finding in each.findings) else ExitCode.OK


def _check_documents(workspace: Workspace, names: list[str]) -> None:
    """Rules are asked of sound documents only. Raises InvalidInputError with all that is wrong with these."""
    found = Diagnostics()
    for name in names:
        found.extend(validate_stack(workspace, name, bouwsteen_version=version("bouwsteen")))
    if found.has_errors:
        raise InvalidInputError(*found.sorted())


def _environments(workspace: Workspace, stack: str, options: Options) -> tuple[str, ...]:
    every = tuple(workspace.stacks[stack].model.spec.environments)
    return every if options.environment is None else tuple(name for name in every if name == options.environment)
