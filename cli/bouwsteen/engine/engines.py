"""What every use case is handed: the world behind ports, and who is acting."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bouwsteen.engine.lock_waits import LockWait
from bouwsteen.engine.questioners import Questioner
from bouwsteen.engine.reporters import Reporter
from bouwsteen.engine.statistics import Statistics
from bouwsteen.providers.protocol import Provider
from bouwsteen.providers.resource_types import ResourceType
from bouwsteen.state import problems
from bouwsteen.state.ports import Mode, StateSession, StateStore, Writer

_HERE: Final = 8  # steps at once
_IN_A_CLUSTER: Final = 32
_FAREWELL_SECONDS: Final = 3.0  # between an abort and the moment when nobody waits any longer


class Stop:
    """How a person interrupts a run. Once: nothing new starts. Twice: what is in flight is left, in doubt."""

    def __init__(self) -> None:
        self._requested = threading.Event()
        self._aborted = threading.Event()

    def request(self) -> None:
        """The first call asks to stop, the second aborts."""
        if self._requested.is_set():
            self._aborted.set()
        self._requested.set()

    @property
    def requested(self) -> bool:
        return self._requested.is_set()

    @property
    def aborted(self) -> bool:
        return self._aborted.is_set()

    def leaves(self, monotonic: Callable[[], float]) -> Callable[[], bool]:
        """Whether what is in flight is left: some time after the abort, in which those who listen can say how far they came."""
        since: list[float] = []

        def has_waited() -> bool:
            if not self.aborted:
                return False
            since.append(monotonic())
            return since[-1] - since[0] >= _FAREWELL_SECONDS

        return has_waited

    def wait(self, seconds: float) -> bool:
        """Sleep, and wake at once when a stop is requested. True when it was."""
        return self._requested.wait(seconds)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who acts, as the state records it. `owner` is `cli` or `operator/<name>`."""

    owner: str
    who: str
    command: str


@dataclass(frozen=True, slots=True)
class Engine:
    providers: Mapping[str, Provider]  # by family
    store: StateStore
    identity: Identity
    now: Callable[[], str]  # RFC 3339
    monotonic: Callable[[], float]  # seconds
    new_run: Callable[[], str]
    reporter: Reporter = field(default_factory=Reporter)
    questioner: Questioner = field(default_factory=Questioner)
    stop: Stop = field(default_factory=Stop)
    statistics: Statistics = field(default_factory=Statistics)
    parallelism: int | None = None  # how many steps at once; None: what suits the target
    lock_timeout: float = 0.0  # seconds to wait for whoever writes just now
    accept_rollback: int | None = None  # the serial of an older state to go on from knowingly
    language: str = "nl"  # of what documents say to people
    run_by: Callable[[str, str], str] = lambda _stack, _environment: ""  # the owner that documents name; empty: they do not say
    types: Mapping[str, ResourceType] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found = {name: type_ for provider in self.providers.values() for name, type_ in provider.types.items()}
        object.__setattr__(self, "types", found)  # each step asks for it

    def begin(self, phase: str, total: int = 0) -> None:
        """A stage of the run begins; it is told, and the time counts for it."""
        self.statistics.begin(phase)
        self.reporter.phase(phase, total)

    def workers(self, target: str = "") -> int:
        """How many steps at once. In a cluster more: it answers many at a time, and each step waits for it rather than for this machine."""
        return self.parallelism or (_IN_A_CLUSTER if target == "kubernetes" else _HERE)

    def provider(self, type_name: str) -> Provider | None:
        return self.providers.get(type_name.partition("/")[0])

    def read_state(self, stack: str, environment: str, organisation: str) -> StateSession:
        return self.store.open(stack, environment, Mode.READ, organisation=organisation, accept_rollback=self.accept_rollback)

    def write_state(self, stack: str, environment: str, organisation: str, run: str) -> StateSession:
        """Raises also StateOwnerError, where the stack says that somebody else runs the environment."""
        named = self.run_by(stack, environment)
        if named not in {"", self.identity.owner}:
            raise problems.run_by_other(stack, environment, named, self.identity.owner)
        writer = Writer(self.identity.owner, run, self.identity.who, self.identity.command, self.now())
        waiting = LockWait(self.lock_timeout, self.monotonic, self.reporter, self.stop.wait) if self.lock_timeout else None
        return self.store.open(
            stack, environment, Mode.WRITE, writer, organisation=organisation, accept_rollback=self.accept_rollback, waiting=waiting
        )
