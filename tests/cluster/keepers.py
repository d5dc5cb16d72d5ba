"""The process that holds one cluster: parent of its programs, and it ends them with itself.

`python -m tests.cluster.keepers FOLDER [--while PID]`. With `--while` it ends everything once that process is no more,
however that came to its end. It takes orders over a socket in the folder: a line of JSON each way for each connection.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, Final

import psutil
from tests.cluster.programs import ORDER, Layout, command_line

from bouwsteen.adapters.processes.launch import end_with_parent

SOCKET: Final = "keeper.sock"
_LOOK: Final = 1.0  # seconds between looks at the process that all this is for
_GRACE: Final = 20.0  # seconds to end in good order


class Keeper:
    """Has no threads: the kernel counts the death of the thread that started a program as that of its parent."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        """Carry out one order. Orders that change nothing are no mistake: what runs already is left alone."""
        name = order.get("program", "")
        match order["do"]:
            case "start":
                self._start(name)
            case "stop":
                self._end([name], signal.SIGTERM)
            case "kill":
                self._end([name], signal.SIGKILL)
            case "pause":
                self._signal(name, signal.SIGSTOP)
            case "resume":
                self._signal(name, signal.SIGCONT)
        return {"keeper": os.getpid(), "programs": {each: self._status(each) for each in self.running}}

    def end_all(self) -> None:
        """In good order, the other way around than they started, and by force what takes too long."""
        self._end([name for name in reversed(ORDER) if name in self.running], signal.SIGTERM)

    def _start(self, name: str) -> None:
        if name in self.running and self.running[name].poll() is None:
            return
        with (self.layout.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command_line(name, self.layout),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.layout.folder,
                preexec_fn=end_with_parent,  # noqa: PLW1509  no threads here
            )

    def _end(self, names: list[str], number: signal.Signals) -> None:
        deadline = time.monotonic() + _GRACE
        for name in names:
            process = self.running[name]
            self._signal(name, number)
            self._signal(name, signal.SIGCONT)  # what is paused hears nothing else
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _signal(self, name: str, number: signal.Signals) -> None:
        if self.running[name].poll() is None:
            self.running[name].send_signal(number)

    def _status(self, name: str) -> dict[str, int | None]:
        """The exit code is None while it runs, and negative where a signal ended it."""
        return {"pid": self.running[name].pid, "code": self.running[name].poll()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--while", dest="watched", type=int)
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever runs the tests
    keeper = Keeper(Layout.load(arguments.folder))
    try:
        for order, answer in _orders(arguments.folder, arguments.watched):
            answer(keeper.obey(order))
            if order["do"] == "down":
                break
    finally:
        keeper.end_all()
        shutil.rmtree(arguments.folder, ignore_errors=True)


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _orders(folder: Path, watched: int | None) -> Iterator[tuple[dict[str, Any], Callable[[dict[str, Any]], None]]]:
    """Each order and how to answer it, as long as the watched process lives."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / f"{SOCKET}.new"))
        listener.listen()
        (folder / f"{SOCKET}.new").rename(folder / SOCKET)  # whoever sees it is heard
        listener.settimeout(_LOOK)
        whom = None if watched is None else psutil.Process(watched)
        while whom is None or _lives(whom):
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            with connection, contextlib.suppress(OSError, ValueError):
                connection.settimeout(10)
                order = json.loads(connection.makefile().readline())
                yield order, partial(_answer, connection)


def _answer(connection: socket.socket, answer: dict[str, Any]) -> None:
    connection.sendall(json.dumps(answer).encode() + b"\n")


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def give_order(folder: Path, do: str, program: str = "") -> dict[str, Any]:
    """What the keeper answers: {keeper, programs: {name: {pid, code}}}. Raises OSError when there is no keeper."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(60)
        connection.connect(str(folder / SOCKET))
        connection.sendall(json.dumps({"do": do, "program": program}).encode() + b"\n")
        line = connection.makefile().readline()
    answer: dict[str, Any] = json.loads(line) if line else {}
    return answer


if __name__ == "__main__":
    main()
