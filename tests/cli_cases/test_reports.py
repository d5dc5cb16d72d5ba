"""A report says in each of its forms what it does not know, and nothing in it looks as if it were known."""

from __future__ import annotations

import csv
import html
import io
import json
from pathlib import Path

import pytest
from tests.cli_cases.conftest import Run

from bouwsteen.cli.main import main
from bouwsteen.cli.texts import Language, Texts
from bouwsteen.reporting.adoption_sites import PAGES, UNMEASURED


@pytest.mark.usefixtures("workspace")
def test_what_is_not_measured_is_said_in_each_language(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "site"
    for language in Language:
        capfd.readouterr()
        assert main(["--lang", language.value, "report", "--date", "2027-02-01", "--out", str(site)]) == 0
        told = " ".join(capfd.readouterr().out.split())
        assert main(["--lang", language.value, "report", "--help"]) == 0
        help_text = " ".join(capfd.readouterr().out.split())
        page = (site / PAGES[language.value]).read_text(encoding="utf-8")
        for name, command in UNMEASURED.items():
            sentence = Texts(language)(f"report.unmeasured.{name}")
            assert f"{sentence} {command}" in told
            assert f"{sentence.replace(chr(39), '&#39;')} <code>{command}</code>" in page
            assert f"`{command.removesuffix(' STACK')}`" in help_text
    organisations = json.loads((site / "report.json").read_text(encoding="utf-8"))["organisations"]
    assert {each[name] for each in organisations for name in UNMEASURED} == {None}


def write_answers(folder: Path) -> None:
    """One environment drifted a week ago, one load test failed; and one answer of a stack that is not here."""
    folder.mkdir()
    drift = {"format_version": "1.1", "stack": "town", "environment": "local", "at": "2027-01-25T09:00:00+00:00", "looked_at": 14}
    drift["resources"] = [{"kind": "missing"}, {"kind": "changed"}, {"kind": "unreadable"}]
    (folder / "town.drift.json").write_text(json.dumps(drift), encoding="utf-8")
    (folder / "gone.drift.json").write_text(json.dumps({**drift, "stack": "gone"}), encoding="utf-8")
    run = {"environment": "local", "profile": "smoke", "started_at": "2027-01-31T09:00:00+00:00", "done": 9, "failed": 2}
    load = {"format_version": "2.2", "stack": "town", "tests": [{"name": "forms", "outcome": "failed", "run": run}]}
    (folder / "town.load.json").write_text(json.dumps(load), encoding="utf-8")


@pytest.mark.usefixtures("workspace")
def test_what_was_measured_elsewhere_comes_in(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    measured, site = tmp_path / "measured", tmp_path / "site"
    write_answers(measured)
    for language in Language:
        capfd.readouterr()
        arguments = ["--lang", language.value, "report", "--date", "2027-02-01", "--measured", str(measured), "--out", str(site)]
        assert main(arguments) == 0
        told, texts = capfd.readouterr().out, Texts(language)
        page = html.unescape((site / PAGES[language.value]).read_text(encoding="utf-8"))
        for name in UNMEASURED:
            sentence = texts(f"report.measured.{name}", n=1, whole=1)
            assert sentence in told
            assert sentence in page
            assert texts(f"report.unmeasured.{name}") not in told + page
        assert texts("report.unused.unknown-stack", file=f"{measured}/gone.drift.json") in told
        assert texts("report.drift.some", n=2, whole=14) in page
        assert texts("report.outcome.failed") in page
    data = json.loads((site / "report.json").read_text(encoding="utf-8"))
    (town,) = [each for each in data["organisations"] if each["stack"] == "town"]
    at = "2027-01-25T09:00:00+00:00"
    assert town["drift"] == [{"environment": "local", "at": at, "age": 7, "looked_at": 14, "resources": 2, "unreadable": 1}]
    assert [(each["outcome"], each["age"]) for each in town["evidence"]] == [("failed", 1)]
    assert (data["totals"]["drifting"], data["totals"]["unproven"]) == (1, 1)
    rows = list(csv.DictReader(io.StringIO((site / "adoptions.csv").read_text(encoding="utf-8"))))
    assert {(row["drift"], row["driftAt"], row["evidence"]) for row in rows if row["stack"] == "town"} == {("2", "2027-01-25", "failed")}
    assert {row["drift"] for row in rows if row["stack"] != "town"} == {""}


@pytest.mark.parametrize(
    ("basis", "since", "is_due"), [("law", "2020-01-01", True), ("law", "2099-01-01", False), ("example", "2020-01-01", False)]
)
def test_what_is_obligatory_today_is_told_apart(workspace: Path, run: Run, basis: str, since: str, *, is_due: bool) -> None:
    """A date that is to come, and an example, oblige nobody today, and are not told as if they did."""
    entry = workspace / "catalog" / "portal.yaml"
    whom = "appliesTo: ${organisation.name != 'nobody'}"
    obligation = f"  obligations:\n    - from: {since}\n      {whom}\n      basis: {{kind: {basis}, source: an act, text: {{nl: Omdat}}}}\n"
    entry.write_text(entry.read_text().replace("spec:\n", f"spec:\n{obligation}", 1))
    code, out, err = run("report")
    assert code == 0, err
    told = dict(line.split(maxsplit=1)[::-1] for line in out.splitlines() if "not adopted" in line)
    now, later = int(told["obligatory and not adopted"]), int(told["obligatory later or as an example, and not adopted"])
    assert (now > 0, later > 0) == (is_due, not is_due)
