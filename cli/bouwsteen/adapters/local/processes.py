"""`local/process`: a service of a block, kept running by the supervisor of its environment."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bouwsteen.adapters.bindings import BindingError, load_key, prune_bindings, read_hash, render_bindings, write_bindings
from bouwsteen.adapters.contents import KIT_FOLDER, ContentSource
from bouwsteen.adapters.local.kinds import environment_folder
from bouwsteen.adapters.local.ports import HOST
from bouwsteen.adapters.local.process_failures import (
    bad_input,
    does_not_end,
    exited,
    missing_part,
    not_ready,
    port_taken,
    process_objects,
    supervisor_failed,
    unreadable,
)
from bouwsteen.adapters.local.resource_types import READY_TIMEOUT
from bouwsteen.adapters.private_files import make_private_folder, remove_empty_folders, write_private_file
from bouwsteen.adapters.processes.listeners import is_taken
from bouwsteen.adapters.processes.readiness import is_listening, is_ready, log_size
from bouwsteen.adapters.processes.remote_calls import SupervisorAbsentError, SupervisorUnresponsiveError
from bouwsteen.adapters.processes.specs import LaunchSpec, LaunchSpecError
from bouwsteen.adapters.processes.supervisors import (
    ProcessStatus,
    Supervisor,
    SupervisorMissingError,
    SupervisorStartError,
    program_name,
    require_supervisor,
)
from bouwsteen.adapters.variables import VariableError, check_variables
from bouwsteen.errors import BouwsteenError
from bouwsteen.providers.protocol import (
    Call,
    Done,
    Failed,
    Gone,
    Missing,
    Observation,
    Outcome,
    Present,
)

_TOOLS: Final = os.pathsep.join(("/usr/local/bin", "/usr/bin", "/bin", "/opt/homebrew/bin"))


@dataclass(slots=True)
class ProcessKind:
    root: Path
    content: ContentSource

    def read(self, call: Call) -> Observation:
        supervisor, name = self._supervisor(call), _name(call)
        if supervisor.stopped_file(name).exists() and not supervisor.spec_file(name).exists():
            return Present(name, outputs=call.outputs, objects=process_objects(name), private=call.private, stopped=True)
        try:
            spec = LaunchSpec.load(supervisor.spec_file(name))
            status = self._status(supervisor, name)
        except FileNotFoundError:
            return self._read_without_spec(supervisor, name, call)
        except LaunchSpecError as error:
            return Present(name, outputs=call.outputs, objects=process_objects(name), private=call.private, problem=str(error))
        except SupervisorUnresponsiveError as error:
            return unreadable(error)
        return self._present(name, spec, status, call.private or {"spec": spec.digest})

    def find(self, call: Call) -> Observation:
        """By name: whatever runs under the name of this address is ours, and holds nothing."""
        return self.read(call)

    def create(self, call: Call) -> Outcome:
        return self.update(call)

    def update(self, call: Call) -> Outcome:
        supervisor, name = self._supervisor(call), _name(call)
        try:
            require_supervisor()
            with supervisor.changing():
                spec = self._spec_or_clean(supervisor, name, call)
                unchanged = _is_written(supervisor, name, spec)
                write_private_file(supervisor.spec_file(name), spec.to_json())
                supervisor.stopped_file(name).unlink(missing_ok=True)
                supervisor.ensure_known(name)
            deadline = time.monotonic() + min(spec.ready_timeout, call.timeout)
            return _Start(supervisor, name, spec, call, deadline).bring_up(unchanged=unchanged)
        except (VariableError, BindingError, LookupError, BouwsteenError) as error:
            return bad_input(call, error)
        except SupervisorMissingError:
            return missing_part()
        except (SupervisorStartError, SupervisorUnresponsiveError, SupervisorAbsentError) as error:
            return supervisor_failed(supervisor, name, error)

    def delete(self, call: Call) -> Outcome:
        supervisor, name = self._supervisor(call), _name(call)
        refusal = self._take_down(supervisor, name, call, keep=False)
        if refusal is None and not supervisor.folder.exists():
            remove_empty_folders(supervisor.folder.parent, self.root / "run")
        return refusal or Gone()

    def stop(self, call: Call) -> Outcome:
        supervisor, name = self._supervisor(call), _name(call)
        refusal = self._take_down(supervisor, name, call, keep=True)
        return refusal or Done(name, call.outputs, process_objects(name), call.private)

    def _take_down(self, supervisor: Supervisor, name: str, call: Call, *, keep: bool) -> Failed | None:
        """End the process and forget its bindings.

        `keep` puts its spec aside, to be read as stopped; else nothing of it stays, and with the last one goes the run folder.
        """
        if not supervisor.folder.is_dir():
            return None
        try:
            with supervisor.changing():
                if not supervisor.stop(name, call.cancelled):
                    return does_not_end(name)
                spec = supervisor.spec_file(name)
                if spec.exists() and keep:
                    spec.replace(supervisor.stopped_file(name))
                spec.unlink(missing_ok=True)
                supervisor.forget(name)
                prune_bindings(_bindings_base(supervisor, name))
                if not keep:
                    supervisor.erase(name)
                    self._remove_if_unused(supervisor)
        except (SupervisorUnresponsiveError, SupervisorStartError) as error:
            return supervisor_failed(supervisor, name, error)
        return None

    def _is_reached_by_link(self, folder: Path) -> bool:
        """Then the folder is somebody's choice, perhaps shared: what is ours in it goes, and it stays."""
        return any(path.is_symlink() for path in (folder, *folder.parents) if self.root in path.parents)

    def _spec_or_clean(self, supervisor: Supervisor, name: str, call: Call) -> LaunchSpec:
        """As `_spec`; a refusal leaves no folder behind that nobody would remove."""
        try:
            return self._spec(supervisor, name, call)
        except (VariableError, BindingError, LookupError, BouwsteenError):
            self._remove_if_unused(supervisor)
            raise

    def _remove_if_unused(self, supervisor: Supervisor) -> None:
        if not self._is_reached_by_link(supervisor.folder):
            supervisor.remove_if_unused()

    def _spec(self, supervisor: Supervisor, name: str, call: Call) -> LaunchSpec:
        """What to launch, its bindings written. Raises VariableError, BindingError, LookupError, BouwsteenError."""
        inputs, folder = call.inputs, supervisor.folder
        variables = check_variables(inputs.get("environment", {}))
        service = inputs["service"]
        code = self.content.service_folder(str(service["block"]), str(service["digest"]))
        key = load_key(folder / "bindings.key")
        bindings = write_bindings(_bindings_base(supervisor, name), render_bindings(inputs.get("bindings", {})), key)
        home = make_private_folder(supervisor.home(name))
        ready = inputs.get("ready", {})
        address = call.address
        environment = {
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), _TOOLS)),
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join((str(code), str(KIT_FOLDER))),
            "SERVICE_BINDING_ROOT": str(bindings),
            "BOUWSTEEN_HOST": HOST,
            "BOUWSTEEN_PORT": str(int(inputs["port"])),
            "BOUWSTEEN_INSTANCE": f"{address.stack}/{address.environment}/{address.instance}",
            "BOUWSTEEN_BINDINGS_HASH": bindings.name,
            "BOUWSTEEN_CODE_HASH": _code_hash(service),  # other code stands in the same folder, and is only read by a new process
            **variables,
        }
        return LaunchSpec(
            address=str(address),
            program=str(inputs["program"]),
            environment=environment,
            folder=str(home),
            port=int(inputs["port"]),
            ready_path=str(ready.get("path", "/health/ready")),
            ready_timeout=float(ready.get("timeout", READY_TIMEOUT)),
        )

    def _present(self, name: str, spec: LaunchSpec, status: ProcessStatus | None, private: Mapping[str, Any]) -> Present:
        facts: dict[str, Any] = {"state": "ABSENT" if status is None else status.state}
        if status is not None and status.pid:
            since = dt.datetime.fromtimestamp(status.since, dt.UTC).isoformat(timespec="seconds")
            facts |= {"pid": status.pid, "restarts": max(status.starts - 1, 0), "since": since}
        problem = self._problem(spec, status, private)
        return Present(name, {}, _outputs(name, spec), process_objects(name), private, problem, facts=facts)

    def _problem(self, spec: LaunchSpec, status: ProcessStatus | None, private: Mapping[str, Any]) -> str:
        bindings = Path(spec.environment["SERVICE_BINDING_ROOT"])
        if spec.digest != private.get("spec"):
            return "Its launch file on disk is not the one that was written for it."
        key = bindings.parents[2] / "bindings.key"
        if not key.exists() or read_hash(bindings, key.read_bytes()) != bindings.name:
            return "Its binding files on disk are not the ones that were written for it."
        if status is None or not status.is_alive:
            return f"It does not run ({'no supervisor' if status is None else status.state})."
        ready, seen = is_ready(HOST, spec.port, spec.ready_path)
        if ready and is_taken(status.pid, spec.port):
            return f"Another program answers on its port, {spec.port}."
        return "" if ready else f"It runs but is not ready: {seen} at {spec.ready_path}."

    def _read_without_spec(self, supervisor: Supervisor, name: str, call: Call) -> Observation:
        try:
            status = self._status(supervisor, name)
        except SupervisorUnresponsiveError as error:
            return unreadable(error)
        if status is None and not supervisor.home(name).exists():
            return Missing()
        problem = "Its launch file is gone." if status is not None else "Its files were removed only in part."
        return Present(name, outputs=call.outputs, objects=process_objects(name), private=call.private, problem=problem)

    def _status(self, supervisor: Supervisor, name: str) -> ProcessStatus | None:
        try:
            return supervisor.status(name)
        except SupervisorAbsentError:
            return None

    def _supervisor(self, call: Call) -> Supervisor:
        return Supervisor(environment_folder(self.root, call.address))


@dataclass(frozen=True, slots=True)
class _Start:
    """From a supervisor that knows the name to a service that is ready on `spec`."""

    supervisor: Supervisor
    name: str
    spec: LaunchSpec
    call: Call
    deadline: float

    def bring_up(self, *, unchanged: bool) -> Outcome:
        """Raises the errors of `Supervisor.start`."""
        status = self.supervisor.status(self.name)
        alive = status is not None and status.is_alive
        if status is not None and alive and unchanged and self._may_stay(status):
            return self._await_ready(0)
        self.call.progress("restarting" if alive else "starting")
        if not self.supervisor.stop(self.name, self.call.cancelled):
            return does_not_end(self.name)
        if is_listening(HOST, self.spec.port):
            return port_taken(self.name, self.spec)
        before = log_size(self.supervisor.log_file(self.name))
        self.supervisor.start(self.name)
        return self._await_ready(before)

    def _may_stay(self, status: ProcessStatus) -> bool:
        """It is ready, or may yet become so: started on this spec a moment ago, with the others or by a call that was cut off."""
        return time.time() - status.since < self.spec.ready_timeout or is_ready(HOST, self.spec.port, self.spec.ready_path)[0]

    def _await_ready(self, before: int) -> Outcome:
        """`before` is the size of the log at the start, so that only news is shown."""
        pid, told = 0, time.monotonic()
        while True:
            status = self.supervisor.status(self.name)
            if status is None or status.state in {"BACKOFF", "EXITED", "FATAL"} or (pid and status.pid not in {0, pid}):
                if is_taken(0 if status is None else status.pid, self.spec.port):
                    return port_taken(self.name, self.spec)
                return exited(self.supervisor, self.name, before)
            pid = pid or status.pid
            ready, seen = is_ready(HOST, self.spec.port, self.spec.ready_path)
            if ready and status.is_alive:
                return port_taken(self.name, self.spec) if is_taken(status.pid, self.spec.port) else self._done()
            if self.call.cancelled() or time.monotonic() > self.deadline:
                return not_ready(self.supervisor, self.name, self.spec, seen, before, cancelled=self.call.cancelled())
            if time.monotonic() - told > 5:
                self.call.progress(f"waiting for {_outputs(self.name, self.spec)['url']}{self.spec.ready_path}: {seen}")
                told = time.monotonic()
            time.sleep(0.1)

    def _done(self) -> Done:
        bindings = Path(self.spec.environment["SERVICE_BINDING_ROOT"])
        prune_bindings(bindings.parent, keep=bindings.name)
        return Done(self.name, _outputs(self.name, self.spec), process_objects(self.name), {"spec": self.spec.digest})


def _name(call: Call) -> str:
    # The record's name, so that a service which moved to another address keeps its process.
    return call.id or program_name(call.address.instance, call.address.resource, str(call.address))


def _code_hash(service: Mapping[str, Any]) -> str:
    return hashlib.sha256(f"{service['digest']} {service.get('kit', '')}".encode()).hexdigest()[:16]


def _bindings_base(supervisor: Supervisor, name: str) -> Path:
    return supervisor.folder / "bindings" / name


def _is_written(supervisor: Supervisor, name: str, spec: LaunchSpec) -> bool:
    try:
        return LaunchSpec.load(supervisor.spec_file(name)) == spec
    except (FileNotFoundError, LaunchSpecError):
        return False


def _outputs(name: str, spec: LaunchSpec) -> dict[str, Any]:
    return {"url": f"http://{HOST}:{spec.port}", "name": name}
