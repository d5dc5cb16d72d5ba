"""The README tells everything that the program can do, and what it tells is so."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.repository.places import ROOT, Place, copy_content, tracked_files
from tests.support.endings import end_all

from bouwsteen.cli.command_table import COMMANDS, SUBCOMMANDS
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.texts import Language, Texts

README = (ROOT / "README.md").read_text(encoding="utf-8")
VERBS = [*COMMANDS, *(f"{group} {name}" for group, names in SUBCOMMANDS.items() for name in names)]
# A block of commands that runs as it stands says so behind its language; `stack` where it starts services.
BLOCK = re.compile(r"^```sh runnable( stack)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
MODULE = re.compile(r"`((?:documents|resolution|planning|engine|state|loadtest|adapters|graph)/[\w/*.]*)`")


def blocks(*, stack: bool) -> str:
    return "\n".join(commands for marked, commands in BLOCK.findall(README) if bool(marked) is stack)


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_is_told_as_its_help_tells_it(verb: str) -> None:
    summary = Texts(Language.EN)(f"command.{verb.replace(' ', '.')}.summary")
    assert f"| `bouwsteen {verb}` | {summary} |\n" in README


def test_every_exit_code_is_told() -> None:
    for code in ExitCode:
        assert f"\n| {code.value} | " in README, code


def test_every_extra_is_told() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for extra in project["optional-dependencies"]:
        assert re.search(rf"^\| .*`{extra}`.* \|", README, re.MULTILINE), extra


def test_how_real_every_block_is_is_told() -> None:
    rows = README.partition("## Real or simulated")[2].partition("\n## ")[0]
    told = {name for row in re.findall(r"^\| (`.*?) \|", rows, re.MULTILINE) for name in re.findall(r"`([\w-]+)`", row)}
    assert told == {folder.parent.name for folder in (ROOT / "blocks").glob("*/block.yaml")}


@pytest.mark.parametrize("path", [each for each in tracked_files() if each.endswith(".md")] or ["README.md"])
def test_links_lead_somewhere(path: str) -> None:
    for target in LINK.findall((ROOT / path).read_text(encoding="utf-8")):
        assert ((ROOT / path).parent / target).exists(), target


def test_files_that_are_named_are_there() -> None:
    named = MODULE.findall(README)
    assert len(named) > 10
    for name in named:
        assert list((ROOT / "cli/bouwsteen").glob(name)), name


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Place]:
    """A work tree of its own in which `uv run bouwsteen` and `bouwsteen` are the program under test."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, text in {"uv": 'shift\nexec "$@"', "bouwsteen": f'exec "{sys.executable}" -m bouwsteen "$@"'}.items():
        (tools / name).write_text(f"#!/bin/sh\n{text}\n")
        (tools / name).chmod(0o755)
    root = tmp_path / "work"
    root.mkdir()
    yield Place(root, ("bash", "-euc"))
    end_all(lambda: [each for each in psutil.process_iter(["cmdline"]) if any(str(root) in part for part in each.info["cmdline"] or ())])


def run(workspace: Place, commands: str) -> str:
    path = f"{workspace.folder.parent / 'tools'}{os.pathsep}{os.environ['PATH']}"
    return workspace.run(f'export PATH="{path}" PYTHONPATH="{ROOT / "cli"}"\n{commands}')


needs_bash = pytest.mark.skipif(sys.platform == "win32" or not shutil.which("bash"), reason="there is no bash to run the README with")


@needs_bash
def test_a_municipality_can_begin_as_it_is_told(workspace: Place) -> None:
    copy_content(workspace.folder, ("blocks", "catalog", "loadtests", "policies"))
    told = run(workspace, blocks(stack=False))
    assert "Plan: 14 to add" in told
    assert "Good: 1 stack checked." in told


@needs_bash
@pytest.mark.slow
@pytest.mark.e2e
def test_the_tour_goes_as_it_is_told(workspace: Place) -> None:
    copy_content(workspace.folder)
    run(workspace, "bouwsteen lock")  # that the committed locks are fresh is another test's question
    told = run(workspace, blocks(stack=True))
    for line in (
        "Plan: 53 to add, 0 to change, 0 to replace, 0 to remove.",
        "birth-registration: ",
        "questions were filled in beforehand",
        "1 journey in",  # the vault: asked, granted, read, taken back, refused
        "~ environment.DRAFT_DAYS = 30 → 60",
        "clientSecret  (secret)",
        "missing  herstappe/local/forms/formFiles  local/directory",
        "7 stopped.",
        "53 removed.",
    ):
        assert line in told, told
