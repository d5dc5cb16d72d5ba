"""Arguments of `bouwsteen approve`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from bouwsteen.cli.arguments.shared import environment_option, output_option, stack_argument, yes_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    environment: str = "local"
    plan: Path | None = None
    tag: bool = False
    only_print: bool = False
    yes: bool = False


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        environment_option(texts),
        click.Option(["--plan"], metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help=texts("option.approve.plan")),
        click.Option(["--tag"], is_flag=True, help=texts("option.approve.tag")),
        click.Option(["--print", "only_print"], is_flag=True, help=texts("option.approve.print")),
        yes_option(texts),
        output_option(texts),
    ]
