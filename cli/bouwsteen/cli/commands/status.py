"""`bouwsteen status`."""

from __future__ import annotations

from bouwsteen.cli.arguments.status import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.places import add_bare, list_faces
from bouwsteen.cli.reports import looking_reporter
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.statuses import render_statuses
from bouwsteen.cli.wiring import compile_stack, open_engine, organisation_of
from bouwsteen.cli.workspaces import open_workspaces
from bouwsteen.documents.organisations import find_organisation
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.outputs import read_outputs
from bouwsteen.engine.statuses import read_status
from bouwsteen.errors import BouwsteenError
from bouwsteen.formats.statuses import Face, StackStatus, status_json


def run(invocation: Invocation, options: Options) -> ExitCode:
    environment = options.environment
    statuses: list[StackStatus] = []
    with looking_reporter(invocation) as reporter:
        for workspace, names in open_workspaces(invocation, [options.stack] if options.stack else None):
            with open_engine(invocation, workspace, "status", reporter=reporter) as engine:
                recorded = set(engine.store.stacks())
                statuses += [_status(engine, workspace, name, environment) for name in names if options.stack or name in recorded]
    invocation.emit(status_json(statuses), lambda: render_statuses(statuses, invocation.terminal.look, verbose=invocation.verbose))
    return ExitCode.OK


def _organisation_name(workspace: Workspace, stack: str) -> str:
    found = find_organisation(workspace.stacks[stack].model.spec.organisation, workspace.organisations)
    return found.name if found else ""


def _status(engine: Engine, workspace: Workspace, stack: str, environment: str) -> StackStatus:
    """What is recorded, and what the documents know of it where they are sound: what runs is told whether they are or not."""
    organisation = organisation_of(workspace, stack)
    found = read_status(engine, stack, environment, organisation)
    faces: dict[str, Face] = {}
    try:
        compiled = compile_stack(engine, workspace, stack, environment)
        faces = list_faces(compiled, read_outputs(engine, compiled.desired))
        found = add_bare(compiled, found)
    except BouwsteenError:
        pass  # the documents have mistakes, and `validate` tells them
    return StackStatus(organisation, found, faces, _organisation_name(workspace, stack))
