"""`bouwsteen policy check [STACK]...`: what the policies say of stacks as they are written, without asking the world anything."""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version

from bouwsteen.cli.arguments.policy_check import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.known_types import known_types
from bouwsteen.cli.policies import chosen_day
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.source_files import read_source
from bouwsteen.cli.views.policies import render_findings
from bouwsteen.cli.workspaces import open_workspaces
from bouwsteen.diagnostics import Diagnostics
from bouwsteen.documents.policies import SubjectKind
from bouwsteen.documents.validations import validate_stack
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.compilations import CompiledBlocks
from bouwsteen.engine.outlooks import Outlook, foresee_resolved
from bouwsteen.engine.policies import JudgedStack, compile_policies, judge_stack, resolve
from bouwsteen.errors import InvalidInputError, NotFoundError
from bouwsteen.formats.policies import judged_json
from bouwsteen.policy.rules import CompiledPolicy


def run(invocation: Invocation, options: Options) -> ExitCode:
    day = chosen_day(options.date)
    judged: list[JudgedStack] = []
    policies: set[str] = set()
    opened = open_workspaces(invocation, options.stacks or None)
    blocks = CompiledBlocks(known_types())
    for workspace, names in opened:
        compiled = compile_policies(workspace.policies)
        policies |= compiled.keys()
        _check_documents(workspace, names)
        rules = list(compiled.values())
        judged.extend(
            _judge(workspace, name, rules, day, environments, blocks)
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


def _judge(
    workspace: Workspace, stack: str, policies: list[CompiledPolicy], day: dt.date, environments: tuple[str, ...], blocks: CompiledBlocks
) -> JudgedStack:
    """Its resources are worked out only where a policy asks for them. Raises InvalidInputError."""
    resolution = resolve(workspace, stack)
    outlooks: dict[str, Outlook] = {}
    if any(SubjectKind.RESOURCE in policy.rules for policy in policies):
        outlooks = foresee_resolved(workspace, workspace.stacks[stack], resolution, blocks, environments)
        if mistakes := [each for outlook in outlooks.values() for each in outlook.problems if each.is_error]:
            raise InvalidInputError(*mistakes)
    return judge_stack(workspace, stack, policies, day, environments, resolution=resolution, outlooks=outlooks)


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
