"""Who approved of what, and every way in which that does not count."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli_cases.tables.policies import POLICY, policy
from tests.faults.terminals import Screen
from tests.pull_requests.conftest import STACK, Project, Run
from tests.pull_requests.guards import COLOR, approve, be, commit, edit, guard, refused
from tests.support.repositories import needs_git

from bouwsteen.planning.digests import digest

pytestmark = needs_git
LOCAL = "    local: {target: local}\n"


@pytest.fixture
def guarded(project: Project) -> Project:
    """The environment wants approval. The last commit is An's, on `main`, which is checked out."""
    return guard(project, "intent")


@pytest.mark.parametrize("how", [(), ("--tag",)])
def test_what_somebody_else_approved_is_carried_out(guarded: Project, run: Run, how: tuple[str, ...]) -> None:
    refused(run, "approval-missing")
    approve(guarded, run, *how)
    assert run("apply", "town", "--yes")[0] == 0
    record = json.loads((guarded.root / ".bouwsteen" / "approvals" / "town.local.json").read_text())
    assert record["approvedBy"] == "Bo <bo@example.org>"
    assert record["commit"] == guarded.clone.git("rev-parse", "HEAD")


def test_nobody_approves_by_mistake(guarded: Project, run: Run) -> None:
    """Without somebody to answer, and without `--yes`, nothing is recorded; what it would have been is shown."""
    be(guarded, "Bo")
    before = guarded.clone.git("rev-parse", "HEAD")
    digest = run("approve", "town", "--print")[1].split()[-1]
    for how in ((), ("--tag",), ("-o", "json")):
        code, out, err = run("approve", "town", *how)
        assert code == 8
        assert "not-confirmed" in err
        assert digest in err
        assert "by `An`" in err
        assert "--yes" in err
        assert out == ""
    assert guarded.clone.git("rev-parse", "HEAD") == before
    assert guarded.clone.git("tag") == ""
    code, out, _ = run("approve", "town", "--yes", "-o", "json")
    assert code == 0
    assert json.loads(out)["commit"] == guarded.clone.git("rev-parse", "HEAD") != before


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal")
def test_who_approves_is_asked(guarded: Project, run: Run) -> None:
    """A real terminal, with a person who says no first."""
    be(guarded, "Bo")
    before = guarded.clone.git("rev-parse", "HEAD")
    for answer, code in (("no", 8), ("yes", 0)):
        assert guarded.clone.git("rev-parse", "HEAD") == before
        with Screen() as screen, Path(screen.name).open("r+b", buffering=0) as terminal:
            command = [sys.executable, "-m", "bouwsteen", "--lang", "en", "approve", "town"]
            process = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, cwd=guarded.root)
            screen.wait_for("You approve of what town/local intends")
            screen.wait_for("Approve of this? Type yes: ")
            screen.press(f"{answer}\n")
            screen.wait_for("not-confirmed" if code else "Approved in commit")
            assert process.wait(60) == code
    assert run("apply", "town", "--yes")[0] == 0


def test_where_to_push_an_approval_that_is_on_no_branch(guarded: Project, run: Run) -> None:
    guarded.clone.git("checkout", "--quiet", "--detach")
    be(guarded, "Bo")
    assert "git push origin HEAD:BRANCH" in run("approve", "town", "--yes")[1]
    assert "git push origin approved/town/local/" in run("approve", "town", "--yes", "--tag")[1]


def test_nothing_asks_for_approval_and_who_wants_it_can(project: Project, run: Run) -> None:
    refused(run, "approval-missing", "apply", "town", "--yes", "--approved")
    assert run("apply", "town", "--yes")[0] == 0


@pytest.mark.parametrize("command", [("up", "town"), ("destroy", "town", "--yes"), ("apply", "town", "--yes")])
def test_every_door_asks(guarded: Project, run: Run, command: tuple[str, ...]) -> None:
    code = "approval-needs-plan" if command[0] == "destroy" else "approval-missing"
    refused(run, code, *command)
    assert not (guarded.root / ".bouwsteen" / "state" / "town" / "local" / "generations").exists()


def test_a_saved_plan_of_what_nobody_approved(guarded: Project, run: Run) -> None:
    assert run("plan", "town", "--out", "plan.json")[0] == 0
    refused(run, "approval-missing", "apply", "plan.json", "--yes")


def test_who_wrote_it_cannot_approve_of_it(guarded: Project, run: Run) -> None:
    approve(guarded, run, person="An")
    refused(run, "approval-by-author")
    approve(guarded, run, person="Bo")
    assert run("apply", "town", "--yes")[0] == 0


def test_what_moved_since_is_named(guarded: Project, run: Run) -> None:
    approve(guarded, run)
    text = (guarded.root / STACK).read_text()
    edit(guarded, text.replace(*next(iter(COLOR.items()))), "An")
    assert "These moved: `stack`." in refused(run, "approval-stale")
    # Back to what was approved is approved.
    edit(guarded, text, "An")
    assert run("apply", "town", "--yes")[0] == 0


@pytest.mark.slow
def test_a_work_tree_that_is_not_what_was_committed(guarded: Project, run: Run) -> None:
    approve(guarded, run)
    (guarded.root / STACK).write_text((guarded.root / STACK).read_text().replace(*next(iter(COLOR.items()))))
    refused(run, "approval-stale")


def test_a_digest_that_is_put_into_another_commit(guarded: Project, run: Run) -> None:
    """An knows the digest of what she wants, and lets Bo's commit say it for something else."""
    text = (guarded.root / STACK).read_text()
    harmful = text.replace(*next(iter(COLOR.items())))
    edit(guarded, harmful, "An")
    trailer = run("approve", "town", "--print")[1].strip()
    edit(guarded, text, "An")
    commit(guarded, "Bo", f"Looks fine\n\n{trailer}")
    edit(guarded, harmful, "An")
    refused(run, "approval-tampered")


@pytest.mark.slow
def test_a_trailer_counts_only_at_the_end_of_a_message(guarded: Project, run: Run) -> None:
    trailer = run("approve", "town", "--print")[1].strip()
    commit(guarded, "Bo", f"I do not want this:\n\n{trailer}\n\nSo no.")
    refused(run, "approval-missing")


@pytest.mark.slow
def test_an_approval_of_another_branch_is_none_here(guarded: Project, run: Run) -> None:
    here = guarded.clone.git("rev-parse", "HEAD")
    approve(guarded, run)
    approve(guarded, run, "--tag")
    guarded.clone.git("reset", "--quiet", "--hard", here)
    refused(run, "approval-missing")


@pytest.mark.slow
def test_an_older_commit_does_not_come_back(guarded: Project, run: Run) -> None:
    approve(guarded, run)
    first = guarded.clone.git("rev-parse", "HEAD")
    edit(guarded, (guarded.root / STACK).read_text().replace(*next(iter(COLOR.items()))), "An")
    approve(guarded, run)
    assert run("apply", "town", "--yes")[0] == 0
    guarded.clone.git("reset", "--quiet", "--hard", first)
    refused(run, "commit-older")


def test_where_each_plan_is_approved(project: Project, run: Run) -> None:
    guarded = guard(project, "plan")
    refused(run, "approval-needs-plan")
    assert run("plan", "town", "--out", "plan.json")[0] == 0
    refused(run, "approval-missing", "apply", "plan.json", "--yes")
    approve(guarded, run, "--plan", "plan.json")
    plan = json.loads((guarded.root / "plan.json").read_text())
    other = {**plan, "digest": "sha256:" + "0" * 64}
    (guarded.root / "other.json").write_text(json.dumps(other))
    refused(run, "approval-stale", "apply", "other.json", "--yes")
    assert run("apply", "plan.json", "--yes")[0] == 0
    refused(run, "plan-of-another-state", "apply", "plan.json", "--yes")


@pytest.mark.slow
def test_everything_goes_only_by_an_approved_plan(guarded: Project, run: Run) -> None:
    approve(guarded, run)
    assert run("apply", "town", "--yes")[0] == 0
    assert run("plan", "town", "--destroy", "--out", "end.json")[0] == 0
    refused(run, "approval-missing", "apply", "end.json", "--yes", "--approve-deletions", "5")
    approve(guarded, run, "--plan", "end.json")
    assert run("apply", "end.json", "--yes", "--approve-deletions", "5")[0] == 0


@pytest.mark.slow
def test_what_is_denied_or_unsound_cannot_be_approved(guarded: Project, run: Run) -> None:
    be(guarded, "Bo")
    head = guarded.clone.git("rev-parse", "HEAD")
    guarded.write({POLICY: policy()})
    assert run("lock")[0] == 0
    guarded.clone.git("add", "--all")
    commit(guarded, "An")
    assert run("approve", "town")[0] == 5
    guarded.clone.git("reset", "--quiet", "--hard", head)
    edit(guarded, (guarded.root / STACK).read_text().replace("environments:", "enviroments:"), "An")
    assert run("approve", "town")[0] == 10


@pytest.mark.slow
def test_a_shallow_clone_cannot_tell_who_wrote_it(guarded: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    approve(guarded, run)
    target = guarded.root.parent / "shallow"
    guarded.clone.git("clone", "--quiet", "--depth=1", guarded.root.as_uri(), str(target))
    monkeypatch.chdir(target)
    refused(run, "history-missing")


def test_an_approval_by_the_digest_of_before_stands(guarded: Project, run: Run) -> None:
    """An intent was digested without its place once, which stands beside it in the trailer."""
    plan = json.loads(run("plan", "town", "-o", "json")[1])
    former = digest(plan["parts"])
    assert former != plan["intent_digest"]
    commit(guarded, "Bo", f"Approve it\n\nBouwsteen-Approved: other/local {former}")
    refused(run, "approval-missing")
    commit(guarded, "Bo", f"Approve it\n\nBouwsteen-Approved: town/local {former}")
    assert run("apply", "town", "--yes")[0] == 0


def test_two_stacks_that_say_the_same_are_two_intents(project: Project, run: Run) -> None:
    text = project.base[STACK].decode().replace("{name: town}", "{name: twin}")
    project.write({"stacks/twin/stack.yaml": text, **{each.replace("/town/", "/twin/"): data for each, data in _beside(project)}})
    assert run("lock", "twin")[0] == 0
    town, twin = (json.loads(run("plan", name, "-o", "json")[1]) for name in ("town", "twin"))
    assert town["parts"] == twin["parts"]
    assert town["intent_digest"] != twin["intent_digest"]


def _beside(project: Project) -> list[tuple[str, bytes]]:
    """What lies beside the stack of the town."""
    return [(path, data) for path, data in project.base.items() if path.startswith("stacks/town/") and path != STACK]


def test_objects_for_an_operator_say_what_was_approved_of_in_git(project: Project, run: Run) -> None:
    here = "{locker: {target: local}, site: {target: local}}"
    place = f"    test: {{target: kubernetes, approval: intent, blocks: {here}}}\n"
    edit(project, project.base[STACK].decode().replace(LOCAL, LOCAL + place), "An")
    export = ("export", "town", "-e", "test", "--format", "objects", "-o", "json")
    code, out, err = run(*export)
    assert code == 0, err
    assert "git" in err
    assert "approvedIntent" not in out
    approve(project, run, "-e", "test")
    plan = json.loads(run("plan", "town", "-e", "test", "-o", "json")[1])
    code, out, err = run(*export)
    assert (code, err) == (0, "")
    (stack,) = (each for each in json.loads(out)["items"] if each["kind"] == "Stack")
    assert stack["spec"]["resolved"]["approvedIntent"] == plan["intent_digest"]
