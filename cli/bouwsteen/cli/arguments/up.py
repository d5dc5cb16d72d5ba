"""Arguments of `bouwsteen up`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import (
    accept_rollback_option,
    approval_options,
    environment_option,
    lock_timeout_option,
    output_option,
    parallelism_option,
    replace_option,
    stack_argument,
    stats_option,
)
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    environment: str = "local"
    no_verify: bool = False
    approve_deletions: int | None = None
    approve_data_loss: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    parallelism: int | None = None
    lock_timeout: float = 0.0
    accept_rollback: int | None = None
    stats: bool = False


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        environment_option(texts),
        click.Option(["--no-verify"], is_flag=True, help=texts("option.no-verify")),
        replace_option(texts),
        *approval_options(texts),
        parallelism_option(texts),
        lock_timeout_option(texts),
        accept_rollback_option(texts),
        stats_option(texts),
        output_option(texts),
    ]
