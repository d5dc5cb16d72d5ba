"""One writer at a time, on one machine: a lock file held by an open file.

The operating system lets go of the lock when its holder dies, however it dies, so there is
no lease and no clock. What stands in the file is for people: who holds it. A lock that is broken
by hand is replaced by a new file; the old holder sees that by the file's identity, before
and after everything it writes.
"""

from __future__ import annotations

import dataclasses
import json
import os
import socket
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bouwsteen.state import problems
from bouwsteen.state.ports import Holder, Writer

try:
    import fcntl
except ImportError:  # pragma: no cover  Windows reads states and writes none
    fcntl = None  # type: ignore[assignment]  # the module is absent there

_LIMIT: Final = 16 * 1024  # bytes of holder information that are read
_TRIES: Final = 3
_PAUSE: Final = 0.02  # seconds


@dataclass(slots=True)
class FileLock:
    """A lock that is held. Made by `acquire`."""

    path: Path
    holder: Holder
    previous: Holder | None  # who said to hold it before us
    _fd: int
    _identity: tuple[int, int]

    def is_held(self) -> bool:
        """Whether the file at our path is still the one that we locked. Costs one system call."""
        try:
            found = os.stat(self.path)  # noqa: PTH116  on the path of every step
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == self._identity

    def announce(self, fencing: int) -> None:
        """Write down who holds the lock, with the token that it got."""
        self.holder = dataclasses.replace(self.holder, fencing=fencing)
        _write_holder(self._fd, self.holder)

    def release(self) -> None:
        """Let go; the information stays behind as the last holder's."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def acquire(path: Path, writer: Writer) -> FileLock:
    """The lock, announced with the next fencing token. Raises StateLockedError when somebody has it."""
    for _ in range(_TRIES):
        try:
            lock = _try_acquire(path, writer)
        except BlockingIOError:
            time.sleep(_PAUSE)  # perhaps somebody only looked whether it is held
            continue
        except OSError as problem:
            raise problems.lock_refused(path, problem) from problem
        if lock.is_held():
            lock.announce(1 if lock.previous is None else lock.previous.fencing + 1)
            return lock
        lock.release()  # broken between opening and locking
    raise problems.locked(read_holder(path))


def _try_acquire(path: Path, writer: Writer) -> FileLock:
    if fcntl is None:
        raise problems.lock_unsupported()
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        found = os.fstat(fd)
    except OSError:
        os.close(fd)
        raise
    holder = Holder(
        lock=uuid.uuid4().hex,
        owner=writer.owner,
        run=writer.run,
        who=writer.who,
        command=writer.command,
        since=writer.since,
        host=socket.gethostname(),
        pid=os.getpid(),
    )
    return FileLock(path, holder, read_holder(path), fd, (found.st_dev, found.st_ino))


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


def break_lock(path: Path, lock: str, reason: str, since: str = "") -> Holder:
    """Replace the lock file, so that its holder is shut out. Raises StateError unless `lock` is the present holder's."""
    holder = holder_of(path)
    if holder is None or holder.lock != lock:
        raise problems.other_lock(holder)
    replacement = path.with_name(f".{path.name}-{uuid.uuid4().hex}")
    fd = os.open(replacement, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        broken = Holder(lock="", owner=holder.owner, run=holder.run, who=holder.who, command=reason, since=since, fencing=holder.fencing)
        _write_holder(fd, broken)
        os.fsync(fd)
        replacement.replace(path)
    finally:
        os.close(fd)
    return holder


def read_holder(path: Path) -> Holder | None:
    """What the file says, which nobody vouches for; None when it says nothing that can be read."""
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(_LIMIT))
        holder = Holder(**data)
    except (OSError, ValueError, TypeError):
        return None
    if not all(_is_plausible(getattr(holder, field.name), field.default) for field in dataclasses.fields(Holder)):
        return None
    return dataclasses.replace(holder, alive=_is_alive(holder))


def _is_plausible(value: object, default: object) -> bool:
    if type(default) is int:
        return type(value) is int and 0 <= value < 2**53
    return value is None if default is None else isinstance(value, str)


def _is_alive(holder: Holder) -> bool | None:
    if holder.host != socket.gethostname() or not holder.pid:
        return None
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _write_holder(fd: int, holder: Holder) -> None:
    data: dict[str, Any] = dataclasses.asdict(holder)
    del data["alive"]
    text = json.dumps(data).encode()
    os.pwrite(fd, text, 0)
    os.ftruncate(fd, len(text))
