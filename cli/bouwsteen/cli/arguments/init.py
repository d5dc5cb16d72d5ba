"""Arguments of `bouwsteen init`."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    organisation: str = ""
    new: str | None = None
    name: str | None = None
    blocks: tuple[str, ...] = ()


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Argument(["organisation"], metavar="ORGANISATION", help=texts("argument.organisation")),
        click.Argument(["new"], metavar="[NAME]", required=False, help=texts("argument.new-block")),
        click.Option(["--name"], metavar="NAME", help=texts("option.init.name")),
        click.Option(["--block", "blocks"], metavar="BLOCK", multiple=True, help=texts("option.init.block")),
    ]
