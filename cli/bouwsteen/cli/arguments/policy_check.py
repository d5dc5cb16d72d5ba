"""Arguments of `bouwsteen policy check`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import day_option, environment_option, output_option, stacks_argument
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stacks: tuple[str, ...] = ()
    environment: str | None = None
    date: dt.datetime | None = None


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stacks_argument(texts),
        environment_option(texts, default=None),
        day_option(texts),
        output_option(texts),
    ]
