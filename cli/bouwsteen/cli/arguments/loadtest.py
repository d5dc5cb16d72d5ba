"""Arguments of `bouwsteen loadtest`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import environment_option, output_option, stack_argument
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    environment: str = "local"
    profile: str = "smoke"
    journeys: tuple[str, ...] = ()


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        environment_option(texts),
        click.Option(["--profile"], metavar="NAME", default="smoke", help=texts("option.profile")),
        click.Option(["--journey", "journeys"], metavar="NAME", multiple=True, help=texts("option.journey")),
        output_option(texts),
    ]
