"""`bouwsteen explain`: messages and exit codes, for people and for programs."""

from __future__ import annotations

import json

import pytest
from tests.repository.places import ROOT
from tests.unit.cli.conftest import Run

from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.messages import AREAS, ENTRIES
from bouwsteen.cli.texts import Language, Texts

DUTCH = """\
Een veld staat twee keer in dezelfde lijst  [yaml-duplicate-key]
  Hetzelfde veld krijgt op dezelfde plaats twee waarden. Het is dan niet duidelijk welke geldt, en veel programma's nemen stilletjes de \
laatste.
  Wat te doen:
    Houd één van de twee over.
  Niet zo:
    parameters: {draftDays: 30, draftDays: 60}
  Wel zo:
    parameters: {draftDays: 60}
  Exitcode 10. Sinds versie 0.1.
"""


def test_a_message_in_dutch(run: Run) -> None:
    assert run("explain", "yaml-duplicate-key", "--lang", "nl") == (0, DUTCH, "")


def test_a_code_as_it_stands_behind_a_message(run: Run) -> None:
    assert run("explain", "[Lock-Stale]", "--lang", "fr")[1].startswith("Le lock ne convient plus  [lock-stale]\n")


@pytest.mark.parametrize("code", ExitCode)
def test_an_exit_code_and_what_ends_with_it(code: ExitCode, run: Run) -> None:
    _, out, _ = run("explain", str(code.value), "--lang", "en")
    assert out.startswith(f"Exit code {code.value}: {Texts(Language.EN)(f'exit.{code.value}')}\n")
    assert f"| {code.value} | {Texts(Language.EN)(f'exit.{code.value}')} |\n" in (ROOT / "README.md").read_text(encoding="utf-8")
    for name, entry in ENTRIES.items():
        assert (f"    {name} " in out) == (code.value in entry.exits), name


@pytest.mark.parametrize("language", Language)
def test_the_list_of_all_codes_by_area(language: Language, run: Run) -> None:
    status, out, err = run("explain", "--lang", language.value)
    texts = Texts(language)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    headings = [texts(f"messages.area.{area}") for area in AREAS]
    assert [line for line in lines if line in headings] == headings
    assert [line.split()[0] for line in lines if line.startswith("  ")] == list(ENTRIES)
    assert all(texts.of(entry.title) in out for entry in ENTRIES.values())


def test_for_programs(run: Run) -> None:
    everything = json.loads(run("explain", "-o", "json", "--lang", "nl")[1])
    assert [each["code"] for each in everything["messages"]] == list(ENTRIES)
    data = json.loads(run("explain", "lock-stale", "7", "-o", "json", "--lang", "nl")[1])
    (message,), (found,) = data["messages"], data["exit_codes"]
    assert message["title"] == "De lock past niet meer"
    assert message["area"] == "versions"
    assert message["exit_codes"] == [7]
    assert {"code": "lock-stale", "title": "De lock past niet meer"} in found["codes"]


@pytest.mark.parametrize(("typed", "near"), [("unknown-feild", "unknown-field"), ("lockstale", "lock-stale"), ("zzzz", "")])
def test_a_code_that_is_none(typed: str, near: str, run: Run) -> None:
    status, _, err = run("explain", "use-missing", typed, "--lang", "en")
    assert status == ExitCode.NOT_FOUND
    assert f"Bouwsteen is called `{typed}`" in err
    assert (f"`{near}`" in err) == bool(near)
