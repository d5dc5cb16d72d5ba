"""The parent of a load test: it starts the generator, shows how it goes, and takes the result.

Nothing here imports locust or gevent. The generator runs in a session of its own, so that
Ctrl-C reaches only the parent, which then lets the run end in order.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import bouwsteen
from bouwsteen.adapters.load_generators.bindings import ROOT_VARIABLE, secrets_in, write_bindings
from bouwsteen.adapters.load_generators.engine.folders import BINDINGS
from bouwsteen.adapters.private_files import create_private_file, make_private_folder
from bouwsteen.errors import MissingPartError
from bouwsteen.loadtest.plans import LoadPlan
from bouwsteen.loadtest.progress import Progress, parse_progress
from bouwsteen.loadtest.results import LoadResult, ResultFormatError, empty_result, load_result
from bouwsteen.values import SECRET_TEXT

ENGINE = "bouwsteen.adapters.load_generators.engine"
START_SECONDS = 60.0
END_SECONDS = 30.0
STOP_SECONDS = 20.0
LONGEST_BUFFER = 65_536
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "LD_LIBRARY_PATH", "SYSTEMROOT")


def run_load_test(plan: LoadPlan, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> LoadResult:
    """Make the load of `plan`. Blocks until it is over; `progress` is called about once a second.

    Never raises for what the services do or the generator suffers: that is in the result, for
    `loadtest.verdicts.judge`. When `cancelled` turns true the run ends early and the result
    holds what was measured. Raises MissingPartError when locust is not installed.
    """
    _require_locust()
    run, started_at = uuid.uuid4().hex, datetime.now(UTC).isoformat(timespec="seconds")
    with tempfile.TemporaryDirectory(prefix="bouwsteen-loadtest-") as name:
        folder = Path(name)
        _write_orders(folder, plan, run)
        aborted = _follow(folder, plan, progress, cancelled)
        result = _read_result(folder, aborted, {secret for file in plan.files for secret in secrets_in(file.bindings)})
    result = dataclasses.replace(result, run=run, environment=plan.environment, profile=plan.profile.name, seed=plan.seed)
    return dataclasses.replace(result, plan_digest=plan.digest, started_at=started_at)


def _require_locust() -> None:
    if importlib.util.find_spec("locust") is None:
        raise MissingPartError.because(
            "loadtest-not-installed",
            "Load tests are not installed",
            "A load test needs locust, and this installation does not have it.",
            "Install it with:\n\n    pip install 'bouwsteen[loadtest]'",
        )


def _write_orders(folder: Path, plan: LoadPlan, run: str) -> None:
    document = {"plan": plan.to_json(), "run": run, "journeys": [str(file.path.resolve()) for file in plan.files]}
    create_private_file(folder / "plan.json", json.dumps(document).encode())
    make_private_folder(folder / BINDINGS)
    for index, file in enumerate(plan.files):
        write_bindings(folder / BINDINGS / str(index), file.bindings)


def _environment(folder: Path) -> dict[str, str]:
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    root = Path(bouwsteen.__file__).parent.parent
    return {**passed, "PYTHONPATH": str(root), ROOT_VARIABLE: str(folder / BINDINGS)}


@contextlib.contextmanager
def _engine(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The generator; on the way out none of its processes is left."""
    with (folder / "engine.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", ENGINE, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=folder,
            env=_environment(folder),
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() != 0:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _follow(folder: Path, plan: LoadPlan, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> str:
    """Read lines until the generator closes its side. What ended it early, or an empty text."""
    spec = plan.profile.spec
    deadline = time.monotonic() + START_SECONDS + spec.seconds + spec.drain.total_seconds() + END_SECONDS
    stopping = False
    with _engine(folder) as process:
        for line in _lines(process):
            if line and (seen := parse_progress(line)):
                progress(seen)
            if not stopping and cancelled():
                stopping, deadline = True, time.monotonic() + STOP_SECONDS
                process.terminate()
            if time.monotonic() > deadline:
                return "operator" if stopping else "deadline"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(END_SECONDS)
        if stopping:
            return "operator"
        return "" if process.returncode == 0 else "generator"


def _lines(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """Each line, and an empty one whenever there was none for a while. Ends with the pipe."""
    if process.stdout is None:
        return
    descriptor, buffer = process.stdout.fileno(), b""
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while True:
            if not selector.select(0.1):
                yield b""
                continue
            chunk = os.read(descriptor, LONGEST_BUFFER)
            if not chunk:
                return
            *lines, buffer = (buffer + chunk).split(b"\n")
            buffer = buffer[-LONGEST_BUFFER:]
            yield from lines or [b""]


def _read_result(folder: Path, aborted: str, secrets: Iterable[str]) -> LoadResult:
    """What the generator wrote, without any secret that a page or a journey may have shown it."""
    try:
        text = _without(secrets, (folder / "result.json").read_text("utf-8"))
        return load_result(json.loads(text))
    except (OSError, ResultFormatError, ValueError):
        with contextlib.suppress(OSError):
            tail = _without(secrets, (folder / "engine.log").read_bytes()[-2_000:].decode(errors="replace"))
            return empty_result(aborted=aborted or "generator", problems=tuple(tail.strip().splitlines()[-1:]))
        return empty_result(aborted=aborted or "generator")


def _without(secrets: Iterable[str], text: str) -> str:
    for secret in secrets:
        text = text.replace(secret, SECRET_TEXT).replace(json.dumps(secret)[1:-1], SECRET_TEXT)
    return text
