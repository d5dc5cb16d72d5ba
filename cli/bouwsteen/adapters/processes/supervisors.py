"""The supervisor of one environment: a supervisord that outlives us and keeps services running.

Its configuration holds names only; what to run stands in `specs/<name>.json`. The files are the
truth: a service is wanted when its spec is there, and the configuration is made from them.

    <folder>/specs/      what runs          <folder>/stopped/   what `down` put aside
    <folder>/starts/     pid, count         <folder>/logs/      one log for each service
    <folder>/homes/      where each runs    <folder>/lock       held by whoever changes any of this
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import re
import shlex
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bouwsteen.adapters.file_locks import FileLockTimeoutError, exclusive_lock
from bouwsteen.adapters.private_files import make_private_folder, remove_empty_folders, remove_tree, write_private_file
from bouwsteen.adapters.processes.launch import MARK, read_starts, starts_file
from bouwsteen.adapters.processes.process_table import command_of, end_process
from bouwsteen.adapters.processes.remote_calls import (
    FAULT_ALREADY_ADDED,
    FAULT_ALREADY_STARTED,
    FAULT_BAD_NAME,
    FAULT_NOT_RUNNING,
    FAULT_SHUTTING_DOWN,
    SupervisorAbsentError,
    SupervisorFaultError,
    SupervisorUnresponsiveError,
    call_supervisor,
)

# Seconds that a service gets to end by itself.
STOP_SECONDS: Final = 15
_PARTS: Final = ("specs", "stopped", "starts", "logs")
_LONGEST_SOCKET_PATH: Final = 90  # macOS allows 103, and supervisord adds its pid for a moment
_PACKAGES: Final = str(Path(__file__).parents[3])  # the folder that holds the package bouwsteen

_HEAD: Final = """\
[unix_http_server]
file=%(ENV_BOUWSTEEN_SOCKET)s
chmod=0600

[supervisord]
identifier=bouwsteen
logfile=supervisord.log
logfile_maxbytes=5MB
logfile_backups=2
pidfile=supervisord.pid
childlogdir=logs
nocleanup=true
umask=077

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""

# A service that fails within startsecs is tried again after 1, 2, 3… seconds, and given up after ten times.
_PROGRAM: Final = """
[program:{name}]
command=%(ENV_BOUWSTEEN_LAUNCHER)s specs/{name}.json
autostart=false
autorestart=true
startsecs=5
startretries=10
stopsignal=TERM
stopwaitsecs={stop}
killasgroup=true
redirect_stderr=true
stdout_logfile=logs/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=3
"""


class SupervisorStartError(Exception):
    """supervisord did not start. The text is the end of what it said."""


class SupervisorMissingError(Exception):
    """The package supervisor is not installed."""


@dataclass(frozen=True, slots=True)
class ProcessStatus:
    """How the supervisor sees one service. `since` is a Unix time, 0 when it does not run."""

    state: str  # STOPPED STARTING RUNNING BACKOFF STOPPING EXITED FATAL UNKNOWN
    pid: int
    since: float
    starts: int

    @property
    def is_alive(self) -> bool:
        return self.state in {"STARTING", "RUNNING"} and self.pid > 0


class Supervisor:
    """Safe to use from several threads and processes at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def spec_file(self, name: str) -> Path:
        return self.folder / "specs" / f"{name}.json"

    def stopped_file(self, name: str) -> Path:
        return self.folder / "stopped" / f"{name}.json"

    def log_file(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.log"

    def home(self, name: str) -> Path:
        return self.folder / "homes" / name

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock that guards the files above and the life of supervisord."""
        with contextlib.ExitStack() as held:
            self._take_lock(held)
            for part in _PARTS:
                make_private_folder(self.folder / part)
            yield

    def _take_lock(self, held: contextlib.ExitStack) -> None:
        """Another run that removes the folder takes the lock file with it, so both may have to be made again."""
        for _ in range(100):
            with contextlib.suppress(FileNotFoundError):
                make_private_folder(self.folder)
                held.enter_context(exclusive_lock(self.folder / "lock", seconds=120))
                return
        raise FileLockTimeoutError(str(self.folder / "lock"))

    def status(self, name: str) -> ProcessStatus | None:
        """None when the supervisor is there and does not know the service.

        Raises SupervisorAbsentError, SupervisorUnresponsiveError.
        """
        try:
            info = self._call("getProcessInfo", name)
        except SupervisorFaultError as fault:
            if fault.code == FAULT_BAD_NAME:
                return None
            raise SupervisorAbsentError(str(fault)) from fault
        starts, _ = read_starts(starts_file(self.spec_file(name)))
        return ProcessStatus(
            state=str(info["statename"]),
            pid=int(info["pid"]),
            since=float(info["start"]) if info["pid"] else 0.0,
            starts=starts,
        )

    def ensure_known(self, name: str) -> None:
        """Have a supervisor that knows the service, whose spec is written. Only while `changing`.

        A supervisor that has to be started first starts every other service again.
        Raises SupervisorUnresponsiveError, SupervisorStartError.
        """
        self._write_configuration()
        if not self._is_there():
            self._start()
            for other in self._names():
                if other != name:
                    self.start(other)
            return
        self._call("reloadConfig")
        with _tolerating(FAULT_ALREADY_ADDED):
            self._call("addProcessGroup", name)

    def start(self, name: str) -> None:
        """Let it run, unless it does. Raises as `status`."""
        with _tolerating(FAULT_ALREADY_STARTED):
            self._call("startProcess", name, False)

    def stop(self, name: str, cancelled: Callable[[], bool] = lambda: False) -> bool:
        """End it; True when no process is left. Raises SupervisorUnresponsiveError."""
        try:
            self._await_launcher(name)
            with _tolerating(FAULT_NOT_RUNNING, FAULT_BAD_NAME):
                self._call("stopProcess", name, False)
            deadline = time.monotonic() + STOP_SECONDS + 5
            while time.monotonic() < deadline and not cancelled():
                status = self.status(name)
                if status is None or status.state in {"STOPPED", "EXITED", "FATAL", "UNKNOWN"}:
                    starts_file(self.spec_file(name)).unlink(missing_ok=True)
                    return True
                time.sleep(0.05)
        except SupervisorAbsentError:
            self._end_service(name)
            return True
        return False

    def _await_launcher(self, name: str) -> None:
        """Not before the launcher runs: what supervisord forks ignores SIGTERM for a moment, until it has become the launcher."""
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            status = self.status(name)
            if status is None or not status.is_alive or read_starts(starts_file(self.spec_file(name)))[1] == status.pid:
                return
            time.sleep(0.02)

    def forget(self, name: str) -> None:
        """Drop a stopped service; the last one takes the supervisor with it. Only while `changing`."""
        self._write_configuration()
        try:
            with _tolerating(FAULT_BAD_NAME):
                self._call("removeProcessGroup", name)
            if not self._names():
                self._shut_down()
        except SupervisorAbsentError:
            return

    def erase(self, name: str) -> None:
        """Remove what a service that was forgotten left: its home last, so that a half-done removal is seen. Only while `changing`."""
        self.stopped_file(name).unlink(missing_ok=True)
        for path in (self.folder / "logs").glob(f"{name}.log*"):
            path.unlink(missing_ok=True)
        remove_tree(self.home(name))

    def remove_if_unused(self) -> None:
        """Remove the whole folder once no service runs or waits in it and supervisord has ended.

        Only as the last thing while `changing`: the lock goes too.
        """
        in_use = any(any((self.folder / part).iterdir()) for part in ("specs", "stopped"))
        if in_use or self._owns(self._pid()):
            return
        self._end_leftovers()
        self._remove_socket()
        for path in self.folder.iterdir():
            if path.name != "lock":
                remove_tree(path)
        # Whoever waits for the lock sees that it is gone and begins a folder of its own; one that already did keeps it.
        (self.folder / "lock").unlink()
        remove_empty_folders(self.folder, self.folder)

    def _remove_socket(self) -> None:
        """supervisord does so itself, unless it was killed."""
        told = self._socket()
        for path in (told, self._default_socket()):
            if path is not None and path.name == self._default_socket().name and path.is_socket():
                path.unlink()

    def _names(self) -> list[str]:
        return sorted(path.stem for path in (self.folder / "specs").glob("*.json"))

    def _write_configuration(self) -> None:
        text = _HEAD + "".join(_PROGRAM.format(name=name, stop=STOP_SECONDS) for name in self._names())
        write_private_file(self.folder / "supervisord.conf", text.encode())

    def _is_there(self) -> bool:
        """False when none is there, or one was going and has gone by now."""
        deadline = time.monotonic() + STOP_SECONDS + 10
        while True:
            try:
                self._call("getState")
            except SupervisorAbsentError:
                return False
            except SupervisorFaultError as fault:
                if fault.code != FAULT_SHUTTING_DOWN or time.monotonic() > deadline:
                    raise SupervisorUnresponsiveError(str(fault)) from fault
                time.sleep(0.1)
            else:
                return True

    def _start(self) -> None:
        self._end_leftovers()
        socket = self._new_socket()
        command = [sys.executable, "-P", "-m", "supervisor.supervisord", "-c", str(self.folder / "supervisord.conf")]
        said = self.folder / "supervisord.start.log"
        with said.open("wb") as output:
            try:
                # It leaves our session and puts itself in the background once it listens, so this ends soon.
                subprocess.run(
                    command,
                    cwd=self.folder,
                    env=_environment(socket),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    timeout=60,
                    check=True,
                )
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
                raise SupervisorStartError(said.read_text(errors="replace")[-2_000:]) from error

    def _shut_down(self) -> None:
        pid = self._call("getPID")
        self._call("shutdown")
        deadline = time.monotonic() + STOP_SECONDS + 5
        while self._owns(int(pid)) and time.monotonic() < deadline:
            time.sleep(0.02)

    def _end_leftovers(self) -> None:
        """End what outlived a supervisor that cannot be reached any more: itself, and on macOS its services."""
        for pid in (self._pid(), self._stray_pid()):
            end_process(pid, str(self.folder / "supervisord.conf"), STOP_SECONDS + 5)
        for path in (self.folder / "starts").glob("*.json"):
            self._end_service(path.stem)

    def _end_service(self, name: str) -> None:
        end_process(read_starts(starts_file(self.spec_file(name)))[1], f"{MARK}{self.folder / 'homes' / name}", 2)

    def _stray_pid(self) -> int:
        """The supervisor of this folder from before somebody removed the folder under it."""
        try:
            return int(call_supervisor(self._default_socket(), "getPID"))
        except (SupervisorAbsentError, SupervisorUnresponsiveError, SupervisorFaultError):
            return 0

    def _owns(self, pid: int) -> bool:
        return str(self.folder / "supervisord.conf") in command_of(pid)

    def _pid(self) -> int:
        try:
            return int((self.folder / "supervisord.pid").read_text())
        except (OSError, ValueError):
            return 0

    def _call(self, method: str, *arguments: Any) -> Any:
        socket = self._socket()
        if socket is None:
            raise SupervisorAbsentError(str(self.folder))
        return call_supervisor(socket, method, *arguments)

    def _socket(self) -> Path | None:
        """Where the supervisor listens. Written down at its start: another shell may have another XDG_RUNTIME_DIR."""
        try:
            return Path((self.folder / "socket").read_text())
        except FileNotFoundError:
            return None

    def _default_socket(self) -> Path:
        return runtime_folder() / f"{hashlib.sha256(str(self.folder).encode()).hexdigest()[:20]}.sock"

    def _new_socket(self) -> Path:
        path = self._default_socket()
        write_private_file(self.folder / "socket", str(path).encode())
        path.unlink(missing_ok=True)
        return path


def require_supervisor() -> None:
    """Raises SupervisorMissingError."""
    if importlib.util.find_spec("supervisor") is None:
        raise SupervisorMissingError


def runtime_folder() -> Path:
    """A short folder for sockets that only this user can enter. Raises SupervisorStartError."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = Path(runtime) / "bouwsteen"
    if not runtime or not Path(runtime).is_dir() or len(str(folder)) + 25 > _LONGEST_SOCKET_PATH:
        folder = Path("/tmp") / f"bw-{os.getuid()}"  # noqa: S108  checked below before it is used
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise SupervisorStartError(f"{folder} is not a folder that only this user can enter.")
    return folder


def program_name(instance: str, resource: str, address: str) -> str:
    """A name that supervisord and a file system take, the same each time, different for each address."""
    readable = re.sub(r"[^a-z0-9]+", "-", f"{instance}-{resource}".lower()).strip("-")[:60]
    return f"{readable}-{hashlib.sha256(address.encode()).hexdigest()[:10]}"


@contextmanager
def _tolerating(*codes: int) -> Iterator[None]:
    try:
        yield
    except SupervisorFaultError as fault:
        if fault.code not in codes:
            raise SupervisorUnresponsiveError(str(fault)) from fault


def _environment(socket: Path) -> dict[str, str]:
    """What supervisord gets, and the launcher after it. The service gets none of it."""
    launcher = shlex.join([sys.executable, "-P", "-m", "bouwsteen.adapters.processes.launch"])
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TZ") if name in os.environ}
    return {
        **kept,
        "PATH": os.defpath,
        "PYTHONPATH": _PACKAGES,
        "TMPDIR": tempfile.gettempdir(),
        "BOUWSTEEN_LAUNCHER": launcher,
        "BOUWSTEEN_SOCKET": str(socket),
    }
