"""Who listens on a port: the process that was started for it, or somebody else who was there first.

Two programs may want one port at the same moment. The one that came too late has not noticed yet when the other
answers in its place, and would be given what is meant for the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psutil


def is_taken(pid: int, port: int) -> bool:
    """Somebody listens on the port, and it is not the process `pid` or one that it started. 0 is no process.

    False where the system does not tell, as some do for processes of others.
    """
    import psutil  # noqa: PLC0415  who only plans may not have it

    try:
        if pid > 0 and _is_held(psutil.Process(pid), port):
            return False
        return any(_is_listening(each, port) for each in psutil.net_connections("tcp"))
    except psutil.Error:
        return False


def _is_held(process: psutil.Process, port: int) -> bool:
    """By itself, which is soon told, or by another of its tree."""
    if any(_is_listening(each, port) for each in process.net_connections("tcp")):
        return True
    return any(_is_listening(each, port) for child in process.children(recursive=True) for each in child.net_connections("tcp"))


def _is_listening(connection: Any, port: int) -> bool:
    return bool(connection.status == "LISTEN" and connection.laddr.port == port)
