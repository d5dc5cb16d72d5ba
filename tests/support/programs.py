"""The real command line in processes of its own, on a world that is a folder.

    python -m tests.support.programs ARGUMENTS    `bouwsteen ARGUMENTS`, with the types `test/…` of that world
    python -m tests.support.programs              waits for orders on standard input: see `serve`

`$BOUWSTEEN_TEST_WORLD` names the folder:

    objects/    one file for each object (`FileWorld`)
    calls       a line when a call begins and when it ends, of every process, in their order
    faults      what goes wrong, as `FileWorld.faults` has it, in JSON
    holds/      a call waits as long as a file with its name is here: `create app:server`, or `after create app:server` to wait
                when it is done and nobody knows yet; where `deaf` stands in it, the call does not listen to its caller,
                and where `breaks` does, the provider breaks, with all that it was given in its exception

A program that starts takes a second, and most of that is imports. So many runs are forked from one process that did the imports;
each is a process with a memory, files and signals of its own all the same.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from tests.support.file_worlds import TYPES, FileWorld
from tests.support.towns import Town

from bouwsteen.adapters.leases import Lease
from bouwsteen.cli import known_types, state_stores, wiring
from bouwsteen.cli import main as entry
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.providers.protocol import Call, Effect, Failed, Outcome, Provider
from bouwsteen.values import reveal

WORLD: Final = "BOUWSTEEN_TEST_WORLD"
DIES_AT: Final = "BOUWSTEEN_TEST_DIES_AT"
COUNTS_TO: Final = "BOUWSTEEN_TEST_COUNTS_TO"
SHORT_LEASE: Final = "BOUWSTEEN_TEST_SHORT_LEASE"
_PAUSE: Final = 0.01
# Everything by which a process of ours changes a file; what it does by others (a write of text before it gets its name) has no effect yet.
# Syncs are not among them: who is killed before one leaves what who is killed behind it leaves. `test_failed_fsyncs` is about those.
_WRITES: Final = ("write", "pwrite", "ftruncate", "rename", "replace", "link", "unlink", "mkdir", "rmdir")
_IMPORTS: Final = (
    "commands.apply",
    "commands.destroy",
    "commands.plan",
    "commands.status",
    "commands.down",
    "views.line_reports",
    "bug_reports",
)
_PULSE: Final = "bouwsteen-lock"  # the thread by which a lock gives signs of life
_write: Final = os.write  # as it was before anything was put around it


class ProgramWorld(FileWorld):
    """A world that several processes work on, each leaving a trace of what it did."""

    def __init__(self, folder: Path) -> None:
        faults = folder / "faults"
        super().__init__(folder / "objects", json.loads(faults.read_text()) if faults.exists() else {})
        self._holds = folder / "holds"
        self._calls = os.open(folder / "calls", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def _act(self, action: str, call: Call, work: Callable[[], Outcome]) -> Outcome:
        name = f"{action} {call.address.local}"
        self._note("begin", name, call)
        if self._is_left(name, call):
            return Failed("test-left", "The test world did not answer", "Nobody waited for it.", effect=Effect.UNKNOWN)
        outcome = super()._act(action, call, work)
        self._is_left(f"after {name}", call)
        self._note("end", name, call)
        return outcome

    def _note(self, what: str, name: str, call: Call) -> None:
        line = {"pid": os.getpid(), "what": what, "call": name, "generation": call.generation}
        _write(self._calls, json.dumps(line).encode() + b"\n")

    def _is_left(self, name: str, call: Call) -> bool:
        hold = self._holds / name.replace("/", ":")
        if _text_of(hold) == "breaks":
            raise RuntimeError(f"broken by {reveal(dict(call.inputs))}")
        while (text := _text_of(hold)) is not None:
            if call.cancelled() and text != "deaf":
                return True
            time.sleep(_PAUSE)
        return False


def _text_of(hold: Path) -> str | None:
    """None once it was let go, which may be at any moment."""
    try:
        return hold.read_text()
    except FileNotFoundError:
        return None


def run(arguments: Sequence[str]) -> int:
    """As the program `bouwsteen`, with one more provider."""
    _meet_the_world(Path(os.environ[WORLD]))
    counter = Counter(int(os.environ.get(DIES_AT, "0")))
    if {DIES_AT, COUNTS_TO} & os.environ.keys():
        counter.surround()
    code = entry.main(arguments)
    if COUNTS_TO in os.environ:
        Path(os.environ[COUNTS_TO]).write_text(str(counter.seen))
    return code


def _meet_the_world(folder: Path) -> None:
    own = wiring.open_providers

    def open_providers(root: Path, workspace: Workspace) -> dict[str, Provider]:
        return {**own(root, workspace), "test": ProgramWorld(folder)}

    wiring.open_providers = open_providers
    if SHORT_LEASE in os.environ:
        long = state_stores.open_store
        state_stores.open_store = lambda invocation, root: replace(long(invocation, root), lease=Lease(1, 0.1))
    known = dict(known_types.known_types())
    known_types.known_types = lambda: {**known, **TYPES}


class Counter:
    """Counts the moments between the writes of a process, and ends it at one of them.

    Each write has a moment before it, and one half way where it can be torn; the one after it is that before the next.
    """

    def __init__(self, dies_at: int) -> None:
        self._dies_at = dies_at
        self.seen = 0

    def surround(self) -> None:
        for name in _WRITES:
            setattr(os, name, self._surrounded(name, getattr(os, name)))
        _surround_requests(self._pass)

    def _surrounded(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def do(*arguments: Any, **options: Any) -> Any:
            self._pass()
            if name == "write":  # what is written in place is less than a sector, and no disk tears that
                fd, data = arguments
                self._pass(lambda: act(fd, bytes(data)[: len(data) // 2]))
            return act(*arguments, **options)

        return do

    def _pass(self, last: Callable[[], object] = lambda: None) -> None:
        self.seen += 1
        if self.seen == self._dies_at:
            last()
            os.kill(os.getpid(), signal.SIGKILL)


def _surround_requests(pass_: Callable[[], None]) -> None:
    """What a state in a cluster asks of the server: before each request, and when it was done and nobody heard of it yet.

    Its Lease is renewed by a thread at times of its own; that request has no number.
    """
    from bouwsteen.adapters.kubernetes_state.shelves import Shelf

    ask = Shelf._ask

    def surrounded(shelf: Shelf, method: str, path: str, **options: Any) -> dict[str, Any]:
        if threading.current_thread().name == _PULSE:
            return ask(shelf, method, path, **options)
        pass_()
        answer = ask(shelf, method, path, **options)
        pass_()
        return answer

    class_: Any = Shelf
    class_._ask = surrounded


def serve() -> None:
    """Orders on standard input and answers on standard output, a line of JSON each.

    {"run": arguments, "folder", "environment", "streams"} → {"pid"}: starts a run in a session of its own. `streams` are the paths
    of standard input, output and error; a terminal among them becomes the terminal of that session.
    {"wait": pid} → {"code", "seconds"}: waits for its end; a code below zero is a signal.
    """
    for module in _IMPORTS:
        importlib.import_module(f"bouwsteen.cli.{module}")
    _practise()
    gc.freeze()
    started: dict[int, float] = {}
    for line in sys.stdin:
        order = json.loads(line)
        if "run" in order:
            pid = os.fork()
            if not pid:
                _become(order)
            started[pid] = time.monotonic()
            answer: dict[str, Any] = {"pid": pid}
        else:
            _, status = os.waitpid(order["wait"], 0)
            answer = {"code": os.waitstatus_to_exitcode(status), "seconds": time.monotonic() - started.pop(order["wait"])}
        print(json.dumps(answer), flush=True)  # noqa: T201  answers


def _practise() -> None:
    """Read and check a stack once: what is made at first use, of documents, schemas and expressions, all runs have then."""
    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stdout(io.StringIO()):
        town = Town(Path(name), "town")
        town.write({"name": "keys", "block": "service"}, {"name": "app", "block": "app", "uses": {"key": "keys/key"}})
        known_types.known_types, own = lambda: {**own(), **TYPES}, known_types.known_types
        code = entry.main(["-C", str(town.root), "validate", "town"])
        known_types.known_types = own
        assert code == 0, "the stack to practise on"


def _become(order: Mapping[str, Any]) -> None:
    """The child: never returns to the loop that it came from."""
    code = 70
    try:
        os.setsid()
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        tempfile.tempdir = None  # practice found out where that is; this run has a place of its own
        _take_streams(order["streams"])
        code = run(order["run"])
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001  a fork must not fall back into the loop
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _take_streams(paths: Sequence[str]) -> None:
    for fd, path in enumerate(paths):
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.dup2(opened, fd)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  as a program that starts has them
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", closefd=False)  # noqa: SIM115


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit(run(sys.argv[1:]))
    serve()
