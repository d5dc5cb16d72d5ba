"""The vault of a citizen in the world of the journeys: its Solid server, which can go away, the adapter, and a counter that asks of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from tests.blocks.data_vault_service.solid import Answer, Solid, serving
from tests.blocks.data_vault_service.solid_doors import SolidDoors
from tests.journeys.worlds import MortalServices
from tests.loadtests.vaults import find_disagreements_of_vaults, start_movers

_AWAY = 0.3  # seconds


@dataclass
class Left:
    value: int = 0


@dataclass
class Pods:
    """The Solid server, which dies: what it kept is there afterwards, and whoever asks before that gets no answer."""

    solid: Solid
    left: Left = field(default_factory=Left)
    deaths: int = 0
    _back_at: float = 0.0

    def __post_init__(self) -> None:
        self._doors = SolidDoors(self.solid)

    def kill(self) -> None:
        self.deaths += 1
        self._back_at = time.monotonic() + _AWAY

    def wait_until_alive(self) -> None:
        """Whoever asks it waits themselves."""

    async def answer(self, request: httpx.Request) -> httpx.Response | None:
        if self._dies():
            return None
        answer = await self._doors.answer(request)
        return None if self._dies() else answer

    def _dies(self) -> bool:
        if self.left.value > 0:
            self.left.value -= 1
            if self.left.value == 0:
                self.kill()
        return time.monotonic() < self._back_at


@dataclass
class VaultServices(MortalServices):
    """The victims are `identity-service`, `solid-server`, `data-vault-service` and `forms`; the place is `movers`."""

    solid: Solid = field(init=False)

    def find_disagreements(self) -> list[str]:
        """Once all is quiet."""
        deaths = sum(self.victims[name].deaths for name in ("data-vault-service", "solid-server"))
        return find_disagreements_of_vaults(self.folder, self.solid, deaths)


@contextmanager
def run_vault_services(folder: Path) -> Iterator[VaultServices]:
    world = VaultServices(folder)
    made: list[Pods] = []

    def through(solid: Solid) -> Answer:
        made.append(Pods(solid))
        return made[0].answer

    try:
        with serving(time.time, through) as world.solid:
            world.victims["solid-server"] = made[0]
            start_movers(world, world.solid.base)
            yield world
    finally:
        world.stop()
