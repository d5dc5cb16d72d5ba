"""Arguments of `bouwsteen policy explain`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import complete_stacks, day_option, environment_option, output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    policy: str = ""
    stack: str | None = None
    environment: str | None = None
    date: dt.datetime | None = None


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Argument(["policy"], metavar="POLICY", help=texts("argument.policy")),
        click.Argument(["stack"], metavar="[STACK]", required=False, shell_complete=complete_stacks, help=texts("argument.policy-stack")),
        environment_option(texts, default=None),
        day_option(texts),
        output_option(texts),
    ]
