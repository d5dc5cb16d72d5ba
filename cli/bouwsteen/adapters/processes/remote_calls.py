"""XML-RPC over the Unix socket of a supervisor, with a deadline on each call."""

from __future__ import annotations

import http.client
import socket
import xmlrpc.client  # the other side is our own supervisor, on a socket that only we can open
from pathlib import Path
from typing import Any, Final

# Fault codes of supervisor's XML-RPC interface.
FAULT_SHUTTING_DOWN: Final = 6
FAULT_BAD_NAME: Final = 10
FAULT_ALREADY_STARTED: Final = 60
FAULT_NOT_RUNNING: Final = 70
FAULT_ALREADY_ADDED: Final = 90


class SupervisorAbsentError(Exception):
    """Nobody answers on the socket, because no supervisor is there."""


class SupervisorUnresponsiveError(Exception):
    """A supervisor is there and does not answer as it should."""


class SupervisorFaultError(Exception):
    """The supervisor answered that it will not do this."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class _SocketConnection(http.client.HTTPConnection):
    def __init__(self, path: str, seconds: float) -> None:
        super().__init__("localhost", timeout=seconds)
        self._path = path

    def connect(self) -> None:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(self.timeout)
            connection.connect(self._path)
        except BaseException:
            connection.close()
            raise
        self.sock = connection


class _SocketTransport(xmlrpc.client.Transport):
    def __init__(self, path: Path, seconds: float) -> None:
        super().__init__()
        self._path, self._seconds = path, seconds

    def make_connection(self, host: Any) -> http.client.HTTPConnection:
        connection = _SocketConnection(str(self._path), self._seconds)
        # Where the base class looks when it closes.
        self._connection = host, connection
        return connection


def call_supervisor(path: Path, method: str, *arguments: Any, seconds: float = 10.0) -> Any:
    """One call of `supervisor.<method>`. Raises the three errors of this module."""
    proxy = xmlrpc.client.ServerProxy("http://localhost", transport=_SocketTransport(path, seconds))
    try:
        with proxy:
            return getattr(proxy.supervisor, method)(*arguments)
    except xmlrpc.client.Fault as fault:
        raise SupervisorFaultError(fault.faultCode, fault.faultString) from None
    except (FileNotFoundError, ConnectionError, http.client.RemoteDisconnected) as error:
        raise SupervisorAbsentError(str(path)) from error
    except (OSError, xmlrpc.client.Error, http.client.HTTPException, ValueError) as error:
        raise SupervisorUnresponsiveError(f"{method}: {type(error).__name__}") from error
