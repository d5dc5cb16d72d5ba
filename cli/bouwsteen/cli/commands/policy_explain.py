"""`bouwsteen policy explain POLICY [STACK]`: what a policy asks and on what ground, and the values that lead to its answer."""

from __future__ import annotations

from typing import Any

from bouwsteen.cli.arguments.policy_explain import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.policies import choose_policies, chosen_day
from bouwsteen.cli.resolving import check_sound
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.policies import render_policy
from bouwsteen.cli.workspaces import open_catalog, open_workspace
from bouwsteen.engine.policies import compile_policies, resolved_subjects
from bouwsteen.formats.policies import FORMAT_VERSION, policy_json, reading_json
from bouwsteen.policy.judgements import on_day, read


def run(invocation: Invocation, options: Options) -> ExitCode:
    day = chosen_day(options.date)
    names: list[str] = []
    if options.stack is None:
        workspace = open_catalog(invocation)
    else:
        workspace, names = open_workspace(invocation, [options.stack])
    chosen = choose_policies(workspace.policies, [options.policy])
    (policy,) = compile_policies(chosen).values()
    data: dict[str, Any] = {"format_version": FORMAT_VERSION, "day": day.isoformat(), **policy_json(policy.policy, day)}
    if names:
        check_sound(workspace, names[0], options.environment)
        environments = [options.environment] if options.environment is not None else None
        data["readings"] = [
            reading_json(rule.id, subject.address, read(rule, on_day(subject, day)))
            for subject in resolved_subjects(workspace, names[0], environments)
            for rule in policy.rules.get(subject.kind, ())
        ]
    invocation.emit(data, lambda: render_policy(data, invocation.terminal.look))
    return ExitCode.OK
