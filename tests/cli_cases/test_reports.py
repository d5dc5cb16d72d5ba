"""A report says in each of its forms what it does not know, and nothing in it looks as if it were known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
