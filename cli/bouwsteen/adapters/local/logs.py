"""The logs of local processes, for people: which files, what is in them, and what is added."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from bouwsteen.adapters.local.kinds import environment_folder
from bouwsteen.adapters.processes.specs import LaunchSpec, LaunchSpecError
from bouwsteen.adapters.processes.supervisors import Supervisor
from bouwsteen.addresses import Address

_LONGEST_LINE = 64 * 1024


@dataclass(frozen=True, slots=True)
class LogFile:
    address: Address
    path: Path


@dataclass(frozen=True, slots=True)
class LogLine:
    address: Address
    text: str


def log_files(root: Path, instance: Address) -> list[LogFile]:
    """The logs of an instance, or of a whole environment where `instance.instance` is empty."""
    supervisor = Supervisor(environment_folder(root.resolve(), instance))
    found = []
    for path in sorted(chain.from_iterable((supervisor.folder / part).glob("*.json") for part in ("specs", "stopped"))):
        try:
            address = Address.parse(LaunchSpec.load(path).address)
        except (OSError, LaunchSpecError, ValueError):
            continue  # a file of another version tells nothing about its log
        if instance.instance in ("", address.instance):
            found.append(LogFile(address, supervisor.log_file(path.stem)))
    return found


def read_logs(
    files: Sequence[LogFile], *, tail: int = 200, follow: bool = False, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[LogLine]:
    """The last `tail` lines of each file; with `follow` whatever comes after, until `cancelled`."""
    readers = [_Reader(file) for file in files]
    try:
        for reader in readers:
            yield from deque(reader.read(), maxlen=tail)
        while follow and not cancelled():
            lines = [line for reader in readers for line in reader.read()]
            yield from lines
            if not lines:
                time.sleep(0.2)
    finally:
        for reader in readers:
            reader.close()


class _Reader:
    """Reads whole lines on from where it was, over the rotation of its file."""

    def __init__(self, file: LogFile) -> None:
        self._file = file
        self._open: BinaryIO | None = None
        self._part = b""

    def read(self) -> Iterator[LogLine]:
        if self._open is None:
            self._open = self._reopen()
        if self._open is None:
            return
        yield from self._rest(self._open)
        if self._was_rotated(self._open):
            self.close()

    def _rest(self, file: BinaryIO) -> Iterator[LogLine]:
        while data := file.readline(_LONGEST_LINE):
            self._part += data
            if self._part.endswith(b"\n") or len(self._part) >= _LONGEST_LINE:
                yield LogLine(self._file.address, self._part.decode(errors="replace").rstrip("\r\n"))
                self._part = b""

    def _was_rotated(self, file: BinaryIO) -> bool:
        try:
            now = self._file.path.stat()
        except FileNotFoundError:
            return False
        return now.st_ino != _inode(file) or now.st_size < file.tell()

    def _reopen(self) -> BinaryIO | None:
        try:
            return self._file.path.open("rb")
        except FileNotFoundError:
            return None

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def _inode(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_ino
