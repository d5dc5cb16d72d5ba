"""What stands in the file of a lock: who holds it or held it last, and its sign of life.

Two lines. The first is JSON and says who; the second is a counter and seconds, of one width, so that the holder can renew it
in place. Nobody vouches for either: whoever reads them believes no more than what it could check.
"""

from __future__ import annotations

import dataclasses
import enum
import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bouwsteen.state.ports import Holder

_LIMIT: Final = 16 * 1024  # bytes that are read
_LONGEST_LEASE: Final = 3600  # seconds; whoever asks for more gets no lease at all


class Condition(enum.StrEnum):
    HELD = "held"  # or left by somebody who died
    RELEASED = "released"
    BROKEN = "broken"  # by hand


@dataclass(frozen=True, slots=True)
class Note:
    """`beats` rises with every sign of life. `reason` is why the lock was broken."""

    holder: Holder
    condition: Condition = Condition.HELD
    beats: int = 0
    reason: str = ""


def read_note(path: Path) -> Note | None:
    """None when the file says nothing that can be read."""
    try:
        with path.open("rb") as file:
            return parse_note(file.read(_LIMIT))
    except OSError:
        return None


def read_note_of(fd: int) -> Note | None:
    """The same of an open file, which may have lost its name."""
    try:
        return parse_note(os.pread(fd, _LIMIT, 0))
    except OSError:
        return None


def write_note(fd: int, note: Note) -> int:
    """Returns where the sign of life stands."""
    line, beat = note_lines(note)
    os.pwrite(fd, line + beat, 0)
    os.ftruncate(fd, len(line) + len(beat))
    return len(line)


def note_lines(note: Note) -> tuple[bytes, bytes]:
    """Who, and the sign of life."""
    said: dict[str, Any] = dataclasses.asdict(note.holder)
    for name in ("alive", "held"):
        del said[name]
    line = json.dumps({**said, "condition": note.condition, "reason": note.reason}).encode() + b"\n"
    return line, _beat(note.beats, note.holder.held)


def write_beat(fd: int, position: int, beats: int, held: int) -> None:
    """In place and of one width: a reader sees the old or the new, and a full disk has room for it."""
    os.pwrite(fd, _beat(beats, held), position)


def _beat(beats: int, held: int) -> bytes:
    return b"%012d %012d\n" % (beats, held)


def parse_note(text: bytes) -> Note | None:
    """Of both lines. None when they say nothing that can be read."""
    line, _, beat = text.partition(b"\n")
    try:
        said = json.loads(line)
        condition = Condition(said.pop("condition", Condition.RELEASED))
        reason = said.pop("reason", "")
        holder = Holder(**said)
        beats, held = (int(word) for word in beat.split()) if beat else (0, 0)
    except (ValueError, TypeError, AttributeError):
        return None
    holder = dataclasses.replace(holder, held=held)
    values = [(getattr(holder, field.name), field.default) for field in dataclasses.fields(Holder)]
    if not all(_is_plausible(value, default) for value, default in [*values, (reason, ""), (beats, 0)]):
        return None
    lease = holder.lease if holder.lease <= _LONGEST_LEASE else 0
    return Note(dataclasses.replace(holder, lease=lease, alive=_is_alive(holder)), condition, beats, reason)


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
