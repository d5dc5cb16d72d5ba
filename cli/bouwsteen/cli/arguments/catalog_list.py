"""Arguments of `bouwsteen catalog list`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    pass


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        output_option(texts),
    ]
