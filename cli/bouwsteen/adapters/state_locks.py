"""One writer at a time: a lock file held by an open file, and a lease for a holder that hangs.

The operating system lets go of the lock when its holder dies, however it dies, so the dead are known at once. A holder that
is paused keeps it; whoever waits takes over when the holder gave no sign of life for its whole lease (`leases`). A lock is taken
over, or broken by hand, by putting a new file in the place of the old one. The old holder sees that by the file's identity,
before and after everything it writes.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bouwsteen.adapters.file_locks import FileLockTimeoutError, exclusive_lock
from bouwsteen.adapters.leases import Lease, Pulse, Watch
from bouwsteen.adapters.lock_files import Condition, Note, read_note, read_note_of, write_beat, write_note
from bouwsteen.errors import StateError
from bouwsteen.state import problems
from bouwsteen.state.ports import Holder, Waiting, Writer

try:
    import fcntl
except ImportError:  # pragma: no cover  Windows reads states and writes none
    fcntl = None  # type: ignore[assignment]  # the module is absent there

_TRIES: Final = 3
_PAUSE: Final = 0.02  # seconds
_GUARD_SECONDS: Final = 5.0
LEASE: Final = Lease()


class FileLock:
    """A lock that is held. Made by `acquire`."""

    def __init__(self, path: Path, fd: int, holder: Holder, previous: Note | None, lease: Lease, *, expired: bool = False) -> None:
        """`previous` is who held it before; `expired` that it was taken from there."""
        found = os.fstat(fd)
        self.path = path
        self.holder = holder
        self.previous = previous
        self.expired = expired
        self._fd = fd
        self._identity = (found.st_dev, found.st_ino)
        self._since = time.monotonic()
        self._writing = threading.Lock()
        self._beats = 0
        self._position = 0
        self.announce(1 if previous is None else previous.holder.fencing + 1)
        self._pulse = Pulse(lease.renewal, self._beat)

    def is_held(self) -> bool:
        """Whether the file at our path is still the one that we locked. Costs one system call.

        Raises OSError when the folder does not answer or is away: then nobody can tell.
        """
        try:
            found = os.stat(self.path)  # noqa: PTH116  on the path of every step
        except FileNotFoundError:
            if self.path.parent.exists():
                return False
            raise
        return (found.st_dev, found.st_ino) == self._identity

    @property
    def is_taken(self) -> bool:
        """Whether it was taken from somebody who may not know it yet."""
        return self.expired or (self.previous is not None and self.previous.condition is Condition.BROKEN)

    def announce(self, fencing: int) -> None:
        """Write down who holds the lock, with the token that it got."""
        self.holder = dataclasses.replace(self.holder, fencing=fencing)
        self._note(Condition.HELD)

    def release(self) -> None:
        """Let go; the information stays behind as the last holder's."""
        if self._fd >= 0:
            with contextlib.suppress(OSError):  # then it looks as if we died, which costs the next one a sentence
                self._note(Condition.RELEASED)
            self.abandon()

    def abandon(self) -> None:
        """Let go as the system does for a process that dies."""
        if self._fd >= 0:
            self._pulse.stop()
            os.close(self._fd)
            self._fd = -1

    def _note(self, condition: Condition) -> None:
        with self._writing:
            holder = dataclasses.replace(self.holder, held=self._held())
            self._position = write_note(self._fd, Note(holder, condition, self._beats))

    def _beat(self) -> None:
        with self._writing:
            self._beats += 1
            write_beat(self._fd, self._position, self._beats, self._held())

    def _held(self) -> int:
        return int(time.monotonic() - self._since)


def acquire(
    path: Path,
    writer: Writer,
    *,
    waiting: Waiting | None = None,
    lease: Lease = LEASE,
    monotonic: Callable[[], float] = time.monotonic,
    busy: Callable[[Holder | None], StateError] = problems.locked,
) -> FileLock:
    """The lock, announced with the next fencing token. Raises `busy` when somebody has it and `waiting` gives up."""
    watch = Watch(monotonic)
    tries = _TRIES
    while True:
        lock = _acquire_free(path, writer, lease, tries)
        tries = 1
        if lock is not None:
            return lock
        note = read_note(path)
        holder = None if note is None else note.holder
        if note is not None and note.holder.lease and watch.still((note.holder.lock, note.beats)) >= note.holder.lease:
            lock = _take_over(path, writer, lease, note)
            if lock is not None:
                return lock
        elif waiting is None or not waiting(holder):
            raise busy(holder)


def _acquire_free(path: Path, writer: Writer, lease: Lease, tries: int) -> FileLock | None:
    """None when somebody has it."""
    for _ in range(tries):
        try:
            lock = _try_acquire(path, writer, lease)
        except BlockingIOError:
            time.sleep(_PAUSE)  # perhaps somebody only looked whether it is held
            continue
        except OSError as problem:
            raise problems.lock_refused(path, problem) from problem
        with contextlib.suppress(OSError):  # the next try says what is wrong
            if lock.is_held():
                return lock
        lock.abandon()  # replaced between opening and locking
    return None


def _try_acquire(path: Path, writer: Writer, lease: Lease) -> FileLock:
    if fcntl is None:
        raise problems.lock_unsupported()
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return FileLock(path, fd, _describe(writer, lease), read_note_of(fd), lease)
    except OSError:
        os.close(fd)
        raise


def _take_over(path: Path, writer: Writer, lease: Lease, expired: Note) -> FileLock | None:
    """A lock of our own in the place of one whose holder gives no sign of life; None when it moved meanwhile."""
    with _replacing(path, expired.holder.lock) as replacement:
        if replacement is None:
            return None
        fcntl.flock(replacement.fd, fcntl.LOCK_EX)
        replacement.put_in_place()
        # Somebody may have got the old file in the last instant and have written its own token there, so we look once more.
        previous = read_note_of(replacement.old) or expired
        return FileLock(path, os.dup(replacement.fd), _describe(writer, lease), previous, lease, expired=True)


@dataclass(frozen=True, slots=True)
class _Replacement:
    """An open file that may take the place of another one, which is open too."""

    path: Path
    temporary: Path
    fd: int
    old: int

    def put_in_place(self) -> None:
        self.temporary.replace(self.path)


@contextlib.contextmanager
def _replacing(path: Path, lock: str) -> Iterator[_Replacement | None]:
    """A new file for the place of `lock`; None when another lock stands there by now. Raises StateError.

    Only one process at a time replaces: two that saw the same lock expire must not both take it.
    """
    guard, temporary = path.with_name(f"{path.name}.guard"), path.with_name(f".{path.name}-{uuid.uuid4().hex}")
    try:
        with exclusive_lock(guard, _GUARD_SECONDS), contextlib.ExitStack() as stack:
            stack.callback(guard.unlink, missing_ok=True)
            old = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            stack.callback(os.close, old)
            note = read_note_of(old)
            if note is None or note.holder.lock != lock:
                yield None
                return
            fd = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            stack.callback(os.close, fd)
            stack.callback(temporary.unlink, missing_ok=True)
            yield _Replacement(path, temporary, fd, old)
    except FileLockTimeoutError:
        raise problems.other_lock(holder_of(path)) from None
    except OSError as problem:
        raise problems.lock_refused(path, problem) from problem


def _describe(writer: Writer, lease: Lease) -> Holder:
    return Holder(
        lock=uuid.uuid4().hex,
        owner=writer.owner,
        run=writer.run,
        who=writer.who,
        command=writer.command,
        since=writer.since,
        host=socket.gethostname(),
        pid=os.getpid(),
        lease=lease.seconds,
    )


def holder_of(path: Path) -> Holder | None:
    """Who holds the lock just now; None when nobody does. Takes the lock for an instant, so never where readers must leave no trace."""
    if fcntl is None or not path.exists():
        return None
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return read_holder(path)
    else:
        return None
    finally:
        os.close(fd)


def break_lock(path: Path, lock: str, reason: str) -> Holder:
    """Replace the lock file, so that its holder is shut out. Raises StateError unless `lock` is the present holder's."""
    holder = holder_of(path)
    if holder is None or holder.lock != lock:
        raise problems.other_lock(holder)
    with _replacing(path, lock) as replacement:
        if replacement is None:
            raise problems.other_lock(holder_of(path))
        write_note(replacement.fd, Note(holder, Condition.BROKEN, reason=reason))
        os.fsync(replacement.fd)
        replacement.put_in_place()
    return holder


def read_holder(path: Path) -> Holder | None:
    """Who says to hold the lock, or to have held it last."""
    note = read_note(path)
    return None if note is None else note.holder
