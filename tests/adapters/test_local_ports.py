"""Ports are reserved for a machine before any process listens."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.conftest import World

from bouwsteen.adapters.local.ports import FIRST_PORT, PORT_COUNT, default_reservations_file
from bouwsteen.adapters.local.provider import LocalProvider
from bouwsteen.providers.protocol import Call, Done, Gone, Missing, Present

pytestmark = pytest.mark.skipif(os.name == "nt", reason="local resources need Linux or macOS")


def reserve(world: World, instance: str = "forms", **changes: Any) -> tuple[Call, Done]:
    call = world.call("local/port", instance, "http", **changes)
    done = world.provider.create(call)
    assert isinstance(done, Done)
    return dataclasses.replace(call, id=done.id, outputs=done.outputs), done


def test_a_port_and_its_url(world: World) -> None:
    call, done = reserve(world)
    port = done.outputs["port"]
    assert FIRST_PORT <= port < FIRST_PORT + PORT_COUNT
    assert done.outputs == {"port": port, "host": "127.0.0.1", "url": f"http://127.0.0.1:{port}"}
    seen = world.provider.read(call)
    assert isinstance(seen, Present)
    assert not seen.problem
    assert stat.S_IMODE(world.reservations.stat().st_mode) == 0o600


def test_the_same_address_gets_the_same_port_again(world: World) -> None:
    call, done = reserve(world)
    assert world.provider.create(call) == done
    seen = world.provider.find(dataclasses.replace(call, id=""))
    assert isinstance(seen, Present)
    assert seen.outputs == done.outputs


def test_a_port_is_released(world: World) -> None:
    call, done = reserve(world)
    assert world.provider.delete(call) == Gone()
    assert world.provider.delete(call) == Gone()
    assert world.provider.find(dataclasses.replace(call, id="")) == Missing()
    assert reserve(world)[1] == done


def test_one_that_somebody_listens_on_is_passed_over(world: World) -> None:
    call, done = reserve(world)
    world.provider.delete(call)
    with socket.create_server(("127.0.0.1", done.outputs["port"])):
        assert reserve(world)[1].outputs["port"] != done.outputs["port"]


def test_folders_that_are_gone_lose_their_reservations(world: World, tmp_path: Path) -> None:
    other = LocalProvider(tmp_path / "other", world.content, reservations=world.reservations)
    done = other.create(world.call("local/port", "forms", "http"))
    mine = reserve(world)[1]
    assert isinstance(done, Done)
    assert mine.id != done.id
    shutil.rmtree(tmp_path / "other")
    reserve(world, "another")
    assert done.id not in json.loads(world.reservations.read_bytes())["ports"]


def test_a_lost_file_is_a_problem_that_an_update_mends(world: World) -> None:
    call, done = reserve(world)
    world.reservations.write_text("{")
    seen = world.provider.read(call)
    assert isinstance(seen, Present)
    assert "no longer there" in seen.problem
    assert world.provider.update(call) == done
    # Meanwhile taken by another folder: then it has to be another port.
    entries = json.loads(world.reservations.read_bytes())
    entries["ports"][done.id]["root"] = str(world.root.parent)
    world.reservations.write_text(json.dumps(entries))
    updated = world.provider.update(call)
    assert isinstance(updated, Done)
    assert updated.id != done.id


def test_eight_processes_at_once_get_different_ports(world: World, tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from bouwsteen.adapters.local.provider import LocalProvider
from bouwsteen.addresses import Address
from bouwsteen.providers.protocol import Call
root, reservations = Path(sys.argv[1]), Path(sys.argv[2])
provider = LocalProvider(root, None, reservations=reservations)
for number in range(10):
    print(provider.create(Call(Address("leuven", "local", f"forms{number}", "http"), "local/port", {}, "k")).id)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "cli")}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / f"root{number}"), str(world.reservations)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(8)
    ]
    ports = [port for process in running for port in process.communicate(timeout=60)[0].split()]
    assert len(ports) == len(set(ports)) == 80
    assert set(json.loads(world.reservations.read_bytes())["ports"]) == set(ports)


def test_where_the_reservations_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert default_reservations_file() == tmp_path / "bouwsteen" / "ports.json"
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_reservations_file() == tmp_path / ".local" / "state" / "bouwsteen" / "ports.json"
