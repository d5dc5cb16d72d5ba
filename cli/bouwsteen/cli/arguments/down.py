"""Arguments of `bouwsteen down`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import (
    accept_rollback_option,
    environment_option,
    lock_timeout_option,
    output_option,
    parallelism_option,
    stack_argument,
)
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    environment: str = "local"
    parallelism: int | None = None
    lock_timeout: float = 0.0
    accept_rollback: int | None = None


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        environment_option(texts),
        parallelism_option(texts),
        lock_timeout_option(texts),
        accept_rollback_option(texts),
        output_option(texts),
    ]
