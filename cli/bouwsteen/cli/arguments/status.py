"""Arguments of `bouwsteen status`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import environment_option, optional_stack_argument, output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str | None = None
    environment: str = "local"


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        optional_stack_argument(texts),
        environment_option(texts),
        output_option(texts),
    ]
