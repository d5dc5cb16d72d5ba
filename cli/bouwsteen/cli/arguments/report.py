"""Arguments of `bouwsteen report`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import click

from bouwsteen.cli.arguments.shared import day_option, output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    since: str | None = None
    date: dt.datetime | None = None
    measured: Path | None = None
    out: Path | None = None


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Option(["--since"], metavar="REV", help=texts("option.report-since")),
        day_option(texts),
        click.Option(
            ["--measured"],
            metavar="FOLDER",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            help=texts("option.report-measured"),
        ),
        click.Option(["--out"], metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path), help=texts("option.report-out")),
        output_option(texts),
    ]
