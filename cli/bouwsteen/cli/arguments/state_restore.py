"""Arguments of `bouwsteen state restore`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from bouwsteen.cli.arguments.shared import environment_option, lock_timeout_option, output_option, stack_argument, yes_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    file: Path | None = None
    environment: str = "local"
    generation: int | None = None
    dry_run: bool = False
    yes: bool = False
    lock_timeout: float = 0.0


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        click.Argument(["file"], metavar="[FILE]", required=False, type=click.Path(path_type=Path), help=texts("argument.backup")),
        environment_option(texts),
        click.Option(["--generation"], metavar="N", type=click.IntRange(1), help=texts("option.state.generation")),
        click.Option(["--dry-run"], is_flag=True, help=texts("option.state.dry-run")),
        yes_option(texts),
        lock_timeout_option(texts),
        output_option(texts),
    ]
