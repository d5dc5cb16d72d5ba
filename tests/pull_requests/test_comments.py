"""What a change does, as a pull request tells it: the real command line on a real repository."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cli_cases.tables.policies import POLICY, policy
from tests.pull_requests.conftest import STACK, Project, Run
from tests.support.repositories import needs_git

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import error
from bouwsteen.gitops.changes import PlaceChange, StackChange, State
from bouwsteen.gitops.comments import MARKER, MOST_BYTES, Comparison, render_comment
from bouwsteen.gitops.markup import code, text
from bouwsteen.gitops.words import WORDS
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change, FieldChange
from bouwsteen.planning.plans import Plan
from bouwsteen.values import ABSENT, Secret, Unknown

pytestmark = needs_git
GOLDEN = Path(__file__).parent / "golden"
SITE = "blocks/site/block.yaml"
COLOR = {"{title: Hallo}": "{title: Hallo, color: green}"}


def check_golden(name: str, shown: str) -> None:
    file = GOLDEN / name
    if os.environ.get("BOUWSTEEN_ACCEPT") == "1":
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_a_change_of_one_stack(project: Project, run: Run, language: str) -> None:
    project.branch({STACK: COLOR})
    code_, out, _ = run("pr", "--base", "main", "--head", "head", "--out", str(project.root.parent / "out"), language=language)
    assert code_ == 0
    assert out.startswith(MARKER)
    assert (project.root.parent / "out" / "comment.md").read_text().strip() == out.strip()
    check_golden(f"one-stack.{language}.md", out)


def test_every_file_for_the_forge(project: Project, run: Run, tmp_path: Path) -> None:
    project.branch({STACK: COLOR}, {POLICY: policy()}, locks=True)
    assert run("pr", "--base", "main", "--head", "head", "--out", str(tmp_path / "out"))[0] == 5
    out = tmp_path / "out"
    statuses = json.loads((out / "statuses.json").read_text())
    assert statuses["aggregate"] == {"context": "bouwsteen", "state": "failure", "description": statuses["aggregate"]["description"]}
    assert [each["context"] for each in statuses["statuses"]] == ["bouwsteen/town"]
    run_ = json.loads((out / "findings.sarif").read_text())["runs"][0]
    [result] = run_["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (result["ruleId"], result["level"], place["artifactLocation"]["uri"]) == ("tidy/noLocker", "error", STACK)
    assert project.base[STACK].decode().splitlines()[place["region"]["startLine"] - 1].strip().startswith("- {block: locker")
    plan = json.loads((out / "plans" / "town.local.json").read_text())
    assert plan["basis"] == "documents"
    assert plan["summary"]["replace"] == 1


def test_the_same_finding_at_the_pull_request_and_at_the_plan(project: Project, run: Run) -> None:
    project.branch({}, {POLICY: policy()}, locks=True)
    found = json.loads(run("pr", "--base", "main", "--head", "head", "-o", "json")[1])["stacks"][0]["findings"]
    project.clone.git("reset", "--quiet", "--hard", "head")
    checked = json.loads(run("policy", "check", "town", "-o", "json")[1])["findings"]
    assert [each["fingerprint"] for each in found] == [each["fingerprint"] for each in checked]
    assert found == checked


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_what_cannot_be_judged_yet_is_marked_and_refuses_nothing(project: Project, run: Run, language: str) -> None:
    """The name of the proof is made while the change is carried out."""
    judged = policy("object.with.name == ''").replace("kinds: [Instance]", "kinds: [Resource], types: [random/derived]")
    judged = judged.replace("`${object.name}`", "`${object.address}`").replace("reach: object", "reach: stack")
    project.branch({}, {POLICY: judged}, locks=True)
    code_, out, _ = run("pr", "--base", "main", "--head", "head", language=language)
    [line] = [each for each in out.splitlines() if "tidy/noLocker" in each]
    assert code_ == 0
    assert line.startswith(f"- ⚪ **{WORDS[language].undetermined}** <code>tidy/noLocker</code>")
    [stack] = json.loads(run("pr", "--base", "main", "--head", "head", "-o", "json")[1])["stacks"]
    assert (stack["state"], [each["answer"] for each in stack["findings"]]) == ("changes", ["undetermined"])


def test_what_reaches_no_stack_is_told_as_nothing(project: Project, run: Run) -> None:
    project.branch({}, {"README.md": "Hello", "stacks/README.md": "Hello"})
    code_, out, _ = run("pr", "--base", "main", "--head", "head")
    assert (code_, "No stack changes (examined: 1)." in out) == (0, True)


def test_a_block_that_changes_makes_the_locks_stale(project: Project, run: Run) -> None:
    project.branch({SITE: {"metadata: {name: site}": "metadata: {name: site} # x", "spec:": "spec:"}})
    assert run("pr", "--base", "main", "--head", "head")[0] == 0
    title = next(line for line in project.base[SITE].decode().splitlines() if line.strip().startswith("title:"))
    project.branch({SITE: {title: "  title: {nl: Iets anders}"}}, name="other")
    code_, out, _ = run("pr", "--base", "main", "--head", "other", "-o", "json")
    [stack] = json.loads(out)["stacks"]
    assert (code_, stack["state"], stack["places"][0]["diagnostics"][0]["code"]) == (10, "invalid", "lock-stale")


def test_a_stack_that_comes_and_one_that_goes(project: Project, run: Run) -> None:
    copy = {path.replace("town", "village"): data.replace(b"{name: town}", b"{name: village}") for path, data in project.base.items()}
    new = {path: data for path, data in copy.items() if "village" in path and not path.endswith(".lock")}
    gone = {path: None for path in project.base if path.startswith("stacks/town/")}
    project.branch({}, {**new, **gone})
    stacks = json.loads(run("pr", "--base", "main", "--head", "head", "-o", "json")[1])["stacks"]
    assert {each["stack"]: each["presence"] for each in stacks} == {"town": "removed", "village": "added"}
    assert stacks[0]["places"][0]["summary"]["remove"] == 5


def test_a_mistake_in_head_is_told_at_its_place_and_one_in_the_base_is_forgiven(project: Project, run: Run, tmp_path: Path) -> None:
    project.branch({STACK: {"environments:": "enviroments:"}})
    code_, out, _ = run("pr", "--base", "main", "--head", "head", "--out", str(tmp_path / "out"))
    assert code_ == 10
    assert "stacks/town/stack.yaml" in out
    [run_] = json.loads((tmp_path / "out" / "findings.sarif").read_text())["runs"]
    assert {each["level"] for each in run_["results"]} == {"error"}
    project.clone.commit(dict(project.base), branch="mended", parents=(project.clone.git("rev-parse", "head"),))
    assert run("pr", "--base", "head", "--head", "mended")[0] == 0


def test_a_base_that_went_on_is_told_and_not_taken_for_a_change(project: Project, run: Run) -> None:
    project.branch({STACK: COLOR})
    project.clone.commit({**project.base, "catalog/extra/x.txt": "x", "README.md": "x"}, branch="main", parents=(project.first,))
    code_, out, _ = run("pr", "--base", "main", "--head", "head")
    assert code_ == 0
    assert "bring the branch up to date" in out
    assert "catalog/extra" not in out


def test_a_branch_does_not_choose_whom_a_ci_calls(project: Project, run: Run) -> None:
    project.branch({STACK: {"  blocks:": "  catalog: {git: 'https://127.0.0.1:1/catalog.git', revision: main}\n  blocks:"}})
    code_, out, _ = run("pr", "--base", "main", "--head", "head", "-o", "json")
    assert (code_, json.loads(out)["diagnostics"][0]["code"]) == (10, "catalog-address-new")


def test_a_revision_that_is_not_here(project: Project, run: Run) -> None:
    code_, _, err = run("pr", "--base", "nowhere")
    assert (code_, "revision-not-found" in err) == (6, True)


EVIL = (
    "@everyone",
    "</details><script>alert(1)</script>",
    "![x](https://example.org/pixel.png)",
    "[click](javascript:alert(1))",
    "| a | b |",
    "`code` ``` fence",
    "\n/approve\n/merge\n",
    "#1 !2 $3 %4 ~5 &6 org/repo#7",
    "<!-- bouwsteen: pull request -->",
    "\u202egnp.exe",
    "www.example.org https://example.org",
    "<img src=x onerror=alert(1)>",
    "**bold** _it_ ~~gone~~",
    "x" * 100_000,
)


@pytest.mark.parametrize("evil", EVIL)
def test_names_of_others_stay_text(evil: str) -> None:
    for shown in (text(evil), code(evil)):
        inner = shown.replace("<code>", "").replace("</code>", "")
        assert not set("<>@[]`|*_~\n!$%:") & set(inner)
        assert "www." not in inner.lower()
        assert "\u202e" not in inner
        assert len(shown) < 4_000
        assert all(part.split(";", 1)[0].isdigit() for part in inner.split("&#")[1:])


def test_a_comment_is_never_too_long_and_says_what_it_left_out() -> None:
    problems = tuple(error("some-code", "It is wrong", f"<b>{number}</b>" * 200) for number in range(20))
    stacks = tuple(StackChange(f"stack-{number}", State.INVALID, problems=problems) for number in range(400))
    shown = render_comment(Comparison("0" * 40, "1" * 40, stacks, 400), "en")
    assert len(shown.encode()) <= MOST_BYTES
    assert "do not fit here" in shown
    assert "and 100 more rows" in shown
    assert shown.count("<details>") == shown.count("</details>") > 0
    refused = replace(Comparison("0" * 40, "1" * 40, (), 0), refusal=problems * 50)
    assert len(render_comment(refused, "en").encode()) <= MOST_BYTES


def test_values_are_told_and_secrets_are_not() -> None:
    """What reviewers read first is from what to what; of a secret, that it is one."""
    fields = (
        FieldChange(("days",), 30, 60),
        FieldChange(("key",), Secret("old canary"), Secret("new canary")),
        FieldChange(("nested",), ABSENT, {"key": Secret("third canary"), "name": "`x` @all"}),
        FieldChange(("gone",), "before", ABSENT),
        FieldChange(("later",), "before", Unknown("string")),
        *(FieldChange((f"more{n}",), 1, 2) for n in range(4)),
    )
    change = Change(Address("town", "local", "site", "code"), "random/id", Action.UPDATE, Reason.INPUTS, fields=fields)
    plan = Plan("town", "local", "72042", "", 0, (change,))
    place = PlaceChange("town", "local", "none", plan, "", "", ())
    comment = render_comment(Comparison("a" * 40, "b" * 40, (StackChange("town", State.CHANGES, (place,)),), 1), "en")
    assert "<code>days</code> = <code>30</code> → <code>60</code>" in comment
    assert "canary" not in comment
    assert comment.count("(secret)") == 3
    assert "<del><code>gone" in comment
    assert "(known after apply)" in comment
    assert "@all" not in comment
    assert "and 3 more fields" in comment


@pytest.mark.parametrize("wrong", ["{title: Hallo, colour: green}", "{title: Hallo"])
def test_what_cannot_be_read_is_not_nothing(project: Project, run: Run, tmp_path: Path, wrong: str) -> None:
    """A mistake in a stack is told as that, and never as if all that it has were removed; nor is what mends it told as new."""
    broken = project.branch({STACK: {"{title: Hallo}": wrong}}, name="broken")
    code_, _, _ = run("pr", "--base", "main", "--head", "broken", "--out", str(tmp_path / "out"))
    comment = (tmp_path / "out" / "comment.md").read_text()
    assert code_ == 10
    assert "🔴" in comment
    assert "invalid" in comment
    assert "is removed" not in comment
    assert not re.search(r"[-+]\d", comment.split("\n| ---")[1].split("\n\n")[0])
    assert not list((tmp_path / "out" / "pages").iterdir())
    assert json.loads((tmp_path / "out" / "comparison.json").read_text())["stacks"][0]["presence"] == "kept"
    text_ = project.base[STACK].replace(b"{title: Hallo}", b"{title: Hallo, color: green}")
    project.clone.commit({**project.base, STACK: text_}, branch="mended", parents=(broken,))
    code_, out, _ = run("pr", "--base", "broken", "--head", "mended")
    assert code_ == 0
    assert "the base was invalid" in out
    assert "is added" not in out


def test_what_is_mended_in_one_way_is_told_once(project: Project, run: Run) -> None:
    lock = project.base["stacks/town/bouwsteen.lock"].decode()
    project.branch(files={"stacks/town/bouwsteen.lock": re.sub("version: 1.0.0", "version: 1.0.7", lock)})
    code_, out, _ = run("pr", "--base", "main", "--head", "head")
    assert code_ == 10
    assert out.count("is pinned at") > 1
    assert out.count("write the lock again") == 1
    assert "Different from the base" not in out
    assert "✓" not in out  # nothing was judged
