"""Each service is killed at each step of each journey of a citizen: no submission lost, no money taken twice, no message twice.

The journeys are those of the load tests, step by step; the person at them sends again what got no answer. In one life of a journey
somebody else dies at each step, and in the next life the next one, until each service died at each step.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from tests.journeys.people import make_patient
from tests.journeys.vaults import VaultServices, run_vault_services
from tests.journeys.worlds import MortalServices, PatientClient, Victim
from tests.loadtests.services import ROOT, run_services
from tests.loadtests.totals import count_unsent, find_disagreements
from tests.loadtests.vaults import count_undone

from bouwsteen.adapters.load_generators.journeys import load_journeys
from bouwsteen.adapters.load_generators.visits import Visit, visit_random

# Where each journey is taken, and the services on its way.
JOURNEYS = {
    "pay-tax-bill": ("supplier", ("identity-service", "payments-service", "ebox-service")),
    "change-of-address": ("counter", ("identity-service", "forms", "magda-service", "ebox-service")),
    "association-subsidy": ("subsidies", ("identity-service", "subsidies", "ebox-service")),
    "birth-registration": ("counter", ("identity-service", "forms", "magda-service", "ebox-service")),
    "register-extract": ("counter", ("identity-service", "forms", "payments-service", "ebox-service")),
    "read-mail": ("counter", ("identity-service", "ebox-service")),
    "vault-consent": ("movers", ("identity-service", "forms", "data-vault-service", "solid-server")),
}
# In a world of its own, with a vault.
IN_VAULTS = {"vault-consent"}
# Steps that are one thing for who takes them: somebody dies at one of them.
ONE_THING = [
    {"counter", "form"},
    {"schema", "start", "step"},
    {"clerk", "clerk-sign-in"},
    {"clerk-list", "clerk-read", "decide"},
    {"mailbox", "mailbox-sign-in", "sign-in"},
    {"list", "open"},
    {"token", "publish"},
    {"paid", "status"},
    {"account", "sign-in"},
    {"vault", "ask"},
]
PAUSE = 0.1  # seconds


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MortalServices]:
    with run_services(MortalServices(tmp_path_factory.mktemp("world"))) as services:
        assert isinstance(services, MortalServices)
        yield services


@pytest.fixture(scope="module")
def functions() -> Iterator[dict[str, Callable[[Visit], None]]]:
    """The journeys, without the generator of load, which patches half of Python."""
    name = "bouwsteen.adapters.load_generators.virtual_people"
    stand_in = ModuleType(name)
    setattr(stand_in, "VirtualPerson", object)  # noqa: B010  a module has no such attribute by its type
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, name, stand_in)
        found: dict[str, Callable[[Visit], None]] = {}
        for journey in JOURNEYS:
            found |= load_journeys(ROOT / f"loadtests/journeys/{journey}.py")
        for function in found.values():
            make_patient(function.__globals__)
        yield found


@pytest.fixture(scope="module")
def vaults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VaultServices]:
    with run_vault_services(tmp_path_factory.mktemp("vaults")) as services:
        yield services


class Fates:
    """Who dies at which step, over the lives of one journey: in each life another one at the same step."""

    def __init__(self, world: MortalServices, services: tuple[str, ...]) -> None:
        self.lives: list[set[tuple[str, str]]] = []
        self._world = world
        self._services = services
        self._places: dict[str, int] = {}  # of steps, in the order in which they were first taken
        self._step = ""
        self._victim: Victim | None = None
        self._deaths = 0
        self._turn = self._moment = 0
        self._fine = self._before = False

    def begin(self, turn: int, moment: int, *, fine: bool = False, before: bool = False) -> None:
        """A life. Somebody dies at their `moment` within each step, else after it; and, where asked, also `before` it.

        `fine`: at each step by itself, also where some are one thing.
        """
        self._turn, self._moment, self._fine, self._before = turn, moment, fine, before
        self._step = ""
        self.lives.append(set())

    def enter(self, step: str) -> None:
        if step == self._step or (not self._fine and any({step, self._step} <= same for same in ONE_THING)):
            return
        self.leave()
        self._step = step
        place = self._places.setdefault(step, len(self._places))
        service = self._services[(self._turn + place) % len(self._services)]
        self.lives[-1].add((step, service))
        self._victim = self._world.victims[service]
        if self._before:
            self._victim.kill()
            self._victim.wait_until_alive()
        self._deaths = self._victim.deaths
        self._victim.left.value = self._moment

    def leave(self) -> None:
        """The step is over. Who took no part in it, or did not get that far, dies now."""
        if self._victim is not None:
            self._victim.left.value = 0
            if self._victim.deaths == self._deaths:
                self._victim.kill()
            self._victim = None

    def check(self) -> None:
        """Everybody died at each step that was taken in every life."""
        always = set.intersection(*({step for step, _ in life} for life in self.lives))
        assert len(always) > 5
        assert set.union(*self.lives) >= {(step, service) for step in always for service in self._services}


def take(world: MortalServices, journey: Callable[[Visit], None], place: str, fates: Fates, number: int) -> None:
    client = PatientClient(fates.enter)

    def think(_: float) -> None:
        world.hasten()
        time.sleep(PAUSE)

    bindings: Any = world.places[place]
    try:
        journey(Visit(client, bindings, number, visit_random(7, number), sleep=think))
    finally:
        fates.leave()
        client.close()


class Lives:
    """Of one journey in its world."""

    def __init__(self, name: str, world: MortalServices, journey: Callable[[Visit], None]) -> None:
        self.world = world
        self.place, self.services = JOURNEYS[name]
        self._journey = journey
        self._taken = 0

    def live(self, fates: Fates) -> None:
        take(self.world, self._journey, self.place, fates, self._taken)
        self._taken += 1

    def find_disagreements(self) -> list[str]:
        """Once all is quiet."""
        self.world.settle(self._count_undone)
        if isinstance(self.world, VaultServices):
            return self.world.find_disagreements()
        return find_disagreements(self.world.folder)

    def _count_undone(self) -> int:
        return (count_undone if isinstance(self.world, VaultServices) else count_unsent)(self.world.folder)


@pytest.fixture
def lives(name: str, functions: dict[str, Callable[[Visit], None]], request: pytest.FixtureRequest) -> Lives:
    world: MortalServices = request.getfixturevalue("vaults" if name in IN_VAULTS else "world")
    return Lives(name, world, functions[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", JOURNEYS)
def test_whoever_dies_at_whichever_step(name: str, lives: Lives) -> None:
    fates = Fates(lives.world, lives.services)
    for turn in range(len(lives.services)):
        fates.begin(turn, moment=turn + 1)
        lives.live(fates)
    fates.check()
    assert lives.find_disagreements() == []


@pytest.mark.soak
@pytest.mark.parametrize("name", JOURNEYS)
def test_three_times_each(name: str, lives: Lives) -> None:
    """At three moments, and before each step."""
    for moment in (1, 2, 4):
        fates = Fates(lives.world, lives.services)
        for turn in range(len(lives.services)):
            fates.begin(turn, moment, fine=True, before=True)
            lives.live(fates)
            assert lives.find_disagreements() == [], (moment, fates.lives[-1])
        fates.check()


def test_no_journey_is_left_out() -> None:
    assert {path.stem for path in ROOT.glob("loadtests/journeys/*.py")} == set(JOURNEYS)
