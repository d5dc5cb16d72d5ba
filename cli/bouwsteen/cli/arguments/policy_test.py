"""Arguments of `bouwsteen policy test`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    policies: tuple[str, ...] = ()


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Argument(["policies"], metavar="[POLICY]...", nargs=-1, help=texts("argument.policies")),
        output_option(texts),
    ]
