"""git on a bare repository of ours: bounded in time and size, without hooks, prompts or programs of others.

The only door to GitPython, by which other repositories are called. Every option stands here; what comes from a document is only ever an
address or the name of a reference, behind `--`.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO, Final

from bouwsteen.adapters.private_files import make_private_folder, remove_tree
from bouwsteen.errors import InternalError, MissingPartError

_SECONDS: Final = 60.0
_ANSWER_BYTES: Final = 1024 * 1024
_OPTIONS: Final = tuple(
    part
    for setting in (
        "protocol.ext.allow=never",
        "protocol.file.allow=never",  # GIT_ALLOW_PROTOCOL, set for each call, goes before these two
        "http.followRedirects=false",
        "http.lowSpeedLimit=1000",
        "http.lowSpeedTime=30",
        "core.hooksPath=/dev/null",
        "core.fsmonitor=false",
        "core.askPass=",
        "credential.interactive=false",
        "transfer.fsckObjects=true",
        "submodule.recurse=false",
        "fetch.recurseSubmodules=false",
        "maintenance.auto=false",
        "gc.auto=0",
    )
    for part in ("-c", setting)
)
_ABSENT: Final = ("not our ref", "couldn't find remote ref", "unadvertised object", "not a valid object name")
_UNAUTHORISED: Final = (
    "authentication failed",
    "could not read username",
    "could not read password",
    "terminal prompts disabled",
    "permission denied (",
    "host key verification failed",
    "returned error: 401",
    "returned error: 403",
)


class GitFailedError(Exception):
    """git did not do it. The text is what it said, without credentials or control characters."""


class AbsentRevisionError(GitFailedError):
    """The other side answered and does not have it, or does not give it."""


class GitRefusedError(GitFailedError):
    """The other side refuses who we are."""


class GitTooSlowError(Exception):
    """The text is the number of seconds that it was given."""


class GitTooLargeError(Exception):
    """It answered or fetched more than was allowed."""


@dataclass(frozen=True, slots=True)
class GitRepository:
    """A bare repository. `allowed` is the one protocol that git may use, `objects` where its objects are when elsewhere."""

    folder: Path
    allowed: str
    objects: Path | None = None

    @classmethod
    def at(cls, folder: Path, allowed: str) -> GitRepository:
        """Made at first use."""
        if not (folder / "HEAD").is_file():
            remove_tree(folder)
            for part in ("objects", "refs"):
                make_private_folder(folder / part)
            # What `git init` would make of it without the templates and settings of this machine.
            (folder / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = true\n", encoding="ascii")
            (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
        return cls(folder, allowed)

    def has_commit(self, commit: str) -> bool:
        try:
            self.run("cat-file", "-e", f"{commit}^{{commit}}")
        except GitFailedError:
            return False
        return True

    def read_blobs(self, names: Sequence[str], limit: int, kind: str = "blob") -> list[bytes]:
        """The bytes of objects of a kind, in their order. Raises as `run`."""
        asked = "".join(f"{name}\n" for name in names).encode()
        said = self.run("cat-file", "--batch", given=asked, limit=limit + 100 * len(names))
        blobs, at = [], 0
        for name in names:
            end = said.index(b"\n", at)
            header = said[at:end].decode("ascii").split()
            if header[:2] != [name, kind]:
                raise GitFailedError(f"The object {name} is not there.")
            size = int(header[2])
            blobs.append(said[end + 1 : end + 1 + size])
            at = end + size + 2
        return blobs

    def run(
        self,
        command: str,
        *arguments: str,
        seconds: float = _SECONDS,
        limit: int = _ANSWER_BYTES,
        growth: int = 0,
        given: bytes = b"",
    ) -> bytes:
        """What `git command` answers, at most `limit` bytes; with `growth` the repository may grow by that many.

        Raises GitFailedError, AbsentRevisionError, GitRefusedError, GitTooSlowError, GitTooLargeError.
        """
        with tempfile.TemporaryFile() as asked:
            asked.write(given)
            asked.seek(0)
            process = self._start([command, *arguments], asked)
            answer, said = _Collector(process.stdout, limit), _Collector(process.stderr, _ANSWER_BYTES)
            try:
                self._watch(process, [answer, said], seconds, growth)
            finally:
                _end(process)
                for collector in (answer, said):
                    collector.close()
        if answer.too_much:
            raise GitTooLargeError
        if process.returncode != 0:
            raise _explain(said.data.decode(errors="replace"))
        return bytes(answer.data)

    def _start(self, arguments: list[str], asked: IO[bytes]) -> Popen[bytes]:
        command = ["git", *_OPTIONS, f"--git-dir={self.folder}", *arguments]
        environment = _environment(self.folder, self.objects or self.folder / "objects", self.allowed)
        if self.allowed == "none":
            return _start_reading(command, self.folder, environment, asked)
        try:
            from git import Git  # noqa: PLC0415  half a second of the processor, and it needs the program git when it is imported
        except ImportError as problem:
            raise _no_git() from problem
        started = Git(str(self.folder)).execute(
            command, istream=asked.fileno(), as_process=True, shell=False, env=environment, start_new_session=True
        )
        process: Popen[bytes] | None = started.proc
        if process is None:
            raise InternalError("git has ended before it began.")
        started.proc = None  # from here it is ours to end
        return process

    def _watch(self, process: Popen[bytes], collectors: Sequence[_Collector], seconds: float, growth: int) -> None:
        deadline = time.monotonic() + seconds
        most = growth and _size_of(self.folder) + growth
        pause = 0.002
        while process.poll() is None or any(each.is_reading for each in collectors):
            if time.monotonic() > deadline:
                raise GitTooSlowError(f"{seconds:g}")
            if any(each.too_much for each in collectors) or (most and _size_of(self.folder) > most):
                raise GitTooLargeError
            time.sleep(pause)
            pause = min(pause * 1.5, 0.2)
        if most and _size_of(self.folder) > most:
            raise GitTooLargeError


class _Collector:
    """Reads a pipe in a thread of its own, up to a limit."""

    def __init__(self, pipe: IO[bytes] | None, limit: int) -> None:
        self.data = bytearray()
        self.too_much = False
        self._pipe = pipe
        self._limit = limit
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    @property
    def is_reading(self) -> bool:
        return self._thread.is_alive()

    def close(self) -> None:
        self._thread.join(5)
        if self._pipe is not None and not self.is_reading:
            self._pipe.close()

    def _read(self) -> None:
        while self._pipe is not None and (part := os.read(self._pipe.fileno(), 65_536)):
            if len(self.data) + len(part) > self._limit:
                self.too_much = True
                return
            self.data += part


def _start_reading(command: list[str], folder: Path, environment: Mapping[str, str], asked: IO[bytes]) -> Popen[bytes]:
    """For what calls nobody: a pull request of one stack is read before GitPython would be awake. Its answers are in English too."""
    try:
        return Popen(
            command,
            cwd=folder,
            env={**os.environ, "LANGUAGE": "C", "LC_ALL": "C", **environment},
            stdin=asked.fileno(),
            stdout=PIPE,
            stderr=PIPE,
            start_new_session=True,
        )
    except FileNotFoundError as problem:
        raise _no_git() from problem


def _environment(folder: Path, objects: Path, allowed: str) -> dict[str, str]:
    """On top of ours, whose settings for proxies, credentials and SSH hold; but not those of a git that called us in a hook."""
    return {
        "GIT_DIR": str(folder),
        "GIT_WORK_TREE": str(folder),
        "GIT_OBJECT_DIRECTORY": str(objects),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
        "GIT_NAMESPACE": "",
        "GIT_ALLOW_PROTOCOL": allowed,
        "GIT_PROTOCOL_FROM_USER": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",  # what a commit's number says, and nothing in its place
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TRACE": "0",
        "GIT_TRACE_CURL": "0",
        "GIT_CURL_VERBOSE": "0",
        "GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND") or "ssh -o BatchMode=yes -o ConnectTimeout=15",
    }


def _end(process: Popen[bytes]) -> None:
    """With the helpers that it started, which would otherwise go on fetching."""
    if process.poll() is None:
        with contextlib.suppress(OSError):
            if os.name == "nt":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def _size_of(folder: Path) -> int:
    total = 0
    for here, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # git renames what it has finished
                total += Path(here, name).lstat().st_size
    return total


def _explain(said: str) -> GitFailedError:
    lowered = said.casefold()
    lines = [line for line in said.splitlines() if line.startswith(("fatal:", "error:", "ssh:"))] or said.splitlines()[-1:]
    # A rewriting of addresses in this machine's git settings may bring credentials in.
    text = re.sub(r"//[^/@\s]*@", "//", re.sub(r"[^ -~]+", " ", "; ".join(lines)))[:400].strip() or "git says nothing."
    kind = GitFailedError
    if any(each in lowered for each in _ABSENT):
        kind = AbsentRevisionError
    elif any(each in lowered for each in _UNAUTHORISED):
        kind = GitRefusedError
    return kind(text)


def _no_git() -> MissingPartError:
    problem = MissingPartError.because(
        "missing-part",
        "A part of Bouwsteen is not installed",
        "A catalog in a git repository needs the program git, which is not on the PATH.",
        "Install git, then run again.",
    )
    assert isinstance(problem, MissingPartError)
    return problem
