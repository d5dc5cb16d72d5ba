"""What `status` says of instances that the record knows nothing of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli_cases.cases import STACK, stack
from tests.cli_cases.conftest import Run

BLOCKS = """\
    - block: locker
      version: ^1.0
      target: existing
      outputs: {key: {url: "http://127.0.0.1:9", size: 5, secret: {secretRef: {env: BOUWSTEEN_SECRET_TOWN_KEY}}}}
    - {block: site, version: ^1.0}
"""


def test_an_instance_without_resources_is_ready_once_the_stack_is_applied(
    workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOUWSTEEN_SECRET_TOWN_KEY", "hunter2-is-no-password")
    (workspace / STACK).write_text(stack(BLOCKS))
    assert run("lock", "town")[0] == 0
    assert "locker" not in run("status", "town")[1]
    assert run("apply", "town", "--yes")[0] == 0
    code, out, _ = run("status", "town", "-o", "json")
    assert code == 0
    (found,) = json.loads(out)["stacks"]
    assert [(each["name"], each["state"], each["fidelity"]) for each in found["instances"]] == [
        ("locker", "ready", "production"),
        ("site", "ready", "simulated"),
    ]
    assert run("destroy", "town", "--yes")[0] == 0
    assert "Nothing is here any more." in run("status", "town")[1]
