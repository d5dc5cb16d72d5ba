"""Arguments of `bouwsteen state transfer`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import environment_option, lock_timeout_option, output_option, stack_argument, yes_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    environment: str = "local"
    owner: str = ""
    reason: str = ""
    yes: bool = False
    lock_timeout: float = 0.0


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        environment_option(texts),
        click.Option(["--to", "owner"], metavar="OWNER", required=True, help=texts("option.state.to")),
        click.Option(["--reason"], metavar="TEXT", default="", help=texts("option.state.reason")),
        yes_option(texts),
        lock_timeout_option(texts),
        output_option(texts),
    ]
