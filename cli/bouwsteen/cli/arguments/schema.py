"""Arguments of `bouwsteen schema`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from bouwsteen.cli.arguments.shared import output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    kind: str | None = None
    every: Path | None = None


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Argument(["kind"], metavar="[KIND]", required=False, help=texts("argument.kind")),
        click.Option(
            ["--all", "every"], metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path), help=texts("option.schema.all")
        ),
        output_option(texts),
    ]
