"""Start one service: `python -m bouwsteen.adapters.processes.launch <spec.json>`.

The supervisor runs this and nothing else. It counts the start, sees to it that the service ends
with its supervisor, and becomes the service: same process, only the environment of the spec.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
from pathlib import Path

from bouwsteen.adapters.processes.specs import LaunchSpec

MARK = "bouwsteen="
_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    path = Path(arguments[0])
    spec = LaunchSpec.load(path)
    end_with_parent()
    count_start(path)
    os.chdir(spec.folder)
    os.execve(sys.executable, command_line(spec), dict(spec.environment))  # noqa: S606  no shell is the point


def command_line(spec: LaunchSpec) -> list[str]:
    # -P: a file in the working folder never takes the place of a module. -u: each line is in the log at once.
    # -X: Python ignores a name that it does not know; it tells whose process this is, to `ps` and to `end_process`.
    return [sys.executable, "-P", "-u", "-X", f"{MARK}{spec.folder}", "-m", spec.program]


def end_with_parent() -> None:
    """On Linux the kernel kills the service when its supervisor dies. It would otherwise live on, holding its port."""
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:
        sys.exit("The supervisor ended while the service was starting.")


def count_start(spec: Path) -> None:
    """Remember which process this is and how often the service was started, beside the spec."""
    path = starts_file(spec)
    record = {"starts": read_starts(path)[0] + 1, "pid": os.getpid(), "at": time.time()}
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(record))
    temporary.replace(path)


def starts_file(spec: Path) -> Path:
    return spec.parent.parent / "starts" / spec.name


def read_starts(path: Path) -> tuple[int, int]:
    """(starts, pid of the last); zeros when there was none."""
    try:
        record = json.loads(path.read_bytes())
        return int(record["starts"]), int(record["pid"])
    except (OSError, ValueError, TypeError, KeyError):
        return 0, 0


if __name__ == "__main__":
    main(sys.argv[1:])
