"""Arguments of `bouwsteen operator run`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from bouwsteen.cli.texts import Texts
from bouwsteen.phrases import quoted

ALLOW_ADDRESSES: Final = "BOUWSTEEN_ALLOW_ADDRESSES"  # with spaces between them
_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Options:
    """`keys` None: the keys of this machine's user. Times are in seconds."""

    name: str = "bouwsteen"
    namespace: str = "bouwsteen-system"
    account: str = "bouwsteen"
    watch: tuple[str, ...] = ()
    keys: Path | None = None
    marks: Path | None = None
    in_cluster: bool = False
    workers: int = 8
    per_organisation: int = 2
    sweep: float = 600.0
    shard: str = ""
    grace: float = 25.0
    listen: str = "127.0.0.1"
    metrics_port: int = 8080
    health_port: int = 8081
    webhook_port: int | None = None
    allow_address: tuple[str, ...] = ()


class ClusterName(click.ParamType[str]):
    """What a namespace, a service account and an operator can be called: a label of RFC 1123."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if _NAME.fullmatch(value) is None:
            text = f"{quoted(value)} has other characters than lower-case letters, digits and hyphens, or more than 63 of them."
            self.fail(text, param, ctx)
        return str(value)


def parameters(texts: Texts) -> list[click.Parameter]:
    folder = click.Path(file_okay=False, exists=True, path_type=Path)
    named = ClusterName()
    port = click.IntRange(0, 65_535)
    return [
        _option(texts, "name", metavar="NAME", type=named, default="bouwsteen"),
        _option(texts, "namespace", metavar="NAMESPACE", type=named, default="bouwsteen-system"),
        _option(texts, "account", metavar="NAME", type=named, default="bouwsteen"),
        _option(texts, "watch", metavar="NAMESPACE", type=named, multiple=True),
        _option(texts, "keys", metavar="FOLDER", type=folder),
        _option(texts, "marks", metavar="FOLDER", type=folder),
        _option(texts, "in-cluster", is_flag=True),
        _option(texts, "workers", metavar="N", type=click.IntRange(1, 256), default=8),
        _option(texts, "per-organisation", metavar="N", type=click.IntRange(1, 256), default=2),
        _option(texts, "sweep", metavar="SECONDS", type=click.FloatRange(1, 86_400), default=600.0),
        _option(texts, "shard", metavar="SHARD", default=""),
        _option(texts, "grace", metavar="SECONDS", type=click.FloatRange(0, 3600), default=25.0),
        _option(texts, "listen", metavar="HOST", default="127.0.0.1"),
        _option(texts, "metrics-port", metavar="PORT", type=port, default=8080),
        _option(texts, "health-port", metavar="PORT", type=port, default=8081),
        _option(texts, "webhook-port", metavar="PORT", type=port),
        _option(texts, "allow-address", metavar="ADDRESS", multiple=True, envvar=ALLOW_ADDRESSES),
    ]


def _option(texts: Texts, name: str, **more: object) -> click.Option:
    return click.Option([f"--{name}"], help=texts(f"option.operator.{name}"), **more)  # type: ignore[arg-type]  # what click takes
