"""Arguments of `bouwsteen catalog verify`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from bouwsteen.cli.arguments.shared import output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    offline: bool = False
    signers: Path | None = None


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        click.Option(["--offline"], is_flag=True, help=texts("option.offline")),
        click.Option(["--signers"], metavar="FILE", type=click.Path(path_type=Path), help=texts("option.signers")),
        output_option(texts),
    ]
