"""The store in a cluster: which states are in a namespace, and who locks them."""

from __future__ import annotations

import errno
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bouwsteen.adapters.kubernetes.failures import ClusterError, Kind
from bouwsteen.adapters.kubernetes_state import layouts, locks
from bouwsteen.adapters.kubernetes_state.generations import GenerationWriter, sweep
from bouwsteen.adapters.kubernetes_state.heads import Head, read_head
from bouwsteen.adapters.kubernetes_state.layouts import ENVIRONMENT, HEAD, ROLE, STACK, Layout
from bouwsteen.adapters.kubernetes_state.loading import ClusterLoader, Recollection
from bouwsteen.adapters.kubernetes_state.locks import ClusterLock, Watches
from bouwsteen.adapters.kubernetes_state.sessions import ClusterWriter, store_head
from bouwsteen.adapters.kubernetes_state.shelves import Client, Shelf, translate
from bouwsteen.adapters.kubernetes_state.successions import Succession
from bouwsteen.adapters.leases import Lease
from bouwsteen.adapters.state_logs.framing import JournalHeader
from bouwsteen.adapters.state_logs.places import PlaceFolder
from bouwsteen.adapters.state_logs.sealing import Sealer, key_id
from bouwsteen.adapters.state_logs.spills import SpillFolder
from bouwsteen.adapters.state_logs.stores import LogStore
from bouwsteen.adapters.state_logs.writers import Opening
from bouwsteen.errors import BouwsteenError, InternalError
from bouwsteen.state import problems
from bouwsteen.state.formats import Root
from bouwsteen.state.ports import Holder, KeySource, Waiting, Writer
from bouwsteen.state.snapshots import UnitSnapshot

LEASE = Lease()
LOOK_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class ClusterStore(LogStore[ClusterLoader]):
    """Implements `Custody`, all ports of a store, in one namespace of one cluster."""

    client: Client
    namespace: str
    keys: KeySource
    lease: Lease = LEASE
    spills: SpillFolder | None = None
    places: PlaceFolder | None = None
    recollection: Recollection | None = None  # of who looks again and again
    watches: Watches | None = None  # the same of locks that others have
    succession: Succession | None = None  # of an operator

    def environments(self, stack: str) -> list[str]:
        return sorted(environment for name, environment in self._heads() if name == stack)

    def stacks(self) -> list[str]:
        return sorted({name for name, _ in self._heads()})

    def holder(self, stack: str, environment: str) -> Holder | None:
        return locks.holder_of(self._shelf, self._layout(stack, environment))

    def break_lock(self, stack: str, environment: str, lock: str, reason: str) -> None:
        locks.break_lock(self._shelf, self._layout(stack, environment), lock, reason)

    def place(self, stack: str, environment: str) -> str:
        """What tells this place from others, as notes of places have it. Raises StateError."""
        return self._layout(stack, environment).place

    def holds(self, stack: str, environment: str) -> bool:
        """Whether something is on record, or would be to who can read it. Asks for `LOOK_SECONDS` at most. Raises OSError."""
        layout = layouts.layout("", self.namespace, stack, environment)
        try:
            self.client.request("GET", f"/api/v1/namespaces/{self.namespace}/secrets/{layout.head}", timeout=LOOK_SECONDS)
        except ClusterError as problem:
            if problem.kind is Kind.NOT_FOUND:
                return False
            raise translate(problem) from None
        found = self.standing(stack, environment)
        return found is None or bool(found.snapshot.units or found.in_doubt)

    @property
    def _shelf(self) -> Shelf:
        return Shelf(self.client, self.namespace)

    def _heads(self) -> list[tuple[str, str]]:
        try:
            found = list(self._shelf.list(f"{ROLE}={HEAD}", metadata=True))
        except OSError as problem:
            raise problems.unreadable(f"The namespace {self.namespace}", problem) from problem
        return [(kept.labels.get(STACK, ""), kept.labels.get(ENVIRONMENT, "")) for kept in found]

    def _layout(self, stack: str, environment: str) -> Layout:
        try:
            return layouts.layout(self.client.uid(), self.namespace, stack, environment)
        except ClusterError as problem:
            raise problems.unreadable(f"The cluster of {stack}/{environment}", translate(problem)) from None

    def _loader(self, stack: str, environment: str) -> ClusterLoader:
        layout = self._layout(stack, environment)
        return ClusterLoader(self._shelf, layout, self.keys, stack, environment, recollection=self.recollection)

    def _prepare(self, loader: ClusterLoader) -> None:
        """The lock makes the namespace where there is none."""

    def _acquire(self, loader: ClusterLoader, writer: Writer, waiting: Waiting | None) -> ClusterLock:
        busy = functools.partial(problems.locked, stack=loader.stack, environment=loader.environment)
        layout = loader.layout
        watch = self.watches.of(layout.where) if self.watches is not None else None
        lock = locks.acquire(
            loader.shelf, layout, writer, waiting=waiting, lease=self.lease, watch=watch, succession=self.succession, busy=busy
        )
        if self.watches is not None:
            self.watches.forget(layout.where)
        return lock

    def _new_writer(self, loader: ClusterLoader, opening: Opening) -> ClusterWriter:
        return ClusterWriter(loader, opening)

    def _store_generation(self, loader: ClusterLoader, number: int, root: Root, units: Iterable[UnitSnapshot], sealer: Sealer) -> None:
        head = _head_to_replace(loader)
        GenerationWriter(loader.shelf, loader.layout, sealer).write(number, root, units, {})
        store_head(loader.shelf, loader.layout, head, number, root, sealer)

    def _remove_older_than_key(self, loader: ClusterLoader, key: bytes) -> list[int]:
        present = key_id(key)
        numbers = loader.generations()
        others = [number for number in numbers if _key_of(loader, number) not in {present, ""}]
        if _key_of(loader, max(numbers)) != present:
            raise InternalError("The newest generation still needs the older key.")
        sweep(loader, set(numbers) - set(others))
        return others


def _head_to_replace(loader: ClusterLoader) -> Head | None:
    """Also one that cannot be read: what is put back takes its place, and of its journal nothing is kept."""
    kept = loader.shelf.find(loader.layout.head)
    if kept is None:
        return None
    try:
        return read_head(loader.layout, kept)
    except BouwsteenError:
        return Head(kept.version, b"", JournalHeader("", "", "", 0, 0, 0), 0, dict.fromkeys(kept.data, b""))


def _key_of(loader: ClusterLoader, number: int) -> str:
    """Empty where it cannot be told: what is damaged stays, for who wants to look."""
    try:
        return loader.header(number).key
    except BouwsteenError:
        return ""
    except OSError as problem:
        if problem.errno == errno.ENOENT:
            return ""
        raise
