"""What is done to a state as a whole, under its lock: going back, and a new key.

Every step leaves a state that can be read, wherever it is cut off: a new generation counts at once or not at all,
a new key is kept beside the old one before anything needs it, and an old key goes after all that it opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from bouwsteen.adapters.state_logs.loading import LogLoader
from bouwsteen.adapters.state_logs.sealing import Sealer
from bouwsteen.adapters.state_logs.writers import StateLock
from bouwsteen.diagnostics import error
from bouwsteen.errors import BouwsteenError, StateError
from bouwsteen.state import problems
from bouwsteen.state.custodies import ChangingKeys
from bouwsteen.state.formats import Root
from bouwsteen.state.ports import KeySource, Writer
from bouwsteen.state.restorations import Past, check_place, moved_on, other_lineage, restored
from bouwsteen.state.snapshots import EnvironmentSnapshot, UnitSnapshot

_Loader = TypeVar("_Loader", bound=LogLoader)
Store = Callable[[_Loader, int, Root, Iterable[UnitSnapshot], Sealer], None]


def past_of(loader: LogLoader, number: int) -> Past:
    """A generation with its journal, up to where that is damaged. Raises NotFoundError, StateCorruptError, StateError."""
    try:
        if number not in loader.generations():
            raise problems.no_generation(loader.stack, loader.environment, number)
        ledger = loader.load(number, mend=True).ledger()
    except OSError as problem:
        raise problems.unreadable(loader.generation_at(number), problem) from problem
    return Past(ledger.snapshot(), ledger.in_doubt)


def put_back(loader: _Loader, lock: StateLock, past: Past, writer: Writer, over: int | None, store: Store[_Loader]) -> None:
    """Write `past` as the newest generation, past every serial that was ever seen. Raises StateError, StaleError (see `Custody`)."""
    check_place(past, loader.stack, loader.environment)
    lineage = past.snapshot.lineage
    keys = loader.keys.keys(lineage)
    if not keys:
        raise problems.key_missing(lineage, loader.layout.where)
    current = _current(loader, lineage)
    now = 0 if current is None else current.serial
    if over is not None and now != over:
        raise moved_on(over, now)
    ledger = restored(past, current, loader.keys.read_mark(lineage), writer)
    root = Root(ledger.shell, ledger.in_doubt, {}, lock.holder.fencing, writer.since, writer.run)
    mark = loader.keys.open_mark(lineage)
    try:
        if not lock.is_held():
            raise problems.lock_lost()
        store(loader, loader.next_number(), root, ledger.snapshot().units.values(), Sealer(keys[0]))
        mark.raise_to(ledger.serial)
    except FileExistsError as problem:
        raise problems.lock_lost() from problem
    except OSError as problem:
        raise problems.write_failed(loader.layout.where, problem) from problem
    finally:
        mark.close()


def standing(loader: LogLoader) -> Past | None:
    """What stands now, set back by others or not; None where nothing does, or it cannot be read."""
    try:
        ledger = loader.newest().ledger()
    except StateError:
        return None
    return Past(ledger.snapshot(), ledger.in_doubt) if ledger.shell.lineage else None


def _current(loader: LogLoader, lineage: str) -> EnvironmentSnapshot | None:
    """What stands now. What cannot be read may not claim to be something else."""
    found = standing(loader)
    if found is not None:
        return found.snapshot
    try:
        claimed = loader.header(max(loader.generations())).lineage
    except (BouwsteenError, OSError, ValueError):
        return None
    if claimed != lineage:
        raise other_lineage(claimed, lineage)
    return None


def changing_keys(keys: KeySource) -> ChangingKeys:
    """Raises StateError where the keys are made elsewhere."""
    if isinstance(keys, ChangingKeys):
        return keys
    raise StateError(
        error(
            "state-key-given",
            "The key of this state is kept elsewhere",
            "It is given to Bouwsteen and not made by it, so Bouwsteen cannot make another.",
            "Give the new key first and the old one behind it: the next write seals everything with the new one.",
        )
    )
