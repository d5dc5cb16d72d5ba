"""Who adopts what: what is different from an earlier revision, and the table for spreadsheets. Worked out from the fleet's description."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.support.fleets import CENTRAL, CONTENT, Fleet, lock_fleet, plan_fleet, write_fleet
from tests.support.repositories import Clone, files_below, forget_git_settings, needs_git

from bouwsteen.cli.main import main

pytestmark = needs_git
NAMES = {"herstappe", "leuven", "wemmel"}


@pytest.fixture
def fleet() -> Fleet:
    return Fleet(1, plan_fleet(only=NAMES).stacks)


@pytest.fixture
def clone(fleet: Fleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    forget_git_settings(tmp_path, monkeypatch)
    write_fleet(fleet, tmp_path / "tree")
    made = Clone.make(tmp_path / "tree")
    made.commit(files_below(made.folder, *CONTENT, "stacks"))
    monkeypatch.chdir(made.folder)
    return made


def edit_stack(clone: Clone, name: str, before: str, after: str) -> None:
    path = clone.folder / "stacks" / name / "stack.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    capsys.readouterr()
    assert main(["report", "--date", "2027-02-01", "-o", "json", *arguments]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.slow
def test_what_is_different_since_a_revision(clone: Clone, fleet: Fleet, capsys: pytest.CaptureFixture[str]) -> None:
    commit = clone.git("rev-parse", "HEAD")
    nothing: dict[str, list[str]] = {"added": [], "removed": [], "changed": []}
    assert report(capsys, "--since", "HEAD")["since"] == {"revision": "HEAD", "commit": commit, **nothing}
    assert report(capsys)["since"] is None
    # Herstappe adopts eBox too, Wemmel goes, and everybody who may takes a newer version of forms.
    edit_stack(
        clone, "herstappe", '"blocks": [', '"blocks": [{"block": "ebox", "uses": {"broker": "digitaal-vlaanderen/ebox-service/broker"}},'
    )
    for path in sorted((clone.folder / "stacks/wemmel").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    block, entry = clone.folder / "blocks/forms/block.yaml", clone.folder / "catalog/forms.yaml"
    version = block.read_text(encoding="utf-8").split("  version: ")[1].split("\n")[0]
    newer = f"{version.rsplit('.', 1)[0]}.9"
    block.write_text(block.read_text(encoding="utf-8").replace(f"  version: {version}\n", f"  version: {newer}\n"), encoding="utf-8")
    old = f"    - {{version: {version}, channel: stable, since: 2026-12-01}}\n"
    assert old in entry.read_text(encoding="utf-8")
    entry.write_text(entry.read_text(encoding="utf-8").replace(old, old + old.replace(version, newer)), encoding="utf-8")
    for name in ("herstappe", "leuven"):
        path = clone.folder / "stacks" / name / "stack.yaml"
        document = json.loads(path.read_text(encoding="utf-8"))
        for each in document["spec"]["blocks"]:
            if each["block"] == "forms":
                each["version"] = "^1.0"
        path.write_text(json.dumps(document), encoding="utf-8")
    lock_fleet(clone.folder)
    wemmel = fleet.stack("wemmel")
    assert report(capsys, "--since", "HEAD")["since"] == {
        "revision": "HEAD",
        "commit": commit,
        "added": [{"organisation": "Herstappe", "block": "ebox", "version": "1.0.0"}],
        "removed": [{"organisation": "Wemmel", "block": name, "version": "1.0.0"} for name in sorted(wemmel.blocks)],
        "changed": [{"organisation": name, "block": "forms", "before": version, "after": newer} for name in ("Herstappe", "Leuven")],
    }


def test_the_table_holds_each_adoption_once_and_everybody(
    clone: Clone, fleet: Fleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = report(capsys, "--out", str(tmp_path / "site"))
    text = (tmp_path / "site/adoptions.csv").read_bytes().decode()
    assert "\r" not in text
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    adopted = {(row["stack"], row["block"], row["version"], row["instances"], row["environments"]) for row in rows if row["version"]}
    instances = {
        (stack.name, block, "1.0.0", str(len(stack.of_block(block))), str(len(stack.environments)))
        for stack in fleet.stacks
        for block in stack.blocks
    }
    assert {each for each in adopted if each[0] != CENTRAL} == instances
    assert len({row["key"] for row in rows if row["kind"] == "municipality"}) == 285
    assert json.loads((tmp_path / "site/report.json").read_text(encoding="utf-8")) == data


def test_a_name_is_no_formula_in_the_table(clone: Clone, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_stack(clone, CENTRAL, '"name": "Digitaal Vlaanderen"', '"name": "=HYPERLINK(\\"x\\")"')
    report(capsys, "--out", str(tmp_path / "site"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "site/adoptions.csv").read_text(encoding="utf-8"))))
    assert {row["name"] for row in rows if row["stack"] == CENTRAL} == {'\'=HYPERLINK("x")'}


def test_a_revision_that_is_not_there(clone: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "report", "--since", "nope"]) == 6
    assert "[revision-not-found]" in capsys.readouterr().err
