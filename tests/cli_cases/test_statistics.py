"""`--stats` says where the time went, beside the answer and never in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.cli_cases.conftest import Run

from bouwsteen.cli.main import main

TITLES = {"nl": "Waar de tijd naartoe ging", "fr": "Où le temps est passé", "en": "Where the time went"}


def test_of_a_plan_as_text(workspace: Path, run: Run) -> None:
    _, plain, quiet = run("plan", "town")
    code, out, err = run("plan", "town", "--stats")
    assert (code, out, quiet) == (0, plain, "")
    rows = re.findall(r"^  (\S.*?) +(\d+\.\d{3}) s$", err, re.MULTILINE)
    assert rows[0][0] == "starting the program"
    assert [name for name, _ in rows][-3:] == ["planning", "showing", "in all"]
    total = sum(float(seconds) for name, seconds in rows if name != "in all")
    assert abs(total - float(rows[-1][1])) < 0.01, "rounded in each row"
    assert re.search(r"^ +2 blocks compiled$", err, re.MULTILINE)
    assert re.search(r"^Memory, at most: \d+ MB$", err, re.MULTILINE)


@pytest.mark.parametrize("language", TITLES)
def test_in_each_language(language: str, workspace: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "town", "--stats", "--lang", language]) == 0
    assert capfd.readouterr().err.startswith(TITLES[language])


def test_of_a_plan_as_a_document(workspace: Path, run: Run) -> None:
    _, plain, _ = run("plan", "town", "-o", "json")
    code, out, err = run("plan", "town", "-o", "json", "--stats")
    document = json.loads(out)
    statistics = document.pop("stats")
    assert (code, err) == (0, "")
    assert document == json.loads(plain)
    assert {phase["name"] for phase in statistics["phases"]} >= {"start", "load", "validate", "resolve", "compile", "expand", "plan"}
    assert statistics["counts"]["instances"] == 2
    assert statistics["counts"]["resources"] == len(document["changes"])
    assert statistics["peak_memory_bytes"] > 1_000_000


def test_of_an_apply_counts_what_was_read(workspace: Path, run: Run) -> None:
    code, out, _ = run("apply", "town", "--yes", "-o", "json", "--stats")
    first = json.loads(out)["stats"]
    assert code == 0
    assert "reads" not in first["counts"], "there was nothing to look at"
    assert {phase["name"] for phase in first["phases"]} >= {"state", "ask", "apply"}
    _, out, _ = run("plan", "town", "-o", "json", "--stats")
    document = json.loads(out)
    assert document["stats"]["counts"]["reads"] == len(document["changes"])
    _, out, _ = run("plan", "town", "-o", "json", "--stats", "--no-refresh")
    assert "reads" not in json.loads(out)["stats"]["counts"]


def test_a_saved_plan_holds_none(workspace: Path, run: Run) -> None:
    assert run("plan", "town", "--stats", "--out", "plan.json")[0] == 0
    assert "stats" not in json.loads((workspace / "plan.json").read_text())


def test_of_a_validation(workspace: Path, run: Run) -> None:
    code, out, err = run("validate", "--stats")
    assert code == 0
    assert out == run("validate")[1]
    assert [line.split("  ")[1] for line in err.splitlines()[1:5]] == [
        "starting the program",
        "reading documents",
        "checking documents",
        "compiling blocks",
    ]
    assert json.loads(run("validate", "town", "-o", "json", "--stats")[1])["stats"]["counts"]["compiled"] == 2
