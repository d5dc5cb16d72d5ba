"""What exists at a broker already comes under management by the command itself: the broker is asked, and makes nothing anew."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.adapters.conftest import wait_until
from tests.cli_cases import conftest as cases
from tests.cli_cases.conftest import Run
from tests.support import folder_brokers
from tests.support.ports import free_port

from bouwsteen.adapters.processes.readiness import is_listening
from bouwsteen.adapters.random_values import RandomProvider
from bouwsteen.addresses import Address
from bouwsteen.providers.protocol import Call, Done
from bouwsteen.values import Secret, reveal

run, workspace = cases.run, cases.workspace

USER = "town.local.folders"
SHARE, BINDING = "share-of-long-ago", "binding-of-long-ago"
HEAD = "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\n"
FILES = {
    "catalog/interfaces/osb-broker.yaml": f"""{HEAD}kind: Interface
metadata: {{name: osb-broker}}
spec:
  version: 1.0.0
  bindingType: osb-broker
  fields: {{url: {{type: string}}, username: {{type: string}}, password: {{type: string, secret: true}}}}
  required: [url, username, password]
""",
    "catalog/interfaces/folder.yaml": f"""{HEAD}kind: Interface
metadata: {{name: folder}}
spec:
  version: 1.0.0
  bindingType: folder
  request: {{note: {{type: string}}}}
  fields: {{url: {{type: string}}, password: {{type: string, secret: true}}}}
  required: [url, password]
""",
    "blocks/broker/block.yaml": f"""{HEAD}kind: BuildingBlock
metadata: {{name: broker}}
spec:
  version: 1.0.0
  title: {{nl: Broker}}
  owner: Tests
  provides: {{broker: {{interface: osb-broker, version: 1.0.0}}}}
  targets: {{}}
""",
    "blocks/folders/block.yaml": f"""{HEAD}kind: BuildingBlock
metadata: {{name: folders}}
spec:
  version: 1.0.0
  title: {{nl: Mappen}}
  owner: Tests
  parameters: {{type: object, additionalProperties: false, properties: {{size: {{type: integer, default: 3}}}}}}
  uses: {{broker: {{interface: osb-broker, version: ^1.0}}}}
  provides: {{folder: {{interface: folder, version: 1.0.0}}}}
  targets:
    local:
      fidelity: simulated
      resources:
        - id: share
          type: broker/instance
          with: {{broker: "${{uses.broker}}", service: folders, plan: standard, parameters: {{size: "${{parameters.size}}"}}}}
      provides:
        folder:
          resources:
            - id: binding
              type: broker/binding
              with: {{instance: "${{resources.share}}", parameters: "${{consumer.request}}", secretFields: [password]}}
          value: {{url: "${{resources.binding.credentials.url}}", password: "${{resources.binding.credentials.password}}"}}
""",
    "blocks/reader/block.yaml": f"""{HEAD}kind: BuildingBlock
metadata: {{name: reader}}
spec:
  version: 1.0.0
  title: {{nl: Lezer}}
  owner: Tests
  uses: {{folder: {{interface: folder, version: ^1.0, request: {{note: for the reader}}}}}}
  targets:
    local:
      fidelity: simulated
      resources:
        - {{id: proof, type: random/derived, with: {{key: "${{uses.folder.password}}", name: "${{uses.folder.url}}"}}}}
""",
    **{
        f"catalog/{name}.yaml": f"""{HEAD}kind: CatalogEntry
metadata: {{name: {name}}}
spec: {{versions: [{{version: 1.0.0, channel: stable, since: 2026-01-01}}]}}
"""
        for name in ("broker", "folders", "reader")
    },
}


def password(user: str) -> str:
    derived = RandomProvider().create(
        Call(Address("a", "b", "c", "d"), "random/derived", {"key": Secret(folder_brokers.KEY), "name": user}, "k")
    )
    assert isinstance(derived, Done)
    return str(reveal(derived.outputs["value"]))


class Broker:
    """The kit's broker, in a process of its own, and what it keeps in its database."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.file = folder / "broker.sqlite"
        program = Path(folder_brokers.__file__)
        packages = str(Path(__file__).parents[2] / "cli")
        environment = {**os.environ, "PYTHONPATH": packages}
        self.process = subprocess.Popen([sys.executable, str(program), str(self.port), str(self.file)], env=environment)
        wait_until(lambda: is_listening("127.0.0.1", self.port), 60)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/broker"

    def put(self, path: str, body: dict[str, Any], user: str = USER) -> dict[str, Any]:
        """As another program, years ago."""
        answer = self._ask("PUT", path, user, json={"service_id": "id-folders", "plan_id": "id-standard", **body})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def has(self, path: str) -> bool:
        answer = self._ask("GET", path, USER)
        assert answer.status_code in {200, 404}
        return answer.status_code == 200

    def _ask(self, method: str, path: str, user: str, **body: Any) -> httpx.Response:
        url = f"{self.url}/v2/service_instances/{path}"
        return httpx.request(method, url, auth=(user, password(user)), headers={"X-Broker-API-Version": "2.17"}, timeout=60, **body)

    def rows(self) -> list[tuple[Any, ...]]:
        """Everything that it has on record, times and all; also what is gone."""
        with sqlite3.connect(self.file) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
            return [(table, *row) for table in tables for row in database.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3")]  # noqa: S608 the database is ours

    def stop(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(60)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    broker = Broker(tmp_path_factory.mktemp("broker"))
    yield broker
    broker.stop()


@pytest.fixture
def town(workspace: Path, broker: Broker, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stack that asks for a share and a binding; its broker is somebody else's."""
    for name, text in FILES.items():
        path = workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    outputs = f'{{broker: {{url: "{broker.url}", username: {USER}, password: {{secretRef: {{env: BOUWSTEEN_SECRET_BROKER}}}}}}}}'
    (workspace / "stacks/town/stack.yaml").write_text(
        f'{HEAD}kind: Stack\nmetadata: {{name: town}}\nspec:\n  organisation: {{nis: "24062"}}\n  blocks:\n'
        f"    - {{block: broker, target: existing, fidelity: simulated, outputs: {outputs}}}\n"
        "    - {block: folders, uses: {broker: broker/broker}}\n    - {block: reader}\n  environments: {local: {target: local}}\n"
    )
    monkeypatch.setenv("BOUWSTEEN_SECRET_BROKER", password(USER))
    code, out, err = run("lock", "town")
    assert code == 0, out + err
    return workspace


def test_a_share_and_a_binding_of_long_ago_come_under_management_as_they_are(town: Path, broker: Broker, run: Run) -> None:
    broker.put(SHARE, {"organization_guid": "24062", "space_guid": "old", "parameters": {"size": 3}})
    credentials = broker.put(f"{SHARE}/service_bindings/{BINDING}", {"parameters": {"note": "for the reader"}})["credentials"]
    before = broker.rows()
    assert len(before) >= 2, "a share and a binding"

    code, _, err = run("import", "town", 'folders/folder["reader"]/binding', BINDING, "--yes")
    assert (code, "[import-too-early]" in err) == (10, True), err
    for address, identity in (("folders/share", SHARE), ('folders/folder["reader"]/binding', BINDING)):
        code, out, err = run("import", "town", address, identity, "--yes")
        assert code == 0, err
        assert "It is as the stack asks." in out

    # Only the reader is to be made, which exists nowhere yet.
    document = json.loads(run("plan", "town", "-o", "json")[1])
    assert {each["address"]: each["action"] for each in document["changes"] if each["action"] != "no-op"} == {
        "town/local/reader/proof": "create"
    }
    assert run("apply", "town", "--yes")[0] == 0
    assert run("plan", "town", "--detailed-exitcode")[0] == 0
    assert broker.rows() == before, "the broker was asked and made nothing"
    shown = json.loads(run("state", "show", "town", 'folders/folder["reader"]/binding', "--show-secrets", "-o", "json")[1])
    assert (shown["record"]["id"], shown["record"]["outputs"]["credentials"]) == (BINDING, credentials)

    # Under management: it changes with the stack in place, and goes with it.
    stack = town / "stacks/town/stack.yaml"
    stack.write_text(stack.read_text().replace("{block: folders, ", "{block: folders, parameters: {size: 4}, "))
    assert run("apply", "town", "--yes")[0] == 0
    changed = broker.rows()
    assert changed != before
    assert [row[:4] for row in changed] == [row[:4] for row in before], "a share was made anew"
    assert run("plan", "town", "--detailed-exitcode")[0] == 0
    code, out, err = run("destroy", "town", "--yes")
    assert code == 0, out + err
    assert not broker.has(SHARE)
    assert not broker.has(f"{SHARE}/service_bindings/{BINDING}")


@pytest.mark.usefixtures("town")
def test_what_differs_from_the_stack_is_shown_and_mended_in_place(broker: Broker, run: Run) -> None:
    broker.put("other", {"organization_guid": "24062", "space_guid": "old", "parameters": {"size": 9}})
    code, out, err = run("import", "town", "folders/share", "other", "--yes", "-o", "json")
    assert code == 0, err
    assert json.loads(out)["change"]["action"] == "update"
    assert run("apply", "town", "--yes")[0] == 0
    assert run("plan", "town", "--detailed-exitcode")[0] == 0
    assert run("destroy", "town", "--yes")[0] == 0
    assert not broker.has("other")


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("identity", ["nowhere", "of-another-user", "../catalog", "", "x" * 5000])
def test_what_the_broker_does_not_show_to_this_user_is_not_taken_over(broker: Broker, run: Run, identity: str) -> None:
    if identity == "of-another-user":
        broker.put(identity, {"organization_guid": "11001", "space_guid": "old", "parameters": {"size": 3}}, user="village.local.folders")
    before = broker.rows()
    code, out, err = run("import", "town", "folders/share", identity, "--yes")
    assert (code, "[import-not-found]" in err) == (4, True), out + err
    assert json.loads(run("state", "list", "town", "-o", "json")[1])["records"] == []
    assert broker.rows() == before
