"""A provider whose code is loaded when the world is first asked: to check or to plan something new, its types are enough."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from bouwsteen.providers.protocol import Call, Observation, Outcome, Provider
from bouwsteen.providers.resource_types import ResourceType


class LateProvider:
    """Stands for the provider that `load` makes, once, in whichever thread asks first."""

    def __init__(self, types: Mapping[str, ResourceType], load: Callable[[], Provider]) -> None:
        self.types = types
        self._load = load
        self._lock = threading.Lock()
        self._provider: Provider | None = None

    def read(self, call: Call) -> Observation:
        return self._loaded().read(call)

    def find(self, call: Call) -> Observation:
        return self._loaded().find(call)

    def create(self, call: Call) -> Outcome:
        return self._loaded().create(call)

    def update(self, call: Call) -> Outcome:
        return self._loaded().update(call)

    def delete(self, call: Call) -> Outcome:
        return self._loaded().delete(call)

    def stop(self, call: Call) -> Outcome:
        return self._loaded().stop(call)

    def close(self) -> None:
        with self._lock:
            if self._provider is not None:
                self._provider.close()

    def __getattr__(self, name: str) -> Any:
        """What only some providers can, such as `adopt`: this one can it where the real one can."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._loaded(), name)

    def _loaded(self) -> Provider:
        with self._lock:
            if self._provider is None:
                self._provider = self._load()
            return self._provider
