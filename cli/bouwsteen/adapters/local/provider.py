"""The provider of `local/*`: one kind for each type, and one place where file errors become outcomes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from bouwsteen.adapters.contents import ContentSource
from bouwsteen.adapters.file_locks import FileLockTimeoutError
from bouwsteen.adapters.local.directories import DirectoryKind
from bouwsteen.adapters.local.kinds import Kind
from bouwsteen.adapters.local.node_packages import NodePackageKind
from bouwsteen.adapters.local.ports import PortKind, default_reservations_file
from bouwsteen.adapters.local.processes import ProcessKind
from bouwsteen.adapters.local.resource_types import DIRECTORY, NODE_PACKAGE, PORT, PROCESS, TYPES
from bouwsteen.providers.protocol import Call, Effect, Failed, Observation, Outcome, Present, Unreadable
from bouwsteen.providers.resource_types import ResourceType
from bouwsteen.values import Secret

_UNSUPPORTED: Final = "Running blocks on this machine needs Linux or macOS; on Windows it works inside WSL2."


class LocalProvider:
    """`root` is a folder of this work tree that git does not keep; several stacks and environments share it."""

    types: Final[Mapping[str, ResourceType]] = TYPES

    def __init__(self, root: Path, content: ContentSource, *, reservations: Path | None = None) -> None:
        root = root.resolve()
        self._kinds: Mapping[str, Kind] = {
            PORT.name: PortKind(root, reservations or default_reservations_file()),
            DIRECTORY.name: DirectoryKind(root, content),
            NODE_PACKAGE.name: NodePackageKind(root, content),
            PROCESS.name: ProcessKind(root, content),
        }

    def read(self, call: Call) -> Observation:
        return _observe(call, self._kinds[call.type].read)

    def find(self, call: Call) -> Observation:
        return _observe(call, self._kinds[call.type].find)

    def create(self, call: Call) -> Outcome:
        return _act(call, self._kinds[call.type].create)

    def update(self, call: Call) -> Outcome:
        return _act(call, self._kinds[call.type].update)

    def delete(self, call: Call) -> Outcome:
        return _act(call, self._kinds[call.type].delete)

    def stop(self, call: Call) -> Outcome:
        return _act(call, self._kinds[call.type].stop)

    def adopt(self, call: Call, identity: str | Secret) -> Present | Failed:
        if os.name == "nt":
            return Failed("system-unsupported", "This system cannot run blocks", _UNSUPPORTED, "Run it in WSL2.")
        kind = self._kinds[call.type]
        assert isinstance(kind, PortKind | DirectoryKind), "only these say how they are imported"
        try:
            return kind.adopt(call, str(identity))
        except OSError as error:
            return Failed("local-file-error", "A file of this machine cannot be used", f"{call.address} failed: {_said(error)}")

    def close(self) -> None:
        pass


def _observe(call: Call, look: Callable[[Call], Observation]) -> Observation:
    if os.name == "nt":
        return Unreadable(_UNSUPPORTED)
    try:
        return look(call)
    except OSError as error:
        return Unreadable(f"{call.address} cannot be looked at: {_said(error)}")


def _act(call: Call, act: Callable[[Call], Outcome]) -> Outcome:
    if os.name == "nt":
        return Failed("system-unsupported", "This system cannot run blocks", _UNSUPPORTED, "Run it in WSL2, or choose another target.")
    try:
        return act(call)
    except FileLockTimeoutError as error:
        return Failed(
            code="local-busy",
            summary="Another run is at work on this machine",
            detail=f"The lock {error} was held by another run all the time.",
            remedy="Wait until that run has ended, then run again.",
            transient=True,
            id=call.id,
        )
    except OSError as error:
        return Failed(
            code="local-file-error",
            summary="A file of this machine cannot be used",
            detail=f"{call.address} failed: {_said(error)}",
            remedy="Look at the rights and the free space of that place, then run again.",
            effect=Effect.UNKNOWN,
            id=call.id,
        )


def _said(error: OSError) -> str:
    return f"{error.strerror or error}: {error.filename}" if error.filename else str(error.strerror or error)
