"""What is done to a state as a whole, under its lock: going back, and a new key.

Every step leaves a state that can be read, wherever it is cut off: a new generation gets its name
last, a new key is kept beside the old one before anything needs it, and an old key goes after all that it opens.
"""

from __future__ import annotations

from bouwsteen.adapters.state_folders import framing
from bouwsteen.adapters.state_folders.generations import GenerationWriter
from bouwsteen.adapters.state_folders.layouts import sort_files
from bouwsteen.adapters.state_folders.loading import Loader
from bouwsteen.adapters.state_folders.sealing import Sealer, key_id
from bouwsteen.adapters.state_locks import FileLock
from bouwsteen.diagnostics import error
from bouwsteen.errors import BouwsteenError, InternalError, StateError
from bouwsteen.state import problems
from bouwsteen.state.custodies import ChangingKeys
from bouwsteen.state.formats import Root
from bouwsteen.state.ports import KeySource, Writer
from bouwsteen.state.restorations import Past, check_place, moved_on, other_lineage, restored
from bouwsteen.state.snapshots import EnvironmentSnapshot


def past_of(loader: Loader, number: int) -> Past:
    """A generation with its journal, up to where that is damaged. Raises NotFoundError, StateCorruptError, StateError."""
    if number not in sort_files(loader.disk.names(loader.layout.folder)).generations:
        raise problems.no_generation(loader.stack, loader.environment, number)
    try:
        ledger = loader.load(number, mend=True).ledger()
    except OSError as problem:
        raise problems.unreadable(loader.layout.generation(number), problem) from problem
    return Past(ledger.snapshot(), ledger.in_doubt)


def put_back(loader: Loader, lock: FileLock, past: Past, writer: Writer, over: int | None) -> None:
    """Write `past` as the newest generation, past every serial that was ever seen. Raises StateError, StaleError (see `Custody`)."""
    check_place(past, loader.stack, loader.environment)
    lineage = past.snapshot.lineage
    keys = loader.keys.keys(lineage)
    if not keys:
        raise problems.key_missing(lineage, loader.layout.folder)
    current = _current(loader, lineage)
    now = 0 if current is None else current.serial
    if over is not None and now != over:
        raise moved_on(over, now)
    ledger = restored(past, current, loader.keys.read_mark(lineage), writer)
    sealer = Sealer(keys[0])
    files = sort_files(loader.disk.names(loader.layout.folder))
    number = max(files.newest, *files.journals[-1:], 0) + 1
    root = Root(ledger.shell, ledger.in_doubt, {}, lock.holder.fencing, writer.since, writer.run)
    mark = loader.keys.open_mark(lineage)
    try:
        if not lock.is_held():
            raise problems.lock_lost()
        GenerationWriter(loader.disk, loader.layout, sealer).write(number, root, ledger.snapshot().units.values(), {})
        mark.raise_to(ledger.serial)
    except FileExistsError as problem:
        raise problems.lock_lost() from problem
    except OSError as problem:
        raise problems.write_failed(loader.layout.folder, problem) from problem
    finally:
        mark.close()


def standing(loader: Loader) -> Past | None:
    """What stands now, set back by others or not; None where nothing does, or it cannot be read."""
    try:
        ledger = loader.newest().ledger()
    except StateError:
        return None
    return Past(ledger.snapshot(), ledger.in_doubt) if ledger.shell.lineage else None


def _current(loader: Loader, lineage: str) -> EnvironmentSnapshot | None:
    """What stands now. What cannot be read may not claim to be something else."""
    found = standing(loader)
    if found is not None:
        return found.snapshot
    newest = sort_files(loader.disk.names(loader.layout.folder)).newest
    try:
        claimed = loader.header(newest).lineage if newest else lineage
    except (BouwsteenError, OSError):
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


def remove_older_than_key(loader: Loader, key: bytes) -> list[int]:
    """Take away the generations and journals that `key` does not open. Returns the generations, oldest first."""
    files = sort_files(loader.disk.names(loader.layout.folder))
    present = key_id(key)
    others = [number for number in files.generations if _generation_key(loader, number) not in {present, ""}]
    newest = loader.header(files.newest)
    if newest.key != present or set(newest.references) & set(others):
        raise InternalError("The newest generation still needs the older key.")
    for number in files.journals:
        if number in others or _journal_key(loader, number) not in {present, ""}:
            loader.disk.remove(loader.layout.journal(number))
    for number in others:
        loader.disk.remove(loader.layout.generation(number))
    return others


def _generation_key(loader: Loader, number: int) -> str:
    """Empty where it cannot be told: what is damaged stays, for who wants to look."""
    try:
        return loader.header(number).key
    except BouwsteenError:
        return ""


def _journal_key(loader: Loader, number: int) -> str:
    try:
        return framing.journal_header(loader.disk.read(loader.layout.journal(number), framing.HEADER_LIMIT + 64))[0].key
    except framing.FramingError:
        return ""
