"""Arguments of `bouwsteen operator manifests`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from bouwsteen.cli.arguments.operator_run import ClusterName
from bouwsteen.cli.arguments.shared import out_file_option, output_option
from bouwsteen.cli.texts import Texts


@dataclass(frozen=True, slots=True)
class Options:
    """`tenant`: the account of that namespace, and nothing else; `image` left out is that of this version."""

    namespace: str = "bouwsteen-system"
    image: str = ""
    crds_only: bool = False
    tenant: str = ""
    out: Path | None = None


def parameters(texts: Texts) -> list[click.Parameter]:
    named = ClusterName()
    return [
        click.Option(
            ["--namespace"], metavar="NAMESPACE", type=named, default="bouwsteen-system", help=texts("option.manifests.namespace")
        ),
        click.Option(["--image"], metavar="IMAGE", default="", help=texts("option.manifests.image")),
        click.Option(["--crds-only"], is_flag=True, help=texts("option.manifests.crds-only")),
        click.Option(["--tenant"], metavar="NAMESPACE", type=named, help=texts("option.manifests.tenant")),
        out_file_option(texts),
        output_option(texts),
    ]
