"""Taking one object away: from the inventory alone, with what it needs for that running."""

from __future__ import annotations

import contextlib
import threading
from collections import defaultdict
from collections.abc import Iterable

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.engine.callers import Caller
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.preconditions import Preconditions
from bouwsteen.engine.reporters import Step
from bouwsteen.state.ports import StateSession
from bouwsteen.state.records import RecordKey, ResourceRecord


class Remover:
    """`records` are as the run began, under the addresses that it works with."""

    def __init__(
        self,
        engine: Engine,
        session: StateSession,
        caller: Caller,
        preconditions: Preconditions,
        records: Iterable[ResourceRecord],
    ) -> None:
        self._engine = engine
        self._session = session
        self._caller = caller
        self._preconditions = preconditions
        self._generations: dict[Address, list[ResourceRecord]] = defaultdict(list)
        for record in records:
            self._generations[record.address].append(record)
        self._stopped: set[RecordKey] = set()
        self._starting = threading.Lock()
        self._turns: dict[RecordKey, threading.Lock] = {}  # of what was stopped

    def note_stopped(self, keys: Iterable[RecordKey]) -> None:
        self._stopped.update(keys)
        self._turns = {key: threading.Lock() for key in self._stopped}

    def turn(self, key: RecordKey) -> contextlib.AbstractContextManager[object]:
        """Alone with what was stopped: while its own step is taken, a removal may want it to be started.

        Never to be held by who still has to start something: that waits for the turns of others.
        """
        return self._turns.get(key) or contextlib.nullcontext()

    def note_running(self, key: RecordKey) -> None:
        """The run itself has brought it to what is wanted."""
        self._stopped.discard(key)

    def remove(self, record: ResourceRecord, step: Step) -> Diagnostic | None:
        problem = self._start_needs(record, step)
        if problem is not None:
            return problem
        with self.turn(record.key):
            return self._caller.delete(record, step)

    def _start_needs(self, record: ResourceRecord, step: Step) -> Diagnostic | None:
        """After `down`: what was stopped and is needed to take this away is started first, once, whoever asks."""
        with self._starting:
            for need in self._needs(record):
                with self.turn(need.key):
                    problem = self._start(need, step)
                if problem is not None:
                    return problem
        return None

    def _start(self, need: ResourceRecord, step: Step) -> Diagnostic | None:
        now = self._session.record(need.address, need.generation) if need.key in self._stopped else None
        if now is None:
            return None
        problem = self._preconditions.check(now)
        if problem is not None:
            return problem  # starting it would make it what was recorded
        self._engine.reporter.step_progress(step, f"starting {need.address.local}, which it needs")
        self._preconditions.note_changed(need)
        problem = self._caller.update(now, now, step, "start").problem
        if problem is None:
            self._stopped.discard(need.key)
        return problem

    def _needs(self, record: ResourceRecord) -> list[ResourceRecord]:
        """Everything that the object was made with, directly or not, each after what it needs itself."""
        found: list[ResourceRecord] = []
        seen: set[RecordKey] = {record.key}
        stack: list[tuple[ResourceRecord, bool]] = [(need, False) for need in reversed(self._direct_needs(record))]
        while stack:
            need, done = stack.pop()
            if done:
                found.append(need)
            elif need.key not in seen:
                seen.add(need.key)
                stack.append((need, True))
                stack.extend((each, False) for each in reversed(self._direct_needs(need)))
        return found

    def _direct_needs(self, record: ResourceRecord) -> list[ResourceRecord]:
        return [each for need in record.dependencies for each in self._generations.get(need.address, ()) if need.means(each.key)]
