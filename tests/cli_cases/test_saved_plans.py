"""A saved plan is carried out as it was approved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli_cases.cases import STACK
from tests.cli_cases.conftest import Run

from bouwsteen.cli.exit_codes import ExitCode


def test_of_a_new_environment(workspace: Path, run: Run) -> None:
    assert run("plan", "town", "--out", "plan.json")[0] == 0
    code, _, err = run("apply", "plan.json", "--yes")
    assert code == 0, err
    assert run("plan", "town", "--detailed-exitcode")[0] == 0


def code_of(run: Run) -> str:
    """What the site was given by chance: another object has another."""
    shown = json.loads(run("state", "show", "town", "site/code", "-o", "json")[1])
    return str(shown["record"]["outputs"]["value"])


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


def test_what_is_to_be_made_anew_stands_in_the_plan(workspace: Path, run: Run) -> None:
    assert run("apply", "town", "--yes")[0] == ExitCode.OK
    before = code_of(run)
    code, out, err = run("plan", "town", "--replace", "town/local/site/code", "--out", "plan.json", "--detailed-exitcode")
    assert code == ExitCode.CHANGES, err
    assert "1 to replace" in out
    code, out, err = run("apply", "plan.json", "--yes")
    assert code == ExitCode.OK, err
    assert "1 replaced" in out
    assert run("plan", "town", "--detailed-exitcode")[0] == ExitCode.OK
    assert code_of(run) != before
    # A second time it is a plan of something that is no longer there.
    assert run("apply", "plan.json", "--yes")[0] == ExitCode.STALE


@pytest.mark.fault("F12")
def test_what_was_to_be_made_anew_has_left_the_stack(workspace: Path, run: Run) -> None:
    assert run("apply", "town", "--yes")[0] == ExitCode.OK
    assert run("plan", "town", "--replace", "site/code", "--out", "plan.json")[0] == ExitCode.OK
    before = code_of(run)
    stack = workspace / STACK
    stack.write_text(stack.read_text().replace("    - {block: site, version: ^1.0, parameters: {title: Hallo}}\n", ""))
    assert run("lock", "town")[0] == ExitCode.OK
    code, out, err = run("apply", "plan.json", "--yes")
    assert code == ExitCode.STALE, out + err
    assert "The plan no longer holds  [plan-stale]" in err
    assert "These moved: " in err
    assert "replace-not-found" in err, "and why it cannot be made again"
    assert code_of(run) == before
    # Asked for now and not approved before, it is a name that means nothing.
    assert run("apply", "town", "--replace", "site/code", "--yes")[0] == ExitCode.NOT_FOUND
