"""Arguments of `bouwsteen graph`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from bouwsteen.cli.arguments.shared import environment_option, out_file_option, stack_argument
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    stack: str = ""
    environment: str = "local"
    form: str = "dot"
    resources: bool = False
    out: Path | None = None


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        environment_option(texts),
        click.Option(
            ["--format", "form"],
            type=click.Choice(["dot", "mermaid", "svg"]),
            metavar="FORM",
            default="dot",
            help=texts("option.graph.format"),
        ),
        click.Option(["--resources"], is_flag=True, help=texts("option.graph.resources")),
        out_file_option(texts),
    ]
