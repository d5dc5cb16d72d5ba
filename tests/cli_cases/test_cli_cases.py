"""Wrong input through the real command line: each case is refused with its code, its place, no traceback, and nothing written.

`golden/<case>.txt` is what a person reads; BOUWSTEEN_ACCEPT=1 writes it anew: read it as code.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet
from tests.cli_cases.cases import Case
from tests.cli_cases.conftest import HERE, Run
from tests.cli_cases.tables import commands, documents, expressions, fleets, hostile, imports, operators, plans, policies, records, wirings

CASES = [
    case
    for table in (documents, wirings, expressions, hostile, plans, commands, policies, records, imports, fleets, operators)
    for case in table.CASES
]
ACCEPT = os.environ.get("BOUWSTEEN_ACCEPT") == "1"
SECRET = "hunter2-is-no-password"  # every case with a secret uses this one
_DIAGNOSTIC = re.compile(r"^(?:Error|Warning|Note): .+  \[(?P<code>[a-z-]+)\]$")
_PLACE = re.compile(r"^  (?P<place>[^\s:]+(?::\d+:\d+)?)$")


def digest(folder: Path) -> str:
    """Names, kinds, rights and contents of everything in a folder."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        kind = "link" if path.is_symlink() else "folder" if path.is_dir() else "file"
        content = str(path.readlink()).encode() if path.is_symlink() else path.read_bytes() if path.is_file() else b""
        total.update(f"{path.relative_to(folder)} {kind} {path.lstat().st_mode:o}\n".encode() + hashlib.sha256(content).digest())
    return total.hexdigest()


def put_back(file: Path, content: bytes | None) -> None:
    """As it was before; a file that was not there goes, with the folders that it leaves empty."""
    if content is not None:
        file.write_bytes(content)
        return
    file.unlink()
    for folder in file.parents:
        if any(folder.iterdir()):
            return
        folder.rmdir()


def found_in(text: str) -> set[str]:
    """The diagnostics in a text, as "code place"."""
    lines = text.splitlines()
    heads = [(number, match["code"]) for number, line in enumerate(lines) if (match := _DIAGNOSTIC.match(line))]
    found = set()
    for number, code in heads:
        places = (_PLACE.match(line) for line in lines[number + 1 : number + 3])
        place = next((match["place"] for match in places if match and ("/" in match["place"] or ":" in match["place"])), "")
        found.add(f"{code} {place}".strip())
    return found


def parameter(case: Case) -> ParameterSet:
    return pytest.param(case, id=case.name, marks=[pytest.mark.xfail(reason=case.defect)] if case.defect else [])


@pytest.mark.parametrize("case", [parameter(case) for case in CASES])
def test_case(case: Case, workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    expected = case.lay_out(workspace)
    for name, value in case.environment.items():
        monkeypatch.setenv(name, value)
    if case.prepare:
        case.prepare(workspace)
    if case.locks:
        assert run("lock", "town")[0] == 0
    capfd.readouterr()
    left = {workspace / path: (workspace / path).read_bytes() if (workspace / path).exists() else None for path in case.leaves}
    before = digest(workspace.parent)
    code, out, err = run(*case.command.split())
    said = out + err
    assert "Traceback" not in said
    assert SECRET not in said
    for path, content in left.items():
        put_back(path, content)
    assert digest(workspace.parent) == before, "something was written"
    golden = HERE / "golden" / f"{case.name}.txt"
    shown = f"$ bouwsteen {case.command}\n{said.replace(str(workspace), 'WORKSPACE')}[exit code {code}]\n"
    if ACCEPT and not case.defect:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(shown, encoding="utf-8")
    assert (code, found_in(said)) == (case.code, expected), said
    assert shown == golden.read_text(encoding="utf-8")


def test_each_case_has_a_golden_text_and_each_text_a_case() -> None:
    names = [case.name for case in CASES]
    assert [name for name, times in itertools.groupby(sorted(names)) if len(list(times)) > 1] == []
    assert {path.stem for path in (HERE / "golden").iterdir()} == {case.name for case in CASES if not case.defect}


def test_the_workspace_of_the_cases_is_sound(workspace: Path, run: Run) -> None:
    assert run("validate") == (0, "Good: 1 stack checked.\n", "")
    code, out, _ = run("plan", "town")
    assert code == 0
    assert "Plan: 5 to add" in out
    assert {path.name for path in workspace.parent.iterdir()} == {"work"}, "a plan wrote something"


@pytest.mark.parametrize("name", ["many-mistakes", "environment-missing", "lock-stale", "option-unknown", "bomb-of-aliases"])
def test_a_process_says_the_same(name: str, workspace: Path) -> None:
    case = next(case for case in CASES if case.name == name)
    case.lay_out(workspace)
    command = [sys.executable, "-m", "bouwsteen", "--lang", "en", *case.command.split()]
    done = subprocess.run(command, check=False, cwd=workspace, capture_output=True, text=True, timeout=60)
    shown = f"$ bouwsteen {case.command}\n{(done.stdout + done.stderr).replace(str(workspace), 'WORKSPACE')}[exit code {done.returncode}]\n"
    assert shown == (HERE / "golden" / f"{name}.txt").read_text(encoding="utf-8")
