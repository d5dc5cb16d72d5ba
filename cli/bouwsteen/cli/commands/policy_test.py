"""`bouwsteen policy test [POLICY]...`: whether policies say of their samples what their suites say."""

from __future__ import annotations

from bouwsteen.cli.arguments.policy_test import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.policies import choose_policies
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.policies import render_suites
from bouwsteen.cli.workspaces import open_catalog
from bouwsteen.documents.workspaces import with_suites
from bouwsteen.engine.policies import compile_policies
from bouwsteen.errors import InvalidInputError
from bouwsteen.formats.policies import suites_json
from bouwsteen.policy.suites import run_suite


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace = open_catalog(invocation, sound=True)
    chosen = choose_policies(workspace.policies, options.policies)
    loaded, problems = with_suites(workspace, chosen)
    if problems.has_errors:
        raise InvalidInputError(*problems.sorted())
    compiled = compile_policies(loaded)
    results = [run_suite(compiled[name], each.document, each.suite) for name, each in loaded.items() if each.suite is not None]
    data = suites_json(results)
    invocation.emit(data, lambda: render_suites(data, invocation.terminal.look))
    return ExitCode.OK if all(result.is_good for result in results) else ExitCode.ERROR
