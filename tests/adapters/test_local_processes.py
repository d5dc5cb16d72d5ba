"""Real services under a real supervisord."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.adapters.conftest import World, wait_until
from tests.support.ports import free_port

from bouwsteen.adapters.local.logs import log_files, read_logs
from bouwsteen.adapters.private_files import remove_empty_folders
from bouwsteen.adapters.processes import readiness
from bouwsteen.adapters.processes.process_table import command_of
from bouwsteen.adapters.processes.readiness import is_ready
from bouwsteen.adapters.processes.supervisors import Supervisor
from bouwsteen.addresses import Address
from bouwsteen.providers.protocol import Call, Done, Effect, Failed, Gone, Missing, Present, Unreadable
from bouwsteen.values import Secret

pytestmark = pytest.mark.skipif(os.name == "nt", reason="supervisord needs Linux or macOS")


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on the test's own output."""


def ask(done: Done, path: str = "/") -> dict[str, Any]:
    with urllib.request.urlopen(done.outputs["url"] + path, timeout=60) as answer:
        told: dict[str, Any] = json.load(answer)
    return told


def create(world: World, instance: str = "echo", **inputs: Any) -> tuple[Call, Done]:
    call = world.call("local/process", instance, inputs=world.process(free_port(), **inputs))
    done = world.provider.create(call)
    assert isinstance(done, Done), done
    return recorded(call, done), done


def recorded(call: Call, done: Done) -> Call:
    return dataclasses.replace(call, id=done.id, outputs=done.outputs, objects=done.objects, private=done.private)


def present(world: World, call: Call) -> Present:
    seen = world.provider.read(call)
    assert isinstance(seen, Present), seen
    return seen


def test_a_service_gets_exactly_its_environment_and_bindings(world: World) -> None:
    environment = {"GREETING": "one\n[program:evil]\ncommand=touch /tmp/evil", "COUNT": 3, "ON": True, "PERCENT": '%(here)s ${HOME} "q"'}
    bindings = {
        "own": {"key": Secret("s3cret")},
        "identity": {"issuer": "http://x", "scopes": ["openid", "rrn"], "clientSecret": Secret("é\n"), "n": 1},
    }
    call, done = create(world, environment=environment, bindings=bindings)
    told = ask(done)
    seen = told["environment"]
    assert seen["GREETING"] == environment["GREETING"]
    assert (seen["COUNT"], seen["ON"], seen["PERCENT"]) == ("3", "true", environment["PERCENT"])
    expected = {"PATH", "HOME", "LANG", "PYTHONPATH", "SERVICE_BINDING_ROOT", *environment}
    expected |= {"BOUWSTEEN_HOST", "BOUWSTEEN_PORT", "BOUWSTEEN_INSTANCE", "BOUWSTEEN_BINDINGS_HASH", "BOUWSTEEN_CODE_HASH"}
    # Python itself adds LC_CTYPE in some locales.
    assert set(seen) - {"LC_CTYPE"} == expected
    assert seen["BOUWSTEEN_INSTANCE"] == "leuven/local/echo"
    assert "s3cret" not in json.dumps(seen)
    assert told["bindings"]["own"] == {"key": "s3cret"}
    assert told["bindings"]["identity"] == {"issuer": "http://x", "scopes": '["openid","rrn"]', "clientSecret": "é\n", "n": "1"}
    root = Path(seen["SERVICE_BINDING_ROOT"])
    assert {stat.S_IMODE(path.stat().st_mode) for path in root.glob("*/*")} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in root.glob("*")} == {0o700}
    written = [path.read_bytes() for path in world.root.rglob("*") if path.is_file() and root not in path.parents]
    assert not any(b"s3cret" in data for data in written)
    assert present(world, call).problem == ""


def test_it_reports_pid_and_start_and_comes_back_after_a_kill(world: World) -> None:
    call, done = create(world)
    facts = present(world, call).facts
    assert facts["pid"] == ask(done)["pid"]
    assert facts["restarts"] == 0
    assert facts["since"].endswith("+00:00")
    os.kill(facts["pid"], signal.SIGKILL)
    wait_until(lambda: not present(world, call).problem)
    again = present(world, call).facts
    assert again["pid"] != facts["pid"]
    assert again["restarts"] == 1


@pytest.mark.fault("F34")
def test_the_supervisor_killed_takes_its_services_along_and_an_update_starts_all(world: World) -> None:
    first, done = create(world)
    second, other = create(world, "other")
    pids = [ask(done)["pid"], ask(other)["pid"]]
    os.kill(world.supervisor_pid(), signal.SIGKILL)
    wait_until(lambda: not any(command_of(pid) for pid in pids))
    seen = present(world, first)
    assert seen.problem == "It does not run (no supervisor)."
    assert not seen.stopped
    assert isinstance(world.provider.update(first), Done)
    wait_until(lambda: not present(world, second).problem)
    assert ask(done)["pid"] not in pids


def test_an_update_without_a_difference_leaves_the_process_alone(world: World) -> None:
    call, done = create(world)
    pid = ask(done)["pid"]
    assert world.provider.update(call) == done
    assert ask(done)["pid"] == pid


def test_a_new_secret_restarts_it_and_removes_the_old_files(world: World) -> None:
    call, done = create(world, bindings={"own": {"key": Secret("old")}})
    before = ask(done)
    changed = dataclasses.replace(call, inputs={**call.inputs, "bindings": {"own": {"key": Secret("new")}}})
    updated = world.provider.update(changed)
    assert isinstance(updated, Done)
    after = ask(updated)
    assert after["pid"] != before["pid"]
    assert after["bindings"] == {"own": {"key": "new"}}
    assert after["environment"]["BOUWSTEEN_BINDINGS_HASH"] != before["environment"]["BOUWSTEEN_BINDINGS_HASH"]
    assert not Path(before["environment"]["SERVICE_BINDING_ROOT"]).exists()
    assert present(world, recorded(changed, updated)).facts["restarts"] == 0


def test_stop_keeps_it_and_update_brings_it_back(world: World) -> None:
    call, done = create(world)
    pid, supervisor = ask(done)["pid"], world.supervisor_pid()
    assert isinstance(world.provider.stop(call), Done)
    assert not command_of(pid)
    wait_until(lambda: not command_of(supervisor))
    assert present(world, call).stopped
    assert not list(world.run.glob("bindings/*"))
    assert isinstance(world.provider.stop(call), Done)
    assert isinstance(world.provider.update(call), Done)
    assert not present(world, call).stopped
    assert ask(done)["pid"] != pid


def test_delete_leaves_nothing_that_runs_and_may_be_repeated(world: World) -> None:
    call, done = create(world)
    other, _ = create(world, "other")
    pid = ask(done)["pid"]
    assert world.provider.delete(call) == Gone()
    assert not command_of(pid)
    assert world.provider.read(call) == Missing()
    assert present(world, other).problem == ""
    supervisor = world.supervisor_pid()
    assert world.provider.delete(call) == Gone()
    assert world.provider.delete(other) == Gone()
    assert not command_of(supervisor)
    assert not (world.root / "run").exists()


def test_delete_of_what_never_was(world: World) -> None:
    assert world.provider.delete(world.call("local/process")) == Gone()
    assert not (world.root / "run").exists()


def test_a_delete_keeps_the_folder_of_what_is_stopped_and_of_other_environments(world: World) -> None:
    call, _ = create(world)
    stopped, done = create(world, "other")
    elsewhere, _ = create(world, "third")
    assert isinstance(world.provider.stop(stopped), Done)
    assert world.provider.delete(elsewhere) == Gone()
    assert world.provider.delete(call) == Gone()
    assert present(world, stopped).stopped
    assert log_files(world.root, stopped.address)
    assert isinstance(world.provider.update(stopped), Done)
    assert ask(done)
    test = dataclasses.replace(stopped, address=Address("leuven", "test", "other", "server"), id="")
    failed = world.provider.create(dataclasses.replace(test, inputs=world.process(free_port(), environment={"A=B": 1})))
    assert isinstance(failed, Failed)
    assert not world.run.with_name("test").exists()
    assert isinstance(world.provider.stop(stopped), Done)
    assert world.provider.delete(stopped) == Gone()
    assert not (world.root / "run").exists()


def test_a_delete_that_was_cut_short_is_seen_and_ended(world: World) -> None:
    call, _ = create(world)
    home = next(world.run.glob("homes/*"))
    (home / "left").write_text("x")
    os.kill(world.supervisor_pid(), signal.SIGKILL)
    next(world.run.glob("specs/*")).unlink()
    assert "only in part" in present(world, dataclasses.replace(call, id="")).problem
    assert world.provider.delete(call) == Gone()
    assert world.provider.read(call) == Missing()
    assert not (world.root / "run").exists()


def test_the_end_of_a_run_folder_follows_no_link(world: World, tmp_path: Path) -> None:
    call, _ = create(world)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("x")
    next(world.run.glob("homes/*")).joinpath("way").symlink_to(outside)
    (world.run / "way").symlink_to(outside)
    assert world.provider.delete(call) == Gone()
    assert not (world.root / "run").exists()
    (world.root / "run" / "leuven").mkdir(parents=True)
    world.run.symlink_to(outside)
    linked, _ = create(world)
    assert world.provider.delete(linked) == Gone()
    assert (outside / "kept").read_text() == "x"
    assert world.run.is_symlink()


def test_a_run_folder_goes_only_while_nobody_needs_it(tmp_path: Path) -> None:
    """Several runs make and remove it at once: each is alone while it holds the lock, and finds its folders there."""
    folder, inside, wrong = tmp_path / "run" / "leuven" / "local", threading.Lock(), []

    def work(name: str) -> None:
        for _ in range(60):
            supervisor = Supervisor(folder)
            with supervisor.changing():
                if not inside.acquire(blocking=False):
                    wrong.append("two at once")
                    return
                supervisor.spec_file(name).touch()
                supervisor.remove_if_unused()
                if not supervisor.spec_file(name).exists():
                    wrong.append("removed under a service that is wanted")
                supervisor.spec_file(name).unlink()
                inside.release()
                supervisor.remove_if_unused()
            remove_empty_folders(folder.parent, tmp_path / "run")

    threads = [threading.Thread(target=work, args=(f"service{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert not (tmp_path / "run").exists()


@pytest.mark.fault("F34")
def test_without_the_package_supervisor_nothing_is_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    failed = world.provider.create(world.call("local/process", inputs=world.process(free_port())))
    assert isinstance(failed, Failed)
    assert failed.code == "missing-part"
    assert not (world.root / "run").exists()


def test_a_program_that_ends_fails_at_once_with_its_last_lines(world: World) -> None:
    failed = world.provider.create(
        world.call("local/process", inputs=world.process(free_port(), environment={"FAIL": "x" * 1900}, ready={"timeout": 600}))
    )
    assert isinstance(failed, Failed)
    assert (failed.code, failed.effect) == ("process-exited", Effect.PARTIAL)
    assert "no database: xxx" in failed.detail
    assert len(failed.detail) < 3000


def test_a_package_that_is_not_there(world: World) -> None:
    failed = world.provider.create(world.call("local/process", inputs=world.process(free_port(), program="nowhere_service")))
    assert isinstance(failed, Failed)
    assert "No module named nowhere_service" in failed.detail


def at_first_answer(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Do something once a service that is waited for has answered that it is not ready, however long that takes."""

    def look(host: str, port: int, path: str) -> tuple[bool, str]:
        ready, seen = is_ready(host, port, path)
        if seen == "HTTP status 503":
            act()
        return ready, seen

    monkeypatch.setattr("bouwsteen.adapters.local.processes.is_ready", look)


def test_not_ready_in_time_then_ready(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = world.process(free_port(), environment={"SLOW": str(tmp_path / "go")})
    call, late = world.call("local/process", inputs=inputs), threading.Event()
    with monkeypatch.context() as patched:
        at_first_answer(patched, late.set)
        clock = SimpleNamespace(time=time.time, sleep=time.sleep, monotonic=lambda: time.monotonic() + 3600 * late.is_set())
        patched.setattr("bouwsteen.adapters.local.processes.time", clock)
        failed = world.provider.create(call)
    assert isinstance(failed, Failed)
    assert failed.code == "process-not-ready"
    assert "HTTP status 503" in failed.detail
    seen = world.provider.find(call)
    assert isinstance(seen, Present)
    assert seen.id == failed.id
    assert "not ready" in seen.problem
    (tmp_path / "go").touch()
    assert isinstance(world.provider.update(dataclasses.replace(call, id=failed.id)), Done)


def test_waiting_stops_when_the_run_is_cancelled(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call = world.call("local/process", inputs=world.process(free_port(), environment={"SLOW": str(tmp_path / "never")}))
    cancel = threading.Event()
    at_first_answer(monkeypatch, cancel.set)
    failed = world.provider.create(dataclasses.replace(call, cancelled=cancel.is_set))
    assert isinstance(failed, Failed)
    assert failed.code == "cancelled"


def test_a_stubborn_service_is_killed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bouwsteen.adapters.processes.supervisors.STOP_SECONDS", 1)
    call, done = create(world, environment={"STUBBORN": 1})
    pid = ask(done)["pid"]
    assert world.provider.delete(call) == Gone()
    assert not command_of(pid)


def test_a_port_that_somebody_else_listens_on(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        call = world.call("local/process", inputs=world.process(other.getsockname()[1]))
        failed = world.provider.create(call)
    assert isinstance(failed, Failed)
    assert failed.code == "port-in-use"
    assert isinstance(world.provider.update(call), Done)


@pytest.fixture
def taken_port(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    """A port that somebody else takes, and answers on, between the look at it and the start of the service."""
    server = ThreadingHTTPServer(("127.0.0.1", free_port()), Healthy, bind_and_activate=False)
    look = readiness.is_listening

    def look_then_take(host: str, asked: int) -> bool:
        seen = look(host, asked)
        if server.socket.getsockname()[1] == 0:
            server.server_bind()
            server.server_activate()
            threading.Thread(target=server.serve_forever, daemon=True).start()
        return seen

    monkeypatch.setattr("bouwsteen.adapters.local.processes.is_listening", look_then_take)
    yield server
    server.server_close()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell who listens")
def test_somebody_else_who_answers_on_the_port_is_not_the_service(world: World, taken_port: ThreadingHTTPServer, tmp_path: Path) -> None:
    call = world.call("local/process", inputs=world.process(taken_port.server_address[1], environment={"LATE": str(tmp_path / "go")}))
    failed = world.provider.create(call)
    assert isinstance(failed, Failed)
    assert failed.code == "port-in-use"
    started = dataclasses.replace(call, id=failed.id)
    assert present(world, started).problem == f"Another program answers on its port, {taken_port.server_address[1]}."
    taken_port.shutdown()
    taken_port.server_close()
    (tmp_path / "go").touch()
    done = world.provider.update(started)
    assert isinstance(done, Done), done
    assert ask(done)["pid"] == present(world, recorded(call, done)).facts["pid"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell who listens")
def test_a_service_that_ends_because_of_the_port_says_so(world: World, taken_port: ThreadingHTTPServer) -> None:
    failed = world.provider.create(world.call("local/process", inputs=world.process(taken_port.server_address[1])))
    assert isinstance(failed, Failed)
    assert failed.code == "port-in-use"
    taken_port.shutdown()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"environment": {"KEY": Secret("s3cret")}}, "holds a secret"),
        ({"environment": {"LD_PRELOAD": "/tmp/x.so"}}, "set by Bouwsteen"),
        ({"environment": {"A=B": "x"}}, "no valid name"),
        ({"environment": {"A": "x\0y"}}, "null character"),
        ({"bindings": {"../up": {"a": 1}}}, "cannot be the name of a file"),
        ({"bindings": {"a": {"..": Secret("s3cret")}}}, "cannot be the name of a file"),
        ({"bindings": {"a": {"x/y": 1}}}, "cannot be the name of a file"),
        ({"bindings": {"a": {"Key": 1, "key": 2}}}, "differ only in capitals"),
    ],
)
def test_inputs_that_are_refused(world: World, changes: dict[str, Any], says: str) -> None:
    failed = world.provider.create(world.call("local/process", inputs=world.process(free_port(), **changes)))
    assert isinstance(failed, Failed)
    assert (failed.code, failed.effect) == ("process-input-invalid", Effect.NONE)
    assert says in failed.detail
    assert "s3cret" not in repr(failed)
    assert not list(world.run.glob("specs/*"))


def test_drift_in_the_files_is_seen_and_mended(world: World) -> None:
    call, _ = create(world, bindings={"own": {"key": Secret("k")}})
    spec = next(world.run.glob("specs/*.json"))
    spec.write_text(spec.read_text().replace("echo_service", "evil_service"))
    assert "launch file" in present(world, call).problem
    assert isinstance(world.provider.update(call), Done)
    assert present(world, call).problem == ""
    key = next(world.run.glob("bindings/*/*/own/key"))
    key.write_text("other")
    assert "binding files" in present(world, call).problem
    assert isinstance(world.provider.update(call), Done)
    assert present(world, call).problem == ""
    spec.unlink()
    assert "launch file is gone" in present(world, call).problem


def test_two_first_starts_at_once_give_one_supervisor(world: World) -> None:
    calls = [world.call("local/process", f"echo{number}", inputs=world.process(free_port())) for number in range(4)]
    outcomes: list[Any] = []
    threads = [threading.Thread(target=lambda call=call: outcomes.append(world.provider.create(call))) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(outcome) for outcome in outcomes] == [Done] * 4, outcomes
    started = (world.run / "supervisord.log").read_text().count("supervisord started with pid")
    assert started == 1


def test_first_starts_by_several_programs_at_once(world: World) -> None:
    program = """
import sys
from pathlib import Path
from bouwsteen.adapters.local.provider import LocalProvider
from bouwsteen.addresses import Address
from bouwsteen.providers.protocol import Call
class Content:
    def service_folder(self, block, digest):
        return Path(sys.argv[2])
inputs = {"program": "echo_service", "service": {"block": "echo", "digest": "sha256:1"}, "port": int(sys.argv[3])}
call = Call(Address("leuven", "local", sys.argv[4], "server"), "local/process", inputs, "k")
print(LocalProvider(Path(sys.argv[1]), Content()).create(call))
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "cli")}
    arguments = [str(world.root), str(world.content.service)]
    commands = [[sys.executable, "-c", program, *arguments, str(free_port()), f"echo{number}"] for number in range(3)]
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for command in commands]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert all(text.startswith("Done(") for text in said), said
    assert (world.run / "supervisord.log").read_text().count("supervisord started with pid") == 1


def test_a_run_folder_that_was_removed_under_it(world: World) -> None:
    call, done = create(world)
    old, supervisor = ask(done)["pid"], world.supervisor_pid()
    shutil.rmtree(world.run)
    assert world.provider.read(call) == Missing()
    again = world.provider.create(dataclasses.replace(call, id="", outputs={}, private={}))
    assert isinstance(again, Done), again
    assert not command_of(old) + command_of(supervisor)
    assert ask(again)["pid"] != old


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_socket_that_was_cleaned_away_is_no_second_supervisor(world: World) -> None:
    call, _ = create(world)
    old = world.supervisor_pid()
    Path((world.run / "socket").read_text()).unlink()
    assert isinstance(world.provider.update(call), Done)
    assert not command_of(old)
    assert world.supervisor_pid() != old
    assert present(world, call).problem == ""


@pytest.mark.fault("F34")
def test_a_supervisor_that_hangs_is_unreadable_not_missing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    call, _ = create(world)
    monkeypatch.setattr("bouwsteen.adapters.processes.remote_calls.call_supervisor.__kwdefaults__", {"seconds": 1.0})
    os.kill(world.supervisor_pid(), signal.SIGSTOP)
    try:
        assert isinstance(world.provider.read(call), Unreadable)
        failed = world.provider.update(call)
    finally:
        os.kill(world.supervisor_pid(), signal.SIGCONT)
    assert isinstance(failed, Failed)
    assert (failed.code, failed.transient) == ("supervisor-failed", True)
    assert present(world, call).problem == ""


def test_logs_of_one_instance_over_a_rotation(world: World) -> None:
    call, done = create(world)
    create(world, "echo-two")
    for number in range(30):
        ask(done, f"/page/{number}")
    files = log_files(world.root, Address("leuven", "local", "echo"))
    assert [file.address for file in files] == [call.address]
    assert len(log_files(world.root, Address("leuven", "local", ""))) == 2
    wait_until(lambda: any(line.text == "/page/29" for line in read_logs(files)))
    assert [line.text for line in read_logs(files, tail=2)] == ["/page/28", "/page/29"]
    follower = read_logs(files, tail=1, follow=True)
    assert next(follower).text == "/page/29"
    files[0].path.rename(files[0].path.with_suffix(".log.1"))
    files[0].path.write_text("after rotation\n")
    assert next(follower).text == "after rotation"


def test_the_runtime_folder_of_somebody_else_is_refused(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "bouwsteen").mkdir()
    (tmp_path / "r" / "bouwsteen").chmod(0o777)
    short = Path(f"/tmp/bwr-{os.getpid()}")
    short.symlink_to(tmp_path / "r")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short))
    try:
        failed = world.provider.create(world.call("local/process", inputs=world.process(free_port())))
    finally:
        short.unlink()
    assert isinstance(failed, Failed)
    assert "only this user" in failed.detail


def test_a_new_service_cannot_be_reached_by_shell_characters_in_names(world: World) -> None:
    address = Address("leuven", "local", "echo", "server", 'a"b; rm -rf %s\n[x]', "out", "../../etc")
    call = Call(address, "local/process", world.process(free_port()), "k")
    done = world.provider.create(call)
    assert isinstance(done, Done), done
    assert set(done.id) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert world.provider.delete(recorded(call, done)) == Gone()
