"""Which process has a number now. A number alone proves nothing: the system gives it out again."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path


def command_of(pid: int) -> tuple[str, ...]:
    """The command line of a living process; empty when there is none, or it has just ended."""
    if pid <= 0:
        return ()
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            raw = (proc / str(pid) / "cmdline").read_bytes()
        except OSError:
            return ()
        return tuple(raw.decode(errors="replace").split("\0")[:-1])
    shown = subprocess.run(["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return tuple(shown.stdout.split())


def end_process(pid: int, mark: str, seconds: float) -> None:
    """End the process when its command line has `mark` in it: asked first, killed after `seconds`."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if not _is(pid, mark):
            return
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + seconds
        while _is(pid, mark) and time.monotonic() < deadline:
            time.sleep(0.05)


def _is(pid: int, mark: str) -> bool:
    # Spaces are dropped on both sides because `ps` does not keep arguments apart.
    return mark.replace(" ", "") in "".join(command_of(pid)).replace(" ", "")
