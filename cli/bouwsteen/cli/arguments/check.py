"""Arguments of `bouwsteen check`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    block: str = ""
    no_start: bool = False


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Argument(["block"], metavar="BLOCK", help=texts("argument.block")),
        click.Option(["--no-start"], is_flag=True, help=texts("option.no-start")),
        output_option(texts),
    ]
