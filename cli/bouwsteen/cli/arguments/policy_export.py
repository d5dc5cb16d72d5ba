"""Arguments of `bouwsteen policy export`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import day_option, output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    policies: tuple[str, ...] = ()
    date: dt.datetime | None = None


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Argument(["policies"], metavar="[POLICY]...", nargs=-1, help=texts("argument.policies")),
        day_option(texts),
        output_option(texts),
    ]
