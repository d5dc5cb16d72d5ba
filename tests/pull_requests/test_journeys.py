"""From edit to applied: a bare repository as the forge, the centre and two municipalities with clones of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.cli_cases.tables.policies import POLICY, policy
from tests.pull_requests.conftest import Project, Run
from tests.support.repositories import Clone, needs_git

pytestmark = [needs_git, pytest.mark.slow]


@dataclass(frozen=True)
class Desk:
    """Somebody's own clone of the shared repository."""

    person: str
    clone: Clone
    run: Callable[..., tuple[int, str, str]]

    @property
    def root(self) -> Path:
        return self.clone.folder

    def do(self, *arguments: str) -> tuple[int, str, str]:
        return self.run("-C", str(self.root), *arguments)

    def git(self, *arguments: str) -> str:
        return self.clone.git(*arguments, person=self.person)

    def begin(self, branch: str) -> None:
        self.git("fetch", "--quiet", "origin")
        self.git("checkout", "--quiet", "-B", branch, "origin/main")

    def edit(self, path: str, before: str, after: str) -> None:
        file = self.root / path
        text = file.read_text()
        assert before in text
        file.write_text(text.replace(before, after))

    def push(self, branch: str, message: str) -> None:
        self.git("add", "--all", "--", "stacks", "policies", "blocks", "catalog")
        self.git("commit", "--quiet", "--message", message)
        self.git("push", "--quiet", "origin", f"HEAD:{branch}")

    def merge(self, branch: str) -> None:
        self.begin("main")
        self.git("merge", "--quiet", "--no-ff", "--message", f"Merge {branch}", f"origin/{branch}")
        self.git("push", "--quiet", "origin", "HEAD:main")


@pytest.fixture
def desks(project: Project, run: Run, tmp_path: Path) -> dict[str, Desk]:
    """`ci` is who applies; the others write and approve. Two stacks of two municipalities, each wanting approval."""
    forge = tmp_path / "forge.git"
    text = project.base["stacks/town/stack.yaml"].decode().replace("{target: local}", "{target: local, approval: intent}")
    for name in ("town", "village"):
        project.write({f"stacks/{name}/stack.yaml": text.replace("name: town", f"name: {name}")})
        project.write({f"stacks/{name}/cards/first.card.yaml": project.base["stacks/town/cards/first.card.yaml"]})
    assert run("lock")[0] == 0
    project.clone.git("add", "--all", "--", "stacks")
    project.clone.git("commit", "--quiet", "--message", "Begin", person="Founder")
    project.clone.git("clone", "--quiet", "--bare", ".", str(forge))
    found = {}
    for person in ("Centre", "An", "Bo", "Cleo", "ci"):
        project.clone.git("clone", "--quiet", str(forge), str(tmp_path / person))
        desk = Desk(person, Clone(tmp_path / person), run)
        desk.git("config", "user.name", person)
        desk.git("config", "user.email", f"{person.lower()}@example.org")
        found[person] = desk
    return found


def look(desk: Desk, branch: str) -> tuple[int, dict[str, str]]:
    """As the CI does: the work tree is that of the base, the branch is only fetched."""
    desk.begin("main")
    code, out, _ = desk.do("pr", "--base", "origin/main", "--head", f"origin/{branch}", "-o", "json")
    return code, {each["stack"]: each["state"] for each in json.loads(out)["stacks"]}


def refused(desk: Desk, code: str, *command: str) -> None:
    _, out, err = desk.do(*command)
    assert f"[{code}]" in err, err + out


def test_a_central_change_and_two_municipal_ones(desks: dict[str, Desk]) -> None:
    centre, an, bo, cleo, ci = (desks[name] for name in ("Centre", "An", "Bo", "Cleo", "ci"))

    # The centre announces a rule that denies nothing yet, with the locks that follow from it.
    centre.begin("rule")
    (centre.root / POLICY).parent.mkdir(parents=True)
    (centre.root / POLICY).write_text(policy(steps="[{from: 2020-01-01, action: inform}, {from: 2099-01-01, action: deny}]"))
    assert centre.do("lock")[0] == 0
    centre.push("rule", "Announce a rule")
    assert look(ci, "rule") == (0, {"town": "changes", "village": "changes"})
    centre.merge("rule")

    # A municipality changes its stack; nobody has approved of it yet, nor of the rule.
    an.begin("town-green")
    an.edit("stacks/town/stack.yaml", "title: Hallo", "color: green")
    an.push("town-green", "Make it green")
    assert look(ci, "town-green") == (0, {"town": "changes"})
    an.merge("town-green")
    ci.begin("main")
    refused(ci, "approval-missing", "apply", "town", "--yes")
    refused(ci, "approval-missing", "up", "town")

    # Her own yes does not count; a colleague's does.
    an.begin("main")
    assert an.do("approve", "town", "--yes")[0] == 0
    an.git("push", "--quiet", "origin", "HEAD:main")
    ci.begin("main")
    refused(ci, "approval-by-author", "apply", "town", "--yes")
    bo.begin("main")
    assert bo.do("approve", "town", "--yes")[0] == 0
    bo.git("push", "--quiet", "origin", "HEAD:main")
    ci.begin("main")
    assert ci.do("apply", "town", "--yes")[0] == 0
    refused(ci, "approval-missing", "apply", "village", "--yes")

    # The other one approves by a tag, in the branch; then somebody adds a commit to it before it is merged.
    cleo.begin("village")
    cleo.edit("stacks/village/stack.yaml", "title: Hallo", "title: Dag")
    cleo.push("village", "Greet")
    bo.git("fetch", "--quiet", "origin")
    bo.git("checkout", "--quiet", "-B", "village", "origin/village")
    assert bo.do("approve", "village", "--yes", "--tag")[0] == 0
    bo.git("push", "--quiet", "origin", "--tags")
    cleo.edit("stacks/village/stack.yaml", "title: Dag", "color: green")
    cleo.push("village", "And make it green")
    assert look(ci, "village") == (0, {"village": "changes"})
    cleo.merge("village")
    ci.begin("main")
    ci.git("fetch", "--quiet", "--tags", "origin")
    refused(ci, "approval-stale", "apply", "village", "--yes")
    assert ci.do("plan", "village", "--out", str(ci.root / "plan.json"))[0] == 0
    refused(ci, "approval-stale", "apply", str(ci.root / "plan.json"), "--yes")

    # A yes that is written by hand, with the digest of something else, is none.
    trailer = json.loads(ci.do("approve", "village", "--print", "-o", "json")[1])["trailer"]
    cleo.begin("main")
    cleo.edit("stacks/village/stack.yaml", "color: green", "color: blue")
    cleo.push("main", f"Looks good\n\n{trailer}")
    cleo.edit("stacks/village/stack.yaml", "color: blue", "color: green")
    cleo.push("main", "As it was")
    ci.begin("main")
    refused(ci, "approval-tampered", "apply", "village", "--yes")

    # Approved as it is now, it goes; and what stands on the machine never goes back to an older commit.
    bo.begin("main")
    assert bo.do("approve", "village", "--yes")[0] == 0
    bo.git("push", "--quiet", "origin", "HEAD:main")
    ci.begin("main")
    assert ci.do("apply", "village", "--yes", "--approved")[0] == 0
    assert ci.do("plan", "village", "--detailed-exitcode")[0] == 0
    ci.git("reset", "--quiet", "--hard", "HEAD~1")
    refused(ci, "commit-older", "apply", "village", "--yes")
