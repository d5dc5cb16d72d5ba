"""A work tree for adapters that start real processes, and the end of whatever they started."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bouwsteen.adapters.local.provider import LocalProvider
from bouwsteen.adapters.processes.process_table import command_of, end_process
from bouwsteen.adapters.processes.remote_calls import SupervisorAbsentError, call_supervisor
from bouwsteen.addresses import Address
from bouwsteen.providers.protocol import Call

# Listens once the file LATE is there, ready once SLOW is; says what it was given; ends at once with FAIL.
SERVICE = """\
import http.server, json, os, pathlib, signal, sys, time

if os.environ.get("FAIL"):
    print("first line")
    sys.exit("no database: " + os.environ["FAIL"])
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
if os.environ.get("STUBBORN"):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
root = pathlib.Path(os.environ["SERVICE_BINDING_ROOT"])


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        ready = "SLOW" not in os.environ or pathlib.Path(os.environ["SLOW"]).exists()
        bindings = {use.name: {f.name: f.read_text() for f in use.iterdir()} for use in root.iterdir()}
        body = json.dumps({"environment": dict(os.environ), "bindings": bindings, "pid": os.getpid(), "folder": os.getcwd()}).encode()
        self.send_response(503 if self.path == "/health/ready" and not ready else 200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        print(self.path)


while "LATE" in os.environ and not pathlib.Path(os.environ["LATE"]).exists():
    time.sleep(0.05)
http.server.ThreadingHTTPServer((os.environ["BOUWSTEEN_HOST"], int(os.environ["BOUWSTEEN_PORT"])), Handler).serve_forever()
"""


@dataclass
class Content:
    service: Path
    sets: dict[str, Mapping[str, bytes]] = field(default_factory=dict)

    def files(self, digest: str) -> Mapping[str, bytes]:
        return self.sets[digest]

    def service_folder(self, block: str, digest: str) -> Path:
        assert (block, digest) == ("echo", "sha256:1")
        return self.service


@dataclass
class World:
    root: Path
    content: Content
    reservations: Path
    provider: LocalProvider

    def call(self, type_: str, instance: str = "echo", resource: str = "server", /, **changes: Any) -> Call:
        address = Address(changes.pop("stack", "leuven"), "local", instance, resource)
        inputs = changes.pop("inputs", {})
        return Call(address, type_, inputs, changes.pop("key", "key-1"), **changes)

    def process(self, port: int, **changes: Any) -> dict[str, Any]:
        service = {"block": "echo", "digest": "sha256:1"}
        return {"program": "echo_service", "service": service, "port": port, "ready": {"timeout": 60}, **changes}

    @property
    def run(self) -> Path:
        return self.root / "run" / "leuven" / "local"

    def supervisor_pid(self) -> int:
        return int((self.run / "supervisord.pid").read_text())


def wait_until(claim: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    # A root that supervisord's own configuration format would choke on.
    root = tmp_path / 'een map; met %(x)s "tekens" #1'
    root.mkdir()
    service = tmp_path / "blocks" / "echo_service"
    service.mkdir(parents=True)
    (service / "__init__.py").touch()
    (service / "__main__.py").write_text(SERVICE)
    runtime = Path(f"/tmp/bwt-{os.getpid()}")
    runtime.mkdir(exist_ok=True, mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    content = Content(service.parent)
    reservations = tmp_path / "state" / "ports.json"
    yield World(root, content, reservations, LocalProvider(root, content, reservations=reservations))
    _end_supervisors(root)
    shutil.rmtree(runtime)


def _end_supervisors(root: Path) -> None:
    for pidfile in root.glob("run/*/*/supervisord.pid"):
        pid = int(pidfile.read_text())
        mark = str(pidfile.with_name("supervisord.conf"))
        if mark not in command_of(pid):
            continue
        os.kill(pid, signal.SIGCONT)
        try:
            call_supervisor(Path(pidfile.with_name("socket").read_text()), "shutdown")
        except SupervisorAbsentError:  # its socket is gone
            os.kill(pid, signal.SIGTERM)
        end_process(pid, mark, 30)
