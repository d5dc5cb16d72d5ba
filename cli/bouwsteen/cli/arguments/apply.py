"""Arguments of `bouwsteen apply`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import (
    accept_rollback_option,
    approval_options,
    confirm_option,
    environment_option,
    lock_timeout_option,
    output_option,
    parallelism_option,
    refresh_option,
    replace_option,
    stats_option,
    yes_option,
)
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    target: str = ""
    environment: str | None = None
    yes: bool = False
    approve_deletions: int | None = None
    approve_data_loss: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    confirm: str = ""
    parallelism: int | None = None
    lock_timeout: float = 0.0
    accept_rollback: int | None = None
    refresh: bool = True
    stats: bool = False
    approved: bool = False


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Argument(["target"], metavar="STACK|PLAN", help=texts("argument.stack-or-plan")),
        environment_option(texts, default=None),
        yes_option(texts),
        click.Option(["--approved"], is_flag=True, help=texts("option.apply.approved")),
        refresh_option(texts),
        replace_option(texts),
        *approval_options(texts),
        confirm_option(texts),
        parallelism_option(texts),
        lock_timeout_option(texts),
        accept_rollback_option(texts),
        stats_option(texts),
        output_option(texts),
    ]
