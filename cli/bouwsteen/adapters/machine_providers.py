"""The providers that a machine has without any account elsewhere, by family, for the wiring."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bouwsteen.adapters.brokers.provider import BrokerProvider
from bouwsteen.adapters.contents import ContentSource
from bouwsteen.adapters.local.provider import LocalProvider
from bouwsteen.adapters.random_values import RandomProvider
from bouwsteen.providers.protocol import Provider


def create_providers(root: Path, content: ContentSource, *, reservations: Path | None = None) -> Mapping[str, Provider]:
    """`root` is the work tree's own folder for data and running services (`.bouwsteen`), one for all its stacks.

    `reservations` is the file with the ports of this user on this machine; left out, the one in
    `$XDG_STATE_HOME/bouwsteen`.
    """
    return {"random": RandomProvider(), "local": LocalProvider(root, content, reservations=reservations), "broker": BrokerProvider()}
