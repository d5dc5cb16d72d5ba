"""A plan for who decides without knowing the technique: what it says, and that it says it always in the same way."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from tests.pull_requests.conftest import STACK, Project, Run
from tests.pull_requests.test_comments import check_golden
from tests.support.repositories import needs_git

pytestmark = needs_git
SITE = "{block: site, version: ^1.0, parameters: {title: Hallo}}"
DATA = (
    "{categories: [contact, payment], subjects: [citizens], purpose: Sending the <b>bill</b>, legalBasis: Decree of 2027, retention: P10Y}"
)
FLOWING = SITE.replace("parameters", f"data: {{key: {DATA}}}, parameters")


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_a_new_stack(project: Project, run: Run, language: str) -> None:
    text = (project.root / STACK).read_text().replace(SITE, FLOWING)
    (project.root / STACK).write_text(text)
    said = run("plan", "town", "--plain", "--page", "page.html", language=language)
    assert (said[0], said[2]) == (0, "")
    check_golden(f"plain.{language}.txt", said[1])
    check_golden(f"plain.{language}.html", (project.root / "page.html").read_text())
    assert run("plan", "town", "--plain", language=language)[1] == said[1]


def test_what_is_applied_is_told_no_more(project: Project, run: Run) -> None:
    assert run("apply", "town", "--yes")[0] == 0
    assert "Nothing changes." in run("plan", "town", "--plain")[1]
    (project.root / STACK).write_text((project.root / STACK).read_text().replace("title: Hallo", "color: green"))
    said = run("plan", "town", "--plain")[1]
    assert "Website (site) changes." in said
    assert "Website (site) cannot be reached for a short while." in said
    said = run("plan", "town", "--plain", "--destroy")[1]
    assert "site (site) ends." in said


def test_a_pull_request_has_a_page_for_each_environment(project: Project, run: Run, tmp_path: Path) -> None:
    project.branch({STACK: {SITE: FLOWING}})
    assert run("pr", "--base", "main", "--head", "head", "--out", str(tmp_path / "out"))[0] == 0
    page = (tmp_path / "out" / "pages" / "town.local.html").read_text()
    assert "Sending the &lt;b&gt;bill&lt;/b&gt;" in page
    assert "<b>" not in page
    comment = (tmp_path / "out" / "comment.md").read_text()
    assert "**New or changed flow of data:** <code>site</code>" in comment
    assert "<b>" not in comment


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", 'de instelling color gaat van de standaardwaarde naar "green"'),
        ("fr", 'le réglage color passe de la valeur par défaut à "green"'),
        ("en", 'the setting color goes from the default to "green"'),
    ],
)
def test_a_page_says_what_a_stack_says_differently(project: Project, run: Run, tmp_path: Path, language: str, said: str) -> None:
    """Settings by their values and files by their names: who signs has to know what for."""
    cards = "stacks/town/cards"
    project.branch(
        {STACK: {"{title: Hallo}": "{title: Hallo, color: green}"}, f"{cards}/first.card.yaml": {"text: Hallo": "text: Dag"}},
        {f"{cards}/second.card.yaml": project.base[f"{cards}/first.card.yaml"]},
    )
    assert run("pr", "--base", "main", "--head", "head", "--out", str(tmp_path / "out"), language=language)[0] == 0
    page = html.unescape((tmp_path / "out" / "pages" / "town.local.html").read_text())
    assert said in page
    told = {"nl": ("verandert", "komt erbij"), "fr": ("change", "s'ajoute"), "en": ("changes", "is added")}[language]
    assert f"first.card.yaml {told[0]}." in page
    assert f"second.card.yaml {told[1]}." in page


def test_the_fingerprint_is_what_an_approval_records(project: Project, run: Run) -> None:
    digest = run("approve", "town", "--print")[1].split()[-1]
    assert digest in run("plan", "town", "--plain")[1]
