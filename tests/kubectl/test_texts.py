"""The plugin speaks three languages, and knows what each reason means."""

from __future__ import annotations

import string

import pytest
from tests.kubectl.conftest import Type

from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.texts import CATALOGUE, Language
from bouwsteen.cli.texts.text import Text
from bouwsteen_kubectl.parsing import VERBS
from bouwsteen_kubectl.reasons import MEANINGS
from bouwsteen_kubectl.texts import PLUGIN_TEXTS
from bouwsteen_operator.conditions import Reason


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_reason_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Reason)


def test_each_text_is_there_in_each_language_with_the_same_holes() -> None:
    meanings = [text for meaning in MEANINGS.values() for text in meaning if isinstance(text, Text)]
    for text in [*PLUGIN_TEXTS.values(), *meanings]:
        assert all(each.strip() for each in text), text
        assert len({frozenset(_holes(each)) for each in text}) == 1, text


def test_no_text_hides_one_of_the_command_line() -> None:
    assert not PLUGIN_TEXTS.keys() & CATALOGUE.keys()


@pytest.mark.parametrize("lang", [each.value for each in Language])
@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_help(verb: str, lang: str, type_: Type) -> None:
    said = type_(verb, "--help", lang=lang)
    assert (said.code, said.err) == (ExitCode.OK, "")
    assert f"kubectl bouwsteen {verb}" in said.out
    assert "-n, --namespace" in said.out


def test_what_is_typed_wrong_says_where_the_help_is(type_: Type) -> None:
    said = type_("wy", "stack/x")
    assert said.code == ExitCode.INVALID_INPUT
    assert "Did you mean `why`?" in said.err
    said = type_("why")
    assert said.code == ExitCode.INVALID_INPUT
    assert "kubectl bouwsteen why --help" in said.err
    said = type_("approve", "stack/x")
    assert said.code == ExitCode.INVALID_INPUT
    assert "--reason" in said.err
