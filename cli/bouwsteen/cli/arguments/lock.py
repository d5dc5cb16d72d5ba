"""Arguments of `bouwsteen lock`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import output_option, stacks_argument
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stacks: tuple[str, ...] = ()
    upgrade: bool = False
    check: bool = False
    accept_older_catalog: bool = False


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stacks_argument(texts),
        click.Option(["--upgrade"], is_flag=True, help=texts("option.upgrade")),
        click.Option(["--check"], is_flag=True, help=texts("option.check")),
        click.Option(["--accept-older-catalog"], is_flag=True, help=texts("option.accept-older-catalog")),
        output_option(texts),
    ]
