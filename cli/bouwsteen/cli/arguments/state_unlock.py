"""Arguments of `bouwsteen state unlock`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import environment_option, lock_timeout_option, output_option, stack_argument, yes_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    environment: str = "local"
    lock_id: str = ""
    reason: str = ""
    yes: bool = False
    lock_timeout: float = 0.0


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        environment_option(texts),
        click.Option(["--lock-id"], metavar="ID", required=True, help=texts("option.state.lock-id")),
        click.Option(["--reason"], metavar="TEXT", required=True, help=texts("option.state.reason")),
        yes_option(texts),
        lock_timeout_option(texts),
        output_option(texts),
    ]
