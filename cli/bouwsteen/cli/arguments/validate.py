"""Arguments of `bouwsteen validate`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import output_option, stacks_argument, stats_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stacks: tuple[str, ...] = ()
    stats: bool = False


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stacks_argument(texts),
        stats_option(texts),
        output_option(texts),
    ]
