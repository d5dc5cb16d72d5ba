"""Arguments of `bouwsteen explain`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.arguments.shared import output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    codes: tuple[str, ...] = ()


def complete_codes(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    from bouwsteen.cli.messages import ENTRIES  # noqa: PLC0415  only when a shell asks

    return sorted(code for code in ENTRIES if code.startswith(incomplete))


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Argument(["codes"], metavar="[CODE]...", nargs=-1, shell_complete=complete_codes, help=texts("argument.code")),
        output_option(texts),
    ]
