"""Which process of which machine this is, so that a holder that died here is known to be dead at once.

A host name and a number are not enough: two containers may have the same of both. The start of the system, the
namespace of process numbers and the moment at which the process began tell them apart. Only Linux says all of these; elsewhere, and
for holders elsewhere, one waits until the lease has passed.
"""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")


def describe(pid: int | None = None) -> str:
    """Empty where the system does not say."""
    number = os.getpid() if pid is None else pid
    began = _began(number)
    return f"{_machine()} {number} {began}" if began and _machine() else ""


def is_gone(described: str) -> bool:
    """Whether that process was on this machine and is no more. False where nobody here can tell."""
    machine, _, rest = described.partition(" ")
    number, _, began = rest.partition(" ")
    if not machine or machine != _machine() or not number.isdecimal() or not began:
        return False
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False
    return _began(int(number)) not in {"", began}


def _machine() -> str:
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        numbers = (_PROC / "self/ns/pid").readlink()
    except OSError:
        return ""
    return f"{boot}/{numbers}"


def _began(pid: int) -> str:
    """Ticks since the start of the system; `gone` for one that ended and whose parent does not look, empty where it cannot be told."""
    try:
        text = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return ""
    fields = text.rpartition(")")[2].split()  # the name in parentheses may hold anything
    if len(fields) < 20:
        return ""
    return "gone" if fields[0] in {"Z", "X"} else fields[19]
