"""A writer's hold on one environment in a cluster: one request for each group of entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

from bouwsteen.adapters.kubernetes_state.generations import GenerationWriter, prune
from bouwsteen.adapters.kubernetes_state.heads import CHUNKS, Head, first_head, frames_key, next_head, read_head, store_chunks
from bouwsteen.adapters.kubernetes_state.layouts import HEAD, Layout
from bouwsteen.adapters.kubernetes_state.loading import ClusterLoader
from bouwsteen.adapters.kubernetes_state.locks import ClusterLock, steady
from bouwsteen.adapters.kubernetes_state.shelves import Kept, Shelf
from bouwsteen.adapters.state_logs import framing
from bouwsteen.adapters.state_logs.framing import JournalHeader, Place
from bouwsteen.adapters.state_logs.sealing import Sealer
from bouwsteen.adapters.state_logs.writers import LogWriter, Opening
from bouwsteen.state.formats import Root
from bouwsteen.state.snapshots import UnitSnapshot

_Result = TypeVar("_Result")
TAIL_BYTES: Final = 16 * 1024  # of frames in the head: what each append makes the server write again


class ClusterWriter(LogWriter):
    """Made by `ClusterStore.open`."""

    _lock: ClusterLock

    def __init__(self, loader: ClusterLoader, opening: Opening) -> None:
        super().__init__(loader, opening)
        self._shelf = loader.shelf
        self._layout = loader.layout
        self._reading = loader
        self._head: Head | None = opening.loaded.origin
        self._groups = 0  # of frames that were appended to this head

    def _next_number(self) -> int:
        return self._reading.next_number()

    def _store_generation(
        self, number: int, root: Root, changed: Iterable[UnitSnapshot], unchanged: Mapping[str, Place]
    ) -> dict[str, Place]:
        writer = GenerationWriter(self._shelf, self._layout, self._require_sealer())

        def write() -> tuple[dict[str, Place], Head]:
            places = writer.write(number, root, changed, unchanged)
            return places, store_head(self._shelf, self._layout, self._head, number, root, writer.sealer)

        before = self._head
        places, self._head = self._followed(write)
        self._groups = 1
        if before is None:
            # Nobody could change a head that was not there, so whoever took the lock is found by asking again.
            self._lock.doubt()
            self._check_lock()
        return places

    def _store_header(self, header: bytes, seal: bytes) -> None:
        head = self._require_head()
        if head.header != header:
            self._change(next_head(head, header, seal))
            self._groups = 1

    def _store_frames(self, frames: Sequence[bytes]) -> None:
        head, data = self._require_head(), b"".join(frames)
        if sum(map(len, head.tail.values())) + len(data) <= TAIL_BYTES:
            self._change({frames_key(self._groups): data})
            self._groups += 1
            return
        count = self._followed(lambda: store_chunks(self._shelf, self._layout, head, head.bytes_behind + data))
        self._change({**dict.fromkeys(head.tail), CHUNKS: str(count).encode()})

    def _change(self, data: Mapping[str, bytes | None]) -> None:
        asked = steady()
        kept = self._followed(lambda: self._shelf.change(self._layout.head, self._require_head().version, data))
        self._lock.confirm(asked)
        self._head = read_head(self._layout, kept)

    def _followed(self, act: Callable[[], _Result]) -> _Result:
        """Where somebody else was first, we may no longer be who holds the lock."""
        try:
            return act()
        except FileExistsError:
            self._lock.doubt()
            raise

    def _require_head(self) -> Head:
        if self._head is None:
            raise FileNotFoundError("nothing was recorded yet")
        return self._head

    def _tidy(self) -> None:
        prune(self._reading)


def store_head(shelf: Shelf, layout: Layout, head: Head | None, number: int, root: Root, sealer: Sealer) -> Head:
    """Make generation `number` the newest one, behind what `head` says now. Its journal becomes history. Raises OSError."""
    shell = root.shell
    said = JournalHeader(shell.organisation, shell.lineage, sealer.key_id, number, shell.serial, root.fencing)
    header = framing.write_header(framing.JOURNAL, said)
    seal = framing.write_frame(header, 0, b"", sealer)
    kept: Kept
    if head is None:
        kept = shelf.create(layout.head, layout.labels(HEAD), first_head(header, seal), immutable=False)
    else:
        if not head.is_empty and head.bytes_behind:  # a journal is kept whole, for who goes back
            store_chunks(shelf, layout, head, head.bytes_behind)
        kept = shelf.change(layout.head, head.version, next_head(head, header, seal))
    return read_head(layout, kept)
