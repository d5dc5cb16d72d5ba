"""Arguments of `bouwsteen state rekey`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import environment_option, lock_timeout_option, output_option, stack_argument, yes_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    environment: str = "local"
    retire: bool = False
    yes: bool = False
    lock_timeout: float = 0.0


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        environment_option(texts),
        click.Option(["--retire"], is_flag=True, help=texts("option.state.retire")),
        yes_option(texts),
        lock_timeout_option(texts),
        output_option(texts),
    ]
