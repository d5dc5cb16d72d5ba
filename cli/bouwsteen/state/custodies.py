"""What whoever looks after a state may ask, beside what the engine does: its past, its keys, copies of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from bouwsteen.state.ports import KeySource, StateHistory, StateLocks, StateStore, Waiting, Writer
from bouwsteen.state.restorations import Past


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of one environment outside the store. `written` is RFC 3339, `size` in bytes."""

    past: Past
    written: str
    size: int = 0


class Backups(Protocol):
    def save(self, path: Path, past: Past, written: str) -> Backup:
        """Write a new file, sealed with the key of the lineage, and read it again before saying that it is there.

        Raises InvalidInputError when the file exists, StateError when it cannot be written or there is no key.
        """

    def load(self, path: Path) -> Backup:
        """Raises NotFoundError, InvalidInputError (no backup), StateCorruptError, or StateError for keys and formats."""


class StateKeys(Protocol):
    """Changing the key of a state. Each step leaves a state that can be read, wherever it is cut off."""

    def rekey(self, stack: str, environment: str, writer: Writer, *, waiting: Waiting | None = None) -> None:
        """A new key for all that is written from now on, and the present state sealed anew with it. The old one stays for reading."""

    def retire(self, stack: str, environment: str, writer: Writer, *, waiting: Waiting | None = None) -> list[int]:
        """Forget the older keys. Returns the generations that only they opened; those are gone with them."""


class Custody(StateStore, StateLocks, StateHistory, StateKeys, Protocol):
    def past(self, stack: str, environment: str, generation: int) -> Past:
        """A kept generation with its journal. Raises NotFoundError, StateCorruptError."""

    def standing(self, stack: str, environment: str) -> Past | None:
        """What stands now, also where it is older than what was seen; None where nothing does, or it cannot be read."""

    def put_back(
        self, stack: str, environment: str, past: Past, writer: Writer, *, over: int | None = None, waiting: Waiting | None = None
    ) -> None:
        """Make `past` the newest state, also where nothing is recorded or nothing can be read.

        `over` is the serial that stood there when a person agreed, 0 for none; left out, whatever stands is set back.
        Raises as `restorations.restored`, and StaleError where another serial stands by now.
        """


@runtime_checkable
class ChangingKeys(KeySource, Protocol):
    """Keys that are made here, and so can be made anew."""

    def rotate(self, lineage: str) -> None:
        """A new key first; the older ones stay for reading."""

    def retire(self, lineage: str) -> None:
        """The older ones go."""
