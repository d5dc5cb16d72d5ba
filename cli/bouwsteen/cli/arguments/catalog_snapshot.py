"""Arguments of `bouwsteen catalog snapshot`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    key: str = ""
    days: int = 14


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Option(["--key"], metavar="KEY", required=True, help=texts("option.key")),
        click.Option(["--days"], metavar="N", type=click.IntRange(1, 366), default=14, help=texts("option.days")),
        output_option(texts),
    ]
