"""Arguments of `bouwsteen catalog roadmap`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    block: str | None = None


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Argument(["block"], metavar="[BLOCK]", required=False, help=texts("argument.block")),
        output_option(texts),
    ]
