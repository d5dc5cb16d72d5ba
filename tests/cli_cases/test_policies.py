"""Whom a policy stops, and whom it does not: what is denied may still be looked at, stopped and removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli_cases.cases import STACK
from tests.cli_cases.conftest import Run
from tests.cli_cases.tables.policies import POLICY, WAIVER, policy, waiver

from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.policies import Policy
from bouwsteen.documents.sources import Document
from bouwsteen.engine import policies
from bouwsteen.policy import rules
from bouwsteen.policy.rules import CompiledPolicy


def write(workspace: Path, path: str, text: str) -> None:
    (workspace / path).parent.mkdir(parents=True, exist_ok=True)
    (workspace / path).write_text(text)


def test_what_is_denied_can_still_be_looked_at_and_removed(workspace: Path, run: Run) -> None:
    assert run("apply", "town", "--yes")[0] == 0
    write(workspace, POLICY, policy())
    assert run("lock")[0] == 0
    assert run("plan", "town")[0] == 5
    for command in ("status town", "outputs town", "drift town", "graph town", "down town", "destroy town --yes"):
        assert run(*command.split())[0] == 0, command


def test_an_exception_lets_it_through_and_is_told(workspace: Path, run: Run) -> None:
    write(workspace, POLICY, policy())
    write(workspace, "stacks/town/waivers/later.yaml", waiver("2099-01-01"))
    assert run("lock")[0] == 0
    code, out, _ = run("plan", "town")
    assert code == 0
    assert "The waiver later allows it up to and including 2099-01-01." in out
    (finding,) = json.loads(run("policy", "check", "town", "-o", "json")[1])["findings"]
    assert (finding["waiver"], finding["waiver_expires"]) == ("later", "2099-01-01")


def test_an_exception_that_is_over_is_named(workspace: Path, run: Run) -> None:
    """Who is denied what was allowed yesterday learns why; and the exception that holds longest counts, whatever it is called."""
    write(workspace, POLICY, policy())
    write(workspace, WAIVER, waiver("2027-01-31"))
    code, out, err = run("policy", "check", "town", "--date", "2027-02-01")
    assert code == 5
    assert "The waiver later held up to and including 2027-01-31." in out + err
    write(workspace, WAIVER.replace("later", "another"), waiver("2027-06-30").replace("later", "another"))
    code, out, err = run("policy", "check", "town", "--date", "2027-01-30")
    assert code == 0
    assert "Note: " in out + err
    assert "Warning: " not in out + err
    assert "The waiver another allows it up to and including 2027-06-30." in out + err


@pytest.mark.parametrize(
    ("name", "wrong", "says"),
    [
        (
            "policy: tidy",
            "policy: tiddy",
            "The catalog has no policy `tiddy`, so this waiver allows nothing there.\n  What to do:\n    Did you mean `tidy`?",
        ),
        ("policy: tidy", "policy: tidy, rules: [noLock]", "The policy `tidy` has no rule `noLock`"),
        ("policy: tidy", "policy: tidy, scope: {environments: [lokal]}", "The stack has no environment `lokal`"),
    ],
)
def test_an_exception_that_names_nothing_is_told(workspace: Path, run: Run, name: str, wrong: str, says: str) -> None:
    write(workspace, POLICY, policy())
    write(workspace, WAIVER, waiver("2099-01-01").replace(name, wrong))
    code, out, err = run("validate")
    assert code == 0
    assert "[waiver-idle]" in out + err
    assert says in out + err
    write(workspace, WAIVER, waiver("2099-01-01"))
    assert "waiver-idle" not in "".join(run("validate")[1:])


def test_what_is_announced_stands_in_the_plan(workspace: Path, run: Run) -> None:
    write(workspace, POLICY, policy(steps="[{from: 2020-01-01, action: inform}, {from: 2099-01-01, action: deny}]"))
    assert run("lock")[0] == 0
    code, out, _ = run("plan", "town")
    assert code == 0
    assert "tidy/noLocker: `locker` is a locker. From 2099-01-01 on the policy denies it." in out


def test_policies_are_compiled_once_for_all_stacks_of_a_plan(workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (workspace / STACK).read_text()
    for name in ("village", "hamlet"):
        write(workspace, STACK.replace("town", name), text.replace("{name: town}", f"{{name: {name}}}"))
        write(workspace, f"stacks/{name}/cards/first.card.yaml", (workspace / "stacks/town/cards/first.card.yaml").read_text())
    write(workspace, POLICY, policy("object.block != 'other'"))
    assert run("lock")[0] == 0
    compiled: list[str] = []
    compile_policy = rules.compile_policy

    def count(model: Policy, document: Document) -> tuple[CompiledPolicy | None, list[Diagnostic]]:
        compiled.append(model.name)
        return compile_policy(model, document)

    monkeypatch.setattr(policies, "compile_policy", count)
    assert run("plan")[0] == 0
    assert compiled == ["tidy"]


def test_a_policy_that_moved_makes_the_lock_stale_and_is_named(workspace: Path, run: Run) -> None:
    write(workspace, POLICY, policy("object.block != 'other'"))
    assert run("lock")[0] == 0
    write(workspace, POLICY, policy("object.block != 'another'"))
    code, _, err = run("plan", "town")
    assert code == 7
    assert "The policy `tidy` has other content than when it was pinned" in err
    assert run("lock", "--check")[0] == 7
    assert run("lock")[0] == 0
    assert run("plan", "town")[0] == 0


@pytest.mark.parametrize("moved", ["policy tidy", "waiver later"])
def test_a_saved_plan_is_stale_where_what_it_was_judged_by_moved(workspace: Path, run: Run, moved: str) -> None:
    write(workspace, POLICY, policy("object.block != 'other'"))
    write(workspace, WAIVER, waiver("2099-01-01"))
    assert run("lock")[0] == 0
    assert run("plan", "town", "--out", "plan.json")[0] == 0
    if moved == "policy tidy":
        write(workspace, POLICY, policy("object.block != 'another'"))
        assert run("lock")[0] == 0
    else:
        write(workspace, WAIVER, waiver("2098-01-01"))
    code, _, err = run("apply", "plan.json")
    assert code == 7
    assert "plan-stale" in err
    assert moved in " ".join(err.split())
