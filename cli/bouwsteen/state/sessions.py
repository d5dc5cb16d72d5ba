"""What every session can do without a store: look, under a guard."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.errors import StateError
from bouwsteen.state import problems
from bouwsteen.state.journals import Begin, End, Entry, Ledger
from bouwsteen.state.ports import Mode
from bouwsteen.state.records import ResourceRecord
from bouwsteen.state.snapshots import EnvironmentSnapshot, UnitSnapshot


class LedgerSession:
    """A session that looks into a ledger. A writer overrides what a reader refuses."""

    fencing = 0

    def __init__(self, ledger: Ledger, mode: Mode = Mode.READ, warnings: Sequence[Diagnostic] = (), *, went_back: bool = False) -> None:
        self.mode = mode
        self.went_back = went_back
        self._ledger = ledger
        self._guard = threading.RLock()  # of the ledger
        self._warnings = list(warnings)

    @property
    def warnings(self) -> Sequence[Diagnostic]:
        return tuple(self._warnings)

    @property
    def snapshot(self) -> EnvironmentSnapshot:
        with self._guard:
            return self._ledger.snapshot()

    @property
    def in_doubt(self) -> tuple[Begin, ...]:
        with self._guard:
            return self._ledger.in_doubt

    def record(self, address: Address, generation: int = 1) -> ResourceRecord | None:
        with self._guard:
            return self._ledger.record(address, generation)

    def unit(self, instance: str) -> UnitSnapshot | None:
        with self._guard:
            return self._ledger.unit(instance)

    def check(self) -> None:
        """A reader makes no calls."""

    def append(self, *entries: Entry) -> None:
        if entries:
            raise problems.read_only()

    def follow(self, end: End) -> None:
        self.append(end)

    def commit(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if value is None:
            self.close()
            return
        with contextlib.suppress(StateError):  # what went wrong before matters more, and the journal holds everything
            self.close()
