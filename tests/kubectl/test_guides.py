"""The READMEs tell each verb of the plugin as its help tells it, and show an answer as it is."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from tests.repository.places import ROOT

from bouwsteen_kubectl.parsing import VERBS
from bouwsteen_kubectl.texts import PLUGIN_TEXTS


@pytest.mark.parametrize("file", ["README.md", "operator/README.md"])
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_told(verb: str, file: str) -> None:
    assert f"\n| `kubectl bouwsteen {verb}` | {PLUGIN_TEXTS[f'kubectl.{verb}'].en} |\n" in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["plan_stale", "get"])
def test_what_is_shown_is_what_is_given(name: str) -> None:
    answer = (Path(__file__).parent / "answers" / f"{name}.txt").read_text(encoding="utf-8")
    assert textwrap.indent(answer, "    ") in (ROOT / "operator/README.md").read_text(encoding="utf-8")
