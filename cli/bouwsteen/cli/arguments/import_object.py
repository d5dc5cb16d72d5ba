"""Arguments of `bouwsteen import`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import environment_option, lock_timeout_option, output_option, stack_argument, yes_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    address: str = ""
    id: str = ""
    environment: str = "local"
    yes: bool = False
    lock_timeout: float = 0.0


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        click.Argument(["address"], metavar="ADDRESS", help=texts("argument.import-address")),
        click.Argument(["id"], metavar="ID", help=texts("argument.import-id")),
        environment_option(texts),
        yes_option(texts),
        lock_timeout_option(texts),
        output_option(texts),
    ]
