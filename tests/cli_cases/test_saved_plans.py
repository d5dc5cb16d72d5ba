"""A saved plan is carried out as it was approved."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli_cases.cases import STACK
from tests.cli_cases.conftest import Run


def test_of_a_new_environment(workspace: Path, run: Run) -> None:
    assert run("plan", "town", "--out", "plan.json")[0] == 0
    code, _, err = run("apply", "plan.json", "--yes")
    assert code == 0, err
    assert run("plan", "town", "--detailed-exitcode")[0] == 0


@pytest.mark.fault("F12", "F13")
def test_of_a_change(workspace: Path, run: Run) -> None:
    assert run("apply", "town", "--yes")[0] == 0
    stack = workspace / STACK
    stack.write_text(stack.read_text().replace("{title: Hallo}", "{color: green}"))
    assert run("plan", "town", "--out", "plan.json", "--detailed-exitcode")[0] == 2
    code, out, err = run("apply", "plan.json", "--yes")
    assert code == 0, err
    assert run("plan", "town", "--detailed-exitcode")[0] == 0
    # The same plan a second time is no longer the plan of what is there.
    code, out, err = run("apply", "plan.json", "--yes")
    assert code == 7, out + err
