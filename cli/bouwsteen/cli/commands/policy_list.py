"""`bouwsteen policy` and `bouwsteen policy list`."""

from __future__ import annotations

from bouwsteen.cli.arguments.policy_list import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.policies import chosen_day
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.policies import render_policies
from bouwsteen.cli.workspaces import open_catalog
from bouwsteen.formats.policies import policies_json


def run(invocation: Invocation, options: Options) -> ExitCode:
    policies = open_catalog(invocation).policies
    data = policies_json((each.model for each in policies.values()), chosen_day(options.date))
    invocation.emit(data, lambda: render_policies(data, invocation.terminal.look))
    return ExitCode.OK
