"""`bouwsteen policy export [POLICY]...`: policies as objects that the API server of a cluster judges by itself."""

from __future__ import annotations

from bouwsteen.cli.arguments.policy_export import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.policies import choose_policies, chosen_day
from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.cli.workspaces import open_catalog
from bouwsteen.engine.policies import compile_policies
from bouwsteen.errors import InvalidInputError
from bouwsteen.formats.admission_policies import admission_objects, can_export
from bouwsteen.formats.policies import FORMAT_VERSION
from bouwsteen.formats.writers import to_yaml


def run(invocation: Invocation, options: Options) -> ExitCode:
    day = chosen_day(options.date)
    chosen = choose_policies(open_catalog(invocation, sound=True).policies, options.policies)
    models = [policy.policy for policy in compile_policies(chosen).values()]
    left = [model.name for model in models if not can_export(model)]
    if options.policies and left:
        raise InvalidInputError.because(
            "policy-not-exported",
            "A policy cannot be asked in a cluster",
            f"The API server sees one object at a time and no date, and these look at more than a stack as written: {', '.join(left)}.",
            "Leave them out: they are asked of every plan.",
        )
    objects = [each for model in models if can_export(model) for each in admission_objects(model, model.step_on(day))]
    if invocation.output is Output.TEXT:
        invocation.terminal.print("---\n".join(to_yaml(each) for each in objects))
        if left:
            invocation.terminal.complain(invocation.texts("policy.export.left", policies=", ".join(left)) + "\n")
    else:
        invocation.print_document({"format_version": FORMAT_VERSION, "day": day.isoformat(), "objects": objects, "left": left})
    return ExitCode.OK
