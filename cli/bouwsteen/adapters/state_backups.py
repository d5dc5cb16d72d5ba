"""Backups as files: one sealed payload behind a header in the clear, which it vouches for.

    prefix, header      as in a store (`state_logs.framing`), of the kind B
    sealed payload      `state.backups`

The key is not in it: whoever has the file and not the key of its lineage has nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bouwsteen.adapters.disks import Disk
from bouwsteen.adapters.state_logs import framing
from bouwsteen.adapters.state_logs.framing import BackupHeader
from bouwsteen.adapters.state_logs.sealing import Sealer, UnsealError, key_id
from bouwsteen.diagnostics import error
from bouwsteen.errors import BouwsteenError, InvalidInputError, NotFoundError, StateCorruptError, StateError
from bouwsteen.state import formats, problems
from bouwsteen.state.backups import read_backup, write_backup
from bouwsteen.state.custodies import Backup
from bouwsteen.state.ports import KeySource
from bouwsteen.state.restorations import Past

LIMIT: Final = 1024 * 1024 * 1024  # bytes of a backup that is read


@dataclass(frozen=True, slots=True)
class BackupFiles:
    """Implements `Backups`."""

    keys: KeySource
    disk: Disk = field(default_factory=Disk)

    def save(self, path: Path, past: Past, written: str) -> Backup:
        keys = self.keys.keys(past.snapshot.lineage)
        if not keys:
            raise problems.key_missing(past.snapshot.lineage, path)
        sealer = Sealer(keys[0])
        header = framing.write_header(framing.BACKUP, _header(past, sealer.key_id, written))
        try:
            self.disk.create(path, header + sealer.seal(write_backup(past), _place(header)))
        except FileExistsError as problem:
            raise _exists(path) from problem
        except OSError as problem:
            raise _unwritable(path, problem) from problem
        return self._verify(path, past)

    def _verify(self, path: Path, past: Past) -> Backup:
        """What is on the disk is what was to be kept. A copy that is not is taken away: it would be trusted one day."""
        try:
            found = self.load(path)
            if found.past == past:
                return found
        except StateCorruptError:
            pass
        self.disk.remove(path)
        raise problems.corrupt(path, "did not hold what was written to it")

    def load(self, path: Path) -> Backup:
        data = self._read(path)
        try:
            header, end = framing.backup_header(data)
        except framing.NewerFramingError as problem:
            raise formats.newer_format(str(path), problem.version) from problem
        except framing.FramingError:
            raise _no_backup(path) from None
        sealer = self._find_sealer(path, header)
        try:
            payload = sealer.open(memoryview(data)[end:], _place(data[:end]))
        except UnsealError:
            raise problems.corrupt(path, "fails its integrity check") from None
        past = read_backup(payload, str(path))
        if _header(past, header.key, header.written) != header:
            raise problems.corrupt(path, "contradicts itself")
        return Backup(past, header.written, len(data))

    def _read(self, path: Path) -> bytes:
        try:
            if path.is_file() and self.disk.size(path) > LIMIT:
                raise _no_backup(path)
            return self.disk.read(path, LIMIT)
        except FileNotFoundError as problem:
            raise _missing(path) from problem
        except OSError as problem:
            raise problems.unreadable(path, problem) from problem

    def _find_sealer(self, path: Path, header: BackupHeader) -> Sealer:
        keys = self.keys.keys(header.lineage)
        if not keys:
            raise problems.key_missing(header.lineage, path)
        key = next((key for key in keys if key_id(key) == header.key), None)
        if key is None:
            raise problems.key_wrong(path)
        return Sealer(key)


def _header(past: Past, key: str, written: str) -> BackupHeader:
    shell = past.snapshot
    return BackupHeader(shell.organisation, shell.lineage, key, shell.serial, shell.stack, shell.environment, written)


def _place(header: bytes) -> bytes:
    return b"backup" + header


def _exists(path: Path) -> BouwsteenError:
    return InvalidInputError.because(
        "backup-exists",
        "There is a file of that name already",
        f"{path} is there, and a backup never takes the place of another file.",
        "Give another name, or move the file away.",
    )


def _unwritable(path: Path, problem: OSError) -> BouwsteenError:
    return StateError(
        error(
            "backup-not-written",
            "The backup cannot be written",
            f"Writing {path} failed: {problem.strerror}. There is no backup.",
            "Make room, or choose another place.",
        )
    )


def _missing(path: Path) -> BouwsteenError:
    return NotFoundError.because(
        "backup-not-found", "There is no such backup", f"{path} is not there.", "Make one:\n\n    bouwsteen state backup STACK FILE"
    )


def _no_backup(path: Path) -> BouwsteenError:
    return InvalidInputError.because(
        "backup-invalid",
        "This is not a backup of a state",
        f"{path} does not begin as a backup does.",
        "Make one:\n\n    bouwsteen state backup STACK FILE",
    )
