"""The bytes of the two kinds of file, without reading or writing any.

    prefix      4 bytes magic, 1 byte kind (G, J, B), 1 byte version, 2 bytes zero, 4 bytes length of the header
    header      JSON in the clear: whose state it is, which key opens it; authenticated by all that follows

    generation  prefix, header, sealed units…, sealed root, 8 bytes offset of the root, 4 bytes magic
    journal     prefix, header, frames…
    frame       4 bytes length of the body, 4 bytes CRC of length and sequence, body = sealed entry

Frame 0 of a journal is empty and seals the header. The CRC tells a torn frame (its length is right and its
body short) from a damaged one; the seal vouches for all else.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final, TypeVar

import orjson

from bouwsteen.adapters.state_logs.sealing import OVERHEAD, TAG_BYTES, Sealer, UnsealError

FRAMING_VERSION: Final = 1  # of these bytes alone; payloads carry their own
MAGIC: Final = b"BWST"
GENERATION: Final = b"G"
JOURNAL: Final = b"J"
BACKUP: Final = b"B"
HEADER_LIMIT: Final = 16 * 1024
_SECTOR: Final = 512  # a disk writes no less at once
_PREFIX: Final = struct.Struct(">4sccHI")
_FOOTER: Final = struct.Struct(">Q4s")
_FRAME: Final = struct.Struct(">II")


class FramingError(Exception):
    """These bytes are not such a file. Never leaves the store."""


class NewerFramingError(FramingError):
    def __init__(self, version: int) -> None:
        super().__init__(str(version))
        self.version = version


@dataclass(frozen=True, slots=True)
class GenerationHeader:
    organisation: str
    lineage: str
    key: str  # sealing.key_id
    generation: int
    serial: int
    references: tuple[int, ...] = ()  # other generations that hold units of this one


@dataclass(frozen=True, slots=True)
class JournalHeader:
    organisation: str
    lineage: str
    key: str
    generation: int
    serial: int  # before the first entry
    fencing: int


@dataclass(frozen=True, slots=True)
class BackupHeader:
    organisation: str
    lineage: str
    key: str
    serial: int
    stack: str
    environment: str
    written: str  # RFC 3339


_Header = TypeVar("_Header", GenerationHeader, JournalHeader, BackupHeader)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed unit is: file, bytes, and the seal that must stand there."""

    generation: int
    offset: int
    length: int
    serial: int
    seal: str

    def to_json(self) -> list[int | str]:
        return [self.generation, self.offset, self.length, self.serial, self.seal]


def unit_place(organisation: str, lineage: str, instance: str, serial: int) -> bytes:
    """Associated data of a unit. The same in whichever file it stands, so that merging may copy it."""
    return orjson.dumps(["unit", organisation, lineage, instance, serial])


def seal_of(sealed: bytes | memoryview) -> str:
    return bytes(sealed[-TAG_BYTES:]).hex()


def write_header(kind: bytes, header: GenerationHeader | JournalHeader | BackupHeader) -> bytes:
    text = orjson.dumps(asdict(header))
    return _PREFIX.pack(MAGIC, kind, bytes([FRAMING_VERSION]), 0, len(text)) + text


def read_header(data: bytes | memoryview, kind: bytes) -> tuple[dict[str, Any], int]:
    """The header, still unvouched for, and its length with the prefix. Raises FramingError."""
    try:
        magic, found, version, zero, length = _PREFIX.unpack_from(data)
    except struct.error as problem:
        raise FramingError("too short") from problem
    if (magic, found, zero) != (MAGIC, kind, 0) or length > HEADER_LIMIT:
        raise FramingError("not such a file")
    if version[0] > FRAMING_VERSION:
        raise NewerFramingError(version[0])
    if version[0] < FRAMING_VERSION:
        raise FramingError("no such version")
    end = _PREFIX.size + length
    try:
        header = orjson.loads(bytes(data[_PREFIX.size : end]))
    except ValueError as problem:
        raise FramingError("no header") from problem
    if not isinstance(header, dict):
        raise FramingError("no header")
    return header, end


def generation_header(data: bytes | memoryview) -> tuple[GenerationHeader, int]:
    header, end = read_header(data, GENERATION)
    references = header.get("references")
    if not isinstance(references, list) or not all(isinstance(item, int) for item in references):
        raise FramingError("another header")
    return _typed(GenerationHeader, {**header, "references": tuple(references)}), end


def journal_header(data: bytes | memoryview) -> tuple[JournalHeader, int]:
    header, end = read_header(data, JOURNAL)
    return _typed(JournalHeader, header), end


def backup_header(data: bytes | memoryview) -> tuple[BackupHeader, int]:
    header, end = read_header(data, BACKUP)
    return _typed(BackupHeader, header), end


def _typed(kind: type[_Header], fields: dict[str, Any]) -> _Header:
    """The header, if each field is of its type: it is used before anything vouches for it."""
    try:
        header = kind(**fields)
    except TypeError as problem:
        raise FramingError("another header") from problem
    for name in fields.keys() - {"generation", "serial", "fencing", "references"}:
        if not isinstance(fields[name], str):
            raise FramingError("another header")
    for name in {"generation", "serial", "fencing"} & fields.keys():
        if type(fields[name]) is not int:
            raise FramingError("another header")
    return header


def seal_root(header: bytes, root: bytes, offset: int, sealer: Sealer) -> bytes:
    """The end of a generation file, from `offset` on."""
    return sealer.seal(root, b"root" + header + offset.to_bytes(8)) + _FOOTER.pack(offset, MAGIC)


def open_root(data: bytes, header_end: int, sealer: Sealer) -> bytes:
    """Raises FramingError, UnsealError."""
    if len(data) < header_end + _FOOTER.size + OVERHEAD:
        raise FramingError("too short")
    offset, magic = _FOOTER.unpack_from(data, len(data) - _FOOTER.size)
    if magic != MAGIC or not header_end <= offset <= len(data) - _FOOTER.size - OVERHEAD:
        raise FramingError("no end")
    return sealer.open(memoryview(data)[offset : -_FOOTER.size], b"root" + data[:header_end] + offset.to_bytes(8))


def write_frame(header: bytes, sequence: int, payload: bytes, sealer: Sealer) -> bytes:
    body = sealer.seal(payload, _frame_place(header, sequence))
    return _FRAME.pack(len(body), _crc(len(body), sequence)) + body


@dataclass(frozen=True, slots=True)
class Frames:
    payloads: tuple[bytes, ...]
    end: int  # of what is whole
    torn: bool  # something behind it was never finished
    damaged: bool  # something behind it was finished and does not fit


def read_frames(data: bytes, header_end: int, sealer: Sealer) -> Frames:
    """All frames up to the first that is not whole. `payloads` leaves out frame 0."""
    payloads: list[bytes] = []
    end = header_end
    header = data[:header_end]
    for start, stop in _frame_bodies(data, header_end):
        try:
            payloads.append(sealer.open(memoryview(data)[start:stop], _frame_place(header, len(payloads))))
        except UnsealError:
            break
        end = stop
    # The header of a journal is sealed before the file gets its name, so a journal without frame 0 is damaged.
    more = end < len(data)
    torn = more and bool(payloads) and _is_torn(data, end, len(payloads))
    return Frames(tuple(payloads[1:]), end, torn, damaged=not payloads or (more and not torn))


def _frame_bodies(data: bytes, start: int) -> Iterator[tuple[int, int]]:
    sequence = 0
    while start + _FRAME.size <= len(data):
        length, crc = _FRAME.unpack_from(data, start)
        stop = start + _FRAME.size + length
        if crc != _crc(length, sequence) or length < OVERHEAD or stop > len(data):
            return
        yield start + _FRAME.size, stop
        start, sequence = stop, sequence + 1


def _is_torn(data: bytes, end: int, sequence: int) -> bool:
    """Whether what stands behind `end` is a write that never finished: its beginning alone, or followed by zeros."""
    written = len(data.rstrip(b"\0"))
    if written <= end + _FRAME.size:
        return True
    length, crc = _FRAME.unpack_from(data, end)
    if crc != _crc(length, sequence) or length < OVERHEAD:
        return False
    stop = end + _FRAME.size + length
    if stop > len(data):
        return True
    zeros = len(data) - written
    return written < stop and (zeros >= TAG_BYTES or -(-written // _SECTOR) * _SECTOR < len(data))


def _crc(length: int, sequence: int) -> int:
    return zlib.crc32(length.to_bytes(4) + sequence.to_bytes(8))


def _frame_place(header: bytes, sequence: int) -> bytes:
    return header + sequence.to_bytes(8)
