"""The head: the one Secret that changes. Which generation is the newest, and what was appended since, as far as it fits.

header              of the journal, in the clear: whose state it is, which generation, which key opens it
chunks              how many Secrets hold the beginning of the journal
frames-<number>     what was appended behind those, a group of frames each
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bouwsteen.adapters.kubernetes_state.layouts import JOURNAL, Layout
from bouwsteen.adapters.kubernetes_state.shelves import Kept, Shelf
from bouwsteen.adapters.state_logs import framing
from bouwsteen.adapters.state_logs.framing import JournalHeader
from bouwsteen.state import formats, problems

HEADER: Final = "header"
CHUNKS: Final = "chunks"
FRAMES: Final = "frames"  # the key in a Secret of the journal, and how keys in the head begin
PART_BYTES: Final = 700 * 1024  # in one Secret, which takes 1 MiB at most
_MOST_CHUNKS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Head:
    """As it was read. `tail` is what is appended behind the chunks, by key, in order."""

    version: str
    header: bytes
    journal: JournalHeader  # what the header says; nobody vouches for it yet
    chunks: int
    tail: Mapping[str, bytes]

    @property
    def generation(self) -> int:
        return self.journal.generation

    @property
    def is_empty(self) -> bool:
        """Whether nothing was appended: there is at most the frame that seals the header."""
        return not self.chunks and len(self.tail) <= 1

    @property
    def bytes_behind(self) -> bytes:
        return b"".join(self.tail.values())


def read_head(layout: Layout, kept: Kept) -> Head:
    """Raises StateCorruptError, or StateError when it is a newer one."""
    header = kept.data.get(HEADER, b"")
    try:
        journal, end = framing.journal_header(header)
        chunks = int(kept.data.get(CHUNKS, b""))
    except framing.NewerFramingError as problem:
        raise formats.newer_format(layout.where, problem.version) from problem
    except (framing.FramingError, ValueError):
        raise problems.corrupt(layout.where, "is not the head of a state") from None
    if end != len(header) or not 0 <= chunks <= _MOST_CHUNKS:
        raise problems.corrupt(layout.where, "is not the head of a state")
    tail = {key: kept.data[key] for key in sorted(kept.data) if key.startswith(FRAMES)}
    return Head(kept.version, header, journal, chunks, tail)


def frames_key(number: int) -> str:
    return f"{FRAMES}-{number:08}"


def first_head(header: bytes, seal: bytes) -> dict[str, bytes]:
    """The data of a head behind which nothing was appended."""
    return {HEADER: header, CHUNKS: b"0", frames_key(0): seal}


def next_head(head: Head, header: bytes, seal: bytes) -> dict[str, bytes | None]:
    """What changes where a head begins another journal."""
    return {**dict.fromkeys(head.tail), **first_head(header, seal)}


def store_chunks(shelf: Shelf, layout: Layout, head: Head, data: bytes) -> int:
    """Put `data` behind the chunks of a journal, and return how many there are then. Nobody knows of them until the head says so."""
    number = head.chunks
    for piece in pieces(data):
        labels = layout.labels(JOURNAL, head.generation, number, fencing=head.journal.fencing)
        name = layout.journal(head.generation, head.journal.fencing, number)
        shelf.create(name, labels, {HEADER: head.header, FRAMES: piece})
        number += 1
    return number


def pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), PART_BYTES):
        yield data[start : start + PART_BYTES]
