"""Messages in the language of who reads: every sentence that is translated is one that is said, and nothing is said by halves."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bouwsteen
from bouwsteen.cli.sentences import say, sentences, translate
from bouwsteen.cli.sentences.entries import Sentence
from bouwsteen.cli.sentences.words import WORDS
from bouwsteen.cli.texts import Language
from bouwsteen.diagnostics import error

ROOT = Path(bouwsteen.__file__).parent
HOLE = re.compile(r"\{(\w+)\}")
ALL = list(sentences())


def _said() -> list[re.Pattern[str]]:
    """Each text that the program may say: its words, and holes where names come. Commands behind it are left out."""
    found: set[str] = set()
    for file in ROOT.rglob("*.py"):
        if {"sentences", "texts", "messages"} & set(file.parts):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(re.sub(r"\{[\w.]+\}", "\0", node.value))
            elif isinstance(node, ast.JoinedStr):
                found.add("".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values))
    parts = {line for text in found for line in text.split("\n")}
    parts |= {part.removeprefix("\0") for part in parts}
    parts |= {f"{part}." for part in parts}  # what a schema says of a field gets its full stop where it is told
    return [re.compile(".+".join(map(re.escape, part.split("\0")))) for part in parts if len(part.replace("\0", "").strip()) > 4]


# What the library of the command line says, and what is put together from several texts.
ELSEWHERE = re.compile(r"(No such |Invalid|Missing |.* is pinned |.* has other content|.* is needed and|.* was recalled\.)")


def test_what_is_translated_is_said() -> None:
    """A message that is reworded loses its translation: here it is noticed."""
    said = _said()
    for sentence in ALL:
        text = HOLE.sub("x1", sentence.en)
        assert ELSEWHERE.match(text) or any(pattern.fullmatch(text) for pattern in said), sentence.en


@pytest.mark.parametrize("sentence", [*ALL, *WORDS], ids=lambda sentence: sentence.en[:60])
def test_the_same_names_stand_in_every_language(sentence: tuple[str, str, str]) -> None:
    names = [sorted(HOLE.findall(text)) for text in sentence]
    assert names[0] == names[1] == names[2]
    assert all(text.strip() == text and text for text in sentence)
    assert len(set(sentence)) == 3 or sentence[0] == "text"


def test_each_is_found_by_its_own_text() -> None:
    for sentence in ALL:
        names = HOLE.findall(sentence.en)
        values = {name: f"`name{number}`" for number, name in enumerate(names)}
        text = HOLE.sub(lambda hole, values=values: values[hole[1]], sentence.en)  # type: ignore[misc]
        for language in (Language.NL, Language.FR):
            told = say(text, language)
            assert told != text
            assert all(value in told for value in values.values())


def test_names_that_hold_what_stands_between_names_cost_nothing() -> None:
    """A pattern that looks again from every place would take minutes over these."""
    for sentence in (each for each in ALL if len(HOLE.findall(each.en)) > 1):
        between = HOLE.split(sentence.en)[2]
        names = iter([f"x{between}" * (1_500 // (len(between) + 1))])
        text = HOLE.sub(lambda _, names=names: next(names, "y"), sentence.en)  # type: ignore[misc]
        assert say(text, Language.NL) != text
        assert sentence.en.endswith("}") or say(f"{text}?", Language.NL) == f"{text}?"


def test_a_message_in_dutch() -> None:
    remedy = "Did you mean `leuven` or `lennik`? Stacks here are: leuven, lennik."
    told = translate(error("stack-not-found", "There is no such stack", "No stack `leuve` stands in /town/stacks.", remedy), Language.NL)
    assert told.summary == "Deze stack bestaat niet"
    assert told.detail == "In /town/stacks staat geen stack `leuve`."
    assert told.remedy == "Bedoelt u `leuven` of `lennik`? Stacks hier: leuven, lennik."
    command = "Look at what changed, then write the lock again:\n\n    bouwsteen lock"
    assert say(command, Language.FR) == "Regardez ce qui a changé, puis réécrivez le verrou :\n\n    bouwsteen lock"
    remedy = "Put the value in quotes to make it text. A NIS number: five digits in quotes."
    assert say(remedy, Language.NL).endswith("er tekst van te maken. Een NIS-nummer: vijf cijfers tussen aanhalingstekens.")
    assert say("The value must be text, not a whole number.", Language.NL) == "De waarde moet tekst zijn, niet een geheel getal."


def test_what_is_not_known_stays_whole() -> None:
    for text in ("Nobody ever said this.", "Make a new plan.\nNobody ever said this.", "Did you mean `a`? Nobody ever said this.", ""):
        assert say(text, Language.NL) == text


@given(st.text(max_size=200))
def test_names_of_others_say_nothing_themselves(name: str) -> None:
    """Whatever stands in a hole is taken over as it is."""
    name = "".join(character for character in name if character.isprintable()) or "x"
    told = say(f"The catalog has no policy `{name}`.", Language.NL)
    assert told == f"De catalogus heeft geen beleidsregel `{name}`."


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.en)
def test_a_name_that_is_a_word_of_ours_stays_a_name(word: Sentence) -> None:
    assert say(f"The catalog has no policy `{word.en}`.", Language.NL) == f"De catalogus heeft geen beleidsregel `{word.en}`."


def test_a_long_text_is_not_searched() -> None:
    assert say(f"No stack `{'x' * 5000}` stands in y.", Language.NL).startswith("No stack")
