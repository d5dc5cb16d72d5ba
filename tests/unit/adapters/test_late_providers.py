"""A provider that is loaded when the world is first asked."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from bouwsteen.adapters.brokers.provider import BrokerProvider
from bouwsteen.adapters.late_providers import LateProvider
from bouwsteen.adapters.local.provider import LocalProvider
from bouwsteen.adapters.null_objects import NullProvider
from bouwsteen.providers.protocol import Call, Present, importer_of


class Recording(NullProvider):
    closed = 0

    def read(self, call: Call) -> Present:
        return Present(call.id)

    def close(self) -> None:
        self.closed += 1


def test_it_is_loaded_once_and_only_when_it_is_asked() -> None:
    loaded: list[Recording] = []

    def load() -> Recording:
        loaded.append(Recording())
        return loaded[-1]

    late = LateProvider(NullProvider.types, load)
    assert late.types == NullProvider.types
    late.close()
    assert loaded == [], "types and closing need no provider"
    call = cast("Call", SimpleNamespace(id="thing"))
    assert [late.read(call), late.read(call)] == [Present("thing"), Present("thing")]
    late.close()
    assert [each.closed for each in loaded] == [1]


def test_it_can_import_where_the_real_one_can(tmp_path: Path) -> None:
    content: Any = None
    local = LateProvider(LocalProvider.types, lambda: LocalProvider(tmp_path, content, reservations=tmp_path / "ports.json"))
    broker = LateProvider(BrokerProvider.types, BrokerProvider)
    assert (importer_of(local) is None) == (importer_of(LocalProvider(tmp_path, content)) is None)
    assert (importer_of(broker) is None) == (importer_of(BrokerProvider()) is None)
