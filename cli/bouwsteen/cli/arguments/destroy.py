"""Arguments of `bouwsteen destroy`."""

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
    stack_argument,
    yes_option,
)
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    environment: str = "local"
    yes: bool = False
    approve_deletions: int | None = None
    approve_data_loss: tuple[str, ...] = ()
    confirm: str = ""
    parallelism: int | None = None
    lock_timeout: float = 0.0
    accept_rollback: int | None = None


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        environment_option(texts),
        yes_option(texts),
        *approval_options(texts),
        confirm_option(texts),
        parallelism_option(texts),
        lock_timeout_option(texts),
        accept_rollback_option(texts),
        output_option(texts),
    ]
