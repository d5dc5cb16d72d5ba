"""`local/port`: a port that belongs to one resource before any process listens on it.

Reservations of all stacks of this user stand in one file, changed under a lock. The record says
which port a resource has; the file keeps others away from it, also after a restart of the machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from bouwsteen.adapters.file_locks import exclusive_lock
from bouwsteen.adapters.private_files import make_private_folder, write_private_file
from bouwsteen.phrases import quoted
from bouwsteen.providers.protocol import Call, Done, Failed, Gone, Missing, Observation, Outcome, Present

HOST: Final = "127.0.0.1"
FIRST_PORT: Final = 20_000
# Ends well below 32768, where Linux starts handing out ports by itself.
PORT_COUNT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Reservation:
    root: str
    address: str
    key: str


@dataclass(slots=True)
class PortKind:
    """`reservations` is the file of this user on this machine; `root` tells work trees apart."""

    root: Path
    reservations: Path

    def read(self, call: Call) -> Observation:
        port = _port_of(call)
        owner = self._load().get(port)
        if owner is not None and self._is_ours(owner, call):
            return Present(str(port), outputs=_outputs(port))
        reason = "something else on this machine has reserved it" if owner else "the reservation is no longer there"
        return Present(str(port), outputs=_outputs(port), problem=f"Port {port} is not reserved for this resource: {reason}.")

    def find(self, call: Call) -> Observation:
        port = self._port_at(self._load(), call)
        return Missing() if port is None else Present(str(port), outputs=_outputs(port), private={"mark": call.key})

    def create(self, call: Call) -> Outcome:
        make_private_folder(self.root)
        with self._changing() as reserved:
            port = self._port_at(reserved, call) or _first_free(reserved, self._hash(call))
            if port is None:
                return _exhausted()
            reserved[port] = self._reservation(call)
        return _done(port, call)

    def update(self, call: Call) -> Outcome:
        """Reserve the recorded port again; another one only when somebody else has it by now."""
        port: int | None = _port_of(call)
        make_private_folder(self.root)
        with self._changing() as reserved:
            owner = reserved.get(port or 0)
            if owner is not None and not self._is_ours(owner, call):
                port = _first_free(reserved, self._hash(call))
            if port is None:
                return _exhausted()
            reserved[port] = self._reservation(call)
        return _done(port, call)

    def delete(self, call: Call) -> Outcome:
        with self._changing() as reserved:
            port = _port_of(call) if call.id else self._port_at(reserved, call)
            owner = reserved.get(port or 0)
            if port is not None and owner is not None and self._is_ours(owner, call):
                del reserved[port]
        return Gone()

    def adopt(self, call: Call, identity: str) -> Present | Failed:
        """The port of something that runs on after it is taken over, or that had it before."""
        if not identity.isascii() or not identity.isdigit() or not 1024 <= int(identity[:6]) <= 65535:
            return Failed("import-unfit", "This cannot be taken over here", f"{quoted(identity)} is not a port between 1024 and 65535.")
        port = int(identity)
        make_private_folder(self.root)
        with self._changing() as reserved:
            owner = reserved.get(port)
            if owner is not None and (owner.root, owner.address) != (str(self.root), str(call.address)):
                return Failed(
                    code="import-owned",
                    summary="It belongs to something else",
                    detail=f"Port {port} is reserved for {owner.address}.",
                    remedy="Choose another port, or let the one go to which it belongs.",
                )
            reserved[port] = self._reservation(call)
        return Present(str(port), outputs=_outputs(port), private={"mark": call.key})

    def stop(self, call: Call) -> Outcome:
        return Done(call.id, call.outputs)

    def _is_ours(self, owner: Reservation, call: Call) -> bool:
        """By the key it was reserved with: a resource that moved has another address since. Older records do not have that key."""
        mark = call.private.get("mark")
        return owner.root == str(self.root) and (not mark or owner.key == mark or owner.address == str(call.address))

    def _reservation(self, call: Call) -> Reservation:
        return Reservation(str(self.root), str(call.address), call.key)

    def _port_at(self, reserved: dict[int, Reservation], call: Call) -> int | None:
        mine = (str(self.root), str(call.address))
        return next((port for port, owner in reserved.items() if (owner.root, owner.address) == mine), None)

    def _hash(self, call: Call) -> int:
        digest = hashlib.sha256(str(call.address).encode()).digest()
        return int.from_bytes(digest[:8], "big") % PORT_COUNT

    @contextmanager
    def _changing(self) -> Iterator[dict[int, Reservation]]:
        """The reservations, to change in place; stale ones are dropped. Written when the block ends."""
        make_private_folder(self.reservations.parent)
        with exclusive_lock(self.reservations.with_suffix(".lock")):
            before = self._load()
            reserved = {port: owner for port, owner in before.items() if Path(owner.root).is_dir()}
            yield reserved
            if reserved != before:
                entries = {str(port): asdict(owner) for port, owner in sorted(reserved.items())}
                write_private_file(self.reservations, json.dumps({"formatVersion": 1, "ports": entries}, indent=1).encode())

    def _load(self) -> dict[int, Reservation]:
        try:
            entries = json.loads(self.reservations.read_bytes())["ports"]
            return {int(port): Reservation(**entry) for port, entry in entries.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, TypeError, KeyError, AttributeError):
            # A file that is not ours to understand holds no reservation; each resource's next update writes its own.
            return {}


def default_reservations_file() -> Path:
    """Kept over a restart of the machine, as the records that name these ports are."""
    base = os.environ.get("XDG_STATE_HOME")
    if base:
        return Path(base) / "bouwsteen" / "ports.json"
    try:
        return Path.home() / ".local" / "state" / "bouwsteen" / "ports.json"
    except RuntimeError:  # a user without a home, such as that of a container
        return Path(tempfile.gettempdir()) / f"bouwsteen-{os.getuid()}" / "ports.json"


def _port_of(call: Call) -> int:
    return int(call.id)


def _done(port: int, call: Call) -> Done:
    return Done(str(port), _outputs(port), private={"mark": call.key})


def _outputs(port: int) -> dict[str, object]:
    return {"port": port, "host": HOST, "url": f"http://{HOST}:{port}"}


def _first_free(reserved: dict[int, Reservation], start: int) -> int | None:
    candidates = (FIRST_PORT + (start + step) % PORT_COUNT for step in range(PORT_COUNT))
    return next((port for port in candidates if port not in reserved and _is_silent(port)), None)


def _is_silent(port: int) -> bool:
    """Nobody listens there now: a program of somebody else, or of another user."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do, so that connections of a process that has just ended do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _exhausted() -> Failed:
    return Failed(
        code="no-free-port",
        summary="No port is free on this machine",
        detail=f"Every port from {FIRST_PORT} to {FIRST_PORT + PORT_COUNT - 1} is reserved or in use.",
        remedy="Destroy environments that are no longer needed.",
    )
