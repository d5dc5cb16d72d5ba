"""What the operator was started with. Read once, frozen, handed down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

GROUP: Final = "bouwsteen.vlaanderen.be"
VERSION: Final = "v1alpha1"
API_VERSION: Final = f"{GROUP}/{VERSION}"


@dataclass(frozen=True, slots=True)
class Settings:
    """`name` tells operators of one cluster apart: records say `operator/<name>`. Times are in seconds."""

    name: str = "bouwsteen"
    namespace: str = "bouwsteen-system"  # its own: Lease, events of itself
    account: str = "bouwsteen"  # the service account of a namespace that tenant things are written as
    keys: Path | None = None  # a folder, each file of which holds a key of states
    marks: Path | None = None  # where the highest serials seen are kept; None: a folder of the process
    kubeconfig: Path | None = None  # None: that of this machine's user, or in the cluster
    context: str = ""
    workers: int = 8
    sweep: float = 600.0  # all stacks are looked at within
    shard: str = ""  # only these stacks: `1/3`, or a value of the label for shards; empty: all
    namespaces: tuple[str, ...] = ()  # only these; empty: the whole cluster
    in_pod: bool = False  # as the service account of the pod in which it runs
    per_organisation: int = 2  # reconciles of one organisation at once
    listen: str = "127.0.0.1"  # where metrics and health are told
    grace: float = 25.0  # for what is under way, once it is to stop
    metrics_port: int = 8080
    health_port: int = 8081
    language: str = "nl"
    webhook_port: int | None = None  # where the API server asks; None: nowhere
    allow_addresses: tuple[str, ...] = ()  # where brokers are called, besides the internet and Services beside a Stack

    @property
    def owner(self) -> str:
        """As records have it."""
        return f"operator/{self.name}"
