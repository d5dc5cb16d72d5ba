"""Asking a person: the right words, typed, or nothing happens."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from bouwsteen.addresses import Address
from bouwsteen.cli.questioners import TerminalQuestioner, questioner
from bouwsteen.cli.terminals import Terminal
from bouwsteen.cli.texts import Language, Texts
from bouwsteen.cli.views.sheets import Look
from bouwsteen.engine.questioners import Consenting, Questioner
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change
from bouwsteen.planning.plans import Plan

PLAN = Plan(
    "herstappe",
    "local",
    "73028",
    "l",
    1,
    tuple(Change(Address.parse(f"herstappe/local/forms/r{number}"), "local/port", Action.DELETE, Reason.DESTROY) for number in range(3)),
    destroys=True,
)


def terminal(*, answers: bool = True, language: Language = Language.NL) -> tuple[Terminal, io.StringIO]:
    err = io.StringIO()
    look = Look(Texts(language))
    return Terminal(io.StringIO(), err, look, look, interactive=answers, answers=answers), err


def answering(text: str) -> Callable[[], str]:
    return lambda: text


@pytest.mark.parametrize(("language", "word"), [(Language.NL, "ja"), (Language.FR, "oui"), (Language.EN, "yes")])
def test_yes_in_ones_own_language(language: Language, word: str) -> None:
    place, _ = terminal(language=language)
    assert TerminalQuestioner(place, answering(f" {word} ")).confirm_apply(PLAN)


@pytest.mark.parametrize("answer", ["", "y", "nee", "JA", "herstappe"])
def test_anything_else_is_no_and_says_so(answer: str) -> None:
    place, err = terminal()
    assert not TerminalQuestioner(place, answering(answer)).confirm_apply(PLAN)
    assert "er is niets veranderd" in err.getvalue()


def test_to_remove_a_stack_its_name_is_typed() -> None:
    place, err = terminal()
    assert TerminalQuestioner(place, answering("herstappe")).confirm_destroy(PLAN)
    assert "Dit verwijdert 3 middelen van herstappe, omgeving local." in err.getvalue()
    for answer in ("ja", "leuven", ""):
        assert not TerminalQuestioner(place, answering(answer)).confirm_destroy(PLAN)


def test_the_end_of_input_is_no() -> None:
    def gone() -> str:
        raise EOFError

    place, _ = terminal()
    assert not TerminalQuestioner(place, gone).confirm_destroy(PLAN)


def test_nobody_is_asked_where_nobody_is() -> None:
    def never() -> str:
        raise AssertionError("must not be asked")

    place, err = terminal(answers=False)
    assert not TerminalQuestioner(place, never).confirm_apply(PLAN)
    assert "--yes" in err.getvalue()


def test_the_base_says_no_and_yes_was_said_beforehand() -> None:
    place, _ = terminal()
    assert not Questioner().confirm_apply(PLAN)
    assert not Questioner().confirm_destroy(PLAN)
    assert isinstance(questioner(place, yes=True), Consenting)
    assert Consenting().confirm_apply(PLAN)
    assert Consenting().confirm_destroy(PLAN)
    assert isinstance(questioner(place, yes=False), TerminalQuestioner)
