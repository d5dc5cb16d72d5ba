"""The image of each block: linted, without root, and with a command that does its work where a pod of the block runs it.

Images cannot be built here. So a pod is laid out in a folder: the binding Secrets and the ConfigMaps of the block's own
manifests as files, its environment as it stands there, and the image's command as a process.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import ryaml
from tests.support.ports import free_port

from bouwsteen.adapters.kubernetes.places import Place
from bouwsteen.adapters.kubernetes.workloads import workload_manifests
from bouwsteen.addresses import Address
from bouwsteen.cli.new_blocks import block_files
from bouwsteen.documents.parameters import fill_defaults
from bouwsteen.expressions import Scope, compile_template
from bouwsteen.values import reveal

ROOT = Path(__file__).parents[2]
FILES = {path.parent.name: path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("blocks/*/Containerfile"))}
SERVICES = [name for name in FILES if name != "solid-server"]  # whose command is node: tests/blocks/solid_server runs it
URL = "https://service.test.example"
ORGANISATION = {"nis": "73028", "name": "Herstappe", "languages": ["nl", "fr"]}
GIVEN = {
    "identity": {
        "type": "oauth2",
        "issuer": "https://sign-in.test.example",
        "clientId": "c",
        "clientSecret": "s" * 43,
        "scopes": ["openid"],
    },
    "solid": {"type": "solid-server", "url": "https://solid.test.example/", "issuer": "https://solid.test.example/"},
}


def instructions(text: str, name: str) -> list[str]:
    """What follows `name` in the last stage."""
    stage = re.sub(r"\\\n\s*", " ", text).rsplit("\nFROM ", 1)[1]
    return [line.removeprefix(f"{name} ") for line in stage.splitlines() if line.startswith(f"{name} ")]


@pytest.mark.parametrize("name", [*FILES, "new"])
def test_an_image_is_linted_and_runs_without_root(name: str, tmp_path: Path) -> None:
    text = FILES.get(name) or block_files("new", dt.date(2026, 1, 1))["blocks/new/Containerfile"]
    file = tmp_path / "Containerfile"
    file.write_text(text, encoding="utf-8")
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([str(linter), "--no-color", str(file)], check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    assert instructions(text, "USER") == ["10001"]
    assert instructions(text, "EXPOSE") == ["8080"]


def inputs_of(name: str, database: Path) -> dict[str, Any]:
    """Of the block's workload in a cluster, as its document has it, with values that anybody may know."""
    spec = ryaml.loads((ROOT / "blocks" / name / "block.yaml").read_text(encoding="utf-8"))["spec"]
    (server,) = (each for each in spec["targets"]["kubernetes"]["resources"] if each["type"] == "kubernetes/workload")
    said = server["with"]
    known = {"parameters": fill_defaults(spec["parameters"], {}), "organisation": ORGANISATION, "resources": {"http": {"url": URL}}}
    template = compile_template(said["environment"], Scope({each: {} for each in known}))
    bindings = {use: GIVEN[use] for use in said.get("bindings", {}) if use in GIVEN and f"${{uses.{use}}}" == said["bindings"][use]}
    bindings["own"] = {field: secrets.token_urlsafe(32) for field in said.get("bindings", {}).get("own", {})}
    if "database" in said.get("bindings", {}):
        bindings["database"] = {"type": "sql", "driver": "sqlite", "uri": f"sqlite:///{database}"}
    files = {path: {"digest": "sha256:0"} for path in said.get("files", {})}
    migrate = {"migrate": said["migrate"]} if "migrate" in said else {}
    volume = {"volume": {"claim": "data", "path": said["volume"]["path"]}} if "volume" in said else {}
    return {
        "image": f"bouwsteen/{name}",
        "environment": template.evaluate(known),
        "bindings": bindings,
        "files": files,
        **migrate,
        **volume,
    }


class Pod:
    """A pod template laid out under `root`, which stands for its file system."""

    def __init__(self, template: Mapping[str, Any], objects: Mapping[str, Any], root: Path, image: str, name: str) -> None:
        self.root = root
        self.container = template["spec"]["containers"][0]
        self._image = image
        self._name = name
        volumes = {each["name"]: each for each in template["spec"]["volumes"]}
        for mount in self.container["volumeMounts"]:
            folder = root / mount["mountPath"].lstrip("/")
            folder.mkdir(parents=True, exist_ok=True)
            for source in volumes[mount["name"]].get("projected", {}).get("sources", ()):
                self._project(folder, source, objects)

    def _project(self, folder: Path, source: Mapping[str, Any], objects: Mapping[str, Any]) -> None:
        ((kind, wanted),) = source.items()
        held = objects[f"{kind[0].upper()}{kind[1:]}/{wanted['name']}"]
        for item in wanted["items"]:
            path = folder / item["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            if kind == "secret" or item["key"] in held.get("binaryData", {}):
                path.write_bytes(base64.b64decode({**held.get("binaryData", {}), **held["data"]}[item["key"]]))
            else:
                path.write_text(held["data"][item["key"]], encoding="utf-8")

    def environment(self, port: int) -> dict[str, str]:
        """The image's, then the pod's; places in its file system under `root`, and loopback for all addresses."""
        said = dict(part.split("=", 1) for line in instructions(self._image, "ENV") for part in line.split())
        said |= {each["name"]: each["value"] for each in self.container["env"]}
        placed = {name: str(self.root / value.lstrip("/")) if value.startswith("/") else value for name, value in said.items()}
        assert said["PYTHONPATH"] == "/opt/block"
        assert f"COPY blocks/{self._name}/service /opt/block" in self._image
        code = os.pathsep.join((str(ROOT / "blocks" / self._name / "service"), str(ROOT / "cli")))
        path = os.pathsep.join((str(Path(sys.executable).parent), "/usr/bin", "/bin"))
        return {**placed, "PATH": path, "PYTHONPATH": code, "BOUWSTEEN_HOST": "127.0.0.1", "BOUWSTEEN_PORT": str(port)}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="paths of a pod are POSIX paths")
@pytest.mark.parametrize("name", SERVICES)
def test_the_command_of_an_image_serves_where_a_pod_runs_it(name: str, tmp_path: Path) -> None:
    found = {path.name: path.read_bytes() for path in (ROOT / "stacks/herstappe/forms").glob("*.form.yaml")}
    forms = {file: text for file, text in found.items() if b"\nfee:" not in text}  # those ask for payments
    place = Place(Address("herstappe", "test", name, "server"), "herstappe-test", bindings_key=b"0" * 32)
    made = workload_manifests(inputs_of(name, tmp_path / "data.sqlite"), place, {"sha256:0": forms})
    objects = {f"{each['kind']}/{each['metadata']['name']}": reveal(each) for each in made}
    for each in objects.values():
        if each["kind"] == "Job":  # before the pods
            migration = Pod(each["spec"]["template"], objects, tmp_path / "migration", FILES[name], name)
            done = subprocess.run(
                migration.container["command"], check=False, env=migration.environment(0), cwd=tmp_path, capture_output=True, timeout=60
            )
            assert (done.returncode, done.stderr) == (0, b"")
            assert (tmp_path / "data.sqlite").stat().st_size > 0
    pod = Pod(objects[f"Deployment/{name}"]["spec"]["template"], objects, tmp_path / "pod", FILES[name], name)
    (command,) = instructions(FILES[name], "CMD")[-1:]
    port = free_port()
    log = tmp_path / "log"
    with log.open("wb") as file:
        server = subprocess.Popen(json.loads(command), env=pod.environment(port), cwd=tmp_path, stdout=file, stderr=file)
    try:
        deadline = time.monotonic() + 60
        probe = pod.container["livenessProbe"]["httpGet"]["path"]
        while not _answers(f"http://127.0.0.1:{port}{probe}"):
            assert server.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.1)
        server.terminate()
        assert server.wait(60) == 0
    finally:
        server.kill()
        server.wait()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=10).status_code == 200
    except httpx.TransportError:
        return False
