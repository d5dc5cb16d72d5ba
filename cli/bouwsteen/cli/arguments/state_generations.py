"""Arguments of `bouwsteen state generations`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import environment_option, output_option, stack_argument
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    environment: str = "local"


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        environment_option(texts),
        output_option(texts),
    ]
