"""A place where programs run: a workspace, a world, and what they remember, in one folder that can be copied."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from tests.support import engines
from tests.support.file_worlds import FileWorld
from tests.support.programs import WORLD
from tests.support.towns import Town

from bouwsteen.adapters.state_folders import FolderStore
from bouwsteen.adapters.state_keys import LocalKeys, default_key_folder
from bouwsteen.state.ports import Mode, StateSession

REPOSITORY: Final = Path(__file__).parents[2]
STACK: Final = "leuven"
DEADLINE: Final = 120.0  # seconds; against hanging alone


def wait_until(holds: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < deadline, f"{what}: that did not come about"
        time.sleep(0.01)


@dataclass(frozen=True)
class Ended:
    """What is left of a program. A code below zero is the signal that ended it."""

    code: int
    out: str
    err: str
    seconds: float = 0.0

    @property
    def text(self) -> str:
        return self.out + self.err


@dataclass(frozen=True)
class CallLine:
    """One line of the trace that all programs of a place leave."""

    pid: int
    what: str  # begin or end
    call: str
    generation: int


@dataclass(frozen=True)
class Place:
    folder: Path

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    @property
    def world(self) -> Path:
        return self.folder / "world"

    def write(self, *blocks: Mapping[str, Any], **spec: Any) -> None:
        """The stack, with its lock."""
        (self.world / "holds").mkdir(parents=True, exist_ok=True)
        town = Town(self.folder, STACK)
        town.write(*blocks, **spec)
        engines.load(town.root, STACK)

    def copy(self, folder: Path) -> Place:
        shutil.copytree(self.folder, folder, symlinks=True)
        return Place(folder)

    def environment(self, **more: str) -> dict[str, str]:
        return {
            **{name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ},
            "XDG_DATA_HOME": str(self.folder / "keys"),
            "LANG": "en_US.UTF-8",
            "PYTHONPATH": os.pathsep.join((str(REPOSITORY / "cli"), str(REPOSITORY))),
            WORLD: str(self.world),
            **more,
        }

    # What became of the world.

    def objects(self) -> dict[str, dict[str, Any]]:
        return FileWorld(self.world / "objects").objects()

    def things(self) -> list[str]:
        """Each object by its address and what it was made with, sorted; names that a run chose are told by address."""
        objects = self.objects()
        names = {id_: found["address"] for id_, found in objects.items()}
        pattern = re.compile("|".join(map(re.escape, names)) or "(?!)")
        return sorted(pattern.sub(lambda match: names[match[0]], json.dumps(found, sort_keys=True)) for found in objects.values())

    def read(self) -> StateSession:
        """What is on record, without a program."""
        keys = LocalKeys(default_key_folder(self.environment(), Path("/")))
        return FolderStore(self.workspace / ".bouwsteen" / "state", keys).open(STACK, "local", Mode.READ)

    def calls(self) -> list[CallLine]:
        path = self.world / "calls"
        return [CallLine(**json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []

    # What is held up.

    def hold(self, call: str, *, deaf: bool = False, breaks: bool = False) -> None:
        """From now on `call` waits: "create app/server"; or its provider breaks."""
        (self.world / "holds" / call.replace("/", ":")).write_text("deaf" if deaf else "breaks" if breaks else "")

    def wait_for_call(self, call: str, what: str = "begin") -> None:
        """Until some program is in it."""
        wait_until(lambda: any(line.call == call and line.what == what for line in self.calls()), f"{what} {call}")

    def let_go(self, call: str) -> None:
        (self.world / "holds" / call.replace("/", ":")).unlink()

    def fail(self, faults: Mapping[str, str]) -> None:
        """From the next program on these calls go wrong: {"create app/server": "refused"}."""
        (self.world / "faults").write_text(json.dumps(faults))

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "tests.support.programs", "--lang", "en", *arguments]


@dataclass
class Running:
    """A program that was started. Killed by its number; the server that started it waits for it."""

    server: Server
    pid: int
    out: Path
    err: Path

    def wait_for(self, text: str) -> None:
        """Until it has said so."""
        wait_until(lambda: text in self.out.read_text() + self.err.read_text(), text)

    def wait(self) -> Ended:
        answer = self.server.ask({"wait": self.pid})
        out, err = (path.read_text() if path.exists() else "" for path in (self.out, self.err))
        return Ended(answer["code"], out, err, answer["seconds"])


@dataclass
class Server:
    """Starts programs by forking. One at a time may be asked; what it started runs side by side."""

    scratch: Path
    _started: int = 0
    _process: subprocess.Popen[str] = field(init=False)

    def __enter__(self) -> Self:
        place = Place(self.scratch)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.programs"],
            cwd=REPOSITORY,
            env=place.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=DEADLINE)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def start(
        self, place: Place, *arguments: str, environment: Mapping[str, str] | None = None, streams: Sequence[str] | None = None
    ) -> Running:
        """`streams`: where standard input, output and error are instead of nowhere and two files."""
        self._started += 1
        out, err = (self.scratch / f"{self._started}.{name}" for name in ("out", "err"))
        order = {
            "run": ["--lang", "en", *arguments],
            "folder": str(place.workspace),
            "environment": place.environment(**(environment or {})),
            "streams": streams or [os.devnull, str(out), str(err)],
        }
        return Running(self, int(self.ask(order)["pid"]), out, err)

    def run(self, place: Place, *arguments: str, code: int | None = 0, environment: Mapping[str, str] | None = None) -> Ended:
        """Run to the end; `code` is what is expected, None for any."""
        ended = self.start(place, *arguments, environment=environment).wait()
        assert code is None or ended.code == code, f"{arguments}: {ended.code}\n{ended.text}"
        return ended

    def ask(self, order: Mapping[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        ready, _, _ = select.select([self._process.stdout], [], [], DEADLINE)
        if not ready and "wait" in order:  # so that the next order gets its own answer
            os.kill(order["wait"], signal.SIGKILL)
            self._process.stdout.readline()
        assert ready, f"nothing came of {order}"
        return json.loads(self._process.stdout.readline())
