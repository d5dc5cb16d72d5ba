"""Arguments of `bouwsteen state show`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import environment_option, output_option, stack_argument
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    address: str = ""
    environment: str = "local"
    show_secrets: bool = False


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        click.Argument(["address"], metavar="ADDRESS", help=texts("argument.address")),
        environment_option(texts),
        click.Option(["--show-secrets"], is_flag=True, help=texts("option.show-secrets")),
        output_option(texts),
    ]
