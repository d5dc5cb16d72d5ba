"""Arguments of `bouwsteen catalog deprecate`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    block: str = ""
    version: str = ""
    reason: str = ""


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Argument(["block"], metavar="BLOCK", help=texts("argument.block")),
        click.Argument(["version"], metavar="VERSION", help=texts("argument.version")),
        click.Option(["--reason"], metavar="TEXT", default="", help=texts("option.reason")),
        output_option(texts),
    ]
