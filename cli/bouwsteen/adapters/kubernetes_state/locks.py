"""One writer at a time: a Lease, renewed by who holds it, and a token that rises with every holder.

Whoever waits takes over when the Lease stands still for its whole time by the waiter's own steady clock, or at once when the holder was
a process of this machine and is no more, led before the one that leads now, or is this process, which let go unheard. The times in the
Lease are for people and decide nothing. A holder knows that it is one as long as it heard so from the server a moment ago; else it
asks. What it writes does not depend on that: whoever takes or breaks a lock also changes the head, so that a late write finds another
version.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from bouwsteen.adapters.kubernetes_state import processes
from bouwsteen.adapters.kubernetes_state.layouts import GROUP, HEAD, Layout
from bouwsteen.adapters.kubernetes_state.shelves import Shelf
from bouwsteen.adapters.kubernetes_state.successions import Succession
from bouwsteen.adapters.leases import Lease, Pulse, Watch
from bouwsteen.adapters.lock_files import Condition, Note, note_lines, parse_note
from bouwsteen.errors import StateError
from bouwsteen.state import problems
from bouwsteen.state.ports import Holder, Waiting, Writer

HOLDER: Final = f"{GROUP}/holder"
BEAT: Final = f"{GROUP}/beat"
PROCESS: Final = f"{GROUP}/process"
LEADER: Final = f"{GROUP}/leader"  # which lock it is about, and the mark of a leader
FENCED: Final = f"{GROUP}/fenced"
_TRUST: Final = 1.0  # seconds for which an answer of the server is believed
_TRIES: Final = 5
_ALIVE: Final[set[str]] = set()  # the locks that somebody in this process has; what else is said to be ours was let go of, unheard


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A Lease as it stands. `note` is None when nobody ever held it, or it does not say who."""

    version: str
    held: bool
    note: Note | None
    process: str
    transitions: int
    leader: str = ""  # the mark of who leads, or led; empty where the holder is none

    def is_gone(self, succession: Succession | None) -> bool:
        """Whether the holder is certain to be no more."""
        if processes.is_gone(self.process) or (succession is not None and self.leader and succession.follows(self.leader)):
            return True
        is_ours = bool(self.process) and self.process == processes.describe()
        return is_ours and self.note is not None and self.note.holder.lock not in _ALIVE


def read_lease(lease: Mapping[str, Any]) -> Found:
    metadata, spec = lease.get("metadata") or {}, lease.get("spec") or {}
    said = metadata.get("annotations") or {}
    note = parse_note((str(said.get(HOLDER, "")) + "\n" + str(said.get(BEAT, ""))).encode())
    transitions = spec.get("leaseTransitions")
    lock, _, leader = str(said.get(LEADER, "")).partition(" ")
    return Found(
        str(metadata.get("resourceVersion", "")),
        bool(spec.get("holderIdentity")),
        note,
        str(said.get(PROCESS, "")),
        transitions if isinstance(transitions, int) and transitions > 0 else 0,
        leader if note is not None and note.holder.lock == lock else "",  # else it stayed behind from an earlier lock
    )


class Watches:
    """What was seen of locks that others have, for who looks again and again and never waits. Safe for several threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._known: dict[str, Watch] = {}

    def of(self, place: str) -> Watch:
        return self._known.setdefault(place, Watch(self._monotonic))

    def forget(self, place: str) -> None:
        """Nobody has that lock."""
        self._known.pop(place, None)


class ClusterLock:
    """A lock that is held. Made by `acquire`."""

    def __init__(self, shelf: Shelf, layout: Layout, lease: Lease, holder: Holder, version: str, previous: Note | None) -> None:
        self.holder = holder
        self.previous = previous
        self.expired = False
        self._shelf = shelf
        self._layout = layout
        self._version = version
        self._trust = min(_TRUST, lease.renewal)
        self._since = steady()
        self._confirmed = self._since
        self._asking = threading.Lock()
        self._lost = False
        self._beats = 0
        self._released = False
        self._pulse = Pulse(lease.renewal, self._beat)

    @property
    def is_taken(self) -> bool:
        """Also of a process that died: what it sent last may still be on its way."""
        return self.previous is not None and self.previous.condition is not Condition.RELEASED

    def is_held(self) -> bool:
        if self._lost or self._released:
            return False
        now = steady()
        if now - self._confirmed < self._trust:
            return True
        lease = self._shelf.find_lease(self._layout.head)
        found = None if lease is None else read_lease(lease)
        if found is None or not found.held or found.note is None or found.note.holder.lock != self.holder.lock:
            self._lost = True
            return False
        self._confirmed = now
        return True

    def doubt(self) -> None:
        """Ask before believing it again."""
        self._confirmed = float("-inf")

    def confirm(self, asked: float) -> None:
        """The head was still ours when that was asked, by `steady`."""
        self._confirmed = max(self._confirmed, asked)

    def announce(self, fencing: int) -> None:
        self.holder = dataclasses.replace(self.holder, fencing=fencing)
        with contextlib.suppress(FileExistsError):  # taken meanwhile, which the next look finds
            self._change(Condition.HELD, {"leaseTransitions": fencing})

    def release(self) -> None:
        """Let go; the information stays behind as the last holder's."""
        if not self._released:
            self.abandon()
            with contextlib.suppress(OSError):  # then it looks as if we died
                self._change(Condition.RELEASED, {"holderIdentity": ""})

    def abandon(self) -> None:
        """Give no sign of life any more, as a process that dies."""
        self._pulse.stop()
        self._released = True
        _ALIVE.discard(self.holder.lock)

    def _beat(self) -> None:
        self._beats += 1
        try:
            self._change(Condition.HELD, {"renewTime": _now()})
        except FileExistsError:
            self.doubt()

    def _change(self, condition: Condition, spec: Mapping[str, Any]) -> None:
        """Raises OSError, FileExistsError when it is no longer ours."""
        with self._asking:
            for _ in range(_TRIES):
                asked = steady()
                holder = dataclasses.replace(self.holder, held=int(asked - self._since))
                body = {"metadata": {"annotations": _annotations(Note(holder, condition, self._beats))}, "spec": spec}
                try:
                    self._version = read_lease(self._shelf.change_lease(self._layout.head, self._version, body)).version
                except FileExistsError:
                    found = read_lease(self._shelf.find_lease(self._layout.head) or {})
                    if not found.held or found.note is None or found.note.holder.lock != self.holder.lock:
                        raise
                    self._version = found.version  # it was us, and the answer was lost; or somebody put a label on it
                else:
                    self.confirm(asked)
                    return


def acquire(
    shelf: Shelf,
    layout: Layout,
    writer: Writer,
    *,
    waiting: Waiting | None = None,
    lease: Lease,
    watch: Watch | None = None,
    succession: Succession | None = None,
    busy: Callable[[Holder | None], StateError] = problems.locked,
) -> ClusterLock:
    """The lock, announced with the next fencing token. Raises `busy` when somebody has it and `waiting` gives up.

    `watch` is what was seen of it before, `succession` who we are where we lead.
    """
    watch = watch or Watch(time.monotonic)
    try:
        while True:
            there = shelf.find_lease(layout.head)
            found = None if there is None else read_lease(there)
            expired = False
            if found is not None and found.held and not found.is_gone(succession):
                sign = (found.note.holder.lock if found.note else "", found.version)
                seconds = found.note.holder.lease if found.note else lease.seconds
                expired = seconds > 0 and watch.still(sign) >= seconds
                holder = found.note.holder if found.note else None
                if not expired:
                    if waiting is None or not waiting(holder):
                        raise busy(holder)
                    continue
            lock = _take(shelf, layout, writer, lease, found, succession, expired=expired)
            if lock is not None:
                return lock
    except OSError as problem:
        raise problems.lock_refused(layout.where, problem) from problem


def _take(
    shelf: Shelf, layout: Layout, writer: Writer, lease: Lease, found: Found | None, succession: Succession | None, *, expired: bool
) -> ClusterLock | None:
    """None when somebody else was first."""
    previous = None if found is None else found.note
    highest = 0 if found is None else max(found.transitions, previous.holder.fencing if previous else 0)
    holder = Holder(
        lock=uuid.uuid4().hex,
        owner=writer.owner,
        run=writer.run,
        who=writer.who,
        command=writer.command,
        since=writer.since,
        host=socket.gethostname(),
        pid=os.getpid(),
        fencing=highest + 1,
        lease=lease.seconds,
    )
    leader = f"{holder.lock} {succession.mark}" if succession is not None else ""
    body: dict[str, Any] = {
        "metadata": {"annotations": {**_annotations(Note(holder)), PROCESS: processes.describe(), LEADER: leader}},
        "spec": {
            "holderIdentity": holder.lock,
            "leaseDurationSeconds": max(lease.seconds, 1),
            "acquireTime": _now(),
            "renewTime": _now(),
            "leaseTransitions": holder.fencing,
        },
    }
    _ALIVE.add(holder.lock)
    try:
        taken = _create(shelf, layout, body) if found is None else shelf.change_lease(layout.head, found.version, body)
    except FileExistsError:
        taken = shelf.find_lease(layout.head) or {}
        note = read_lease(taken).note
        if note is None or note.holder.lock != holder.lock:
            _ALIVE.discard(holder.lock)
            return None
    except BaseException:
        _ALIVE.discard(holder.lock)  # whether it was written, the next look finds
        raise
    lock = ClusterLock(shelf, layout, lease, holder, read_lease(taken).version, previous)
    lock.expired = expired
    return lock


def _create(shelf: Shelf, layout: Layout, body: Mapping[str, Any]) -> dict[str, Any]:
    metadata = {**body["metadata"], "name": layout.head, "labels": layout.labels(HEAD)}
    whole = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", **body, "metadata": metadata}
    try:
        return shelf.create_lease(whole)
    except FileNotFoundError:
        shelf.make_namespace()
        return shelf.create_lease(whole)


def holder_of(shelf: Shelf, layout: Layout) -> Holder | None:
    """Who holds the lock just now; None when nobody does. Raises StateError."""
    try:
        lease = shelf.find_lease(layout.head)
    except OSError as problem:
        raise problems.lock_refused(layout.where, problem) from problem
    found = None if lease is None else read_lease(lease)
    if found is None or not found.held or found.note is None:
        return None
    alive = False if processes.is_gone(found.process) else found.note.holder.alive
    return dataclasses.replace(found.note.holder, alive=alive)


def break_lock(shelf: Shelf, layout: Layout, lock: str, reason: str) -> None:
    """Take the lock away, and shut its holder out of the head. Raises StateError unless `lock` is the present holder's."""
    try:
        for _ in range(_TRIES):
            there = shelf.find_lease(layout.head)
            found = None if there is None else read_lease(there)
            if found is None or not found.held or found.note is None or found.note.holder.lock != lock:
                raise problems.other_lock(holder_of(shelf, layout))
            note = dataclasses.replace(found.note, condition=Condition.BROKEN, reason=reason)
            body = {"metadata": {"annotations": _annotations(note)}, "spec": {"holderIdentity": ""}}
            with contextlib.suppress(FileExistsError):  # it gave a sign of life meanwhile
                shelf.change_lease(layout.head, found.version, body)
                break
        else:
            raise problems.other_lock(holder_of(shelf, layout))
        with contextlib.suppress(FileNotFoundError):  # nothing was written yet
            shelf.annotate(layout.head, {FENCED: lock})
    except OSError as problem:
        raise problems.lock_refused(layout.where, problem) from problem


def _annotations(note: Note) -> dict[str, str]:
    line, beat = note_lines(note)
    return {HOLDER: line.decode().strip(), BEAT: beat.decode().strip()}


def _now() -> str:
    """As a Lease has it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def steady() -> float:
    """Seconds that also pass while the machine sleeps, where the system counts those."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
