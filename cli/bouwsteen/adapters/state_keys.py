"""Keys of states, outside the folder that they protect: made at first use, or given.

Beside each key stands a mark: the highest serial that was seen. A store that comes
back with a lower one was set back to an older copy, and says so only by that.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
import secrets
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson

from bouwsteen.adapters.disks import Disk
from bouwsteen.adapters.private_files import make_private_folder, write_private_file
from bouwsteen.diagnostics import error
from bouwsteen.errors import StateError
from bouwsteen.state.remedies import GO_BACK
from bouwsteen.values import Secret

KEY_BYTES: Final = 32
FORMAT_VERSION: Final = 1
_LINEAGE = re.compile(r"[0-9a-f]{32}")
_MARK = re.compile(rb"(\d{20}) ([0-9a-f]{8})\n")
_LIMIT: Final = 64 * 1024


def default_key_folder(environment: Mapping[str, str], home: Path) -> Path:
    """`$XDG_DATA_HOME/bouwsteen/keys`; an unset or relative variable counts as the default, as XDG says."""
    base = environment.get("XDG_DATA_HOME", "")
    data_home = Path(base) if base.startswith("/") else home / ".local" / "share"
    return data_home / "bouwsteen" / "keys"


@dataclass(slots=True)
class FileMark:
    """The mark of one lineage, open for writing. In place and without waiting for the disk: a step pays microseconds."""

    _fd: int
    _serial: int

    def raise_to(self, serial: int) -> None:
        if serial > self._serial and self._fd >= 0:
            os.pwrite(self._fd, _write_mark(serial), 0)
            self._serial = serial

    def close(self) -> None:
        if self._fd >= 0:
            os.fsync(self._fd)
            os.close(self._fd)
            self._fd = -1


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of all lineages, in one folder."""

    folder: Path

    def read(self, lineage: str) -> int:
        """0 without a mark. Raises StateError when there is one that cannot be read: then nobody knows."""
        path = self._path(lineage)
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            return 0
        except OSError as problem:
            raise _unreadable(path, problem.strerror or "it cannot be read") from problem
        if not text.strip(b"\0"):
            return 0  # made, and the power went before anything was in it
        match = _MARK.fullmatch(text)
        if match is None or int(match[2], 16) != zlib.crc32(match[1]):
            raise _unreadable(path, "it is damaged")
        return int(match[1])

    def open(self, lineage: str) -> FileMark:
        """Raises StateError when no mark can be kept."""
        path = self._path(lineage)
        seen = self.read(lineage)
        try:
            _make_folder(self.folder)
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        except OSError as problem:
            raise _unwritable(path, problem) from problem
        return FileMark(fd, seen)

    def _path(self, lineage: str) -> Path:
        return self.folder / f"{_checked(lineage)}.mark"


@dataclass(frozen=True, slots=True)
class LocalKeys:
    """One JSON file per lineage (0600, in a folder 0700): `keys`, the present one first."""

    folder: Path
    _marks: Marks = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_marks", Marks(self.folder))

    def keys(self, lineage: str) -> Sequence[bytes]:
        path = self.path(lineage)
        try:
            with path.open("rb") as file:
                text = file.read(_LIMIT)
        except FileNotFoundError:
            return ()
        except OSError as problem:
            raise _unreadable(path, problem.strerror or "it cannot be read") from problem
        try:
            data = orjson.loads(text)  # bounded in depth
            found = [base64.b64decode(key, validate=True) for key in data["keys"]]
        except (ValueError, KeyError, TypeError):
            raise _unreadable(path, "it is damaged") from None
        if data.get("formatVersion") != FORMAT_VERSION or any(len(key) != KEY_BYTES for key in found):
            raise _unreadable(path, "it is of another format")
        return found

    def create(self, lineage: str) -> bytes:
        key = secrets.token_bytes(KEY_BYTES)
        self._write(lineage, [key])
        return key

    def rotate(self, lineage: str) -> None:
        """Put a new key first. What is written from now on has it; the older ones stay for reading."""
        self._write(lineage, [secrets.token_bytes(KEY_BYTES), *self.keys(lineage)])

    def retire(self, lineage: str) -> None:
        """Keep the present key alone. What only an older one opens stays closed for ever."""
        self._write(lineage, self.keys(lineage)[:1])

    def read_mark(self, lineage: str) -> int:
        return self._marks.read(lineage)

    def open_mark(self, lineage: str) -> FileMark:
        return self._marks.open(lineage)

    def _write(self, lineage: str, keys: Sequence[bytes]) -> None:
        path = self.path(lineage)
        data = {"formatVersion": FORMAT_VERSION, "keys": [base64.b64encode(key).decode() for key in keys]}
        try:
            _make_folder(self.folder)
            write_private_file(path, json.dumps(data).encode())
            Disk().sync_folder(self.folder)
        except OSError as problem:
            raise _unwritable(path, problem) from problem

    def path(self, lineage: str) -> Path:
        return self.folder / f"{_checked(lineage)}.json"


@dataclass(frozen=True, slots=True)
class GivenKeys:
    """Keys that somebody else keeps (an environment variable, a mounted file), the present one first.

    Behind them those that were made here before one was given, so that such a state goes over to the given key at its next write.
    """

    given: Sequence[Secret]
    marks: Marks
    made: LocalKeys | None = None

    def keys(self, lineage: str) -> Sequence[bytes]:
        given = [parse_key(key) for key in self.given]
        return [*given, *(self.made.keys(lineage) if self.made is not None else ())]

    def create(self, lineage: str) -> bytes:  # noqa: ARG002  one key for every lineage
        return parse_key(self.given[0])

    def read_mark(self, lineage: str) -> int:
        return self.marks.read(lineage)

    def open_mark(self, lineage: str) -> FileMark:
        return self.marks.open(lineage)


def parse_key(text: Secret) -> bytes:
    """32 bytes in base64 or 64 hexadecimal digits. Raises StateError on anything else: a password is not a key."""
    value = str(text.reveal()).strip()
    try:
        key = bytes.fromhex(value) if re.fullmatch(r"[0-9a-fA-F]{64}", value) else base64.b64decode(value, validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        raise StateError(
            error(
                "state-key-invalid",
                "The given state key is not a key",
                f"A key is {KEY_BYTES} random bytes, written in base64 or hexadecimal. A password can be guessed, so it is not accepted.",
                "Make one:\n\n    openssl rand -base64 32",
            )
        ) from None
    return key


def _checked(lineage: str) -> str:
    """A lineage is read from a file before anything vouches for it, and becomes part of a path."""
    if _LINEAGE.fullmatch(lineage) is None:
        raise StateError(
            error(
                "state-lineage-invalid",
                "A state file names an impossible lineage",
                "The lineage of a state is 32 hexadecimal digits; the file is damaged or not a state.",
                GO_BACK,
            )
        )
    return lineage


def _write_mark(serial: int) -> bytes:
    digits = b"%020d" % serial
    return b"%s %08x\n" % (digits, zlib.crc32(digits))


def _make_folder(folder: Path) -> None:
    make_private_folder(folder)
    folder.chmod(0o700)


def _unwritable(path: Path, problem: OSError) -> StateError:
    return StateError(
        error(
            "state-key-unwritable",
            "What belongs to a key cannot be kept",
            f"Writing {path} failed: {problem.strerror}. It must outlive the run, so nothing was recorded.",
            "Make the folder writable, or set XDG_DATA_HOME to one that is.",
        )
    )


def _unreadable(path: Path, why: str) -> StateError:
    return StateError(
        error(
            "state-key-unreadable",
            "A key file cannot be used",
            f"{path} is needed to read the state, and {why}.",
            "Put back a copy of that file. Nothing was written.",
        )
    )
