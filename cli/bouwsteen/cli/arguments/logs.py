"""Arguments of `bouwsteen logs`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import environment_option, stack_argument
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    instance: str | None = None
    environment: str = "local"
    follow: bool = False
    tail: int = 50


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        click.Argument(["instance"], metavar="[INSTANCE]", required=False, help=texts("argument.instance")),
        environment_option(texts),
        click.Option(["-f", "--follow"], is_flag=True, help=texts("option.follow")),
        click.Option(["--tail"], metavar="N", type=click.IntRange(0, 100_000), default=50, help=texts("option.tail")),
    ]
