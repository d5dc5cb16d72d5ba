"""Arguments of `bouwsteen plan`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from bouwsteen.cli.arguments.shared import (
    accept_rollback_option,
    data_loss_option,
    detailed_exitcode_option,
    environment_option,
    out_file_option,
    output_option,
    refresh_option,
    replace_option,
    stacks_argument,
    stats_option,
)
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stacks: tuple[str, ...] = ()
    environment: str = "local"
    detailed_exitcode: bool = False
    out: Path | None = None
    refresh: bool = True
    destroy: bool = False
    accept_rollback: int | None = None
    approve_data_loss: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    stats: bool = False
    plain: bool = False
    page: Path | None = None


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stacks_argument(texts),
        environment_option(texts),
        click.Option(["--destroy"], is_flag=True, help=texts("option.plan.destroy")),
        replace_option(texts),
        data_loss_option(texts),
        refresh_option(texts),
        accept_rollback_option(texts),
        detailed_exitcode_option(texts),
        out_file_option(texts, "option.plan.out"),
        click.Option(["--plain"], is_flag=True, help=texts("option.plan.plain")),
        click.Option(["--page"], metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help=texts("option.plan.page")),
        stats_option(texts),
        output_option(texts),
    ]
