"""Stacks that take their catalog from a repository: which content, which lock, what is told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.cli.conftest import Run

GIT = shutil.which("git") or ""
pytestmark = pytest.mark.skipif(not GIT, reason="needs git")
STACK = "stacks/beringen/stack.yaml"
SECOND = "stacks/halle/stack.yaml"
Publish = Callable[..., str]


@pytest.fixture
def origin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("BOUWSTEEN_ALLOW_FILE_CATALOGS", "1")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "keys"))
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init", "--quiet")
    return folder


def git(folder: Path, *arguments: str) -> str:
    identity = {f"GIT_{who}_{what}": "tester" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run([GIT, "-C", str(folder), *arguments], env={**os.environ, **identity}, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def publish(workspace: Path, origin: Path) -> Publish:
    """Tag a catalog in which a word of the greeter is another than in the work tree."""

    def call(tag: str, word: str) -> str:
        for part in ("blocks", "catalog"):
            shutil.copytree(workspace / part, origin / part, dirs_exist_ok=True)
        block = origin / "blocks/greeter/block.yaml"
        block.write_text(block.read_text(encoding="utf-8").replace("default: hallo", f"default: {word}"), encoding="utf-8")
        git(origin, "add", "--all")
        git(origin, "commit", "--quiet", "--allow-empty", "-m", "x")
        git(origin, "tag", "--force", tag)
        return git(origin, "rev-parse", "HEAD")

    return call


def pin(workspace: Path, url: str, revision: str, stack: str = STACK) -> None:
    path = workspace / stack
    text = (workspace / STACK).read_text(encoding="utf-8").replace("name: beringen", f"name: {path.parent.name}")
    path.parent.mkdir(exist_ok=True)
    head, _, rest = text.partition("  blocks:\n")
    head = head.partition("  catalog:")[0]
    path.write_text(f"{head}  catalog: {{git: '{url}', revision: {revision}}}\n  blocks:\n{rest}", encoding="utf-8")


def test_a_plan_of_a_stack_with_a_pin(workspace: Path, origin: Path, publish: Publish, run: Run) -> None:
    commit = publish("v1", "goeiedag")
    pin(workspace, origin.as_uri(), "v1")
    # Nothing of the work tree stands in for it.
    shutil.rmtree(workspace / "blocks")
    assert run("validate", "beringen")[0] == 0
    assert run("lock", "beringen")[0] == 0
    lock = (workspace / "stacks/beringen/bouwsteen.lock").read_text(encoding="utf-8")
    assert f'catalog:\n  git: "{origin.as_uri()}"\n  revision: v1\n  commit: ' in lock
    assert commit in lock
    origin.rename(origin.with_name("away"))  # from here without a network
    code, out, err = run("plan", "beringen", "-o", "json")
    assert (code, err) == (0, "")
    assert {change["address"] for change in json.loads(out)["changes"]} == {
        "beringen/local/greeter/http",
        "beringen/local/greeter/password",
    }
    assert run("validate", "beringen")[0] == 0
    assert run("status")[0] == 0
    code, out, _ = run("version", "-o", "json")
    assert json.loads(out)["pins"] == [{"stack": "beringen", "git": origin.as_uri(), "revision": "v1"}]
    assert f"v1 ({origin.as_uri()})" in run("version")[1]


def test_a_tag_that_moved_is_told_and_plans_stay_with_the_lock(workspace: Path, origin: Path, publish: Publish, run: Run) -> None:
    publish("v1", "goeiedag")
    pin(workspace, origin.as_uri(), "v1")
    run("lock", "beringen")
    assert run("lock", "--check", "beringen")[0] == 0
    before = run("export", "beringen", "-o", "json")[1]
    publish("v1", "anders")
    assert run("plan", "beringen")[0] == 0
    assert run("export", "beringen", "-o", "json")[1] == before
    code, _, err = run("lock", "--check", "beringen", "--lang", "en")
    assert code == 7
    assert "revision v1 has moved" in err
    assert "The block `greeter` has other content" in err
    assert run("lock", "beringen")[0] == 0
    assert run("lock", "--check", "beringen")[0] == 0
    assert run("export", "beringen", "-o", "json")[1] != before


def test_another_pin_than_the_lock_says_is_stale(workspace: Path, origin: Path, publish: Publish, run: Run) -> None:
    publish("v1", "goeiedag")
    publish("v2", "goeiedag")
    pin(workspace, origin.as_uri(), "v1")
    run("lock", "beringen")
    pin(workspace, origin.as_uri(), "v2")
    code, _, err = run("plan", "beringen")
    assert code == 7
    assert "the stack now pins v2" in err
    text = (workspace / STACK).read_text(encoding="utf-8")
    (workspace / STACK).write_text("".join(line for line in text.splitlines(keepends=True) if "catalog:" not in line), encoding="utf-8")
    code, _, err = run("plan", "beringen")
    assert code == 7
    assert "no longer pins" in err


def test_stacks_with_different_pins(workspace: Path, origin: Path, publish: Publish, run: Run) -> None:
    publish("v1", "goeiedag")
    publish("v2", "anders")
    plain = (workspace / STACK).read_text(encoding="utf-8").replace("name: beringen", "name: sint-truiden")
    (workspace / "stacks/sint-truiden").mkdir()
    (workspace / "stacks/sint-truiden/stack.yaml").write_text(plain, encoding="utf-8")
    pin(workspace, origin.as_uri(), "v1")
    pin(workspace, origin.as_uri(), "v2", SECOND)
    assert run("validate", "--lang", "en") == (0, "Good: 3 stacks checked.\n", "")
    code, out, _ = run("lock", "-o", "json")
    locks = {each["stack"]: each["lock"] for each in json.loads(out)["locks"]}
    assert code == 0
    assert {name: lock.get("catalog", {}).get("revision") for name, lock in locks.items()} == {
        "beringen": "v1",
        "halle": "v2",
        "sint-truiden": None,
    }
    assert len({lock["blocks"]["greeter"]["digest"] for lock in locks.values()}) == 3
    assert run("lock", "--check")[0] == 0
    code, out, _ = run("plan", "-o", "json")
    assert code == 0
    assert {plan["stack"] for plan in json.loads(out)["plans"]} == {"beringen", "halle", "sint-truiden"}


@pytest.mark.parametrize(
    ("url", "revision", "code", "said"),
    [
        ("{origin}", "v9", 6, "no such revision"),
        ("{origin}-away", "v1", 1, "needs no network"),
        ("https://169.254.169.254/x", "v1", 10, "link-local"),
        ("https://user:s3cret@example.org/x", "v1", 10, "holds credentials"),
        ("ssh://git:s3cret@example.org/x", "v1", 10, "holds credentials"),
        ("http://example.org/x", "v1", 10, "wrong form"),
        ("ext::sh -c id", "v1", 10, "wrong form"),
    ],
)
def test_pins_that_cannot_be_had(
    workspace: Path, origin: Path, publish: Publish, run: Run, url: str, revision: str, code: int, said: str
) -> None:
    publish("v1", "goeiedag")
    pin(workspace, url.format(origin=origin.as_uri()), revision)
    for verb in ("plan", "lock", "validate"):
        found, out, err = run(verb, "beringen", "--lang", "en")
        assert found == code
        assert said in out + err
        assert "s3cret" not in out + err


def test_a_folder_is_a_catalog_only_where_that_is_allowed(
    workspace: Path, origin: Path, publish: Publish, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("v1", "goeiedag")
    pin(workspace, origin.as_uri(), "v1")
    monkeypatch.delenv("BOUWSTEEN_ALLOW_FILE_CATALOGS")
    code, _, err = run("plan", "beringen")
    assert code == 10
    assert "BOUWSTEEN_ALLOW_FILE_CATALOGS" in err


def test_a_pin_that_is_written_in_another_way_counts(workspace: Path, origin: Path, publish: Publish, run: Run) -> None:
    publish("v1", "goeiedag")
    pin(workspace, origin.as_uri(), "v9")
    text = (workspace / STACK).read_text(encoding="utf-8")
    (workspace / STACK).write_text(text.replace("catalog:", '"c\\u0061talog":'), encoding="utf-8")
    assert run("plan", "beringen")[0] == 6
