"""Arguments of `bouwsteen export`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from bouwsteen.cli.arguments.shared import environment_option, out_file_option, output_option, stack_argument
from bouwsteen.cli.texts import Texts

DOCUMENT, MANIFESTS, OBJECTS = "document", "manifests", "objects"


@dataclass(frozen=True, slots=True)
class Options:
    """`form` None: manifests where the environment is in a cluster, else the document."""

    stack: str = ""
    environment: str = "local"
    form: str | None = None
    with_secrets: bool = False
    out: Path | None = None


def parameters(texts: Texts) -> list[click.Parameter]:
    return [
        stack_argument(texts),
        environment_option(texts),
        click.Option(
            ["--format", "form"], type=click.Choice([MANIFESTS, OBJECTS, DOCUMENT]), metavar="FORM", help=texts("option.export.format")
        ),
        click.Option(["--with-secrets"], is_flag=True, help=texts("option.export.with-secrets")),
        out_file_option(texts),
        output_option(texts),
    ]
