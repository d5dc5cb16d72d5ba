"""Reading a cluster: the head, the index that it names, the units that this names.

A reader may run beside a writer: all but the head never changes, and the head is read at once. Only pruning can
take something away under its eyes; then it starts again.
"""

from __future__ import annotations

import dataclasses
import errno
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bouwsteen.adapters.kubernetes_state.heads import FRAMES, HEADER, Head, read_head
from bouwsteen.adapters.kubernetes_state.layouts import (
    FENCING,
    GENERATION,
    INSTANCE,
    JOURNAL,
    PART,
    ROOT,
    UNIT,
    Layout,
    safe_name,
)
from bouwsteen.adapters.kubernetes_state.shelves import Kept, Shelf
from bouwsteen.adapters.state_logs.framing import Place
from bouwsteen.adapters.state_logs.loading import Loaded, LogLoader
from bouwsteen.state import problems
from bouwsteen.state.ports import KeySource
from bouwsteen.state.snapshots import EnvironmentSnapshot

BODY: Final = "body"
_TRIES: Final = 20
_MOST_NAMED: Final = 20  # generations in one selector; with more all units are listed


class Recollection:
    """What was read last of each environment, for who looks again and again: while the head is the same, so is all the rest.

    Holds what is secret in the open, as long as it lives. Safe for several threads.
    """

    def __init__(self, most: int = 2_000) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._known: dict[Layout, Loaded] = {}

    def get(self, layout: Layout) -> Loaded | None:
        with self._lock:
            return self._known.get(layout)

    def put(self, layout: Layout, loaded: Loaded) -> None:
        with self._lock:
            self._known.pop(layout, None)
            self._known[layout] = loaded
            if len(self._known) > self._most:
                del self._known[next(iter(self._known))]

    def forget(self, namespace: str, stack: str) -> None:
        """All environments of a stack there."""
        with self._lock:
            for layout in [each for each in self._known if (each.namespace, each.stack) == (namespace, stack)]:
                del self._known[layout]


@dataclass(frozen=True, slots=True)
class ClusterLoader(LogLoader):
    """With `head`, what is read is as it was when that was the head."""

    shelf: Shelf
    layout: Layout
    keys: KeySource
    stack: str
    environment: str
    head: Head | None = None
    recollection: Recollection | None = None

    def newest(self) -> Loaded:
        for _ in range(_TRIES):
            try:
                known = self._recollect()
                if known is not None:
                    return known
                head = self.find_head()
                if head is None:
                    if not self._is_hardly_begun():
                        break
                    return Loaded(0, EnvironmentSnapshot(self.stack, self.environment))
                # The mark comes first: a writer may raise it while we read, and what we then read is no older than the mark was.
                seen = self.keys.read_mark(head.journal.lineage)
                head = self.find_head()
                if head is None:
                    continue
                loaded = dataclasses.replace(self, head=head).load(head.generation)
                return self._remembered(dataclasses.replace(loaded, seen=seen, origin=head))
            except OSError as problem:
                if problem.errno not in {errno.ENOENT, errno.ESTALE}:
                    raise problems.unreadable(self.layout.where, problem) from problem
                # Pruned by a writer, who left a newer one; or the list took too long.
        raise problems.corrupt(self.layout.where, "or a Secret that it needs is missing")

    def _remembered(self, loaded: Loaded) -> Loaded:
        if self.recollection is not None:
            self.recollection.put(self.layout, loaded)
        return loaded

    def _recollect(self) -> Loaded | None:
        """What was read before, where the head is still that one. Raises OSError."""
        known = self.recollection.get(self.layout) if self.recollection is not None else None
        if known is None:
            return None
        seen = self.keys.read_mark(known.snapshot.lineage)  # before the head, as in `newest`
        head = self.find_head()
        if head is None or head.version != known.origin.version:
            return None
        return dataclasses.replace(known, seen=seen)

    def find_head(self) -> Head | None:
        """Raises OSError, StateCorruptError."""
        kept = self.shelf.find(self.layout.head)
        return None if kept is None else read_head(self.layout, kept)

    def generations(self) -> tuple[int, ...]:
        found = self.shelf.list(self.layout.selector(ROOT), metadata=True)
        return tuple(sorted({number_of(kept, GENERATION) for kept in found if number_of(kept, PART) == 0} - {0}))

    def _is_hardly_begun(self) -> bool:
        """Without a head: whether nobody ever recorded anything here. Who died between the first generation and the head left one that
        is empty, and nothing can have followed it. Raises OSError, StateError.
        """
        if next(self._chunks(0), None) is not None:
            return False
        headers = [self.header(number) for number in self.generations()]
        return all(not header.serial and not self.keys.read_mark(header.lineage) for header in headers)

    def next_number(self) -> int:
        found = self.shelf.list(self.layout.selector(ROOT, UNIT, JOURNAL), metadata=True)
        return max((number_of(kept, GENERATION) for kept in found), default=0) + 1

    def generation_at(self, number: int) -> str:
        return f"Secret {self.layout.namespace}/{self.layout.root(number, 0)}"

    def journal_at(self, number: int) -> str:
        if self.head is not None and self.head.generation == number:
            return self.layout.where
        return f"Secret {self.layout.namespace}/{self.layout.head}.{JOURNAL}.{number}"

    def read_beginning(self, number: int) -> bytes:
        return self.shelf.read(self.layout.root(number, 0)).data.get(BODY, b"")

    def read_generation(self, number: int) -> bytes:
        found = _joined(self.shelf.list(self.layout.selector(ROOT, generations=(number,))), BODY)
        if not found:
            raise FileNotFoundError(errno.ENOENT, "no such generation")
        return found

    def read_units(self, number: int, data: bytes, places: Mapping[str, Place]) -> Iterator[tuple[str, bytes]]:
        """All at once: `number` and `data` hold none of them."""
        del number, data
        if not places:
            return
        wanted = {(safe_name(name), place.generation): name for name, place in places.items()}
        numbers = tuple(sorted({place.generation for place in places.values()}))
        selector = self.layout.selector(UNIT, generations=numbers if len(numbers) <= _MOST_NAMED else ())
        parts: dict[str, list[Kept]] = {}
        for kept in self.shelf.list(selector):
            name = wanted.get((kept.labels.get(INSTANCE, ""), number_of(kept, GENERATION)))
            if name is not None:
                parts.setdefault(name, []).append(kept)
        for name, found in parts.items():
            yield name, _joined(found, BODY)

    def read_journal(self, number: int) -> bytes:
        head = self.head or self.find_head()
        if head is not None and head.generation == number:
            if head.is_empty:
                raise FileNotFoundError(errno.ENOENT, "nothing was appended")
            there = self._chunks(number, head.journal.fencing) if head.chunks else ()
            chunks = [kept for kept in there if number_of(kept, PART) < head.chunks]
            if sorted(number_of(kept, PART) for kept in chunks) != list(range(head.chunks)):
                raise problems.corrupt(self.layout.where, f"needs {head.chunks} Secrets before it, and they are not all there")
            return head.header + _joined(chunks, FRAMES) + head.bytes_behind
        found = list(self._chunks(number))
        if not found:
            raise FileNotFoundError(errno.ENOENT, "nothing was appended")
        fencing = max(number_of(kept, FENCING) for kept in found)  # what others left was never part of it
        chunks = [kept for kept in found if number_of(kept, FENCING) == fencing]
        return chunks[0].data.get(HEADER, b"") + _joined(chunks, FRAMES)

    def _chunks(self, number: int, fencing: int = 0) -> Iterator[Kept]:
        """Of any generation where `number` is 0."""
        for kept in self.shelf.list(self.layout.selector(JOURNAL, generations=(number,) if number else ())):
            if not fencing or number_of(kept, FENCING) == fencing:
                yield kept


def number_of(kept: Kept, label: str) -> int:
    """0 where it says nothing that is one."""
    text = kept.labels.get(label, "")
    return int(text) if text.isdecimal() and len(text) <= 15 else 0


def _joined(found: Iterator[Kept] | list[Kept], key: str) -> bytes:
    return b"".join(kept.data.get(key, b"") for kept in sorted(found, key=lambda kept: number_of(kept, PART)))
