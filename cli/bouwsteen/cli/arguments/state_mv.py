"""Arguments of `bouwsteen state mv`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import environment_option, lock_timeout_option, output_option, stack_argument
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    source: str = ""
    target: str = ""
    environment: str = "local"
    dry_run: bool = False
    lock_timeout: float = 0.0


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        click.Argument(["source"], metavar="FROM", help=texts("argument.address.from")),
        click.Argument(["target"], metavar="TO", help=texts("argument.address.to")),
        environment_option(texts),
        click.Option(["--dry-run"], is_flag=True, help=texts("option.state.dry-run")),
        lock_timeout_option(texts),
        output_option(texts),
    ]
