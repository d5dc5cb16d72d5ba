"""Arguments of `bouwsteen catalog publish`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import day_option, output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    block: str = ""
    channel: str | None = None
    date: dt.datetime | None = None


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Argument(["block"], metavar="BLOCK", help=texts("argument.block")),
        click.Option(["--channel"], type=click.Choice(["candidate", "stable"]), metavar="CHANNEL", help=texts("option.channel")),
        day_option(texts, "option.since"),
        output_option(texts),
    ]
