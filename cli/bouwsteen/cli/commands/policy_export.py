"""`bouwsteen policy export [POLICY]...`: policies as objects that the API server of a cluster judges by itself."""

from __future__ import annotations

from bouwsteen.cli.arguments.policy_export import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.policies import choose_policies, chosen_day
from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.cli.workspaces import open_catalog
from bouwsteen.engine.policies import compile_policies
from bouwsteen.errors import InvalidInputError
from bouwsteen.formats.admission_policies import admission_objects, why_not
from bouwsteen.formats.policies import FORMAT_VERSION
from bouwsteen.formats.writers import to_yaml


def run(invocation: Invocation, options: Options) -> ExitCode:
    day = chosen_day(options.date)
    chosen = choose_policies(open_catalog(invocation, sound=True).policies, options.policies)
    models = [policy.policy for policy in compile_policies(chosen).values()]
    hindered = {model.name: why_not(model) for model in models}
    left = {name: why for name, why in hindered.items() if why is not None}
    if options.policies and left:
        raise InvalidInputError.because(
            "policy-not-exported",
            "A policy cannot be asked in a cluster",
            f"An API server sees one object as it is written, and no date. {'; '.join(f'{name}: {why}' for name, why in left.items())}.",
            "Leave them out: they are asked of every plan.",
        )
    objects = [each for model in models if hindered[model.name] is None for each in admission_objects(model, model.step_on(day))]
    if invocation.output is Output.TEXT:
        invocation.terminal.print("---\n".join(to_yaml(each) for each in objects))
        if left:
            lines = [f"  {name}: {invocation.texts(f'policy.export.left.{why.reason}', detail=why.detail)}" for name, why in left.items()]
            invocation.terminal.complain("\n".join([invocation.texts("policy.export.left"), *lines]) + "\n")
    else:
        reasons = {name: {"reason": why.reason, "detail": why.detail} for name, why in left.items()}
        document = {"format_version": FORMAT_VERSION, "day": day.isoformat(), "objects": objects, "left": list(left), "reasons": reasons}
        invocation.print_document(document)
    return ExitCode.OK
