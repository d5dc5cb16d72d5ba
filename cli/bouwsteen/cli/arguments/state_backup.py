"""Arguments of `bouwsteen state backup`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from bouwsteen.cli.arguments.shared import environment_option, output_option, stack_argument
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    file: Path | None = None
    environment: str = "local"


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        click.Argument(["file"], metavar="[FILE]", required=False, type=click.Path(path_type=Path), help=texts("argument.backup.new")),
        environment_option(texts),
        output_option(texts),
    ]
