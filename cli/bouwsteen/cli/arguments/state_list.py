"""Arguments of `bouwsteen state list`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import environment_option, output_option, stack_argument
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    instance: str | None = None
    environment: str = "local"


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        click.Argument(["instance"], metavar="[INSTANCE]", required=False, help=texts("argument.instance")),
        environment_option(texts),
        output_option(texts),
    ]
