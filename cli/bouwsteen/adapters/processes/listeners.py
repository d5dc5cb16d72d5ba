"""Who listens on a port: the process that was started for it, or somebody else who was there first.

Two programs may want one port at the same moment. The one that came too late has not noticed yet when the other
answers in its place, and would be given what is meant for the first.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_LISTENING: Final = "0A"  # of the states of the kernel's table


def is_taken(pid: int, port: int) -> bool:
    """Somebody listens on the port, and it is not the process `pid` or one of its group. 0 is no process.

    False where the system does not tell: it is known on Linux alone, and of processes of this user.
    """
    sockets = _listening_on(port)
    if not sockets:
        return False
    if pid <= 0:
        return True
    try:
        if sockets & _sockets_of(pid):
            return False
        return not any(sockets & _sockets_of(each) for each in _others_of_group(pid))
    except OSError:
        return False


def _listening_on(port: int) -> set[str]:
    """The sockets, as `/proc` names them in the files of a process."""
    found = set()
    for table in ("tcp", "tcp6"):
        try:
            rows = (_PROC / "net" / table).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for fields in map(str.split, rows):
            if fields[3] == _LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                found.add(f"socket:[{fields[9]}]")
    return found


def _sockets_of(pid: int) -> set[str]:
    found = set()
    for file in (_PROC / str(pid) / "fd").iterdir():
        try:
            found.add(str(file.readlink()))
        except FileNotFoundError:  # closed since
            continue
    return found


def _others_of_group(pid: int) -> list[int]:
    """The supervisor gives each service a group of its own, which its children share."""
    return [
        int(each.name) for each in _PROC.iterdir() if each.name.isdigit() and int(each.name) != pid and _group_of(int(each.name)) == pid
    ]


def _group_of(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except OSError:  # ended since
        return 0
