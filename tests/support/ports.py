"""Ports for what tests start: chosen now, and bound later by a process that has yet to begin."""

from __future__ import annotations

import itertools
import os
import socket
from typing import Final

# Below the ports that the system gives to whoever connects somewhere (from 32768 on Linux, from 49152 elsewhere), one of which may go to
# anybody between the choice and its use; and below those that `local/port` gives out.
_FIRST: Final = 12_000
_COUNT: Final = 8_000

# Workers begin at different places, and no port comes twice before all have had their turn.
_steps = itertools.count(os.getpid() * 61)


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens. Raises RuntimeError where there is none."""
    for _ in range(_COUNT):
        port = _FIRST + next(_steps) % _COUNT
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise RuntimeError("no port is free")
