"""What can go wrong with a process, as outcomes for people."""

from __future__ import annotations

from bouwsteen.adapters.local.ports import HOST
from bouwsteen.adapters.processes.readiness import log_tail
from bouwsteen.adapters.processes.specs import LaunchSpec
from bouwsteen.adapters.processes.supervisors import Supervisor, SupervisorStartError
from bouwsteen.providers.protocol import Call, Effect, Failed, ProviderObject, Unreadable


def process_objects(name: str) -> tuple[ProviderObject, ...]:
    return (ProviderObject("process", name),)


def unreadable(error: Exception) -> Unreadable:
    return Unreadable(
        f"The supervisor of this environment does not answer ({error}).",
        "Wait a moment and try again; if it stays so, end the process whose number is in `supervisord.pid` of its run folder.",
    )


def bad_input(call: Call, error: Exception) -> Failed:
    return Failed(
        code="process-input-invalid",
        summary="The process cannot be started with these inputs",
        detail=f"{call.address} cannot be started: {error}",
        remedy="Correct the block that defines this process.",
    )


def missing_part() -> Failed:
    return Failed(
        code="missing-part",
        summary="A part of Bouwsteen is not installed",
        detail="Running blocks as processes on this machine needs the package `supervisor`, which is not installed.",
        remedy="Install it with:\n\n    pip install 'bouwsteen[local]'",
    )


def supervisor_failed(supervisor: Supervisor, name: str, error: Exception) -> Failed:
    return Failed(
        code="supervisor-failed",
        summary="The supervisor of local processes does not work",
        detail=f"The supervisor in {supervisor.folder} did not do what was asked: {error}",
        remedy=f"Look in {supervisor.folder / 'supervisord.log'}, then run again.",
        effect=Effect.UNKNOWN,
        transient=not isinstance(error, SupervisorStartError),
        id=name,
        objects=process_objects(name),
    )


def does_not_end(name: str) -> Failed:
    return Failed(
        code="process-does-not-end",
        summary="A process does not end",
        detail=f"The process {name} is still there after it was asked to stop and was then killed, or the stop was cut short.",
        remedy="Run again.",
        effect=Effect.UNKNOWN,
        transient=True,
        id=name,
        objects=process_objects(name),
    )


def port_taken(name: str, spec: LaunchSpec) -> Failed:
    return Failed(
        code="port-in-use",
        summary="Another program uses the port",
        detail=f"Something else listens on {HOST}:{spec.port}, the port of {spec.address}.",
        remedy="End that program, then run again.",
        effect=Effect.PARTIAL,
        transient=True,
        id=name,
        objects=process_objects(name),
    )


def exited(supervisor: Supervisor, name: str, before: int) -> Failed:
    tail = log_tail(supervisor.log_file(name), before)
    said = f" Its last lines:\n{tail}" if tail else " It wrote nothing."
    return Failed(
        code="process-exited",
        summary="The process ended before it was ready",
        detail=f"The process {name} ended.{said}",
        remedy=f"The whole log is in {supervisor.log_file(name)}.",
        effect=Effect.PARTIAL,
        id=name,
        objects=process_objects(name),
    )


def not_ready(supervisor: Supervisor, name: str, spec: LaunchSpec, seen: str, before: int, *, cancelled: bool) -> Failed:
    tail = log_tail(supervisor.log_file(name), before)
    why = "the run was cancelled" if cancelled else f"it was not ready within {spec.ready_timeout:g} seconds"
    return Failed(
        code="cancelled" if cancelled else "process-not-ready",
        summary="The wait for a process was cut short" if cancelled else "The process is not ready in time",
        detail=f"The process {name} runs, but {why}: {seen} at {spec.ready_path}." + (f" Its last lines:\n{tail}" if tail else ""),
        remedy=f"The whole log is in {supervisor.log_file(name)}.",
        effect=Effect.PARTIAL,
        id=name,
        objects=process_objects(name),
    )
