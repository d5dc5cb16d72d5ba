"""Asking a person: the right words, typed, or nothing happens."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from bouwsteen.addresses import Address
from bouwsteen.cli.questioners import GoingOn, TerminalQuestioner, questioner
from bouwsteen.cli.terminals import Terminal
from bouwsteen.cli.texts import Language, Texts
from bouwsteen.cli.views.sheets import Look
from bouwsteen.diagnostics import warning
from bouwsteen.engine.questioners import Consenting, Questioner
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change
from bouwsteen.planning.dangers import Danger, Kind
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


DANGER = Danger(Kind.LOSING_DATA, "local/directory", warning("data-would-go", "Data would be lost", "Two folders would be removed."))


@pytest.mark.fault("F20")
def test_to_lose_data_its_kind_is_typed_and_nothing_else_will_do() -> None:
    place, err = terminal()
    assert TerminalQuestioner(place, answering("local/directory")).confirm_danger(PLAN, DANGER)
    assert "Two folders would be removed." in err.getvalue()
    assert "Typ local/directory om" in err.getvalue()
    for answer in ("ja", "herstappe", "local/port", ""):
        assert not TerminalQuestioner(place, answering(answer)).confirm_danger(PLAN, DANGER)


@pytest.mark.fault("F20")
def test_no_general_yes_covers_a_danger() -> None:
    place, _ = terminal()
    alone, err = terminal(answers=False)
    assert not Questioner().confirm_danger(PLAN, DANGER)
    assert not Consenting().confirm_danger(PLAN, DANGER)
    assert not questioner(place, yes=True).confirm_danger(PLAN, DANGER)
    assert not TerminalQuestioner(alone, answering("local/directory")).confirm_danger(PLAN, DANGER)
    assert err.getvalue() == ""


def test_up_asks_about_dangers_alone() -> None:
    place, _ = terminal()
    assert GoingOn(place, answering("")).confirm_apply(PLAN)
    assert not GoingOn(place, answering("yes")).confirm_danger(PLAN, DANGER)
    assert GoingOn(place, answering("local/directory")).confirm_danger(PLAN, DANGER)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", list(Language))
def test_each_danger_has_its_question(kind: Kind, language: Language) -> None:
    place, err = terminal(language=language)
    assert TerminalQuestioner(place, answering("5")).confirm_danger(PLAN, Danger(kind, "5", DANGER.diagnostic))
    assert err.getvalue().endswith(": ")
