"""Arguments of `bouwsteen pr`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import click

from bouwsteen.cli.arguments.shared import day_option, output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    base: str = ""
    head: str = "HEAD"
    out: Path | None = None
    catalog: tuple[str, ...] = ()
    post: bool = False
    date: dt.datetime | None = None


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Option(["--base"], metavar="REVISION", required=True, help=texts("option.pr.base")),
        click.Option(["--head"], metavar="REVISION", default="HEAD", help=texts("option.pr.head")),
        click.Option(["--out"], metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path), help=texts("option.pr.out")),
        click.Option(["--catalog"], metavar="URL", multiple=True, help=texts("option.pr.catalog")),
        click.Option(["--post"], is_flag=True, help=texts("option.pr.post")),
        day_option(texts),
        output_option(texts),
    ]
