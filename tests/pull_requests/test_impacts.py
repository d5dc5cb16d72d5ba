"""What a change does to every stack, in each form that people read: who it is about is always named."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.pull_requests.conftest import STACK, Project, Run
from tests.pull_requests.guards import COLOR
from tests.support.repositories import needs_git

from bouwsteen.cli.texts import Language, Texts
from bouwsteen.cli.views.impacts import render_impacts
from bouwsteen.cli.views.sheets import Look
from bouwsteen.reporting.impact_pages import impacts_markdown

pytestmark = needs_git
SAFE = {"nl": "Veranderen vanzelf: town.", "fr": "Changent d'elles-mêmes : town.", "en": "Change by themselves: town."}


@pytest.mark.parametrize("language", SAFE)
def test_who_changes_by_itself_is_named(project: Project, run: Run, language: str, tmp_path: Path) -> None:
    project.branch({STACK: COLOR})
    command = ("impact", "--base", "main", "--head", "head")
    code, out, err = run(*command, "--out", str(tmp_path / "impact.md"), language=language)
    assert (code, err) == (0, "")
    assert SAFE[language] in out
    assert "town." in (tmp_path / "impact.md").read_text().splitlines()[-1]
    assert run(*command, "--out", str(tmp_path / "impact.html"), language=language)[0] == 0
    assert "town" in (tmp_path / "impact.html").read_text()


def test_of_many_the_first_are_named_and_each_where_all_are_asked_for() -> None:
    names = [f"town{n:03}" for n in range(60)]
    stack = {"versions": {}, "relock": False}
    stacks = [{**stack, "name": name, "effect": "safe", "stood": n < 50, "solved": False} for n, name in enumerate(names)]
    counts = {"blocked": 0, "action": 0, "safe": 60, "unaffected": 0}
    data = {"base": "a" * 40, "head": None, "day": "2027-01-01", "counts": counts, "causes": [], "stacks": stacks, "repositories": []}
    texts = Texts(Language.EN)
    look = Look(texts)
    assert "town007 and 52 more." in render_impacts(data, look)
    shown = render_impacts(data, look, verbose=True)
    assert all(name in shown for name in names)
    comment = impacts_markdown(data, texts, "en")
    assert "town039 and 20 more." in comment
    assert "town039 and 10 more." in comment
