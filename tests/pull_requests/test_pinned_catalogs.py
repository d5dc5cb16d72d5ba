"""A municipality's repository that holds `stacks/` alone: blocks, catalog and policies come from a commit of the centre's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.cli_cases.conftest import HERE
from tests.cli_cases.tables.policies import POLICY, policy
from tests.pull_requests.conftest import STACK, Project, Run
from tests.pull_requests.guards import COLOR, approve
from tests.support.repositories import Clone, files_below, forget_git_settings, needs_git

pytestmark = needs_git


@dataclass(frozen=True)
class Pinned:
    """The municipality's clone, and the centre's bare repository with its catalog under the tag v1."""

    town: Project
    centre: Clone
    catalog: Mapping[str, bytes]

    def publish(self, tag: str, more: Mapping[str, str]) -> None:
        self.centre.commit({**self.catalog, **more}, parents=("main",))
        self.centre.git("tag", tag, "main")


@pytest.fixture
def pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Pinned:
    forget_git_settings(tmp_path, monkeypatch)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "keys"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "reports"))
    monkeypatch.setenv("BOUWSTEEN_ALLOW_FILE_CATALOGS", "1")
    centre = Clone.make(tmp_path / "centre.git", "--bare")
    catalog = files_below(HERE / "base", "blocks", "catalog")
    centre.commit(catalog)
    centre.git("tag", "v1", "main")
    clone = Clone.make(tmp_path / "town")
    for path, content in files_below(HERE / "base", "stacks").items():
        (clone.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (clone.folder / path).write_bytes(content)
    text = (clone.folder / STACK).read_text()
    (clone.folder / STACK).write_text(text.replace("  blocks:", f"  catalog: {{git: '{centre.folder.as_uri()}', revision: v1}}\n  blocks:"))
    monkeypatch.chdir(clone.folder)
    assert run("lock")[0] == 0
    base = files_below(clone.folder, "stacks")
    first = clone.commit(base)
    clone.git("reset", "--quiet", "--hard", "main")
    return Pinned(Project(clone, base, first, run), centre, catalog)


def look(run: Run, branch: str, *options: str) -> tuple[int, Any]:
    code, out, err = run("pr", "--base", "main", "--head", branch, "-o", "json", *options)
    assert out, err
    return code, json.loads(out)


def test_a_change_is_planned_approved_of_and_carried_out(pinned: Pinned, run: Run) -> None:
    town = pinned.town
    assert {path.split("/")[0] for path in town.base} == {"stacks"}
    town.branch({STACK: COLOR})
    code, found = look(run, "head")
    [stack] = found["stacks"]
    assert (code, stack["state"], stack["places"][0]["summary"]["replace"]) == (0, "changes", 1)
    town.clone.git("reset", "--quiet", "--hard", "head")  # merged
    assert "[approval-missing]" in run("apply", "town", "--yes", "--approved")[2]
    approve(town, run)
    code, out, err = run("apply", "town", "--yes", "--approved")
    assert code == 0, out + err
    assert run("plan", "town", "--detailed-exitcode")[0] == 0


def test_a_newer_catalog_brings_its_policies(pinned: Pinned, run: Run) -> None:
    pinned.publish("v2", {POLICY: policy()})
    later = {STACK: {"revision: v1": "revision: v2"}}
    pinned.town.branch(later, name="unlocked")
    code, found = look(run, "unlocked")
    [stack] = found["stacks"]
    assert (code, stack["places"][0]["diagnostics"][0]["code"]) == (10, "lock-stale")
    pinned.town.branch(later, name="locked", locks=True)
    code, found = look(run, "locked")
    [stack] = found["stacks"]
    assert (code, stack["state"]) == (5, "denied")
    assert [(each["policy"], each["address"]) for each in stack["findings"]] == [("tidy", "town/local/locker")]


def test_another_catalog_is_called_only_where_somebody_names_it(pinned: Pinned, run: Run, tmp_path: Path) -> None:
    pinned.centre.git("clone", "--quiet", "--bare", ".", str(tmp_path / "foreign.git"))
    pinned.town.branch({STACK: {"centre.git": "foreign.git"}}, locks=True)
    code, found = look(run, "head")
    assert (code, found["diagnostics"][0]["code"]) == (10, "catalog-address-new")
    code, found = look(run, "head", "--catalog", (tmp_path / "foreign.git").as_uri())
    assert (code, found["diagnostics"]) == (0, [])
