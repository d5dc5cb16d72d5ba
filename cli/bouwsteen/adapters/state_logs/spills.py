"""What a run could not record in its store, kept aside until a later run puts it in place.

A spill is a journal of its own, outside the store: a header that says behind which serial its entries follow, and sealed
frames. It lies beside the keys, on a disk that is probably not the one that failed. A writer puts its entries behind the state
that it finds and removes it once they are durable there; until then readers count them too. When somebody else has written
since, who could not know of it, the calls of the run that kept it were in doubt and were looked up in the world: then it says nothing
any more.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bouwsteen.adapters.disks import Disk
from bouwsteen.adapters.private_files import make_private_folder
from bouwsteen.adapters.state_logs import framing
from bouwsteen.adapters.state_logs.framing import JournalHeader
from bouwsteen.adapters.state_logs.loading import Loaded, LogLoader, Whereabouts
from bouwsteen.adapters.state_logs.sealing import Sealer
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.state import formats, problems
from bouwsteen.state.journals import Entry, Ledger


@dataclass(frozen=True, slots=True)
class SpillFolder:
    """Where spills lie: `<place>.<lineage>.spill`, so that they are found by the state and by where it should be."""

    folder: Path

    def path(self, layout: Whereabouts, lineage: str) -> Path:
        return self.folder / f"{layout.place}.{lineage}.spill"

    def of_lineage(self, lineage: str) -> list[Path]:
        return sorted(self.folder.glob(f"*.{lineage}.spill"))

    def of_place(self, layout: Whereabouts) -> list[Path]:
        return sorted(self.folder.glob(f"{layout.place}.*.spill"))

    def create(self, layout: Whereabouts, header: JournalHeader, sealer: Sealer, disk: Disk) -> Spill:
        """Raises OSError."""
        path = self.path(layout, header.lineage)
        make_private_folder(self.folder)
        path.unlink(missing_ok=True)  # of an earlier run; whoever writes has put it in place, or found that it says nothing any more
        written = framing.write_header(framing.JOURNAL, header)
        disk.create(path, written + framing.write_frame(written, 0, b"", sealer))
        return Spill(path, written, sealer, disk, disk.open_for_append(path))


@dataclass(slots=True)
class Spill:
    """One that is being written."""

    path: Path
    _header: bytes
    _sealer: Sealer
    _disk: Disk
    _fd: int
    _sequence: int = 0

    def write(self, entries: Sequence[Entry]) -> None:
        """Durable when it returns. Raises OSError."""
        frames = []
        for entry in entries:
            self._sequence += 1
            frames.append(framing.write_frame(self._header, self._sequence, formats.write_entry(entry), self._sealer))
        self._disk.write(self._fd, b"".join(frames))
        self._disk.sync(self._fd)

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of the spills of a state: `used` are in the ledger now, `outdated` say nothing any more."""

    used: tuple[Path, ...] = ()
    outdated: tuple[Path, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()

    def settle(self) -> None:
        """What was used is durable in the store by now; what is outdated is not told of again."""
        with contextlib.suppress(OSError):  # then it is told of once more
            for path in self.used:
                path.unlink(missing_ok=True)
            for path in self.outdated:
                path.replace(path.with_suffix(".outdated"))


def merge(folder: SpillFolder | None, loader: LogLoader, loaded: Loaded, ledger: Ledger, *, anew: bool) -> Merged:
    """Put what was kept aside behind the state that was found.

    Raises StateError, also where the state of a spill is not there; with `anew` that is accepted, and it says nothing any more.
    """
    if folder is None:
        return Merged()
    if not loaded.number:
        missing = tuple(folder.of_place(loader.layout))
        if missing and not anew:
            known = f"{missing[0]} holds what a run could not record there"
            raise problems.state_gone(loader.layout.where, known, loader.stack, loader.environment)
        return Merged(outdated=missing)
    merged = Merged()
    for path in folder.of_lineage(ledger.shell.lineage):
        number = _put_behind(path, loader, loaded, ledger)
        if number is None:
            merged = Merged(merged.used, (*merged.outdated, path), (*merged.warnings, problems.spill_outdated(path)))
        else:
            merged = Merged((*merged.used, path), merged.outdated, (*merged.warnings, problems.spill_used(path, number)))
    return merged


def _put_behind(path: Path, loader: LogLoader, loaded: Loaded, ledger: Ledger) -> int | None:
    """How many entries were put behind the ledger; None when they cannot follow it. Raises StateError when they cannot be read."""
    try:
        data = Disk().read(path)
    except OSError as problem:
        raise problems.unreadable(path, problem) from problem
    try:
        header, end = framing.journal_header(data)
    except framing.NewerFramingError as problem:
        raise formats.newer_format(str(path), problem.version) from problem
    except framing.FramingError:
        raise problems.corrupt(path, "is not what its name says") from None
    if header.lineage != ledger.shell.lineage:
        raise problems.corrupt(path, "is of another state")
    frames = framing.read_frames(data, end, loader.find_sealer(path, header.lineage, header.key)[0])
    if frames.damaged:
        raise problems.corrupt(path, f"fails its integrity check after {len(frames.payloads)} entries")
    known = ledger.serial - header.serial  # entries that reached the store after all
    written_since = loaded.highest_fencing > header.fencing
    if written_since or not 0 <= known <= len(frames.payloads):
        return None
    for payload in frames.payloads[known:]:
        ledger.apply(formats.read_entry(payload, str(path)))
    return len(frames.payloads) - known
