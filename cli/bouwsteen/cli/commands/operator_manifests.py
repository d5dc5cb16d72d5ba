"""`bouwsteen operator manifests`: what a cluster needs to have an operator, as `kubectl apply` takes it."""

from __future__ import annotations

from bouwsteen.cli.arguments.operator_manifests import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.files import write_text
from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.errors import InvalidInputError
from bouwsteen.formats.writers import to_json


def run(invocation: Invocation, options: Options) -> ExitCode:
    from bouwsteen_operator import manifests  # noqa: PLC0415  only who asks for them pays for it

    if options.crds_only and options.tenant:
        raise InvalidInputError.because(
            "manifests-two-parts",
            "Two parts of an installation were asked for",
            "`--crds-only` means the kinds alone, and `--tenant` the account of one namespace.",
            "Leave one of them out.",
        )
    if options.tenant:
        found = manifests.list_tenant(options.tenant)
    else:
        found = manifests.list_definitions()
        found += [] if options.crds_only else manifests.list_operator(options.namespace, options.image)
    if invocation.output is Output.JSON:
        text = to_json({"apiVersion": "v1", "kind": "List", "items": found})
    else:
        text = manifests.write_manifests(found)
    if options.out is None:
        invocation.terminal.print(text)
    else:
        write_text(options.out, text)
    return ExitCode.OK
