"""A terminal with a person at it: what a program shows there, and keys that are pressed."""

from __future__ import annotations

import contextlib
import os
import select
from dataclasses import dataclass, field
from typing import Final, Self

from tests.faults.places import DEADLINE

CTRL_C: Final = "\x03"


@dataclass
class Screen:
    """The person's side. The program's side is `name`."""

    name: str = ""
    shown: str = ""
    _fd: int = -1
    _other: int = field(default=-1)

    def __enter__(self) -> Self:
        self._fd, self._other = os.openpty()
        self.name = os.ttyname(self._other)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def streams(self) -> list[str]:
        return [self.name] * 3

    def press(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    def wait_for(self, text: str) -> None:
        """Until `text` was shown since the last time that something was waited for."""
        while text not in self.shown:
            ready, _, _ = select.select([self._fd], [], [], DEADLINE)
            assert ready, f"never shown: {text}\n{self.shown}"
            self.shown += os.read(self._fd, 65536).decode(errors="replace")
        self.shown = self.shown.partition(text)[2]

    def rest(self) -> str:
        """What is there and was not read yet."""
        while select.select([self._fd], [], [], 0)[0]:
            self.shown += os.read(self._fd, 65536).decode(errors="replace")
        return self.shown

    def close(self) -> None:
        """The window goes."""
        for fd in (self._fd, self._other):
            with contextlib.suppress(OSError):
                os.close(fd)
        self._fd = self._other = -1
