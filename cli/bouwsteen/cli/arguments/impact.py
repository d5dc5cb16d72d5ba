"""Arguments of `bouwsteen impact`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import click

from bouwsteen.cli.arguments.shared import day_option, detailed_exitcode_option, out_file_option, output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    base: str
    head: str | None = None
    date: dt.datetime | None = None
    repositories: Path | None = None
    timeout: float = 30.0
    out: Path | None = None
    detailed_exitcode: bool = False


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Option(["--base"], metavar="REV", required=True, help=texts("option.base")),
        click.Option(["--head"], metavar="REV", help=texts("option.head")),
        click.Option(
            ["--repositories"],
            metavar="FILE",
            type=click.Path(dir_okay=False, path_type=Path),
            help=texts("option.repositories"),
        ),
        click.Option(["--timeout"], metavar="SECONDS", type=click.FloatRange(0.1, 3_600), default=30.0, help=texts("option.timeout")),
        day_option(texts),
        out_file_option(texts, "option.impact-out"),
        detailed_exitcode_option(texts),
        output_option(texts),
    ]
